"""The local mailbox: a folder that takes letters instead of a relay, one .eml file each, and shows them again."""

import asyncio
import email
import os
import re
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from network.address import wire
from network.errors import BadAnswer
from network.letter import Outcome, Phase, Receipt, SendFailed

_NAME = re.compile(r"[0-9TZ.-]{20,40}-[0-9a-f]{8}\.eml")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMail:
    """A mail found in the mailbox, read the way a mail program would; broken parts are None or empty."""

    name: str
    subject: str
    sender: str
    recipient: str  # of the envelope
    date: datetime | None
    text: str
    html: str | None
    headers: tuple[tuple[str, str], ...]
    links: tuple[str, ...]  # every web address in text and HTML, in order, once each


class MailboxWay:
    """Puts letters into a folder; the same call as the way over a relay."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = 0

    async def send(
        self,
        letter: bytes,
        *,
        sender: str,
        recipient: str,
        before_dot: Callable[[], Awaitable[None]] | None = None,
    ) -> Receipt:
        """Store one sealed letter and return its file name; raise SendFailed where the folder cannot take it."""
        try:
            trace = f"Return-Path: <{wire(sender) if sender else ''}>\r\nDelivered-To: {wire(recipient)}\r\n"
        except BadAnswer as wrong:
            raise SendFailed(Outcome.REFUSED, phase=Phase.RCPT, text="not a mail address") from wrong
        if before_dot:
            await before_dot()
        name = self._next_name()
        try:
            await asyncio.to_thread(_store, self._folder, name, trace.encode() + letter)
        except OSError as trouble:
            raise SendFailed(Outcome.RELAY, phase=Phase.DATA, text=str(trouble.strerror)) from trouble
        return Receipt(code=250, text=name)

    async def close(self) -> None:
        """Nothing is kept open."""

    def _next_name(self) -> str:
        """A name that sorts by time, also within one tick of the clock and when the clock jumps back."""
        now = datetime.now(UTC)
        self._last = max(int(now.timestamp() * 1_000_000), self._last + 1)
        stamp = datetime.fromtimestamp(self._last // 1_000_000, UTC).strftime("%Y-%m-%dT%H-%M-%S")
        return f"{stamp}.{self._last % 1_000_000:06d}Z-{secrets.token_hex(4)}.eml"


def read(folder: Path, *, limit: int, address: str | None = None) -> list[StoredMail]:
    """Return the newest mails first; with `address` only those to it."""
    try:
        wanted = wire(address).casefold() if address else None
    except BadAnswer:
        return []
    mails = filter(None, (get(folder, name) for name in _names(folder)))
    return list(islice((it for it in mails if wanted in {None, it.recipient.casefold()}), limit))


def get(folder: Path, name: str) -> StoredMail | None:
    """Return one mail, or None where no such mail lies in the folder itself."""
    if not _NAME.fullmatch(name):
        return None
    try:
        with open(folder / name, "rb", opener=_no_link) as file:
            return _parsed(name, file.read())
    except OSError:
        return None


def _store(folder: Path, name: str, content: bytes) -> None:
    """Write the file so that it is there whole or not at all, also after a power cut."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = folder / f".{name}.tmp"
    try:
        with open(unfinished, "xb", opener=_private) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(folder / name)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW)


def _names(folder: Path) -> list[str]:
    try:
        return sorted((name for name in os.listdir(folder) if _NAME.fullmatch(name)), reverse=True)
    except FileNotFoundError:
        return []


def _parsed(name: str, content: bytes) -> StoredMail:
    message = email.message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)  # the default policy makes nothing else
    text, html = _body(message, "plain") or "", _body(message, "html")
    return StoredMail(
        name=name,
        subject=str(message.get("Subject", "")),
        sender=str(message.get("From", "")),
        recipient=str(message.get("Delivered-To", "")),
        date=_date(message),
        text=text,
        html=html,
        headers=tuple((key, str(value)) for key, value in message.items()),
        links=tuple(dict.fromkeys([*_URL.findall(text), *_hrefs(html or "")])),
    )


def _body(message: EmailMessage, kind: str) -> str | None:
    try:
        part = message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if isinstance(part, EmailMessage) else None
    except (LookupError, ValueError, KeyError):
        return None  # not written by us, and not readable


def _date(message: EmailMessage) -> datetime | None:
    return getattr(message.get("Date"), "datetime", None)


def _hrefs(html: str) -> Iterator[str]:
    finder = _Links()
    finder.feed(html)
    yield from finder.found


class _Links(HTMLParser):
    """Collects the web addresses of all links."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where an <a> leads."""
        self.found += [value for key, value in attrs if tag == "a" and key == "href" and value and _URL.match(value)]
