"""Two programs on one database: what is released at one is found at the other within a second, and gone as fast."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from network.initiative import Initiative, Status
from network.person import Person
from network.profile import analysed_of
from storage import initiatives, sessions
from storage.database import Database
from tests import make
from tests.served import Served
from tests.web.forms import words
from web.reception import SESSION

Serve = Callable[..., Awaitable[Served]]

pytestmark = [pytest.mark.served, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]


@pytest.fixture
async def programs(serve: Serve, database_url: str) -> AsyncIterator[tuple[httpx.AsyncClient, httpx.AsyncClient]]:
    """A browser in front of each of two programs."""
    one = await serve(role="web", database_url=database_url)
    two = await serve(role="web", database_url=database_url)
    async with httpx.AsyncClient(base_url=one.base_url) as here, httpx.AsyncClient(base_url=two.base_url) as there:
        yield here, there


async def finds(browser: httpx.AsyncClient, question: str, name: str) -> bool:
    """Whether the directory of this program lists the name for a question."""
    answer = await browser.get("/initiativen", params={"q": question})
    assert answer.status_code == 200
    return f">{name}</a>" in answer.text


async def signed_in(db: Database, browser: httpx.AsyncClient, person: Person) -> None:
    async with db.transaction() as tx:
        browser.cookies.set(SESSION, await sessions.open_(tx, person.id, now=datetime.now(UTC)))


async def partners(browser: httpx.AsyncClient, of: Initiative) -> str:
    """What the page with this initiative's suggestions says."""
    answer = await browser.get(f"/partner/{of.slug}")
    assert answer.status_code == 200
    return words(answer.text)


async def test_a_release_at_one_program_is_known_to_the_other_within_a_second(
    db: Database, programs: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    here, there = programs
    anna, nora = make.person(), make.staff()
    mine = make.initiative(goals="Wir züchten Orchideen in alten Werkhallen.")
    waits = make.initiative("Orchideenkreis Bochum", status=Status.WAITING, goals=mine.goals)
    await make.keep(db, anna, nora, waits)
    await make.keep(db, mine, of=anna)
    await signed_in(db, here, nora)
    await signed_in(db, there, anna)
    assert not await finds(there, "Orchideen", "Orchideenkreis Bochum")
    assert "Orchideenkreis Bochum" not in await partners(there, mine)

    page = f"/netzwerkstelle/initiativen/{waits.id}"
    released = await here.post(page, data={"entscheidung": "freigeben"}, headers={"origin": str(here.base_url)})
    assert released.status_code == 303, released.text
    since = time.monotonic()
    assert await finds(there, "Orchideen", "Orchideenkreis Bochum")
    assert "Orchideenkreis Bochum" in await partners(there, mine)
    assert time.monotonic() - since < 1


async def test_a_change_and_an_end_are_known_to_both_at_once(
    db: Database, programs: tuple[httpx.AsyncClient, httpx.AsyncClient]
) -> None:
    it = make.initiative("Runde am Fluss", goals="Wir züchten Orchideen in alten Werkhallen.")
    await make.keep(db, it)
    for browser in programs:
        assert await finds(browser, "Orchideen", "Runde am Fluss")
    changed = replace(it, goals="Wir restaurieren Dampflokomotiven.")
    async with db.transaction() as tx:
        await initiatives.change(tx, changed, analysed=analysed_of(changed))
    for browser in programs:
        assert await finds(browser, "Dampflokomotiven", "Runde am Fluss")
        assert not await finds(browser, "Orchideen", "Runde am Fluss")
