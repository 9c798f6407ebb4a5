"""The link of a handover works in any browser: after signing in, and only when its button is pressed."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import quote

import pytest

from actions.hand_over_initiative import offer_handover
from bot.player import Repertoire
from network.initiative import Initiative
from network.person import Person
from storage import initiatives
from storage.database import Database
from tests import make
from tests.web.forms import press, words
from tests.web.front import Front, front
from web.sign_in import safe_path

NOTHING = Repertoire(scripts={}, cards={}, commands={})


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        yield house


async def offered(house: Front) -> tuple[Initiative, Person, str]:
    """An initiative, who hands it over, and the path of the link."""
    anna = await house.person("Anna Arndt")
    await make.keep(house.db, it := make.initiative(), of=anna)
    async with house.db.transaction() as tx:
        return it, anna, f"/uebergabe/{await offer_handover(tx, it.id, by=anna, now=house.now)}"


async def coordinates(house: Front, it: Initiative, person: Person) -> bool:
    async with house.db.reading() as tx:
        return await initiatives.is_member(tx, it.id, person.id)


async def test_a_successor_signs_in_reads_and_accepts(house: Front) -> None:
    it, anna, path = await offered(house)
    answer = await house.get(path)
    assert answer.headers["location"] == f"/anmelden?weiter={quote(path)}"
    assert safe_path(path) == path
    ben = await house.signed_in("Ben Beier")
    page = await house.get(path)
    assert "Anna Arndt bietet Ihnen an, Industriedialog Essen zu koordinieren" in words(page.text)
    assert not await coordinates(house, it, ben)  # looking changes nothing
    answer = await press(house, page, "Ja, ich koordiniere sie")
    assert answer.headers["location"] == f"/initiativen/{it.slug}"
    assert await coordinates(house, it, ben)
    assert [letter.address for letter in await house.letters("handover_accepted")] == [anna.email]
    again = await house.get(path)
    assert again.status_code == 410
    assert "schon benutzt" in words(again.text)


async def test_the_giver_sees_that_the_link_is_for_somebody_else(house: Front) -> None:
    _, anna, path = await offered(house)
    await house.sign_in(anna)
    page = await house.get(path)
    assert "Dieser Link ist für jemand anderen" in words(page.text)
    assert "Ja, ich koordiniere sie" not in page.text
    assert (await house.post(path)).status_code == 409
    await house.signed_in("Ben Beier")
    assert (await house.get(path)).status_code == 200  # it was not used up


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_old_link_says_so(house: Front) -> None:
    _, _, path = await offered(house)
    house.later(days=15)
    await house.signed_in("Ben Beier")
    assert (await house.get(path)).status_code == 410
    assert (await house.post(path)).status_code == 410


@pytest.mark.parametrize(
    "path", ["//boese.example/uebergabe", "/uebergabe/../admin", "/uebergabe/a b", "https://x.example"]
)
def test_signing_in_leads_on_to_our_own_pages_only(path: str) -> None:
    assert safe_path(path) == ""
