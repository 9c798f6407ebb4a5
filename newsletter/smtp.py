"""The way out by mail: sessions with the relay, opened safely, kept open and shared.

The only file that imports aiosmtplib, which connects, greets, does TLS and signs in. What follows (see
newsletter/transfer.py) is not left to it: it raises the same exception before and after the final dot.
"""

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import aiosmtplib

from network.address import wire
from network.errors import BadAnswer
from network.letter import Outcome, Phase, Receipt, SendFailed, classify
from newsletter.transfer import Connection, Patience, Reply

_PORTS = {"starttls": 587, "implicit": 465, "none": 25}
_PATIENCE = Patience()
_SHRUNK = 300  # seconds until the full number of connections is tried again


class Tls(StrEnum):
    """How the connection is encrypted; NONE only to our own machine."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpAddress:
    """Where the relay is and how to sign in there."""

    host: str
    port: int
    tls: Tls
    user: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> "SmtpAddress":
        """Return the relay in `smtp://user:password@host:port?tls=starttls|implicit|none`, or raise ValueError.

        Without `tls`: none to our own machine, implicit for smtps://, else starttls. The message of the error
        is a key (`smtp.…`) and never holds any part of the address. User and password are percent-encoded.
        """
        parts = _split(url.strip())
        if parts.scheme not in {"smtp", "smtps"}:
            raise ValueError("smtp.scheme")
        if not parts.hostname:
            raise ValueError("smtp.host")
        if parts.path not in {"", "/"} or parts.fragment:
            raise ValueError("smtp.not_encoded")  # most often a / or # in the password
        tls = _tls(parts)
        if bool(parts.username) != bool(parts.password):
            raise ValueError("smtp.credentials")
        return cls(
            host=parts.hostname,
            port=_port(parts) or _PORTS[tls],
            tls=tls,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


async def _nothing() -> None:
    pass


class SmtpWay:
    """Brings letters to the relay, several at once, over connections that stay open."""

    def __init__(
        self,
        address: SmtpAddress,
        *,
        connections: int = 4,
        letters_per_connection: int = 1000,
        idle: float = 60,
        patience: Patience = _PATIENCE,
        cafile: Path | None = None,
        hello: str | None = None,
    ) -> None:
        """`idle` in seconds. `cafile`: trust this authority instead of the system's. `hello`: our host name."""
        self._address = address
        self._most = self._limit = connections
        self._letters = letters_per_connection
        self._idle_for = idle
        self._patience = patience
        self._hello = hello
        self._tls = None if address.tls is Tls.NONE else ssl.create_default_context(cafile=cafile)
        self._open = 0  # kept, in use and just being opened
        self._kept: dict[Connection, asyncio.TimerHandle] = {}
        self._freed = asyncio.Event()
        self._grow_at = 0.0
        self._leaving: set[asyncio.Task[None]] = set()
        self._closed = False

    async def send(
        self,
        letter: bytes,
        *,
        sender: str,
        recipient: str,
        before_dot: Callable[[], Awaitable[None]] = _nothing,
    ) -> Receipt:
        """Bring one sealed letter to one recipient; return the relay's receipt or raise SendFailed.

        `sender` is the return path, "" for none. `before_dot` runs when only the dot is missing: what it
        records as "perhaps sent" stays true if the program dies. Any number of calls may run at once.
        """
        return_path, to = _envelope(sender, recipient)
        while True:
            connection = await self._take()
            is_fresh = connection.letters == 0
            try:
                return await connection.carry(letter, sender=return_path, recipient=to, before_dot=before_dot)
            except SendFailed as failed:
                if is_fresh or failed.phase is not Phase.MAIL or failed.code not in {None, 421}:
                    raise
                # The relay ended a kept connection between two letters, as it may; this letter is untouched.
            finally:
                self._give_back(connection)

    async def close(self) -> None:
        """Take leave of the relay; waits no longer than the farewell of one connection."""
        self._closed = True
        for connection in tuple(self._kept):
            self._dismiss(connection)
        await asyncio.gather(*self._leaving)

    async def _take(self) -> Connection:
        """Return a connection for one letter: a kept one, a new one, or the next that becomes free."""
        while True:
            if connection := self._reuse():
                return connection
            if self._open >= self._room():
                self._freed.clear()
                await self._freed.wait()
                continue
            self._open += 1
            try:
                return await self._connect()
            except BaseException as trouble:
                self._open -= 1
                self._freed.set()
                if not self._shrink(trouble):
                    raise

    def _reuse(self) -> Connection | None:
        while self._kept:
            connection = next(reversed(self._kept))
            if connection.usable:
                self._kept.pop(connection).cancel()
                return connection
            self._dismiss(connection)
        return None

    def _room(self) -> int:
        if asyncio.get_running_loop().time() >= self._grow_at:
            self._limit = self._most
        return self._limit

    def _shrink(self, trouble: BaseException) -> bool:
        """Make do with the connections there are, if the relay has just said that one more is too many."""
        too_many = isinstance(trouble, SendFailed) and trouble.phase is Phase.GREET and trouble.code == 421
        if not too_many or not self._open:
            return False
        self._limit = self._open
        self._grow_at = asyncio.get_running_loop().time() + _SHRUNK
        return True

    def _give_back(self, connection: Connection) -> None:
        if connection.usable and connection.letters < self._letters and not self._closed:
            loop = asyncio.get_running_loop()
            self._kept[connection] = loop.call_later(self._idle_for, self._dismiss, connection)
            self._freed.set()
        else:
            self._dismiss(connection)

    def _dismiss(self, connection: Connection) -> None:
        """Let go of a connection; its farewell goes on by itself and may fail."""
        if timer := self._kept.pop(connection, None):
            timer.cancel()
        self._open -= 1
        self._freed.set()
        leaving = asyncio.get_running_loop().create_task(connection.quit())
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)

    async def _connect(self) -> Connection:
        """Open a session: connected, encrypted as asked, greeted, signed in; or raise SendFailed."""
        client = aiosmtplib.SMTP(
            hostname=self._address.host,
            port=self._address.port,
            local_hostname=self._hello,
            timeout=self._patience.reply,
            use_tls=self._address.tls is Tls.IMPLICIT,
            start_tls=False,  # done below: left to itself, aiosmtplib goes on in plain text without it
            tls_context=self._tls,
        )
        try:
            await self._open_session(client)
        except BaseException:
            client.close()
            raise
        if client.transport is None:
            raise SendFailed(Outcome.RELAY, phase=Phase.GREET, text="the relay closed the connection")
        return Connection(
            cast(asyncio.Transport, client.transport),
            extensions=dict(client.esmtp_extensions),
            patience=self._patience,
        )

    async def _open_session(self, client: aiosmtplib.SMTP) -> None:
        phase = Phase.CONNECT
        try:
            await client.connect(timeout=self._patience.connect)
            phase = Phase.GREET
            await _greet(client)
            if self._address.tls is Tls.STARTTLS:
                phase = Phase.TLS
                await _encrypt(client)
                await _greet(client)  # what was said before encryption counts for nothing
            if self._address.user:
                phase = Phase.AUTH
                await _sign_in(client, self._address)
        except (aiosmtplib.SMTPException, OSError, UnicodeError) as trouble:
            raise _failed(phase, trouble) from trouble


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        raise ValueError("smtp.host") from None  # the reason given there may hold the password


def _tls(parts: SplitResult) -> Tls:
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    if set(query) - {"tls"}:
        raise ValueError("smtp.unknown_option")
    own_machine = _is_loopback(parts.hostname or "")
    usual = Tls.IMPLICIT if parts.scheme == "smtps" else Tls.NONE if own_machine else Tls.STARTTLS
    chosen = query.get("tls", usual)
    if chosen not in set(Tls):
        raise ValueError("smtp.tls")
    if chosen == Tls.NONE and not own_machine:
        raise ValueError("smtp.tls_needed")
    return Tls(chosen)


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("smtp.port") from None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _envelope(sender: str, recipient: str) -> tuple[str, str]:
    """Return path and recipient as they may stand in a command."""
    try:
        return_path = wire(sender) if sender else ""
    except BadAnswer as wrong:
        raise ValueError("smtp.sender") from wrong
    try:
        return return_path, wire(recipient)
    except BadAnswer as wrong:
        raise SendFailed(Outcome.REFUSED, phase=Phase.RCPT, text="not a mail address") from wrong


async def _greet(client: aiosmtplib.SMTP) -> None:
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()  # an old relay without extensions


async def _encrypt(client: aiosmtplib.SMTP) -> None:
    """Go over to TLS, with the relay's certificate checked; never on without it."""
    if not client.supports_extension("starttls"):
        raise SendFailed(Outcome.BLOCKED, phase=Phase.TLS, text="the relay does not offer STARTTLS")
    await client.starttls()


async def _sign_in(client: aiosmtplib.SMTP, address: SmtpAddress) -> None:
    """Sign in by the first way both know; one try only, because relays count the failures."""
    ways = {"plain": client.auth_plain, "login": client.auth_login, "cram-md5": client.auth_crammd5}
    offered = [way for name, way in ways.items() if name in client.server_auth_methods]
    if not offered:
        raise SendFailed(Outcome.BLOCKED, phase=Phase.AUTH, text="the relay does not offer a known way to sign in")
    await offered[0](address.user, address.password)


def _failed(phase: Phase, trouble: Exception) -> SendFailed:
    """What went wrong before the first letter; a certificate that does not fit will not mend itself."""
    reason = trouble.__cause__ or trouble
    if isinstance(reason, ssl.SSLError) and not isinstance(reason, ssl.SSLEOFError):
        return SendFailed(Outcome.BLOCKED, phase=Phase.TLS, text=str(trouble))
    if isinstance(trouble, aiosmtplib.SMTPResponseException) and trouble.code > 0:
        phase = Phase.GREET if phase is Phase.CONNECT else phase
        reply = Reply(trouble.code, trouble.message)
        outcome = classify(phase, reply.code, reply.enhanced)
        return SendFailed(outcome, phase=phase, code=reply.code, enhanced=reply.enhanced, text=reply.text)
    return SendFailed(classify(phase, None), phase=phase, text=str(trouble))
