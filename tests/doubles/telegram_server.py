"""The stand-in as a program: the Bot API under /bot<token>/, the test's own side under /control/<token>/."""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.doubles import telegram_methods, telegram_spec
from tests.doubles.telegram_desk import Desk, Mistake
from tests.doubles.telegram_faults import Fault
from tests.doubles.telegram_push import Pusher
from tests.doubles.telegram_spec import Refused
from tests.doubles.telegram_world import World


@dataclass(slots=True)
class _Bot:
    world: World
    desk: Desk
    pushing: asyncio.Task[None]


class Telegram:
    """All bots of one server, each with a world of its own; they come back when the server is started again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._bots: dict[str, _Bot] = {}

    def app(self) -> Starlette:
        """The web application."""
        routes = [
            Route("/control/bots", self._new_bot, methods=["POST"]),
            Route("/control/{token}/{verb}", self._control, methods=["POST"]),
            Route("/bot{token}/{method}", self._method, methods=["GET", "POST"]),
        ]
        return Starlette(routes=routes, lifespan=self._open)

    @contextlib.asynccontextmanager
    async def _open(self, _: Starlette) -> AsyncIterator[None]:
        for file in self._directory.glob("*.token"):
            self._open_bot(file.read_text(), "")
        yield
        for bot in self._bots.values():
            bot.pushing.cancel()
            await asyncio.gather(bot.pushing, return_exceptions=True)
            bot.world.shelf.close()

    def _open_bot(self, token: str, username: str) -> None:
        world = World.opened(token, self._directory, username=username)
        pusher = Pusher(world)
        self._bots[token] = _Bot(world, Desk(world, pusher), asyncio.create_task(pusher.run()))

    async def _new_bot(self, request: Request) -> Response:
        asked = await request.json()
        (self._directory / f"{asked['token'].split(':')[0]}.token").write_text(asked["token"])
        self._open_bot(asked["token"], asked["username"])
        return _json({"result": None})

    async def _control(self, request: Request) -> Response:
        try:
            verb = self._bots[request.path_params["token"]].desk.verb(request.path_params["verb"])
            return _json({"result": await verb(**await request.json())})
        except (Mistake, KeyError, TypeError, ValueError) as mistake:
            return _json({"mistake": f"{type(mistake).__name__}: {mistake}"}, 400)

    async def _method(self, request: Request) -> Response:
        bot = self._bots.get(request.path_params["token"])
        if not bot or (bot.world.shelf.get("bot", "me") or {})["revoked"]:
            return _refusal(Refused(401, "Unauthorized"))
        world, method, given = bot.world, request.path_params["method"], await _given(request)
        try:
            method = telegram_spec.name_of(method)
            fault = world.faults.due(method)
            if fault and not fault.done:
                return await _broken(request, world, method, given, fault)
            result = await self._called(world, method, given)
            if fault:
                return await _broken(request, world, method, given, fault)
            return _json({"ok": True, "result": result})
        except Refused as refused:
            world.note_call(method, dict(given), refused.status, refused.description)
            return _refusal(refused)

    async def _called(self, world: World, method: str, given: Mapping[str, Any]) -> Any:
        parameters, complaints = telegram_spec.read(method, given)
        for complaint in complaints:
            world.shelf.put("complaints", complaint, {"said": complaint})
        result = await telegram_methods.call(world, method, parameters)
        world.note_call(method, parameters, 200)
        return result


async def _given(request: Request) -> dict[str, Any]:
    given: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        return {**given, **json.loads(await request.body() or b"{}")}
    return given | {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


async def _broken(request: Request, world: World, method: str, given: Mapping[str, Any], fault: Fault) -> Response:
    if not fault.done:
        world.note_call(method, dict(given), fault.status or 0, fault.how or fault.description)
    if fault.how == "hang":
        await asyncio.sleep(fault.seconds)
    if fault.how in {"hang", "drop"}:
        return _Cut(request)
    status, body = fault.answer()
    kind = "text/html" if body.startswith("<html>") else "application/json"
    return Response(body, status_code=status, media_type=kind)


class _Cut(Response):
    """No answer at all: the connection is cut."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        # ASGI has no word for this, so we take the connection from the server's own cycle.
        self._transport: asyncio.Transport = request.receive.__self__.transport  # type: ignore[attr-defined]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._transport.abort()
        await receive()


def _refusal(refused: Refused) -> Response:
    said: dict[str, Any] = {"ok": False, "error_code": refused.status, "description": refused.description}
    if refused.parameters:
        said["parameters"] = refused.parameters
    return _json(said, refused.status)


def _json(said: dict[str, Any], status: int = 200) -> Response:
    # In ASCII, as Telegram does it: half a surrogate pair must get through.
    return Response(json.dumps(said), status_code=status, media_type="application/json")


async def serve(directory: Path, port: int) -> None:
    """Serve until the one who started us closes our standard input or sends a signal."""
    directory.mkdir(parents=True, exist_ok=True)
    listening = _listening(port)
    config = uvicorn.Config(
        Telegram(directory).app(),
        log_level="error",
        access_log=False,
        timeout_keep_alive=3600,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)

    def leave() -> None:
        if not os.read(sys.stdin.fileno(), 1):
            server.should_exit = True

    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), leave)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve(sockets=[listening])


def _listening(port: int) -> socket.socket:
    # The protocol is named because asyncio sets TCP_NODELAY only then; without it each answer takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(256)
    return listening


def main() -> None:
    """Read the command line and serve; the first line of output is the port."""
    parser = argparse.ArgumentParser(description="A stand-in for Telegram's Bot API, for tests.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--state", type=Path, required=True, help="directory in which everything is remembered")
    asked = parser.parse_args()
    asyncio.run(serve(asked.state, asked.port))
