"""What an update of Telegram means to us. Pure, and never raises: an unreadable one is MALFORMED."""

import warnings

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from bot.incoming import Door, Incoming, IncomingKind, clean_name, known_language, tapped, typed

_GONE = {ChatMember.BANNED, ChatMember.LEFT}


def number(raw: object) -> int | None:
    """Return the update's id, by which a repetition is recognised, or None if it has none."""
    found = raw.get("update_id") if isinstance(raw, dict) else None
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**63 else None


def read(raw: object, *, bot: str = "") -> Incoming:
    """Return what happened; `bot` is our own username, so that commands for other bots are left alone."""
    # Exception, because the library meets a date, an id or a text of the wrong type with TypeError,
    # AttributeError, KeyError, ValueError, OverflowError or OSError, and does not look at most types at all.
    try:
        with warnings.catch_warnings(action="ignore"):  # it warns about its own coming changes
            return _read(raw, bot)
    except Exception:
        return _nothing(IncomingKind.MALFORMED)


def _read(raw: object, bot: str) -> Incoming:
    if not isinstance(raw, dict) or number(raw) is None:
        return _nothing(IncomingKind.MALFORMED)
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _tap(update.callback_query)
    if update.message:
        return _message(update.message, bot)
    if update.edited_message:
        return _edit(update.edited_message)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    return _nothing(IncomingKind.IGNORED)


def _tap(query: CallbackQuery) -> Incoming:
    if query.from_user.is_bot or not query.data:
        return _nothing(IncomingKind.IGNORED)
    there = query.message  # None or without content when the message is old; the tap counts all the same
    if there and there.chat.type != ChatType.PRIVATE:
        return _plain(IncomingKind.GROUP, there.chat.id, query.from_user)
    return tapped(
        _text(query.data),
        door=Door.TELEGRAM,
        chat=_id(there.chat.id if there else query.from_user.id),
        callback=_text(query.id),
        message=there.message_id if there else None,
        name=_name(query.from_user),
        language=query.from_user.language_code,
    )


def _message(message: Message, bot: str) -> Incoming:
    person = message.from_user
    if person is None or person.is_bot:
        return _nothing(IncomingKind.IGNORED)
    if message.chat.type != ChatType.PRIVATE:
        return _spoken_in_group(message, person, bot)
    if message.text is None:
        return _plain(IncomingKind.OTHER, message.chat.id, person, message.message_id)
    return typed(
        _text(message.text),
        door=Door.TELEGRAM,
        chat=_id(message.chat.id),
        bot=bot,
        message=message.message_id,
        name=_name(person),
        language=person.language_code,
    )


def _spoken_in_group(message: Message, person: User, bot: str) -> Incoming:
    said = typed(_text(message.text or ""), door=Door.TELEGRAM, chat=_id(message.chat.id), bot=bot)
    to_us = message.chat.type != ChatType.CHANNEL and said.kind is IncomingKind.COMMAND
    kind = IncomingKind.GROUP if to_us else IncomingKind.IGNORED
    return _plain(kind, message.chat.id, person, message.message_id)


def _edit(message: Message) -> Incoming:
    private = message.chat.type == ChatType.PRIVATE
    if not private or message.from_user is None or message.from_user.is_bot:
        return _nothing(IncomingKind.IGNORED)
    return _plain(IncomingKind.EDITED, message.chat.id, message.from_user, message.message_id)


def _membership(change: ChatMemberUpdated) -> Incoming:
    if change.chat.type != ChatType.PRIVATE:
        return _nothing(IncomingKind.IGNORED)
    gone = change.new_chat_member.status in _GONE
    return _plain(IncomingKind.BLOCKED if gone else IncomingKind.UNBLOCKED, change.chat.id, change.from_user)


def _plain(kind: IncomingKind, chat: object, person: User, message: int | None = None) -> Incoming:
    return Incoming(
        kind=kind,
        door=Door.TELEGRAM,
        chat=_id(chat),
        message=message,
        name=clean_name(_name(person)),
        language=known_language(person.language_code),
    )


def _nothing(kind: IncomingKind) -> Incoming:
    return Incoming(kind=kind, door=Door.TELEGRAM, chat="")


def _name(person: User) -> str:
    return " ".join(part for part in (person.first_name, person.last_name) if part)


def _id(chat: object) -> str:
    if not isinstance(chat, int) or isinstance(chat, bool):
        raise TypeError("a chat id must be a whole number")
    return str(chat)


def _text(said: object) -> str:
    if not isinstance(said, str):
        raise TypeError("a text must be a text")
    return said
