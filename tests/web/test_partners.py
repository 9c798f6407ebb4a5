"""/partner: what the chat can do about suggestions works on a page too, by POST only, and stays private."""

from pathlib import Path
from uuid import UUID

import pytest

from network.offer import OfferKind
from network.person import Role
from storage import suggestions
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.web.forms import follow, forms, press, words
from tests.web.front import NOW, Front, front

NEED = make.offer("Moderation für Konflikte mit der Nachbarschaft", OfferKind.NEED, "moderation")
OFFER = make.offer("Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft", category="moderation")
ESSEN = make.initiative(offers=(NEED,))
BOCHUM = make.initiative("Dialog Bochum", offers=(OFFER,))
HAGEN = make.initiative("Dialog Hagen")
PAGE = f"/partner/{ESSEN.slug}"


async def entered(house: Front) -> None:
    """Anna, signed in, coordinates one of three initiatives."""
    anna, ben = await house.signed_in("Anna Arndt"), await house.person("Ben Beier")
    await make.keep(house.db, ESSEN, of=anna)
    await make.keep(house.db, BOCHUM, HAGEN, of=ben)


async def test_from_the_list_of_ones_own_one_comes_to_suggestions_with_reasons(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await house.get("/partner")
        assert "Industriedialog Essen" in words(page.text)
        assert "Dialog Bochum" not in words(page.text)
        page = await follow(house, await press(house, page, "Vorschläge ansehen: Industriedialog Essen"))
        told = words(page.text)
        assert "Dialog Bochum" in told
        assert "Arbeitet im selben Gebiet" in told or "Beide arbeiten an" in told
        assert "Warum sehe ich das?" in told


async def test_what_was_looked_at_counts_as_shown_and_a_mere_visit_changes_nothing(
    db: Database, tmp_path: Path
) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)

        async def shown() -> dict[UUID, int]:
            async with db.reading() as tx:
                return await suggestions.shown(tx, since=NOW.replace(year=2020), but=new_id(NOW))

        await house.get("/partner")
        await house.get(PAGE)
        await house.get(f"{PAGE}?art=angebote")
        assert await shown() == {}
        await house.post(PAGE)
        assert await shown() == {BOCHUM.id: 1, HAGEN.id: 1}


async def test_one_dismisses_takes_it_back_and_finds_the_hidden_ones_beside(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await house.get(PAGE)
        page = await follow(house, await press(house, page, "Kennen wir schon: Dialog Bochum"))
        told = words(page.text)
        assert "Dialog Bochum wird Ihnen bis 2. März 2027 nicht mehr vorgeschlagen" in told
        assert "Ausgeblendet: 1" in told
        assert "Kennen wir schon: Dialog Bochum" not in page.text
        page = await follow(house, await press(house, page, "Doch wieder vorschlagen"))
        assert "kann Ihnen wieder vorgeschlagen werden" in words(page.text)
        assert "Kennen wir schon: Dialog Bochum" in page.text
        page = await follow(house, await press(house, page, "Passt nicht: Dialog Hagen"))
        assert "Passt nicht, auf Dauer ausgeblendet" in words(page.text)
        page = await follow(house, await press(house, page, "Wieder vorschlagen: Dialog Hagen"))
        assert "Ausgeblendet: 0" in words(page.text)


async def test_the_second_list_names_offers_and_keeps_its_place_after_a_press(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await house.get(f"{PAGE}?art=angebote")
        told = words(page.text)
        assert "Bietet „Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft“" in told
        assert "Dialog Hagen" not in told
        page = await follow(house, await press(house, page, "Passt nicht: Dialog Bochum"))
        assert page.request.url.params["art"] == "angebote"
        assert "Zurzeit kein passendes Angebot" in words(page.text)


async def test_one_pauses_and_ends_the_pause(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await follow(house, await press(house, await house.get(PAGE), "3 Monate"))
        assert "wird bis 2. Juni 2026 niemandem vorgeschlagen" in words(page.text)
        assert "Vorschläge pausiert bis 2. Juni 2026" in words((await house.get("/partner")).text)
        public = words((await house.get(f"/initiativen/{BOCHUM.slug}")).text)
        assert "Industriedialog Essen" not in public  # not as a similar one either
        page = await follow(house, await press(house, page, "Pause beenden"))
        assert "Ihre Initiative wird anderen wieder vorgeschlagen" in words(page.text)
        assert "Industriedialog Essen" in words((await house.get(f"/initiativen/{BOCHUM.slug}")).text)


async def test_the_page_of_the_dismissed_shows_nothing_of_it(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        before = (await house.get(f"/initiativen/{ESSEN.slug}")).text
        await press(house, await house.get(PAGE), "Passt nicht: Dialog Bochum")
        assert (await house.get(f"/initiativen/{ESSEN.slug}")).text == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_initiative_of_others_is_not_there(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        theirs = f"/partner/{BOCHUM.slug}"
        assert (await house.get(theirs)).status_code == 404
        for path, sent in (
            ("", {}),
            ("/ausblenden", {"andere": HAGEN.slug, "grund": "unfit"}),
            ("/wieder", {"andere": HAGEN.slug}),
            ("/pause", {"monate": "1"}),
            ("/weiter", {}),
        ):
            assert (await house.post(theirs + path, sent)).status_code == 404, path


@pytest.mark.parametrize(
    "path, sent, status",
    [
        ("/ausblenden", {"andere": "dialog-hagen", "grund": "x"}, 400),
        ("/ausblenden", {"andere": "dialog-hagen"}, 400),
        ("/ausblenden", {"grund": "unfit"}, 404),
        ("/ausblenden", {"andere": "industriedialog-essen", "grund": "unfit"}, 404),
        ("/wieder", {"andere": "gibt-es-nicht"}, 404),
        ("/pause", {"monate": "2"}, 400),
        ("/pause", {"monate": "eins"}, 400),
        ("/pause", {}, 400),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_forms_that_were_tampered_with_are_refused_in_words(
    db: Database, tmp_path: Path, path: str, sent: dict[str, str], status: int
) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        answer = await house.post(PAGE + path, sent)
        assert answer.status_code == status
        assert "<h1" in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_no_entry_is_led_to_the_chat_and_who_is_not_signed_in_to_the_door(
    db: Database, tmp_path: Path
) -> None:
    async with front(db, tmp_path) as house:
        answer = await house.get("/partner")
        assert answer.headers["location"] == "/anmelden?weiter=/partner"
        await house.signed_in("Cora Czech")
        assert "Noch keine Initiative" in words((await house.get("/partner")).text)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_change_asks_for_a_press(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await house.get(PAGE)
        assert {form.method for form in forms(page.text) if "/partner/" in form.action} == {"post"}
        for path in ("ausblenden", "wieder", "pause", "weiter"):
            assert (await house.get(f"{PAGE}/{path}")).status_code in {404, 405}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_way_to_it_stands_in_the_menu_of_coordinators(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        assert 'href="/partner"' not in (await house.get("/termine")).text
        await house.signed_in("Anna Arndt")
        assert 'href="/partner"' in (await house.get("/termine")).text
        await house.signed_in("Nora Netz", Role.STAFF)
        assert 'href="/partner"' not in (await house.get("/termine")).text
