"""Open data as another program meets it: stable, documented, for every origin, and without a single person."""

import csv
import io
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.player import Repertoire
from network.initiative import PUBLIC, Status
from network.offer import Offer, OfferKind
from network.person import Language, Role
from storage import initiatives
from storage.database import Database
from storage.keys import new_id
from tests.web.front import BASE_URL, NOW, Front, front
from tests.web.test_directory import add
from tests.web.test_meetings import announced
from web.open_data import COLUMNS
from web.search_engines import PRIVATE

NOTHING = Repertoire(scripts={}, cards={}, commands={})
ALL = ("/api/initiativen.json", "/api/initiativen.geojson", "/api/initiativen.csv", "/api/termine.json")
DANGEROUS = ["=1+1", "+49", "-2+3", "@SUM(A1)", " =cmd|' /C calc'!A0", "\uff1dHYPERLINK()"]


async def told(house: Front, path: str) -> Any:
    answer = await house.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def rows(house: Front) -> list[dict[str, str]]:
    text = (await house.get("/api/initiativen.csv")).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


async def test_only_what_the_directory_shows_is_given_away(db: Database, tmp_path: Path) -> None:
    shown = await add(db, "Öffentlich", topics=("energie",))
    await add(db, "Wartet noch", status=Status.WAITING)
    await add(db, "Zurückgegeben", status=Status.RETURNED)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        listed = await told(house, "/api/initiativen.json")
        assert [it["name"] for it in listed["initiatives"]] == ["Öffentlich"]
        assert (listed["count"], listed["version"]) == (1, 1)
        (feature,) = (await told(house, "/api/initiativen.geojson"))["features"]
        assert feature["id"] == str(shown.id)
        assert [row["id"] for row in await rows(house)] == [str(shown.id)]
        alone = await told(house, f"/api/initiativen/{shown.slug}.json")
        assert alone["initiative"] == listed["initiatives"][0]


@pytest.mark.parametrize("slug", ["gibt-es-nicht", "wartet-noch"])
async def test_what_is_not_public_is_unknown_to_the_api(db: Database, tmp_path: Path, slug: str) -> None:
    await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get(f"/api/initiativen/{slug}.json")
        assert answer.status_code == 404
        assert answer.json() == {"error": "initiative_unknown"}
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_an_entry_of_the_study_never_comes_without_its_caveat(db: Database, tmp_path: Path) -> None:
    await add(db, "Aus der Studie", status=Status.HISTORIC, as_of="2018-01", sources=("Studie: III.3.1",))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        (it,) = (await told(house, "/api/initiativen.json"))["initiatives"]
        assert it["confirmed"] is False
        assert it["standing"] == {"de": "Stand 2018, nicht bestätigt", "en": "As of 2018, not confirmed"}
        assert it["sources"] == ["Studie: III.3.1"]
        (feature,) = (await told(house, "/api/initiativen.geojson"))["features"]
        (row,) = await rows(house)
        assert feature["properties"]["standing"] == row["standing"] == "Stand 2018, nicht bestätigt"
        assert row["confirmed"] == "false"


async def test_a_point_has_its_longitude_first_and_an_entry_without_one_has_no_geometry(
    db: Database, tmp_path: Path
) -> None:
    it = await add(db, "Krefeld")
    nowhere = await add_without_point(db)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get("/api/initiativen.geojson")
        assert answer.headers["content-type"] == "application/geo+json"
        found = {feature["id"]: feature for feature in answer.json()["features"]}
        assert found[str(it.id)]["geometry"] == {"type": "Point", "coordinates": [6.56, 51.33]}
        assert found[str(it.id)]["properties"]["land"] == "NW"
        assert found[str(nowhere.id)]["geometry"] is None


@pytest.mark.parametrize("name", DANGEROUS)
async def test_a_spreadsheet_never_takes_a_text_for_a_formula(db: Database, tmp_path: Path, name: str) -> None:
    await add(db, name, goals='Erste Zeile; mit Semikolon\nund "zweite" Zeile', aliases=(name,))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get("/api/initiativen.csv")
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert answer.headers["content-disposition"] == 'attachment; filename="initiativen.csv"'
        (row,) = await rows(house)
        assert row["name"] == f"'{name}"
        assert row["goals"] == 'Erste Zeile; mit Semikolon\nund "zweite" Zeile'
        assert (row["lat"], row["lon"], row["land"]) == ("51.33", "6.56", "NW")


async def test_no_answer_names_a_person(db: Database, tmp_path: Path) -> None:
    it = await add(db, "Initiative", office="Frau Geheim, Zimmer 4")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        anna = await house.signed_in("Anna Geheim", email="anna@geheim.example")
        async with db.transaction() as tx:
            await initiatives.add_member(tx, it.id, anna.id, now=NOW)
        meeting = await announced(house)
        await house.post(f"/termine/{meeting.slug}/zusagen")
        for path in (*ALL, f"/api/initiativen/{it.slug}.json", "/sitemap.xml", "/daten"):
            text = (await house.browser().get(path)).text.casefold()
            assert "geheim" not in text, path
            assert "staff person" not in text, path


@pytest.mark.parametrize("path", ALL)
async def test_an_answer_is_the_same_for_everybody_and_is_not_sent_twice(
    db: Database, tmp_path: Path, path: str
) -> None:
    await add(db, "Initiative")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        first = await house.get(path)
        assert first.headers["access-control-allow-origin"] == "*"
        assert "max-age=" in first.headers["cache-control"]
        again = await house.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]

        await house.signed_in("Anna Beispiel", Role.STAFF, language=Language.EN)
        assert (await house.get(path)).content == first.content

        await add(db, "Noch eine")
        await announced(house)
        changed = await house.get(path, headers={"if-none-match": first.headers["etag"]})
        assert changed.status_code == 200


async def test_other_origins_may_read_the_api_but_no_page(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in ("/", "/daten", "/statistik", "/initiativen", "/health"):
            assert "access-control-allow-origin" not in (await house.get(path)).headers, path


async def test_offers_and_relations_come_with_ids_that_programs_can_rely_on(db: Database, tmp_path: Path) -> None:
    offer = Offer(id=new_id(NOW), kind=OfferKind.OFFER, text="Leitfaden zur Langen Nacht", category=None)
    one = await add(db, "Eine", offers=(offer,))
    two, hidden = await add(db, "Zweite"), await add(db, "Wartet noch", status=Status.WAITING)
    async with db.transaction() as tx:
        for other in (two, hidden):
            await initiatives.relate(tx, one.id, other.id, "austausch", None)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for it in (
            (await told(house, f"/api/initiativen/{one.slug}.json"))["initiative"],
            (await told(house, "/api/initiativen.json"))["initiatives"][0],
        ):
            assert [(relation["id"], relation["kind"]["id"]) for relation in it["relations"]] == [
                (str(two.id), "austausch")
            ]
            assert it["offers"][0]["text"] == "Leitfaden zur Langen Nacht"
            assert it["level"] == {"id": "lokal", "de": "Lokal", "en": "Local"}
            assert it["url"] == f"{BASE_URL}/initiativen/{one.slug}"


async def test_meetings_say_when_they_are_and_how_many_seats_are_left(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house)
        await house.signed_in("Anna Beispiel")
        await house.post(f"/termine/{meeting.slug}/zusagen")
        (it,) = (await told(house, "/api/termine.json"))["meetings"]
        assert datetime.fromisoformat(it["starts_at"]) == meeting.starts_at
        assert (it["capacity"], it["seats_left"], it["cancelled"]) == (45, 44, False)


async def test_every_field_is_explained_on_the_page(db: Database, tmp_path: Path) -> None:
    await add(db, "Initiative")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await announced(house)
        page = (await house.get("/daten")).text
        (it,) = (await told(house, "/api/initiativen.json"))["initiatives"]
        (meeting,) = (await told(house, "/api/termine.json"))["meetings"]
        for name in {*it, *meeting}:
            assert f"<code>{name}</code>" in page, name
        assert set(COLUMNS) <= {*it, "land", "lat", "lon"}
        for path in ALL:
            assert f"{BASE_URL}{path}" in page
        assert "GeoNames, CC BY 4.0" in page


async def test_every_public_standing_has_its_words(db: Database, tmp_path: Path) -> None:
    for status in PUBLIC:
        await add(db, f"Initiative {status}", status=status)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        found = (await told(house, "/api/initiativen.json"))["initiatives"]
        assert len({it["standing"]["de"] for it in found}) == len(PUBLIC)
        assert all(it["standing"]["en"] != it["standing"]["de"] for it in found)


async def test_the_sitemap_leads_to_every_public_page_and_only_there(db: Database, tmp_path: Path) -> None:
    it = await add(db, "Initiative & Co")
    await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house)
        answer = await house.get("/sitemap.xml")
        assert answer.headers["content-type"].startswith("application/xml")
        found = [it.text or "" for it in ElementTree.fromstring(answer.text).iter() if it.tag.endswith("}loc")]
        assert f"{BASE_URL}/initiativen/{it.slug}" in found
        assert f"{BASE_URL}/termine/{meeting.slug}" in found
        for address in found:
            path = address.removeprefix(BASE_URL)
            assert not path.startswith(PRIVATE), path
            assert (await house.browser().get(path)).status_code == 200, path


async def test_search_engines_are_kept_from_token_pages_and_the_desk(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get("/robots.txt")
        assert answer.headers["content-type"].startswith("text/plain")
        lines = answer.text.splitlines()
        for path in ("/a/", "/anmelden", "/infobrief/bestaetigen/", "/infobrief/einstellungen/", "/netzwerkstelle"):
            assert f"Disallow: {path}" in lines
        assert f"Sitemap: {BASE_URL}/sitemap.xml" in lines
    async with front(db, tmp_path, repertoire=NOTHING, demo=True) as house:
        assert "Disallow: /" in (await house.get("/robots.txt")).text.splitlines()


async def test_search_engines_read_initiatives_and_meetings_as_such(db: Database, tmp_path: Path) -> None:
    it = await add(db, "In|du|strie <b>Köln</b>", founded="2010", website="https://anderswo.example")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house)
        text = (await house.get(f"/initiativen/{it.slug}")).text
        assert 'itemscope itemtype="https://schema.org/Organization"' in text
        assert '<h1 itemprop="name">In|du|strie &lt;b&gt;Köln&lt;/b&gt;</h1>' in text
        assert '<meta itemprop="foundingDate" content="2010">' in text
        text = (await house.get(f"/termine/{meeting.slug}")).text
        assert 'itemscope itemtype="https://schema.org/Event"' in text
        assert f'<meta itemprop="startDate" content="{meeting.starts_at.isoformat()}">' in text
        assert "https://schema.org/EventScheduled" in text


async def test_the_card_to_embed_is_harmless_html_that_links_back(db: Database, tmp_path: Path) -> None:
    it = await add(db, "Müller & <script>alert(1)</script>")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = (await house.get(f"/initiativen/{it.slug}")).text
        shown = text.partition('<textarea class="input" id="f-embed"')[2].partition(">")[2].partition("</textarea>")[0]
        card = unescape(shown)
        assert f'<a href="{BASE_URL}/initiativen/{it.slug}"><strong>Müller &amp; &lt;script&gt;' in card
        assert "<script" not in card
        assert "src=" not in card
        (paragraph,) = ElementTree.fromstring(f"<div>{card.replace('<br>', '<br/>')}</div>")
        assert paragraph.tag == "p"


async def add_without_point(db: Database) -> Any:
    """An initiative that is nowhere on the map."""
    it = await add(db, "Irgendwo")
    async with db.transaction() as tx:
        await tx.exec_driver_sql("UPDATE initiatives SET lat = NULL, lon = NULL WHERE slug = 'irgendwo'")
    return it
