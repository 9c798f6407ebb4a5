"""FaultSMTP: a mail relay that keeps every letter it accepts and misbehaves exactly as told.

In the loop of the test:

    async with FaultSMTP(tmp_path / "relay") as relay:
        relay.on("rcpt", "reply 450 4.2.0 later", to="anna@example.org", times=1)
        relay.on("dot", "accept, drop", skip=2, times=1)
        … smtp://127.0.0.1:{relay.port} …
        assert [letter.recipients for letter in relay.accepted()] == …

As a program of its own, whose books survive the death of whatever is tested: `RelayProgram(folder)`, the same
calls; by hand `python -m tests.doubles.smtp --port 0 --dir DIR`.

Places: greet, ehlo, helo, starttls, auth, mail, rcpt, data, body, dot, rset, quit.
Doings: `reply TEXT` (\\n makes a reply of several lines), `drop` (RST), `close` (FIN), `hang`, `delay SECONDS`,
`drip SECONDS` (per byte), `flood BYTES`, `inject TEXT` (the usual answer and more in one packet); at dot each of
them after `accept, ` (keep the letter first); at body `drop`, `close`, `hang`, `reply TEXT` after the first
10 bytes and `drip SECONDS` (read so slowly); at starttls `garbage` instead of a handshake.
"""

import argparse
import asyncio
import json
import signal
import ssl
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Self

from tests.doubles.smtp_books import Accepted, Books, Passage, Rule
from tests.doubles.smtp_session import Manners, Session

__all__ = ["Accepted", "FaultSMTP", "Passage", "RelayProgram", "Rule"]

EXTENSIONS = ("PIPELINING", "SIZE 10485760", "8BITMIME", "ENHANCEDSTATUSCODES")
_ROOT = Path(__file__).parent.parent.parent


class FaultSMTP(Books):
    """The relay itself, in the running loop."""

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        tls: str = "none",
        certificate: Path | None = None,
        extensions: Iterable[str] = EXTENSIONS,
        users: Mapping[str, str] | None = None,
        mechanisms: str = "PLAIN LOGIN",
        most_connections: int = 0,
    ) -> None:
        """`tls`: none, starttls (offered) or implicit. With `users` it asks for one of them before MAIL."""
        super().__init__(folder)
        self.port = port
        self.open = 0
        self.most_open = 0
        self._manners = Manners(
            tls=tls,
            context=_server_context(certificate) if certificate else None,
            extensions=(*extensions, *([f"AUTH {mechanisms}"] if users else [])),
            users=users or {},
            most_connections=most_connections,
        )
        self._rules: list[Rule] = []
        self._passages: Counter[tuple[Rule, int]] = Counter()
        self._connections = 0
        self._sessions: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    def on(self, at: str, do: str, *, to: str = "", skip: int = 0, times: int = 0, per: str = "relay") -> None:
        """Add a rule; of several that fit, the first added counts."""
        self._rules.append(Rule(at=at, do=do, to=to, skip=skip, times=times, per=per))

    def behave(self) -> None:
        """Forget all rules."""
        self._rules.clear()

    async def start(self) -> Self:
        """Listen on 127.0.0.1; `port` is known afterwards."""
        context = self._manners.context if self._manners.tls == "implicit" else None
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        """Stop listening and break off what is open."""
        if self._server:
            self._server.close()
        for session in tuple(self._sessions):
            session.cancel()
        await asyncio.gather(*self._sessions, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._sessions.add(task)
        self._connections += 1
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        session = Session(self._connections, (reader, writer), books=self, manners=self._manners, rule=self._rule)
        try:
            await session.run(crowded=0 < self._manners.most_connections < self.open)
        finally:
            self.open -= 1
            self._sessions.discard(task)

    def _rule(self, at: str, to: str, connection: int) -> str | None:
        """Return what to do differently at this passage, if anything."""
        for rule in self._current_rules():
            if rule.at != at or rule.to not in {"", to}:
                continue
            counted = (rule, connection if rule.per == "connection" else 0)
            self._passages[counted] += 1
            past = self._passages[counted] - rule.skip
            if past > 0 and (rule.times == 0 or past <= rule.times):
                return rule.do
        return None

    def _current_rules(self) -> list[Rule]:
        return self._rules


class RelayProgram(Books):
    """The same relay as a program of its own; it ends with whoever started it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        """`arguments` as on the command line, such as "--tls", "starttls"."""
        super().__init__(folder)
        self.port = 0
        self._arguments = arguments
        self._rules: list[Rule] = []
        self._program: asyncio.subprocess.Process | None = None

    def on(self, at: str, do: str, *, to: str = "", skip: int = 0, times: int = 0, per: str = "relay") -> None:
        """Add a rule; it counts from the next passage on."""
        self._rules.append(Rule(at=at, do=do, to=to, skip=skip, times=times, per=per))
        self._tell()

    def behave(self) -> None:
        """Forget all rules."""
        self._rules.clear()
        self._tell()

    async def start(self) -> Self:
        """Start the program, on the same port as before if there was one; return when it listens."""
        command = ("-m", "tests.doubles.smtp", "--port", str(self.port), "--dir", str(self.folder.resolve()))
        self._program = await asyncio.create_subprocess_exec(
            sys.executable,
            *command,
            *self._arguments,
            cwd=_ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._program.stdout
        self.port = int(await self._program.stdout.readline())
        return self

    async def stop(self) -> None:
        """Kill the program; its books stay."""
        if self._program and self._program.returncode is None:
            self._program.kill()
            await self._program.communicate()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def _tell(self) -> None:
        unfinished = self.folder / "rules.tmp"
        unfinished.write_text(json.dumps([asdict(rule) for rule in self._rules]))
        unfinished.rename(self.folder / "rules.json")


class _ToldFromOutside(FaultSMTP):
    """Takes its rules from a file in its folder."""

    def _current_rules(self) -> list[Rule]:
        try:
            return [Rule(**rule) for rule in json.loads((self.folder / "rules.json").read_text())]
        except FileNotFoundError:
            return []


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def _main() -> None:
    options = _options()
    relay = _ToldFromOutside(
        options.dir,
        port=options.port,
        tls=options.tls,
        certificate=options.certificate,
        extensions=options.extensions.split(",") if options.extensions else (),
        users=dict(user.split(":", 1) for user in options.user),
        mechanisms=options.mechanisms,
        most_connections=options.most_connections,
    )
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    with suppress(PermissionError):  # /dev/null cannot be waited for
        loop.add_reader(sys.stdin, ended.set)  # end of file: whoever started this is gone
    async with relay:
        sys.stdout.write(f"{relay.port}\n")
        sys.stdout.flush()
        await ended.wait()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.doubles.smtp", description="A mail relay for tests.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one; printed as the first line")
    parser.add_argument("--dir", type=Path, required=True, help="the books; rules are read from rules.json there")
    parser.add_argument("--tls", choices=("none", "starttls", "implicit"), default="none")
    parser.add_argument("--certificate", type=Path, help="PEM with certificate and key")
    parser.add_argument("--extensions", default=",".join(EXTENSIONS))
    parser.add_argument("--user", action="append", default=[], metavar="NAME:PASSWORD")
    parser.add_argument("--mechanisms", default="PLAIN LOGIN")
    parser.add_argument("--most-connections", type=int, default=0)
    return parser.parse_args()


if __name__ == "__main__":
    asyncio.run(_main())
