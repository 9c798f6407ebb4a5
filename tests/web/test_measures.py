"""What initiatives have done as a visitor meets it: found, filtered, never empty, and marked where it is old."""

from html import unescape
from pathlib import Path

import pytest

from bot.player import Repertoire
from network.initiative import Initiative, Status
from network.measure import Measure, Reuse
from storage import initiatives
from storage.database import Database
from tests import make
from tests.web.front import NOW, Front, front
from tests.web.test_directory import add

NOTHING = Repertoire(scripts={}, cards={}, commands={})


async def shown(house: Front, path: str) -> str:
    answer = await house.get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


async def tell(db: Database, owner: Initiative, title: str, **facts: object) -> Measure:
    it = make.measure(owner, title, **facts)
    await make.keep_measures(db, it)
    return it


async def test_the_list_shows_what_public_initiatives_have_done(db: Database, tmp_path: Path) -> None:
    waits = await add(db, "Wartet noch", status=Status.WAITING)
    await tell(db, waits, "Noch geheim")
    it = await tell(db, await add(db, "Krefeld"), "Lange Nacht", effort="zehn Tage", reach="80 Betriebe")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/massnahmen")
        assert f"/massnahmen/{it.slug}" in text
        assert "zehn Tage" in text
        assert "80 Betriebe" in text
        assert "Noch geheim" not in text
        assert (await house.get("/massnahmen/noch-geheim")).status_code == 404
        assert '<a href="/massnahmen" aria-current="page">Gibt es das schon?</a>' in text


async def test_filters_narrow_the_list_stay_in_the_address_and_count(db: Database, tmp_path: Path) -> None:
    rhein, elbe = await add(db, "Rhein", land="NW"), await add(db, "Elbe", land="HH")
    await tell(db, rhein, "Abend am Rhein", format="lange_nacht_der_industrie", reuse=Reuse.YES, topics=("energie",))
    await tell(db, elbe, "Woche an der Elbe", format="industriewoche")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for query in ("land=NW", "nachnutzung=yes", "thema=energie", "format=lange_nacht_der_industrie", "q=Rhein"):
            text = await shown(house, f"/massnahmen?{query}")
            assert "Abend am Rhein" in text, query
            assert "Woche an der Elbe" not in text, query
        text = await shown(house, "/massnahmen?land=HH")
        assert "Industriewoche (1)" in text
        assert "Lange Nacht der Industrie (" not in text
        assert '<option value="HH" selected>Hamburg (1)</option>' in text
        assert "Woche an der Elbe" in await shown(house, "/massnahmen?format=kein_format&seite=99")


async def test_a_slip_is_put_right_and_the_page_says_what_was_sought(db: Database, tmp_path: Path) -> None:
    await tell(db, await add(db, "Krefeld"), "Zukunftswerkstatt am Rhein")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/massnahmen?q=Zukunfstwerkstatt")
        assert "Gesucht wurde nach <b>Zukunftswerkstatt</b>" in text
        assert "Zukunftswerkstatt am Rhein" in text


async def test_where_there_is_nothing_the_next_step_is_shown(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "Noch ist nichts eingetragen" in await shown(house, "/massnahmen")
        await tell(db, await add(db, "Ruhr"), "Azubi-Speed-Dating", format="azubi_speed_dating")
        text = await shown(house, "/massnahmen?q=Azubi-Marathon")
        assert "Das ist noch nicht eingetragen" in text
        assert "/initiativen?q=Azubi-Marathon" in text
        assert "Dies kommt dem nahe" in text
        assert "/massnahmen?format=azubi_speed_dating" in text


async def test_a_measure_of_the_study_is_marked_everywhere(db: Database, tmp_path: Path) -> None:
    owner = await add(db, "Aus der Studie", status=Status.HISTORIC)
    it = await tell(db, owner, "Lange Nacht", sources=("Studie: III.3.5",), topics=("energie",))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in ("/massnahmen", f"/massnahmen/{it.slug}", f"/initiativen/{owner.slug}"):
            assert "Stand 2018, aus der Studie" in await shown(house, path), path
        text = await shown(house, f"/massnahmen/{it.slug}")
        assert "Studie: III.3.5" in text
        assert "Themen, vermutet" in text
        assert f"/initiativen/{owner.slug}" in text
        (record,) = (await house.get("/api/massnahmen.json")).json()["measures"]
        assert (record["confirmed"], record["standing"]["de"]) == (False, "Stand 2018, nicht bestätigt")


@pytest.mark.parametrize("evil", ["<script>alert(1)</script> Fest", '" onmouseover="x', "{{ 7*7 }} Fest", "Fest\u202e"])
async def test_whatever_is_told_is_only_text(db: Database, tmp_path: Path, evil: str) -> None:
    owner = await add(db, "Krefeld")
    facts = dict.fromkeys(("text", "happened", "effort", "reach", "learned", "ask"), evil)
    it = await tell(db, owner, evil, slug="fest", **facts)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in ("/massnahmen", "/massnahmen/fest", f"/initiativen/{owner.slug}"):
            raw = (await house.get(path)).text
            assert "<script>alert" not in raw
            assert ' onmouseover="x' not in raw
            assert "49 Fest" not in raw
        assert (await house.get("/api/massnahmen.json")).json()["measures"][0]["title"] == it.title


async def test_many_measures_come_page_by_page(db: Database, tmp_path: Path) -> None:
    owner = await add(db, "Krefeld")
    await make.keep_measures(db, *(make.measure(owner, f"Fest Nummer {n:02}") for n in range(35)))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/massnahmen?land=NW")
        assert "Seite 1 von 2" in text
        assert "/massnahmen?land=NW&seite=2" in text
        assert "Fest Nummer 34" not in text
        assert "Fest Nummer 34" in await shown(house, "/massnahmen?land=NW&seite=2")


async def test_the_page_of_ones_own_says_where_to_change_it(db: Database, tmp_path: Path) -> None:
    owner = await add(db, "Krefeld", status=Status.WAITING)
    it = await tell(db, owner, "Lange Nacht")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        anna = await house.signed_in("Anna Beispiel")
        assert (await house.get(f"/massnahmen/{it.slug}")).status_code == 404
        async with db.transaction() as tx:
            await initiatives.add_member(tx, owner.id, anna.id, now=NOW)
        assert "Das ist Ihr Eintrag." in await shown(house, f"/massnahmen/{it.slug}")


async def test_the_pages_speak_english_too(db: Database, tmp_path: Path) -> None:
    it = await tell(db, await add(db, "Krefeld"), "Lange Nacht", format="lange_nacht_der_industrie")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.post("/sprache", {"sprache": "en", "zurueck": "/massnahmen"})
        assert "Has it been done?" in await shown(house, "/massnahmen")
        assert "What to know" in await shown(house, f"/massnahmen/{it.slug}")


async def test_the_record_is_documented_complete_and_names_no_office(db: Database, tmp_path: Path) -> None:
    it = await tell(db, await add(db, "Krefeld"), "Lange Nacht", ask="Frau Geheim", format="lange_nacht_der_industrie")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get("/api/massnahmen.json")
        (record,) = answer.json()["measures"]
        assert "Geheim" not in answer.text
        assert record["url"].endswith(f"/massnahmen/{it.slug}")
        assert record["format"]["de"] == "Lange Nacht der Industrie"
        documented = await shown(house, "/daten")
        assert all(f"<code>{name}</code>" in documented for name in record)
        again = await house.get("/api/massnahmen.json", headers={"if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        assert f"/massnahmen/{it.slug}</loc>" in await shown(house, "/sitemap.xml")
