"""The page of one initiative: ties, who resembles it, what is confirmed and what only surmised, coming meetings."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from network.initiative import FormerName, Initiative, Kind, Level, Place, Status
from network.meeting import Meeting
from network.person import Role
from network.profile import analysed_of
from storage import initiatives, meetings
from storage.database import Database
from storage.keys import new_id
from tests.web.forms import words
from tests.web.front import NOW, front
from tests.web.test_directory import NOTHING, shown

SKILLS = "Fachkräfte für die Betriebe gewinnen. Wir werben um Fachkräfte an Schulen."


async def known(db: Database, name: str, *, status: Status = Status.ACTIVE, **more: object) -> Initiative:
    async with db.transaction() as tx:
        it = Initiative(
            id=new_id(NOW),
            slug=await initiatives.free_slug(tx, name),
            name=name,
            status=status,
            created_at=NOW,
            updated_at=NOW,
            **{  # type: ignore[arg-type]  # the fields a test is about
                "level": Level.LOKAL,
                "kind": Kind.MISCH,
                "place": Place(name="Krefeld", land="NW", lat=51.33, lon=6.56),
                **more,
            },
        )
        await initiatives.add(tx, it, analysed=analysed_of(it))
    return it


async def test_similar_initiatives_stand_there_with_a_reason_and_only_public_ones(db: Database, tmp_path: Path) -> None:
    it = await known(db, "Runde Eins", goals=SKILLS, topics=("fachkraeftegewinnung",))
    await known(db, "Runde Zwei", goals=SKILLS, topics=("fachkraeftegewinnung",))
    await known(db, "Runde Drei wartet", goals=SKILLS, status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, f"/initiativen/{it.slug}")
        alike = text[text.index('id="aehnlich"') :]
        assert "Runde Zwei" in alike
        assert "Beide arbeiten an: Fachkräfte gewinnen und binden." in alike
        assert "Runde Drei wartet" not in text


@pytest.mark.parametrize("status", [Status.DORMANT, Status.ENDED])
async def test_one_that_rests_shows_who_is_alike_without_becoming_a_suggestion_itself(
    db: Database, tmp_path: Path, status: Status
) -> None:
    rests = await known(db, "Runde Eins", goals=SKILLS, status=status)
    other = await known(db, "Runde Zwei", goals=SKILLS)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "Runde Zwei" in (await shown(house, f"/initiativen/{rests.slug}")).partition('id="aehnlich"')[2]
        assert 'id="aehnlich"' not in await shown(house, f"/initiativen/{other.slug}")


async def test_where_nothing_is_in_common_the_page_says_so(db: Database, tmp_path: Path) -> None:
    it = await known(db, "Kreis Rot")
    await known(db, "Bund Blau", place=Place(name="München", land="BY", lat=48.1, lon=11.6))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, f"/initiativen/{it.slug}")
        assert "Bekannte Gemeinsamkeiten gibt es noch nicht." in text
        assert "Gleiche Ebene und gleicher Typ: Lokal, Mischtyp." in text


async def test_confirmed_topics_stand_apart_from_surmised_ones(db: Database, tmp_path: Path) -> None:
    it = await known(db, "Runde Eins", goals=SKILLS, topics=("verkehr",))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        confirmed, _, surmised = (await shown(house, f"/initiativen/{it.slug}")).partition("Weitere Themen, vermutet")
        assert "thema=verkehr" in confirmed
        assert "thema=fachkraeftegewinnung" in surmised
        assert "thema=fachkraeftegewinnung" not in confirmed


async def test_topics_of_an_entry_of_the_study_are_surmised(db: Database, tmp_path: Path) -> None:
    it = await known(db, "Aus der Studie", topics=("verkehr",), status=Status.HISTORIC)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        before, _, surmised = (await shown(house, f"/initiativen/{it.slug}")).partition("Themen, vermutet")
        assert "thema=verkehr" in surmised
        assert "thema=verkehr" not in before


async def test_ties_are_told_at_both_ends_in_groups(db: Database, tmp_path: Path) -> None:
    roof, town = await known(db, "Bündnis des Landes", level=Level.LANDESWEIT), await known(db, "Runde der Stadt")
    waits = await known(db, "Wartet noch", status=Status.WAITING)
    async with db.transaction() as tx:
        await initiatives.relate(tx, roof.id, town.id, "landesdach", None)
        await initiatives.relate(tx, town.id, waits.id, "austausch", None)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        above, below = [await shown(house, f"/initiativen/{it.slug}") for it in (roof, town)]
        assert "Landesinitiative als Dach von" in above
        assert "<h3>Dach</h3>" in below
        assert "Unter dem Dach von" in below
        assert "Wartet noch" not in below
        assert below.count('class="map-line is-chosen"') == 1


async def test_the_next_meetings_stand_on_the_page(db: Database, tmp_path: Path) -> None:
    it = await known(db, "Runde Eins")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        staff = await house.person("Eva Beispiel", Role.STAFF)
        meeting = Meeting(
            id=new_id(NOW),
            slug="herbst",
            title="Treffen im Herbst",
            text="Zwei Berichte aus der Praxis.",
            place="Essen",
            starts_at=NOW + timedelta(days=30),
            ends_at=NOW + timedelta(days=30, hours=3),
            capacity=45,
            host="IHK",
            created_at=NOW,
        )
        async with db.transaction() as tx:
            await meetings.add(tx, meeting, by=staff.id)
            past = replace(
                meeting, id=new_id(NOW), slug="vorbei", title="Schon vorbei", ends_at=NOW - timedelta(days=8)
            )
            await meetings.add(tx, replace(past, starts_at=NOW - timedelta(days=9)), by=staff.id)
        text = await shown(house, f"/initiativen/{it.slug}")
        assert "Treffen im Herbst" in text
        assert "Schon vorbei" not in text


async def test_former_names_stand_on_the_page_are_found_and_are_open_data(db: Database, tmp_path: Path) -> None:
    former = (FormerName(name="Runder Tisch Stahl", until=date(2026, 2, 28)),)
    it = await known(db, "Allianz für morgen", former_names=former)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        page = await house.get(f"/initiativen/{it.slug}")
        assert "Früher Runder Tisch Stahl (bis Februar 2026)" in words(page.text)
        assert "Allianz für morgen" in (await house.get("/initiativen?q=Runder+Tisch")).text
        told = (await house.get(f"/api/initiativen/{it.slug}.json")).json()["initiative"]
        assert told["former_names"] == [{"name": "Runder Tisch Stahl", "until": "2026-02-28"}]
        assert "former_names" in (await house.get("/daten")).text
