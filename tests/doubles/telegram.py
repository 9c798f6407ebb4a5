"""A stand-in for Telegram: its Bot API as a program of its own, and people who use it from inside a test.

    async with TelegramServer(tmp_path) as server:
        telegram = await server.bot()          # telegram.token and telegram.api_url are what the program needs
        anna = telegram.user("Anna")
        await anna.says("/start")
        await anna.waits_for("Guten Tag")
        await anna.taps("Initiative eintragen")
        assert "Name" in anna.last.text

Waiting is a question to the server, which answers as soon as there is something to say. The server outlives the
program under test, so it can be asked what arrived after a kill. `python -m tests.doubles.telegram --state DIR`
starts it by hand.
"""

import asyncio
import itertools
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.doubles.telegram_line import Line
from tests.doubles.telegram_people import Call, Group, Person

_ROOT = Path(__file__).parents[2]
_WITHIN = 10.0  # seconds that a test waits for something before it fails


class TelegramServer:
    """The program, for the length of an `async with`; `stop` and `start` are Telegram being away."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self.port = 0  # a free one is taken at the first start
        self.starts = 0
        self._child: subprocess.Popen[str] | None = None
        self._numbers = itertools.count(7_100_000_001)

    @property
    def url(self) -> str:
        """Base address of the Bot API, as in the setting telegram_api_url."""
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the program, after the first time on the same port and with all that it remembers."""
        self.starts += 1
        self._child = self._launched()
        assert self._child.stdout
        self.port = int(await asyncio.to_thread(self._child.stdout.readline))

    async def stop(self) -> None:
        """End the program."""
        if self._child:
            await asyncio.to_thread(self._child.communicate)
            self._child = None

    async def bot(self, username: str = "Knotenpunkt_bot") -> "FakeTelegram":
        """A new bot with a token and a Telegram of its own."""
        token = f"{next(self._numbers)}:AAtest-token_of-the-stand-in-0123456789"
        Line().post_now(self.port, "/control/bots", {"token": token, "username": username})
        return FakeTelegram(self, token, username)

    def _launched(self) -> subprocess.Popen[str]:
        asked = ["--port", str(self.port), "--state", str(self._state)]
        command = [sys.executable, "-m", "tests.doubles.telegram", *asked]
        pipe = subprocess.PIPE  # the program ends when its input is closed, so also when we are killed
        return subprocess.Popen(command, cwd=_ROOT, stdin=pipe, stdout=pipe, text=True)


class FakeTelegram:
    """Telegram as one bot meets it: the people who talk to it, what it called, and what may go wrong."""

    def __init__(self, server: TelegramServer, token: str, username: str) -> None:
        self.server = server
        self.token = token
        self.username = username
        self._ids = itertools.count(7_000_000_001)  # beyond 32 bits, as real ids are
        self._line = Line()
        self._line_of_start = server.starts

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections to the server, which runs on."""
        await self._line.close()

    @property
    def api_url(self) -> str:
        """Base address of the Bot API."""
        return self.server.url

    def user(self, name: str, *, last_name: str = "", username: str = "", language: str | None = "de") -> Person:
        """A person whom the bot does not know until they do something."""
        profile = {"first_name": name, "last_name": last_name, "username": username, "language_code": language}
        return Person(self, {"id": next(self._ids), **profile})

    def group(self, title: str) -> Group:
        """A group that the bot is a member of."""
        return Group(self, {"id": -next(self._ids), "type": "group", "title": title})

    # ------------------------------------------------------------------ asking

    async def calls(self, method: str = "") -> list[Call]:
        """What the bot called, oldest first; without getUpdates unless asked for."""
        return [Call.read(it) for it in await self.ask("calls", method=method)]

    async def waits_for_calls(self, method: str, count: int, *, within: float = _WITHIN) -> list[Call]:
        """The calls of a method once there are at least `count`; fails if that takes too long."""
        found = [Call.read(it) for it in await self.ask("await_calls", method=method, count=count, within=within)]
        assert len(found) >= count, f"{len(found)} calls of {method} within {within:g} s, not {count}"
        return found

    async def waits_until_confirmed(self, *, within: float = _WITHIN) -> None:
        """Returns when the bot has confirmed every update; fails if that takes too long."""
        left = await self.ask("await_confirmed", within=within)
        assert not left, f"{len(left)} updates were not confirmed within {within:g} s, first {left[0]}"

    async def settings(self) -> dict[str, Any]:
        """What the bot has set: webhook; by language commands, description, short_description and name."""
        found: dict[str, Any] = await self.ask("settings")
        return found

    async def complaints(self) -> list[str]:
        """Parameters and fields the bot has sent that the Bot API does not know; should be empty."""
        found: list[str] = await self.ask("complaints")
        return found

    async def tells(self, update: Any) -> int:
        """Tell the bot exactly this update, however malformed."""
        return int(await self.ask("tells", update=update))

    # ------------------------------------------------------------------ breaking

    async def fails(self, method: str = "*", how: str = "", **more: Any) -> None:
        """Have the next call of `method` go wrong: see Fault in telegram_faults.py for `how` and the rest."""
        await self.ask("fault", method=method, how=how, **more)

    async def is_too_fast(self, method: str, retry_after: int, **more: Any) -> None:
        """Have the next call answered with 429."""
        description = f"Too Many Requests: retry after {retry_after}"
        parameters = {"retry_after": retry_after}
        await self.fails(method, status=429, description=description, parameters=parameters, **more)

    async def refuses(self, method: str, status: int, description: str, **more: Any) -> None:
        """Have the next call refused with Telegram's status and words."""
        await self.fails(method, status=status, description=description, **more)

    async def heals(self) -> None:
        """Nothing goes wrong any more, and the token works."""
        await self.ask("heal")

    async def keeps_limits(self, on: bool = True, *, burst: float = 4.0) -> None:
        """Answer 429 to a bot that says more than 30 a second, 1 a second to a person, 20 a minute to a group."""
        await self.ask("speed", on=on, burst=burst)

    async def revokes_token(self) -> None:
        """Every call is answered with 401."""
        await self.ask("revoke")

    async def forgets_confirmations(self, polls: int) -> None:
        """So many getUpdates return the same updates again, whatever offset they name."""
        await self.ask("forget_confirmations", polls=polls)

    async def numbers_updates_from(self, number: int) -> None:
        """The next update has this id, as after a week of silence."""
        await self.ask("number_updates_from", number=number)

    async def ages_taps(self) -> None:
        """All taps so far become too old to be answered."""
        await self.ask("age_taps")

    async def pushes_again(self, update: int, times: int = 1) -> list[int]:
        """Push an update again, `times` times at once; the status codes of the webhook."""
        found: list[int] = await self.ask("push_again", update=update, times=times)
        return found

    # ------------------------------------------------------------------ how

    async def ask(self, verb: str, **facts: Any) -> Any:
        """The result of a verb of the control API."""
        if self._line_of_start != self.server.starts:
            await self._line.close()
            self._line_of_start = self.server.starts
        return await self._line.post(self.server.port, self._path(verb), facts)

    def ask_now(self, verb: str, **facts: Any) -> Any:
        """The same without awaiting, for properties; the server is another process, so nothing can block it."""
        return self._line.post_now(self.server.port, self._path(verb), facts)

    def _path(self, verb: str) -> str:
        return f"/control/{self.token}/{verb}"


if __name__ == "__main__":
    from tests.doubles.telegram_server import main

    main()
