"""One letter after the other over an open SMTP connection: MAIL, RCPT, DATA, the body, the dot.

How the connection was opened is not known here (see newsletter/smtp.py). What is known at every moment is
the phase: the same broken connection means "not sent" before the dot and "perhaps sent" after it.
"""

import asyncio
import re
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from network.letter import Outcome, Phase, Receipt, SendFailed, classify

MOST_REFUSED = 8  # some relays slow down or hang up after a few refused recipients
REPLY_LIMIT = 16 * 1024
BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How many seconds to wait for what. The last reply has ten minutes (RFC 5321, 4.5.3.2.6): a relay that
    is still storing the letter will deliver it, and giving up early makes a second copy of it.
    """

    connect: float = 60
    reply: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600
    farewell: float = 2


class Reply(NamedTuple):
    """One answer of the relay, however many lines it had."""

    code: int
    text: str

    @property
    def enhanced(self) -> str | None:
        """The status code like 5.1.1 (RFC 3463), if the relay gave one of the same class."""
        found = re.match(r"([245])\.\d{1,3}\.\d{1,3}\b", self.text)
        return found[0] if found and int(found[1]) == self.code // 100 else None


class Connection:
    """An open SMTP connection that has been greeted; carries letters until it is not `usable` any more."""

    def __init__(self, transport: asyncio.Transport, *, extensions: Mapping[str, str], patience: Patience) -> None:
        self.letters = 0
        self._wire = Wire(transport)
        self._extensions = extensions
        self._patience = patience
        self._refused = 0
        self._spoiled = False
        self._reset_due = False

    @property
    def usable(self) -> bool:
        """Whether another letter may go this way."""
        return not (self._spoiled or self._wire.broken or self._wire.unread or self._refused >= MOST_REFUSED)

    async def carry(
        self, letter: bytes, *, sender: str, recipient: str, before_dot: Callable[[], Awaitable[None]]
    ) -> Receipt:
        """Bring one letter to one recipient and return the relay's receipt, or raise SendFailed.

        `before_dot` runs when all but the dot is out: once it is done, a crash leaves the outcome uncertain;
        before, the letter was surely not sent. What it raises ends the connection without a dot.
        """
        self.letters += 1
        try:
            body = stuffed(letter)
            parameters = self._parameters(letter, sender + recipient)
            await self._reset()
            await self._ask(Phase.MAIL, f"MAIL FROM:<{sender}>{parameters}", wanted=2)
            await self._ask(Phase.RCPT, f"RCPT TO:<{recipient}>", wanted=2)
            await self._ask(Phase.DATA, "DATA", wanted=3)
            await self._send_body(body)
            await self._announce(before_dot)
            self._check_silence(Phase.DATA)  # much may have happened meanwhile
            self._wire.write(b".\r\n")
            reply = await self._answer(Phase.DOT, wanted=2, seconds=self._patience.dot)
        except SendFailed:
            raise  # what it means for the connection was noted where it was raised
        except BaseException:
            self._spoiled = True  # in the middle of a letter: nothing may follow, least of all a dot
            raise
        return Receipt(code=reply.code, text=reply.text[:500])

    async def quit(self) -> None:
        """Take leave politely, but not for long; nothing depends on it any more."""
        if self._spoiled or self._wire.broken:
            self._wire.abort()
            return
        self._wire.write(b"QUIT\r\n")
        await self._wire.close(self._patience.farewell)

    def _parameters(self, letter: bytes, addresses: str) -> str:
        """What MAIL has to announce; raises where the relay has already said that it would not take it."""
        limit = self._extensions.get("size", "")
        if limit.isdecimal() and 0 < int(limit) < len(letter):
            text = f"the relay takes {limit} bytes, this letter has {len(letter)}"
            raise SendFailed(Outcome.BLOCKED, phase=Phase.MAIL, text=text)
        international = not (letter.isascii() and addresses.isascii())
        if international and "smtputf8" not in self._extensions:
            raise SendFailed(Outcome.REFUSED, phase=Phase.RCPT, text="the relay does not offer SMTPUTF8")
        size = f" SIZE={len(letter)}" if "size" in self._extensions else ""
        eight_bit = " BODY=8BITMIME" if international and "8bitmime" in self._extensions else ""
        return size + eight_bit + (" SMTPUTF8" if international else "")

    async def _reset(self) -> None:
        """Forget the letter before, if it was refused half-way. Trouble here says nothing about this one."""
        if not self._reset_due:
            return
        try:
            await self._ask(Phase.MAIL, "RSET", wanted=2)
        except SendFailed as failed:
            self._spoiled = True
            raise SendFailed(Outcome.RELAY, phase=Phase.MAIL, text=failed.text) from failed
        self._reset_due = False

    async def _ask(self, phase: Phase, command: str, *, wanted: int) -> Reply:
        self._check_silence(phase)
        self._wire.write(command.encode() + b"\r\n")
        seconds = self._patience.data if phase is Phase.DATA else self._patience.reply
        return await self._answer(phase, wanted=wanted, seconds=seconds)

    async def _send_body(self, body: bytes) -> None:
        """Write everything but the dot and wait until it is on its way."""
        try:
            for start in range(0, len(body), BLOCK):
                self._check_silence(Phase.DATA)
                self._wire.write(body[start : start + BLOCK])
                async with asyncio.timeout(self._patience.block):
                    await self._wire.drained()
        except OSError as trouble:
            raise self._lost(Phase.DATA, trouble) from trouble
        self._check_silence(Phase.DATA)

    async def _announce(self, before_dot: Callable[[], Awaitable[None]]) -> None:
        """Let the caller note that the dot is next; if it cannot, the letter stays without one for ever."""
        try:
            await before_dot()
        except BaseException:
            self._spoiled = True
            raise

    async def _answer(self, phase: Phase, *, wanted: int, seconds: float) -> Reply:
        try:
            async with asyncio.timeout(seconds):
                reply = await self._wire.reply()
        except OSError as trouble:  # TimeoutError is one, too
            raise self._lost(phase, trouble) from trouble
        if reply.code // 100 == wanted:
            return reply
        raise self._refusal(phase, reply)

    def _check_silence(self, phase: Phase) -> None:
        """Nobody may have spoken out of turn: what is left over would be taken for the next answer."""
        if self._wire.unread:
            early = self._refusal(phase, self._wire.take())
            self._spoiled = True
            raise early
        if self._wire.broken:
            raise self._lost(phase, ConnectionResetError(self._wire.broken))

    def _refusal(self, phase: Phase, reply: Reply) -> SendFailed:
        """Note what the refusal means for the connection, and return what it means for the letter."""
        enhanced = reply.enhanced
        lost_the_thread = not 400 <= reply.code <= 599
        self._spoiled |= reply.code == 421 or lost_the_thread or (enhanced or "")[1:] == ".5.3"
        self._reset_due = phase is not Phase.DOT
        self._refused += phase is Phase.RCPT
        return SendFailed(
            classify(phase, reply.code, enhanced),
            phase=phase,
            code=reply.code or None,
            enhanced=enhanced,
            text=reply.text,
        )

    def _lost(self, phase: Phase, trouble: OSError) -> SendFailed:
        self._spoiled = True
        text = "no answer in time" if isinstance(trouble, TimeoutError) else str(trouble)
        return SendFailed(classify(phase, None), phase=phase, text=text)


class Wire(asyncio.Protocol):
    """Bytes out, with back pressure; whole replies in. Takes the transport over from whoever opened it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.broken = "closed" if transport.is_closing() else ""
        self._transport = transport
        self._buffer = bytearray()
        self._lines: list[str] = []
        self._replies: deque[Reply] = deque()
        self._paused = False
        self._news = asyncio.Event()
        transport.set_write_buffer_limits(high=1)  # drained means: nothing waits here (0 never rests with TLS)
        transport.set_protocol(self)

    @property
    def unread(self) -> bool:
        """Whether something has come that nobody has read yet."""
        return bool(self._replies or self._buffer)

    def write(self, data: bytes) -> None:
        """Send, unless the connection is known to be broken: then the wait for the reply will tell."""
        if not self.broken and not self._transport.is_closing():
            self._transport.write(data)

    async def drained(self) -> None:
        """Wait until all that was written has left, or the relay has spoken; raise OSError where it is gone."""
        while self._paused and not self.broken and not self._replies:
            await self._something()
        if self.broken and not self._replies:
            raise ConnectionResetError(self.broken)

    async def reply(self) -> Reply:
        """Wait for one reply and return it; raise OSError where none will come."""
        while not self._replies:
            if self.broken:
                raise ConnectionResetError(self.broken)
            await self._something()
        return self._replies.popleft()

    def take(self) -> Reply:
        """Return the reply that came unasked; half a one counts as nonsense."""
        return self._replies.popleft() if self._replies else Reply(0, "spoke out of turn")

    async def close(self, seconds: float) -> None:
        """Close, and wait so long for the other side before hanging up."""
        self._transport.close()
        try:
            async with asyncio.timeout(seconds):
                while not self.broken:
                    await self._something()
        except TimeoutError:
            self.abort()

    def abort(self) -> None:
        """Hang up at once; what was not sent yet never will be."""
        self.broken = self.broken or "hung up"
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        """Collect replies from whatever pieces the network brings."""
        self._buffer += data
        if len(self._buffer) > REPLY_LIMIT:
            return self._nonsense()
        *lines, rest = bytes(self._buffer).split(b"\n")
        self._buffer = bytearray(rest)
        for line in lines:
            if not self._read_line(line.rstrip(b"\r")):
                return self._nonsense()
        self._news.set()

    def pause_writing(self) -> None:
        """The system does not take more bytes now."""
        self._paused = True

    def resume_writing(self) -> None:
        """The system has taken everything."""
        self._paused = False
        self._news.set()

    def eof_received(self) -> None:
        """The relay will say nothing more; the transport closes itself."""
        self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """The other side, or we, closed the connection."""
        self.broken = self.broken or (str(exc) if exc else "") or "the relay closed the connection"
        self._news.set()

    async def _something(self) -> None:
        self._news.clear()
        await self._news.wait()

    def _read_line(self, line: bytes) -> bool:
        """Take one line of a reply in; False where no relay would say that."""
        found = re.fullmatch(rb"([2-5]\d\d)(?:([ -])(.*))?", line)
        if not found or sum(map(len, self._lines)) > REPLY_LIMIT:
            return False
        text = (found[3] or b"").decode("utf-8", "replace")
        self._lines.append(re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip())
        if found[2] != b"-":
            self._replies.append(Reply(int(found[1]), " ".join(self._lines)))
            self._lines = []
        return True

    def _nonsense(self) -> None:
        self.broken = "the relay talks nonsense"
        self._buffer.clear()
        self._transport.abort()
        self._news.set()


def stuffed(letter: bytes) -> bytes:
    """Return the body as it follows DATA, without the dot; raise ValueError for a bare CR or LF in it.

    A bare one would let a text end the letter early at some relays and begin another (SMTP smuggling).
    """
    if letter.count(b"\r\n") != letter.count(b"\r") or letter.count(b"\r\n") != letter.count(b"\n"):
        raise ValueError("envelope.bare_line_end")
    body = letter if letter.endswith(b"\r\n") else letter + b"\r\n"
    return (b"." if body.startswith(b".") else b"") + body.replace(b"\r\n.", b"\r\n..")
