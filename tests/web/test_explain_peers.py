"""/netzwerkstelle/warum: the office sees each part of a suggestion as bar and number, and how often it was shown."""

from pathlib import Path

import pytest

from network.initiative import Status
from network.person import Role
from network.suggestion import Grounds
from storage import suggestions
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.storage.test_suggestions import dismissal
from tests.web.forms import press, words
from tests.web.front import NOW, Front, front
from tests.web.test_partners import BOCHUM, ESSEN, HAGEN

PAGE = "/netzwerkstelle/warum"


async def entered(house: Front) -> None:
    """Nora of the office, signed in, and three initiatives."""
    await house.signed_in("Nora Netz", Role.STAFF)
    await make.keep(house.db, ESSEN, BOCHUM, HAGEN)


async def test_every_part_stands_there_with_bar_value_and_weight(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await press(house, await house.get(PAGE), "Vorschläge erklären", a=ESSEN.slug)
        told = words(page.text)
        for part in ("Gemeinsame Themen", "Ähnliche Texte", "Gebiet", "Ebene und Typ", "Bietet, was gesucht wird"):
            assert part in told
        assert page.text.count('class="bar-value"') >= 2 * 6
        assert 'width="100.0%"' in page.text
        assert "Wert" in told
        assert "Gewicht" in told
        offers = page.text[page.text.index('id="bietet"') :]
        assert "Dialog Bochum" in offers
        assert "hier wird gesucht: „Moderation für Konflikte mit der Nachbarschaft“" in words(offers)


async def test_damping_is_told_with_its_cause(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        others = [make.initiative(f"Dialog {number}", slug=f"dialog-{number}") for number in range(3)]
        await make.keep(db, *others)
        async with db.transaction() as tx:
            for other in others:
                await suggestions.note(tx, other.id, [BOCHUM.id], now=NOW)
        told = words((await house.get(f"{PAGE}?a={ESSEN.slug}")).text)
        assert "weil sie in 90 Tagen 3 anderen Initiativen vorgeschlagen wurde" in told


async def test_whom_an_initiative_dismissed_is_counted_and_not_named(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        async with db.transaction() as tx:
            await suggestions.dismiss(tx, ESSEN.id, dismissal(HAGEN.id, Grounds.UNFIT))
            await suggestions.pause(tx, ESSEN.id, NOW.replace(month=5))
        page = (await house.get(f"{PAGE}?a={ESSEN.slug}")).text
        assert "Die Koordination hat eine Initiative ausgeblendet" in words(page)
        assert "Wird anderen bis 2. Mai 2026 nicht vorgeschlagen" in words(page)
        assert "Dialog Hagen" not in words(page[page.index('id="passt"') :])


async def test_a_question_to_the_search_is_explained_too(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        page = await press(house, await house.get(PAGE), "Suche erklären", q="Wer moderiert Konflikte?")
        found = page.text[page.text.index('id="suche"') :]
        assert "Dialog Bochum" in found
        assert "Bietet: „Wir moderieren Konflikte" in words(found)
        assert "Ähnliche Texte" in words(found)


@pytest.mark.parametrize("words_", ["zzzzqqqq", "😀", "<script>", "x" * 3000])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_question_without_an_answer_says_so(db: Database, tmp_path: Path, words_: str) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        answer = await house.get(PAGE, params={"q": words_})
        assert answer.status_code == 200
        assert "Nichts gefunden" in words(answer.text)
        assert "<script>" not in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_office_comes_there_from_its_desk_and_from_an_initiative_that_waits(
    db: Database, tmp_path: Path
) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        waits = make.initiative("Dialog Unna", id=new_id(NOW), status=Status.WAITING)
        await make.keep(db, waits)
        assert f'href="{PAGE}"' in (await house.get("/netzwerkstelle")).text
        link = f"{PAGE}?a={waits.slug}"
        assert f'href="{link}"' in (await house.get(f"/netzwerkstelle/initiativen/{waits.id}")).text
        told = words((await house.get(link)).text)
        assert "Dialog Unna" in told
        assert "Gemeinsame Themen" in told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_unknown_initiative_is_not_there_and_coordinators_are_not_let_in(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await entered(house)
        assert (await house.get(f"{PAGE}?a=gibt-es-nicht")).status_code == 404
        await house.signed_in("Anna Arndt")
        assert (await house.get(PAGE)).status_code == 403
