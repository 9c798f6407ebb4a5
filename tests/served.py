"""The program as its users start it: a process of its own, real HTTP, a real database, real signals."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests import wait

ROOT = Path(__file__).parent.parent
_KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ", "VIRTUAL_ENV")


class Served:
    """One `knotenpunkt serve` on a free port; the port stays the same over restarts, like the data."""

    def __init__(self, settings: Mapping[str, str], *, log: Path, role: str = "all") -> None:
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self._role = role
        self._environment = environment({"port": str(self.port), "base_url": self.base_url, **settings})
        self._log = log
        self._log_before = 0
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the running process."""
        return self._running().pid

    @property
    def log(self) -> str:
        """Everything the program has written so far, over all its starts."""
        return self._log.read_text() if self._log.exists() else ""

    async def start(self, *, within: float = 30) -> "Served":
        """Starts the program and returns when it is ready; one that ends instead is an error.

        Ready means: GET /health answers 200, or, without pages (role "work"), the log says house.opened.
        """
        self._log_before = len(self.log)
        self._child = self._launched()
        try:
            await wait.until_async(self._ready, within=within, what="the program to be ready")
        except TimeoutError as error:
            raise TimeoutError(f"{error}\n{self.log}") from None
        return self

    async def health(self) -> tuple[int, dict[str, Any]]:
        """Status and JSON of GET /health; (0, {}) while nobody answers."""
        return await asyncio.to_thread(self._ask_health)

    def kill(self) -> None:
        """SIGKILL: the power cut. Returns when the process is gone."""
        self._leave(signal.SIGKILL)

    async def stop(self, *, within: float = 20) -> int:
        """SIGTERM: the polite end. The exit code."""
        return await asyncio.to_thread(self._leave, signal.SIGTERM, within=within)

    async def restart(self, **settings: str) -> "Served":
        """Starts again on the same port and the same data, whatever ended it before; `settings` are changed ones."""
        if self._child and self._child.poll() is None:
            await self.stop()
        self._environment |= _named(settings)
        return await self.start()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What the command line says with the settings of this program: `command("infobrief", "report", "1")`."""
        return command(self._environment, *arguments)

    def end(self) -> None:
        """Makes sure that nothing is left running."""
        if self._child and self._child.poll() is None:
            self._leave(signal.SIGKILL)

    def _launched(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "knotenpunkt", "serve", "--role", self._role],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    async def _ready(self) -> bool:
        code = self._running().poll()
        if code is not None:
            raise RuntimeError(f"the program ended with exit code {code}:\n{self.log}")
        if self._role == "work":
            return "house.opened" in self.log[self._log_before :]
        return (await self.health())[0] == 200

    def _ask_health(self) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        except OSError:
            return 0, {}
        finally:
            connection.close()

    def _leave(self, how: signal.Signals, *, within: float = 20) -> int:
        child = self._running()
        child.send_signal(how)
        return child.wait(timeout=within)

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._child, "not started"
        return self._child


def command(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """What `knotenpunkt …` says and how it ends, within a minute."""
    return subprocess.run(
        [sys.executable, "-P", "-m", "knotenpunkt", *arguments],
        cwd=ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """What the program gets to see: no setting of the person who runs the tests reaches it."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **_named(settings)}


def free_port() -> int:
    """A port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _named(settings: Mapping[str, str]) -> dict[str, str]:
    return {f"KNOTENPUNKT_{name.upper()}": value for name, value in settings.items()}
