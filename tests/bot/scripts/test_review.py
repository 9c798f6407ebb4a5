"""Staff read what waits, release it or return it with a reason, and never decide twice."""

import asyncio

import pytest
from sqlalchemy import select

from network.initiative import Status
from network.news import NewsState
from network.person import Role
from storage import initiatives, news, people
from storage.database import Database
from storage.tables import outbox
from tests import make
from tests.bot.chatting import Chat

REASON = "Bitte nennen Sie auch die beteiligten Gewerkschaften."


async def desk(db: Database) -> tuple[Chat, Chat]:
    """Two people of the staff, and a registration and an item that wait."""
    anna, nora, olaf = make.person(), make.staff(), make.staff("Olaf Ober")
    await make.keep(db, anna, nora, olaf)
    entry = make.initiative(status=Status.WAITING)
    await make.keep(db, entry, of=anna)
    await make.keep(db, make.item(anna, entry))
    return Chat(db, nora), Chat(db, olaf)


async def letters(db: Database) -> list[tuple[str, str, object]]:
    """Template, address and reason of what was put into the outbox."""
    async with db.reading() as tx:
        return [(row.template, row.address, row.facts.get("reason")) for row in await tx.execute(select(outbox))]


async def test_a_registration_is_read_as_others_will_and_released(db: Database) -> None:
    nora, _ = await desk(db)
    assert "1 Anmeldung, 1 Meldung" in await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen")
    assert "Eingereicht von Anna Arndt" in nora.text
    assert make.GOALS in nora.text
    assert "ist freigegeben und steht im Verzeichnis" in await nora.taps("Freigeben")
    async with db.reading() as tx:
        [entry] = await initiatives.public(tx)
    assert (entry.status, entry.confirmed_at) == (Status.ACTIVE, nora.now)
    assert await letters(db) == [("initiative_approved", "anna@initiative.example", None)]


async def test_a_registration_is_returned_with_the_reason_in_the_letter(db: Database) -> None:
    nora, _ = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen", "Mit Begründung zurückgeben")
    await nora.says(REASON)
    assert REASON in nora.text
    await nora.taps("Absenden")
    assert "ist zurückgegeben" in nora.text
    assert await letters(db) == [("initiative_returned", "anna@initiative.example", REASON)]
    async with db.reading() as tx:
        assert await initiatives.waiting(tx) == []


async def test_the_second_person_sees_who_decided_and_when(db: Database) -> None:
    nora, olaf = await desk(db)
    for chat in (nora, olaf):
        await chat.says("/freigaben")
        await chat.taps("Anmeldung: Industriedialog Essen")
    await nora.taps("Freigeben")
    await olaf.taps("Freigeben")
    assert "Darüber hat schon Nora Netz entschieden, am 1. Februar 2027, 10:00 Uhr" in olaf.text
    await olaf.says("/freigaben")
    assert len(await letters(db)) == 1


async def test_two_people_at_the_same_instant_decide_once(db: Database) -> None:
    nora, olaf = await desk(db)
    for chat in (nora, olaf):
        await chat.says("/freigaben")
        await chat.taps("Meldung: Lange Nacht der Industrie")
    await asyncio.gather(*(chat.taps("Freigeben") for chat in (nora, olaf)))
    assert sorted("Darüber hat schon" in chat.text for chat in (nora, olaf)) == [False, True]
    assert len(await letters(db)) == 1


async def test_who_writes_a_reason_too_late_is_told_before_it_goes_anywhere(db: Database) -> None:
    nora, olaf = await desk(db)
    await olaf.says("/freigaben")
    await olaf.taps("Anmeldung: Industriedialog Essen", "Mit Begründung zurückgeben")
    await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen", "Freigeben")
    await olaf.says(REASON)
    assert "Darüber hat schon Nora Netz entschieden" in olaf.text
    assert [template for template, _, _ in await letters(db)] == ["initiative_approved"]


async def test_a_double_tap_releases_once(db: Database) -> None:
    nora, _ = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Meldung: Lange Nacht der Industrie")
    approve = nora.button("Freigeben")
    await nora.presses(approve)
    await nora.presses(approve)
    assert nora.toast == "Schon erledigt."
    assert len(await letters(db)) == 1


async def test_an_item_is_released_or_returned_and_its_author_hears_of_it(db: Database) -> None:
    nora, _ = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Meldung: Lange Nacht der Industrie", "Mit Begründung zurückgeben")
    await nora.says(REASON, "ja")
    async with db.reading() as tx:
        [item] = await news.of_author(
            tx, (await people.by_email(tx, "anna@initiative.example") or make.person()).id, limit=5
        )
    assert (item.state, item.reason, item.decided_by) == (NewsState.RETURNED, REASON, "Nora Netz")
    assert await letters(db) == [("news_returned", "anna@initiative.example", REASON)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_button_of_somebody_else_does_nothing(db: Database) -> None:
    nora, olaf = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen")
    await olaf.presses(nora.button("Freigeben"))
    assert olaf.toast == "Dieser Knopf gehört zu einem anderen Gespräch."
    assert await letters(db) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_left_the_staff_cannot_press_old_buttons(db: Database) -> None:
    nora, _ = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen")
    async with db.transaction() as tx:
        await people.set_role(tx, nora.person.id, Role.COORDINATOR)
    await nora.taps("Freigeben")
    assert "fehlt Ihnen die Berechtigung" in nora.text
    assert await letters(db) == []


@pytest.mark.parametrize("reason, said", [("zu kurz", "mindestens 10 Zeichen"), ("x" * 601, "höchstens 600 Zeichen")])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_reason_has_a_useful_length(db: Database, reason: str, said: str) -> None:
    nora, _ = await desk(db)
    await nora.says("/freigaben")
    await nora.taps("Anmeldung: Industriedialog Essen", "Mit Begründung zurückgeben")
    assert said in await nora.says(reason)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_when_nothing_waits_the_list_says_so(db: Database) -> None:
    nora = make.staff()
    await make.keep(db, nora)
    chat = Chat(db, nora)
    assert "Nichts wartet auf Freigabe" in await chat.says("/freigaben")
    assert chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_staff_are_warned_of_many_links(db: Database) -> None:
    nora, _ = await desk(db)
    anna = make.person("Zoe Zahn")
    await make.keep(db, anna)
    await make.keep(db, make.item(anna, title="Linkliste", text="Seht: " + " https://x.example/" * 6))
    await nora.says("/freigaben")
    await nora.taps("Meldung: Linkliste")
    assert "enthält 6 Internetadressen" in nora.text
