"""What every journey has at hand: a relay that keeps the letters, and the network as its staff set it up."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.doubles.smtp import RelayProgram
from tests.doubles.telegram_fixtures import telegram, telegram_server
from tests.journeys.ground import due_in_days, has_released_an_issue, has_the_initiatives_of_the_study
from tests.journeys.visitor import Post
from tests.served import Served

__all__ = ["telegram", "telegram_server"]

STAFF = "netzwerkstelle@knotenpunkt.example"

Opens = Callable[..., Awaitable[Served]]


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProgram]:
    """A mail relay as a program of its own."""
    async with RelayProgram(tmp_path / "relay") as relay:
        yield relay


@pytest.fixture
def post(relay: RelayProgram) -> Post:
    """The mailboxes behind the relay."""
    return Post(relay)


@pytest.fixture
def opens(serve: Opens, relay: RelayProgram, database_url: str, tmp_path: Path) -> Iterator[Opens]:
    """Starts a network with the 40 initiatives, an imprint, staff and a relay: `await opens(timezone=…)`.

    What the programs logged is shown with a test that fails.
    """
    started: list[Served] = []

    async def open_(**more: str) -> Served:
        settings = {
            "database_url": database_url,
            "data_dir": str(tmp_path / "data"),
            "smtp_url": f"smtp://127.0.0.1:{relay.port}?tls=none",
            "imprint": "Netzwerk Probe e. V., Musterweg 1, 12345 Musterstadt",
            "contact": "kontakt@knotenpunkt.example",
            "mail_from": "Knotenpunkt <infobrief@knotenpunkt.example>",
            "staff": STAFF,
            **more,
        }
        await has_the_initiatives_of_the_study(database_url)
        started.append(await serve(**settings))
        return started[-1]

    yield open_
    for program in started:
        sys.stdout.write(program.log)


@pytest.fixture
def demo(serve: Opens, database_url: str) -> Iterator[Opens]:
    """Starts the demo with its invented people, news and meetings.

    `await demo(issue=True)` has a released Infobrief and a draft, too.
    """
    started: list[Served] = []

    async def open_(*, issue: bool = False) -> Served:
        program = await serve(database_url=database_url, demo="1", infobrief_schedule=due_in_days(3))
        started.append(program)
        if issue:
            await has_released_an_issue(database_url)
        return program

    yield open_
    for program in started:
        sys.stdout.write(program.log)
