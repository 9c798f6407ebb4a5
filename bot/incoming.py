"""What people say to us: one noun for every door, be it Telegram, the browser chat or a test."""

import re
from dataclasses import dataclass
from enum import StrEnum

from network.text import clean

_COMMAND = re.compile(r"/(?P<name>\w{1,32})(?:@(?P<bot>\w+))?(?:\s+(?P<argument>.*))?", re.DOTALL)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_NAME_LENGTH = 128


class Door(StrEnum):
    """Where somebody is standing while talking to us."""

    TELEGRAM = "telegram"
    WEB = "web"
    TEST = "test"


class IncomingKind(StrEnum):
    """What was done; only the first three can move a conversation on."""

    TEXT = "text"
    COMMAND = "command"
    TAP = "tap"
    OTHER = "other"  # photo, sticker, contact, location, ...: answered politely, never stored
    EDITED = "edited"  # an older message was changed: never an answer to the open question
    GROUP = "group"  # somebody spoke to us in a group, where we say nothing personal
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    IGNORED = "ignored"  # not for us: channels, reactions, other bots, talk in groups
    MALFORMED = "malformed"  # authentic but unreadable: keep it, report it, go on


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One thing that somebody did, cleaned and with nothing of the door's own format left in it.

    `text` of a command is "/name argument" with the name in small letters and without "@bot". `start` is the
    payload of a deep link, exactly as given: treat it as hostile. `message` is the number of the message that
    was written or whose button was tapped. `language` is what the app claims, a first guess at most.
    """

    kind: IncomingKind
    door: Door
    chat: str
    text: str | None = None
    tap: str | None = None
    callback: str | None = None
    message: int | None = None
    name: str = ""
    language: str | None = None
    start: str | None = None

    @property
    def command(self) -> str | None:
        """The command without its slash, or None."""
        return self._said[0]

    @property
    def argument(self) -> str:
        """What follows the command; empty if nothing does."""
        return self._said[1]

    @property
    def _said(self) -> tuple[str | None, str]:
        said = _COMMAND.fullmatch(self.text or "")
        return (said["name"], said["argument"] or "") if said and self.text else (None, "")


def typed(
    raw: str,
    *,
    door: Door,
    chat: str,
    bot: str = "",
    message: int | None = None,
    name: str = "",
    language: str | None = None,
) -> Incoming:
    """Return what a typed line means: a text, a command, or IGNORED when the command names another bot."""
    text = clean(raw)
    said = _COMMAND.fullmatch(text)
    kind, start = IncomingKind.TEXT, None
    if said:
        kind = IncomingKind.COMMAND
        if said["bot"] and said["bot"].casefold() != bot.casefold():
            kind = IncomingKind.IGNORED
        command, argument = said["name"].lower(), said["argument"] or ""
        text = f"/{command} {argument}".rstrip()
        start = argument or None if command == "start" else None
    return Incoming(
        kind=kind,
        door=door,
        chat=chat,
        text=text,
        message=message,
        name=clean_name(name),
        language=known_language(language),
        start=start,
    )


def tapped(
    button: str,
    *,
    door: Door,
    chat: str,
    callback: str | None = None,
    message: int | None = None,
    name: str = "",
    language: str | None = None,
) -> Incoming:
    """Return the tap on a button; `button` is its callback data exactly as it came, which may be forged."""
    return Incoming(
        kind=IncomingKind.TAP,
        door=door,
        chat=chat,
        tap=button,
        callback=callback,
        message=message,
        name=clean_name(name),
        language=known_language(language),
    )


def clean_name(raw: str) -> str:
    """Return a display name as one line; it greets, and never authorises anything."""
    return " ".join(clean(raw).split())[:_NAME_LENGTH].rstrip()


def known_language(raw: str | None) -> str | None:
    """Return a language code of the usual shape ("de", "en-GB"), or None."""
    return raw if raw and _LANGUAGE.fullmatch(raw) and len(raw) <= 35 else None
