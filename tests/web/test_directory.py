"""The public directory as a visitor meets it: search, filters, map, profile, and names that try to be code."""

import re
from pathlib import Path

import pytest

from bot.player import Repertoire
from network.initiative import Initiative, Kind, Level, Place, Status
from network.offer import Offer, OfferKind
from network.profile import analysed_of
from storage import initiatives
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.web.front import NOW, Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})


async def add(
    db: Database, name: str, *, land: str = "NW", status: Status = Status.ACTIVE, **more: object
) -> Initiative:
    async with db.transaction() as tx:
        it = Initiative(
            id=new_id(NOW),
            slug=await initiatives.free_slug(tx, name),
            name=name,
            level=Level.LOKAL,
            kind=Kind.MISCH,
            status=status,
            place=Place(name="Krefeld", land=land, lat=51.33, lon=6.56),
            created_at=NOW,
            updated_at=NOW,
            **more,  # type: ignore[arg-type]  # the fields a test is about
        )
        await initiatives.add(tx, it, analysed=analysed_of(it))
    return it


async def shown(house: Front, path: str) -> str:
    answer = await house.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_every_public_initiative_stands_in_the_list_and_on_the_map(db: Database, tmp_path: Path) -> None:
    await add(db, "Zukunft durch Industrie Krefeld")
    await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in ("/initiativen", "/karte", "/"):
            text = await shown(house, path)
            assert text.count("/initiativen/zukunft-durch-industrie-krefeld") >= 1, path
            assert "Wartet noch" not in text


@pytest.mark.parametrize(
    "question", ["", "land=NW", "thema=energie", "ebene=lokal&thema=verkehr", "q=Elbe", "stand=active"]
)
async def test_the_list_and_the_map_show_the_same(db: Database, tmp_path: Path, question: str) -> None:
    await add(db, "Initiative am Rhein", land="NW", topics=("energie",))
    await add(db, "Initiative an der Elbe", land="HH", topics=("verkehr",))
    await add(db, "Alte Runde", land="NW", status=Status.HISTORIC, topics=("energie", "verkehr"))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in ("/initiativen", "/karte"):
            text = await shown(house, f"{path}?{question}")
            drawn = [
                key for spot in re.findall(r'<a class="spot[^>]* data-key="([^"]*)"', text) for key in spot.split()
            ]
            listed = re.findall(r'<article class="entry" data-key="([^"]*)"', text)
            assert listed, path
            assert sorted(drawn) == sorted(listed), path


async def test_the_front_page_leads_to_what_is_new(db: Database, tmp_path: Path) -> None:
    said = Offer(id=new_id(NOW), kind=OfferKind.NEED, text="Moderation für einen Runden Tisch", category="moderation")
    it = await add(db, "Initiative am Rhein", offers=(said,))
    rests = Offer(id=new_id(NOW), kind=OfferKind.OFFER, text="Ein Saal, der geschlossen ist")
    await add(db, "Runde in Ruhe", status=Status.DORMANT, offers=(rests,))
    await make.keep_measures(db, make.measure(it, "Lange Nacht am Rhein"))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/")
        for words in ("Sucht:</b> Moderation für einen Runden Tisch", "Lange Nacht am Rhein", "Neu im Netzwerk"):
            assert words in text, words
        assert 'action="/initiativen"' in text
        assert "Ein Saal, der geschlossen ist" not in text
        assert "Aus der Studie" not in text


async def test_the_front_page_shows_another_measure_of_the_study_every_day(db: Database, tmp_path: Path) -> None:
    old = await add(db, "Alte Runde", status=Status.HISTORIC)
    titles = ("Lange Nacht", "Woche der Tore", "Tag der Technik")
    await make.keep_measures(db, *(make.measure(old, title, sources=("Studie",)) for title in titles))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        seen = []
        for _ in range(2 * len(titles)):
            text = await shown(house, "/")
            assert "Stand 2018, aus der Studie" in text
            assert "Neu im Netzwerk" not in text
            seen.append(next(title for title in titles if title in text))
            house.later(days=1)
    assert seen[: len(titles)] == seen[len(titles) :]
    assert set(seen) == set(titles)


async def test_filters_narrow_the_list_and_stay_in_the_address(db: Database, tmp_path: Path) -> None:
    await add(db, "Initiative am Rhein", land="NW", topics=("energie",))
    await add(db, "Initiative an der Elbe", land="HH", topics=("verkehr",))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "an der Elbe" not in await shown(house, "/initiativen?land=NW")
        assert "am Rhein" not in await shown(house, "/initiativen?thema=verkehr")
        both = await shown(house, "/initiativen?land=NW&thema=verkehr")
        assert "am Rhein" not in both
        assert "an der Elbe" not in both


@pytest.mark.parametrize("words", ["mueller", "Müller", "MÜLLER  straße", "strasse"])
async def test_search_finds_a_name_however_it_is_spelled(db: Database, tmp_path: Path, words: str) -> None:
    await add(db, "Bündnis Müllerstraße")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "Bündnis Müllerstraße" in await shown(house, f"/initiativen?q={words}")


async def test_a_slip_is_forgiven_and_the_page_asks_what_was_meant(db: Database, tmp_path: Path) -> None:
    await add(db, "Runde Süd", goals="Fachkräfte für die Betriebe gewinnen und halten.")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/initiativen?q=Fachkrefte")
        assert 'Meinten Sie <a href="/initiativen?q=Fachkr%C3%A4fte">Fachkräfte</a>?' in text
        assert "Schreibt: „Fachkräfte für die Betriebe gewinnen und halten.“" in text
        assert "Meinten Sie" not in await shown(house, "/initiativen?q=Fachkräfte")


async def test_the_list_is_in_order_of_relevance_and_says_so(db: Database, tmp_path: Path) -> None:
    await add(db, "Allianz A", goals="Brücken und Straßen erhalten. Auch Fachkräfte sind ein Thema.")
    await add(db, "Zukunft Fachkräfte", goals="Menschen für die Betriebe gewinnen.")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/initiativen?q=Fachkräfte")
        assert "die passendste zuerst" in text
        assert text.index('/initiativen/zukunft-fachkraefte">Zuk') < text.index('/initiativen/allianz-a">All')


@pytest.mark.parametrize("status", [Status.DORMANT, Status.ENDED])
async def test_who_rests_or_has_ended_is_found_by_name(db: Database, tmp_path: Path, status: Status) -> None:
    await add(db, "Forum Hüttenwerk", status=status)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/initiativen?q=huettenwerk")
        assert "Forum Hüttenwerk" in text
        assert "Gefunden in: Name" in text


async def test_offers_needs_and_founding_can_be_chosen_with_their_counts(db: Database, tmp_path: Path) -> None:
    offers = tuple(
        Offer(id=new_id(NOW), kind=kind, text="Ein Beispiel dafür", category=category)
        for kind, category in ((OfferKind.OFFER, "moderation"), (OfferKind.NEED, "referenten"))
    )
    await add(db, "Runde Süd", offers=offers)
    await add(db, "Runde Nord", status=Status.FOUNDING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/initiativen")
        assert '<option value="moderation">Moderation &amp; Konfliktlösung (1)</option>' in text
        assert '<option value="founding">In Gründung (1)</option>' in text
        for question in ("?bietet=moderation", "?sucht=referenten", "?stand=active"):
            narrowed = await shown(house, f"/initiativen{question}")
            assert "runde-sued" in narrowed
            assert "runde-nord" not in narrowed
        assert "runde-sued" not in await shown(house, "/initiativen?stand=founding")


async def test_entries_that_wait_cannot_be_asked_for_by_their_standing(db: Database, tmp_path: Path) -> None:
    await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for question in ("?stand=waiting", "?stand=returned", "?q=wartet"):
            assert "Wartet noch" not in await shown(house, f"/initiativen{question}")


async def test_each_choice_can_be_taken_back_alone(db: Database, tmp_path: Path) -> None:
    await add(db, "Runde Süd", topics=("verkehr",))
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/karte?q=Runde&land=NW&thema=verkehr&linien=1")
        for rest in (
            "land=NW&amp;thema=verkehr&amp;linien=1",
            "q=Runde&amp;thema=verkehr&amp;linien=1",
            "q=Runde&amp;land=NW&amp;linien=1",
        ):
            assert f'class="tag is-on" href="/karte?{rest}"' in text


async def test_ties_are_drawn_on_demand_and_told_in_words(db: Database, tmp_path: Path) -> None:
    one, two = await add(db, "Runde Süd"), await add(db, "Runde Nord", land="HH")
    async with db.transaction() as tx:
        await initiatives.relate(tx, one.id, two.id, "austausch", None)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        plain = await shown(house, "/karte?q=Runde")
        assert 'class="map-line' not in plain
        assert 'href="/karte?q=Runde&amp;linien=1">Eine Verbindung zeigen' in plain
        drawn = await shown(house, "/karte?q=Runde&linien=1")
        assert drawn.count('class="map-line') == 1
        assert "Regelmäßiger Austausch mit" in drawn
        assert 'href="/karte?q=Runde" aria-current="true">Verbindungen ausblenden' in drawn
        assert 'name="linien" value="1"' in drawn


@pytest.mark.parametrize(
    "question",
    [
        "?stand=nie",
        "?bietet=x",
        "?linien=",
        "?q=e.V.",
        "?land=XX",
        "?seite=-1",
        "?seite=1e9",
        "?seite=٣",
        "?q=%25",
        "?q=%22NEAR(",
        "?thema=../..",
        "?q=" + "x" * 5000,
    ],
)
async def test_a_strange_question_is_answered_with_a_page(db: Database, tmp_path: Path, question: str) -> None:
    await add(db, "Initiative")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert (await house.get(f"/initiativen{question}")).status_code == 200


async def test_when_nothing_fits_the_page_says_what_to_do_next(db: Database, tmp_path: Path) -> None:
    await add(db, "Initiative")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, "/initiativen?q=gibtesnicht")
        assert "Dazu steht noch keine Initiative im Verzeichnis" in text
        assert 'href="/initiativen"' in text


@pytest.mark.parametrize("name", ["In|du|strie <b>Köln</b> & Co", "{{7*7}} Bündnis", "<script>alert(1)</script>"])
async def test_a_name_that_looks_like_code_is_shown_as_text(db: Database, tmp_path: Path, name: str) -> None:
    it = await add(db, name)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = await shown(house, f"/initiativen/{it.slug}")
        assert "<script>alert" not in text
        assert "<b>Köln" not in text
        assert "49 Bündnis" not in text


async def test_an_entry_of_the_study_says_that_nobody_confirmed_it(db: Database, tmp_path: Path) -> None:
    it = await add(db, "Aus der Studie", status=Status.HISTORIC)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "Stand 2018, nicht bestätigt" in await shown(house, f"/initiativen/{it.slug}")


@pytest.mark.parametrize("path", ["/initiativen/gibt-es-nicht", "/gibt-es-nicht", "/initiativen/..%2f..%2fetc"])
async def test_what_does_not_exist_is_said_kindly_with_404(db: Database, tmp_path: Path, path: str) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get(path)
        assert answer.status_code == 404
        assert "Nicht gefunden" in answer.text


async def test_an_entry_that_waits_for_staff_has_no_public_page(db: Database, tmp_path: Path) -> None:
    it = await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert (await house.get(f"/initiativen/{it.slug}")).status_code == 404


async def test_no_page_loads_anything_from_elsewhere_and_the_policy_is_strict(db: Database, tmp_path: Path) -> None:
    await add(db, "Initiative", website="https://anderswo.example")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for path in (
            "/",
            "/initiativen",
            "/karte",
            "/initiativen/initiative",
            "/termine",
            "/impressum",
            "/datenschutz",
        ):
            answer = await house.get(path)
            assert "default-src 'none'" in answer.headers["content-security-policy"], path
            assert 'src="http' not in answer.text, path
            assert "<script>" not in answer.text, path
            assert "style=" not in answer.text, path


async def test_a_form_from_another_site_is_refused(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        for headers in (
            {"origin": "https://evil.example"},
            {"origin": "null"},
            {"sec-fetch-site": "cross-site"},
            {"sec-fetch-site": "same-site"},
        ):
            answer = await house.client.post("/infobrief/abonnieren", data={"email": "a@b.example"}, headers=headers)
            assert answer.status_code == 403, headers


async def test_health_says_how_the_house_is(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = (await house.get("/health")).json()
        assert answer["status"] == "ok"
        assert answer["database"] == db.url.get_backend_name()
        assert set(answer) >= {"status", "database", "oldest_open_update", "oldest_due_letter", "version"}
