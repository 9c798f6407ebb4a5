"""Staff compare two entries, read what will happen, merge them, take it back, or tell them apart."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from bot.player import Repertoire
from network.initiative import Initiative, Status
from network.person import Person, Role
from storage import initiatives
from storage.database import Database
from tests import make
from tests.web.forms import follow, press, words
from tests.web.front import Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})
DESK = "/netzwerkstelle"
COMPARE = f"{DESK}/zusammenlegen"


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.signed_in("Nora Netz", Role.STAFF)
        yield house


async def two(house: Front, **facts: Status) -> tuple[Initiative, Initiative, Person]:
    """Two entries that look alike, and who coordinates the second."""
    ben = await house.person("Ben Beier")
    one = make.initiative("Industriedialog Essen", **facts)
    other = make.initiative("Industrie-Dialog Essen e.V.", slug="essen-2", founded="2014")
    await make.keep(house.db, one)
    await make.keep(house.db, other, of=ben)
    return one, other, ben


async def compared(
    house: Front, one: Initiative, other: Initiative, *, keep: Initiative | None = None
) -> httpx.Response:
    """The page with both entries, and with what happens if one is kept."""
    asked = {"a": str(one.id), "b": str(other.id)} | ({"bleibt": str(keep.id)} if keep else {})
    return await house.get(COMPARE, params=asked)


async def status_of(house: Front, id_: UUID) -> Status:
    async with house.db.reading() as tx:
        return (await initiatives.get(tx, id_)).status


async def test_a_pair_is_merged_from_the_desk_and_taken_back_there(house: Front) -> None:
    one, other, ben = await two(house)
    page = await house.get(DESK)
    assert f"{COMPARE}?a={other.id}&amp;b={one.id}" in page.text

    page = await compared(house, one, other)
    said = words(page.text)
    assert "Koordination – Ben Beier" in said
    assert "Gegründet – 2014" in said
    assert "Zusammenlegen" not in said

    page = await compared(house, one, other, keep=one)
    said = words(page.text)
    assert "Was geschieht, wenn Industriedialog Essen bleibt" in said
    assert "Bisher leere Angaben werden ergänzt: Gegründet." in said
    assert "Industriedialog Essen koordinieren künftig auch: Ben Beier." in said
    assert "Eine Person erhält eine Nachricht." in said

    page = await follow(house, await press(house, page, "Zusammenlegen"))
    assert "Zusammengelegt." in words(page.text)
    assert "Zuletzt zusammengelegt Industrie-Dialog Essen e.V." in words(page.text)
    assert await status_of(house, other.id) is Status.MERGED
    assert [it.address for it in await house.letters("initiative_merged")] == [ben.email]
    assert house.nudges == 1

    page = await follow(house, await press(house, page, f"Rückgängig machen: {other.name}"))
    assert "Rückgängig gemacht." in words(page.text)
    assert "Zuletzt zusammengelegt" not in words(page.text)
    assert await status_of(house, other.id) is Status.ACTIVE


async def test_the_old_addresses_lead_to_the_kept_entry_and_back(house: Front) -> None:
    one, other, _ = await two(house)
    await press(house, await compared(house, one, other, keep=one), "Zusammenlegen")
    for path in (f"/initiativen/{other.slug}", f"/api/initiativen/{other.slug}.json"):
        moved = await house.get(path)
        assert moved.status_code == 301
        assert moved.headers["location"] == path.replace(other.slug, one.slug)
    assert other.slug not in (await house.get("/sitemap.xml")).text
    assert other.slug not in (await house.get("/api/initiativen.json")).text
    page = await house.get(f"{DESK}/initiativen/{other.id}")
    assert "In einem anderen Eintrag aufgegangen" in words(page.text)
    await press(house, page, "Zusammenlegung rückgängig machen")
    assert (await house.get(f"/initiativen/{other.slug}")).status_code == 200


async def test_what_was_changed_after_reading_is_not_merged(house: Front) -> None:
    one, other, _ = await two(house)
    page = await compared(house, one, other, keep=one)
    async with house.db.transaction() as tx:
        await initiatives.set_status(tx, other.id, Status.DORMANT, now=house.now)
    answer = await press(house, page, "Zusammenlegen")
    assert answer.status_code == 409
    assert "wurde geändert" in words(answer.text)
    assert await status_of(house, other.id) is Status.DORMANT


async def test_a_second_press_says_that_it_is_done(house: Front) -> None:
    one, other, _ = await two(house)
    page = await compared(house, one, other, keep=one)
    await press(house, page, "Zusammenlegen")
    answer = await press(house, page, "Zusammenlegen")
    assert answer.status_code == 409
    assert "ist schon in einem anderen Eintrag aufgegangen" in words(answer.text)
    assert len(await house.letters("initiative_merged")) == 1
    undone = await house.get(DESK)
    await press(house, undone, f"Rückgängig machen: {other.name}")
    again = await press(house, undone, f"Rückgängig machen: {other.name}")
    assert again.status_code == 409
    assert "schon rückgängig gemacht" in words(again.text)


@pytest.mark.parametrize("status", [Status.WAITING, Status.RETURNED])
async def test_a_waiting_entry_is_compared_and_not_merged(house: Front, status: Status) -> None:
    one, other, _ = await two(house, status=status)
    page = await compared(house, one, other)
    assert "ist noch nicht freigegeben" in words(page.text)
    assert "Dieser bleibt" not in words(page.text)
    sent = {"bleibt": str(one.id), "weg": str(other.id)}
    sent["stand"] = f"{one.updated_at.isoformat()} {other.updated_at.isoformat()}"
    answer = await house.post(COMPARE, sent)
    assert (answer.status_code, await status_of(house, other.id)) == (409, Status.ACTIVE)
    assert "ist noch nicht freigegeben" in words(answer.text)


async def test_the_confirmed_one_of_two_has_to_stay(house: Front) -> None:
    one, other, _ = await two(house, status=Status.HISTORIC)
    said = words((await compared(house, one, other)).text)
    assert said.count("Dieser bleibt") == 1
    assert "Dieser Eintrag muss bleiben" in said
    assert "Zusammenlegen" not in words((await compared(house, one, other, keep=one)).text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_entry_is_not_merged_with_itself(house: Front) -> None:
    one, _, _ = await two(house)
    page = await compared(house, one, one)
    assert page.status_code == 200
    assert "zweimal derselbe Eintrag" in words(page.text)


async def test_a_pair_that_is_different_leaves_the_list_until_that_is_taken_back(house: Front) -> None:
    one, other, _ = await two(house)
    apart = f"Ist verschieden: {other.name} und {one.name}"
    page = await follow(house, await press(house, await house.get(DESK), apart))
    assert "Gemerkt" in words(page.text)
    assert "Keine zwei Einträge heißen auffällig ähnlich" in words(page.text)
    assert other.name not in (await house.get(f"{DESK}/initiativen/{one.id}")).text
    page = await compared(house, one, other)
    page = await follow(house, await press(house, page, "Vermerk zurücknehmen"))
    assert "Zurückgenommen" in words(page.text)
    assert "Keine zwei Einträge" not in words((await house.get(DESK)).text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_any_two_entries_can_be_chosen(house: Front) -> None:
    assert "Noch nichts zu vergleichen" in words((await house.get(COMPARE)).text)
    one, other, _ = await two(house)
    page = await press(house, await house.get(COMPARE), "Vergleichen", a=str(one.id), b=str(other.id))
    assert "Die Angaben nebeneinander" in words(page.text)
    half = await house.get(COMPARE, params={"a": str(one.id), "b": ""})
    assert f'value="{one.id}" selected' in half.text


@pytest.mark.parametrize("given", ["x", "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_unknown_entry_is_not_found(house: Front, given: str) -> None:
    one, _, _ = await two(house)
    assert (await house.get(COMPARE, params={"a": str(one.id), "b": given})).status_code == 404
    assert (await house.post(COMPARE, {"bleibt": str(one.id), "weg": given})).status_code == 404
    assert (await house.post(f"{DESK}/dubletten", {"a": str(one.id), "b": given})).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_names_are_shown_as_they_are_and_never_run(house: Front) -> None:
    evil = "In|du|strie <script>alert(1)</script>"
    await make.keep(
        house.db, one := make.initiative(evil, slug="a"), other := make.initiative(f"{evil} e.V.", slug="b")
    )
    for page in (await house.get(DESK), await compared(house, one, other, keep=one)):
        assert "<script>alert" not in page.text
        assert "In|du|strie" in page.text
