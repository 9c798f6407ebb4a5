"""One connection to the relay for tests: what it says, and how it misbehaves."""

import asyncio
import base64
import socket
import ssl
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from tests.doubles.smtp_books import Accepted, Books, Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a relay presents itself when no rule says otherwise."""

    tls: str
    context: ssl.SSLContext | None
    extensions: tuple[str, ...]
    users: Mapping[str, str]
    most_connections: int


class Session:
    """One connection to the relay."""

    def __init__(
        self,
        number: int,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        *,
        books: Books,
        manners: Manners,
        rule: Callable[[str, str, int], str | None],
    ) -> None:
        self._number = number
        self._reader, self._writer = streams
        self._books = books
        self._manners = manners
        self._rules = rule
        self._pending = bytearray()
        self._rude = True  # until the client has said QUIT, or the relay wants to close with FIN
        self._tls = manners.tls == "implicit"
        self._user = ""
        self._sender: str | None = None
        self._parameters = ""  # of MAIL
        self._recipient = ""  # the one RCPT was said for last
        self._recipients: list[str] = []

    async def run(self, *, crowded: bool) -> None:
        """Talk until one of both has enough."""
        try:
            with suppress(Gone, OSError, asyncio.CancelledError):
                await self._talk("421 4.7.0 too many connections" if crowded else "220 relay.example ESMTP")
        finally:
            self._writer.transport.abort() if self._rude else self._writer.close()

    async def _talk(self, greeting: str) -> None:
        await self._act("greet", "", greeting)
        while True:
            line = await self._line()
            verb = line.partition(" ")[0].upper()
            await getattr(self, f"_on_{verb.lower()}", self._on_unknown)(line)

    async def _on_ehlo(self, line: str) -> None:
        offered = [*self._manners.extensions]
        if self._manners.tls == "starttls" and not self._tls:
            offered.append("STARTTLS")
        lines = ["relay.example", *offered]
        usual = "\n".join(f"250{' ' if at == len(lines) - 1 else '-'}{text}" for at, text in enumerate(lines))
        await self._act("ehlo", line, usual)

    async def _on_helo(self, line: str) -> None:
        await self._act("helo", line, "250 relay.example")

    async def _on_starttls(self, line: str) -> None:
        do = await self._act("starttls", line, "220 2.0.0 go ahead")
        if do == "garbage":
            await self._more()  # the client's part of the handshake
            await self._send(b"this is no handshake\r\n" * 20)
            await self._leave_or_hang("hang")
        if do.startswith("reply") and not do.startswith("reply 220"):
            return
        assert self._manners.context
        self._pending.clear()
        await self._writer.start_tls(self._manners.context)
        self._tls = True

    async def _on_auth(self, line: str) -> None:
        mechanism, _, initial = line.partition(" ")[2].partition(" ")
        if mechanism.upper() == "PLAIN":
            _, user, password = _decoded(initial).split("\0")
        else:
            user = _decoded(initial or await self._challenge("334 VXNlcm5hbWU6"))
            password = _decoded(await self._challenge("334 UGFzc3dvcmQ6"))
        right = self._manners.users.get(user) == password
        usual = "235 2.7.0 welcome" if right else "535 5.7.8 wrong user or password"
        do = await self._act("auth", line, usual)
        self._user = user if right and not do.startswith("reply 5") else ""

    async def _challenge(self, text: str) -> str:
        await self._send(text.encode() + b"\r\n")
        return await self._line()

    async def _on_mail(self, line: str) -> None:
        self._forget_letter()
        path, _, parameters = line[len("MAIL FROM:") :].partition(">")
        needs_user = self._manners.users and not self._user
        if await self._passes("mail", line, "530 5.7.0 sign in first" if needs_user else "250 2.1.0 ok"):
            self._sender, self._parameters = path.lstrip(" <"), parameters.strip()

    async def _on_rcpt(self, line: str) -> None:
        recipient = line[len("RCPT TO:") :].strip().strip("<>")
        self._recipient = recipient
        usual = "250 2.1.5 ok" if self._sender is not None else "503 5.5.1 MAIL first"
        if await self._passes("rcpt", line, usual):
            self._recipients.append(recipient)

    async def _on_data(self, line: str) -> None:
        usual = "354 end with a dot" if self._recipients else "554 5.5.1 no valid recipients"
        if not await self._passes("data", line, usual, wanted="354"):
            return
        content = await self._body()
        await self._dot(content)
        self._forget_letter()

    async def _dot(self, content: bytes) -> None:
        letter = Accepted(
            connection=self._number,
            sender=self._sender or "",
            recipients=self._recipients,
            parameters=self._parameters,
            tls=self._tls,
            user=self._user,
            content=content,
        )
        do = self._rule("dot")
        keep, do = (True, do.removeprefix("accept, ")) if do and do.startswith("accept, ") else (False, do)
        is_taken = not do or do.split()[0] in {"delay", "drip", "inject"} or do.startswith("reply 2")
        if keep or is_taken:
            self._books.keep(letter)
        await self._do("dot", ".", do or "reply 250 2.0.0 taken", usual="250 2.0.0 taken")

    async def _on_rset(self, line: str) -> None:
        await self._act("rset", line, "250 2.0.0 forgotten")
        self._forget_letter()

    async def _on_quit(self, line: str) -> None:
        self._rude = False
        await self._act("quit", line, "221 2.0.0 bye")
        raise Gone

    async def _on_unknown(self, line: str) -> None:
        await self._act("unknown", line, "500 5.5.2 unknown command")

    async def _passes(self, at: str, line: str, usual: str, *, wanted: str = "2") -> bool:
        """Answer, and return whether the answer let the command through."""
        do = await self._act(at, line, usual)
        said = do.removeprefix("reply ") if do.startswith("reply ") else usual
        return said.startswith(wanted)

    async def _act(self, at: str, line: str, usual: str) -> str:
        do = self._rule(at) or f"reply {usual}"
        await self._do(at, line, do, usual=usual)
        return do

    def _rule(self, at: str) -> str | None:
        return self._rules(at, self._recipient, self._number)

    async def _do(self, at: str, line: str, do: str, *, usual: str) -> None:
        """Write the passage down and do what is to be done; what ends the connection raises."""
        self._books.write(Passage(connection=self._number, at=at, line=line, did=do, tls=self._tls))
        verb, _, rest = do.partition(" ")
        await self._leave_or_hang(verb)
        if verb == "flood":
            await self._send((b"250-" + b"x" * 60 + b"\r\n") * (int(rest) // 66 + 1))
            await self._leave_or_hang("hang")
        text = {"reply": rest, "inject": f"{usual}\n{rest}"}.get(verb, usual)
        answer = text.replace("\\n", "\n").replace("\n", "\r\n").encode() + b"\r\n"
        if verb == "delay":
            await asyncio.sleep(float(rest))
        if verb == "drip":
            await self._drip(answer, float(rest))
        else:
            await self._send(answer)
        if text.startswith("421"):
            self._rude = False
            raise Gone

    async def _leave_or_hang(self, verb: str) -> None:
        if verb == "drop":
            connection: socket.socket = self._writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            raise Gone
        if verb == "close":
            self._rude = False
            raise Gone
        if verb == "hang":
            while await self._reader.read(65536):
                pass
            raise Gone

    async def _body(self) -> bytes:
        """Read up to the dot and return the content with its dots unstuffed."""
        if do := self._rule("body"):
            await self._misread(do)
        self._pending[:0] = b"\r\n"  # so that a dot alone is an end, too
        while (end := self._pending.find(b"\r\n.\r\n")) < 0:
            await self._more()
        content = bytes(self._pending[: end + 2])
        del self._pending[: end + 5]
        return content.replace(b"\r\n..", b"\r\n.")[2:]

    async def _misread(self, do: str) -> None:
        self._books.write(Passage(connection=self._number, at="body", line="", did=do, tls=self._tls))
        verb, _, rest = do.partition(" ")
        if verb == "hang":
            await asyncio.Event().wait()  # reads no more, so it cannot notice anything either
        if verb == "drip":
            while not self._pending.endswith(b"\r\n.\r\n"):
                self._pending += await self._reader.readexactly(1)
                await asyncio.sleep(float(rest))
            return
        while len(self._pending) < 10:
            await self._more()
        await self._leave_or_hang(verb)
        await self._send(rest.encode() + b"\r\n")

    async def _line(self) -> str:
        while (end := self._pending.find(b"\n")) < 0:
            await self._more()
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        return line.decode("utf-8", "backslashreplace").rstrip("\r")

    async def _more(self) -> None:
        chunk = await self._reader.read(65536)
        if not chunk:
            raise Gone
        self._pending += chunk

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _drip(self, data: bytes, seconds: float) -> None:
        for at in range(len(data)):
            await self._send(data[at : at + 1])
            await asyncio.sleep(seconds)

    def _forget_letter(self) -> None:
        self._sender = None
        self._parameters = self._recipient = ""
        self._recipients = []


class Gone(Exception):
    """The connection is over."""


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()
