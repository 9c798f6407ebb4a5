"""The way out to Telegram: say, change, answer; every failure comes back as NotSent with a plain meaning."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

from telegram import BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ChatAction, ParseMode

from bot.outgoing import Button, Rows
from bot.telegram_failures import Failure, FailureKind, NotSent, classify
from bot.telegram_request import Client, Request
from bot.telegram_text import pieces, plain, units

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # a preview would let Telegram fetch our personal links
_TOAST = 200  # UTF-16 units
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramMessage:
    """What to say in one chat; `text` is the HTML subset of our templates and may be longer than one message."""

    chat: str
    text: str
    buttons: Rows = ()
    silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What stands in the chat now: `number` is the message with the buttons, the last of `pieces`."""

    number: int
    pieces: int = 1
    anew: bool = False  # an edit had nothing left to change, so the text was sent as a new message
    unformatted: bool = False  # Telegram refused our markup, so the text went out without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What the app shows about us in one language; "" is the fallback for every other one."""

    language: str
    commands: tuple[tuple[str, str], ...]  # name without slash (a-z0-9_), description
    description: str = ""  # shown in the empty chat, at most 512 characters
    short_description: str = ""  # shown on the profile, at most 120 characters


class TelegramWay:
    """The bot's connection to Telegram, for the length of an `async with`. Opening it asks nobody anything.

    It neither waits for the limits (see bot/limits.py) nor tries again on its own, except where Telegram's
    refusal itself names the remedy. `patience` is in seconds, for one answer.
    """

    def __init__(self, token: str, *, api_url: str, connections: int = 32, patience: float = 20.0) -> None:
        talking = Request(
            connection_pool_size=connections,
            read_timeout=patience,
            write_timeout=patience,
            pool_timeout=patience / 4,
        )
        polling = Request(connection_pool_size=4, pool_timeout=5)  # 4: a torn one must not block the next poll
        self._requests = (talking, polling)
        base_url = f"{api_url.rstrip('/')}/bot"
        self._bot = Client(token, base_url=base_url, request=talking, get_updates_request=polling)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    # ------------------------------------------------------------------ saying

    async def send(self, message: TelegramMessage, *, after: int = 0) -> Sent:
        """Send all pieces of the message, leaving out the first `after`, and return what stands in the chat.

        Raises NotSent; its `arrived` is the value of `after` with which to go on.
        """
        message = _with_reachable_links(message)
        parts = pieces(message.text)
        if not parts:
            raise NotSent(Failure(kind=FailureKind.FOR_GOOD, reason="the text is empty"))
        sent = Sent(number=0)
        for at in range(min(after, len(parts) - 1), len(parts)):
            last = at == len(parts) - 1
            piece = replace(message, text=parts[at], buttons=message.buttons if last else ())
            try:
                now = await self._send_piece(piece)
            except NotSent as refused:
                raise NotSent(refused.failure, arrived=at) from refused
            sent = replace(now, unformatted=now.unformatted or sent.unformatted)
        return replace(sent, pieces=len(parts))

    async def edit(self, number: int, message: TelegramMessage) -> Sent:
        """Put text and buttons in place of message `number`; send anew if it is gone or the text too long."""
        fitting = _with_reachable_links(message)
        parts = pieces(fitting.text)
        if len(parts) != 1:
            return replace(await self.send(message), anew=True)
        try:
            return await self._edit_piece(number, replace(fitting, text=parts[0]))
        except NotSent as refused:
            if refused.failure.kind is FailureKind.UNCHANGED:
                return Sent(number=number)
            if refused.failure.kind is FailureKind.GONE:
                return replace(await self.send(message), anew=True)
            raise

    async def drop_buttons(self, chat: str, number: int) -> bool:
        """Take the buttons off a message; False if there was nothing to take off."""
        return await self._if_there(
            self._bot.edit_message_reply_markup(chat_id=chat, message_id=number, reply_markup=None)
        )

    async def delete(self, chat: str, number: int) -> bool:
        """Delete a message of ours; False if it is gone or too old to be deleted."""
        return await self._if_there(self._bot.delete_message(chat_id=chat, message_id=number))

    async def answer_callback(self, callback: str, text: str = "", *, alert: bool = False) -> bool:
        """Stop the waiting sign on a tapped button, showing a short plain text; False if it came too late."""
        return await self._if_there(
            self._bot.answer_callback_query(callback, text=_short(text) or None, show_alert=alert or None)
        )

    async def show_typing(self, chat: str) -> None:
        """Show for up to five seconds that an answer is being written."""
        await _asked(self._bot.send_chat_action(chat_id=chat, action=ChatAction.TYPING))

    # ------------------------------------------------------------------ being there

    async def username(self) -> str:
        """Return the bot's name without @; NotSent with TOKEN_BAD if there is no such bot."""
        return (await _asked(self._bot.get_me())).username or ""

    async def announce_commands(self, menus: Sequence[Menu]) -> int:
        """Make menu and descriptions what `menus` says, asking first; return how many had to be changed."""
        return sum([await self._announce(menu) for menu in menus])

    async def raw_updates(self, *, offset: int = 0, limit: int = 100, wait: int = 25) -> list[dict[str, Any]]:
        """Return up to `limit` updates as they came, waiting at most `wait` seconds; confirms those below `offset`."""
        return await _asked(self._bot.raw_updates(offset=offset, limit=limit, wait=wait))

    async def listen_at(self, url: str, *, secret: str) -> None:
        """Have updates pushed to `url`, with `secret` in the header X-Telegram-Bot-Api-Secret-Token."""
        await _asked(self._bot.set_webhook(url, secret_token=secret, drop_pending_updates=False))

    async def stop_listening(self) -> None:
        """Take the webhook away, so that polling is possible; waiting updates are kept."""
        await _asked(self._bot.delete_webhook(drop_pending_updates=False))

    # ------------------------------------------------------------------ how

    async def _send_piece(self, piece: TelegramMessage, *, formatted: bool = True) -> Sent:
        try:
            message = await _asked(
                self._bot.send_message(
                    chat_id=piece.chat,
                    text=piece.text if formatted else plain(piece.text),
                    parse_mode=ParseMode.HTML if formatted else None,
                    reply_markup=_keyboard(piece.buttons),
                    disable_notification=piece.silent or None,
                    link_preview_options=_NO_PREVIEW,
                )
            )
        except NotSent as refused:
            if formatted and refused.failure.kind is FailureKind.UNPARSABLE:
                return await self._send_piece(piece, formatted=False)
            raise
        return Sent(number=message.message_id, unformatted=not formatted)

    async def _edit_piece(self, number: int, piece: TelegramMessage, *, formatted: bool = True) -> Sent:
        try:
            await _asked(
                self._bot.edit_message_text(
                    chat_id=piece.chat,
                    message_id=number,
                    text=piece.text if formatted else plain(piece.text),
                    parse_mode=ParseMode.HTML if formatted else None,
                    reply_markup=_keyboard(piece.buttons),
                    link_preview_options=_NO_PREVIEW,
                )
            )
        except NotSent as refused:
            if formatted and refused.failure.kind is FailureKind.UNPARSABLE:
                return await self._edit_piece(number, piece, formatted=False)
            raise
        return Sent(number=number, unformatted=not formatted)

    async def _if_there(self, call: Awaitable[object]) -> bool:
        try:
            await _asked(call)
        except NotSent as refused:
            if refused.failure.kind in {FailureKind.GONE, FailureKind.STALE, FailureKind.UNCHANGED}:
                return False
            raise
        return True

    async def _announce(self, menu: Menu) -> int:
        code = menu.language or None
        wanted = tuple(BotCommand(name, text) for name, text in menu.commands)
        changed = 0
        if tuple(await _asked(self._bot.get_my_commands(language_code=code))) != wanted:
            changed += await _asked(self._bot.set_my_commands(wanted, language_code=code))
        if (await _asked(self._bot.get_my_description(code))).description != menu.description:
            changed += await _asked(self._bot.set_my_description(menu.description, code))
        if (await _asked(self._bot.get_my_short_description(code))).short_description != menu.short_description:
            changed += await _asked(self._bot.set_my_short_description(menu.short_description, code))
        return changed


async def _asked(call: Awaitable[_T]) -> _T:
    # Exception and not TelegramError: a broken answer makes the library raise KeyError, TypeError and others.
    try:
        return await call
    except Exception as error:
        raise NotSent(classify(error)) from error


def _keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(it.label, callback_data=it.data, url=it.url) for it in row] for row in rows]
    )


def _with_reachable_links(message: TelegramMessage) -> TelegramMessage:
    """Return the message with links that Telegram refuses as buttons (http://localhost) under its text."""
    refused = [it for row in message.buttons for it in row if not _may_be_button(it)]
    if not refused:
        return message
    rows = tuple(kept for row in message.buttons if (kept := tuple(it for it in row if _may_be_button(it))))
    links = "\n".join(f"{_escaped(it.label)}: {_escaped(it.url or '')}" for it in refused)
    return replace(message, text=f"{message.text}\n\n{links}", buttons=rows)


def _may_be_button(button: Button) -> bool:
    return button.url is None or button.url.startswith("tg://") or "." in (urlsplit(button.url).hostname or "")


def _short(toast: str) -> str:
    cut = toast[:_TOAST]
    return cut if units(cut) <= _TOAST else cut[: _TOAST // 2]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
