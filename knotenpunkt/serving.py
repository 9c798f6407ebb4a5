"""Runs what the house is made of until it is told to stop: pages, postman, and what works in the background."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence

import uvicorn
from starlette.applications import Starlette

from config.log import event, failure

_DRAIN = 20  # seconds for what is under way


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, which would end the process before the house is closed."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


Worker = Callable[[asyncio.Event], Awaitable[None]]


async def serve(app: Starlette | None, workers: Sequence[Worker], *, host: str, port: int) -> None:
    """Work until SIGTERM or SIGINT, then finish what is under way within 20 seconds."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_kept_going(worker, stop)) for worker in workers]
    server = _server(app, host, port) if app else None
    if server:
        tasks.append(asyncio.create_task(_pages(server, stop)))
    await stop.wait()
    event("house.closing")
    if server:
        server.should_exit = True
    _, late = await asyncio.wait(tasks, timeout=_DRAIN)
    for task in late:
        task.cancel()
    if server and not server.started:
        raise PortTaken(port)


class PortTaken(Exception):
    """Another program listens on this port."""


async def _pages(server: _Server, stop: asyncio.Event) -> None:
    try:
        await server.serve()
    except SystemExit:  # uvicorn's way to say that it could not bind
        event("port.taken")
    finally:
        stop.set()


def _server(app: Starlette, host: str, port: int) -> _Server:
    config = uvicorn.Config(
        app, host=host, port=port, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=10
    )
    return _Server(config)


async def _kept_going(worker: Worker, stop: asyncio.Event) -> None:
    """Begin a worker again when it broke; its state is in SQL."""
    while not stop.is_set():
        try:
            await worker(stop)
        except Exception as bug:
            failure("worker.broke", bug, worker=getattr(worker, "__qualname__", str(worker)))
            await asyncio.sleep(1)
