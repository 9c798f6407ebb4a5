"""Buttons of a dropped entry lead to the kept one, and staff find the way to the pages for it."""

import pytest

from actions.merge_initiatives import merge_initiatives
from bot.addresses import address
from network.initiative import Initiative, Status
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


async def merged(db: Database) -> tuple[Chat, Initiative, Initiative]:
    """A coordinator of the dropped one of two entries: the chat, the kept one, the dropped one."""
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    await make.keep(db, keep := make.initiative("Dialog Ruhr"))
    await make.keep(db, drop := make.initiative("Industriedialog Essen"), of=anna)
    await make.keep(db, make.initiative("Dritte"))
    async with db.transaction() as tx:
        await merge_initiatives(tx, keep.id, drop.id, by=nora, now=make.NOW)
    return Chat(db, anna), keep, drop


async def test_an_old_button_opens_the_kept_entry(db: Database) -> None:
    chat, keep, drop = await merged(db)
    await chat.presses(address("open_entry", drop.id))
    assert "<b>Dialog Ruhr</b>" in chat.text
    assert "früher: Industriedialog Essen" in chat.text
    assert chat.links["Im Web ansehen"].endswith(f"/initiativen/{keep.slug}")
    assert "Eintrag ändern" in chat.labels


async def test_an_old_button_finds_partners_for_the_kept_entry(db: Database) -> None:
    chat, _, drop = await merged(db)
    await chat.presses(address("find_peers", drop.id))
    assert "Vorschläge für <b>Dialog Ruhr</b>" in chat.text
    assert "Dritte" in chat.labels


async def test_the_dropped_entry_is_none_of_mine_any_more(db: Database) -> None:
    chat, *_ = await merged(db)
    assert "Dialog Ruhr" in await chat.says("/steckbrief")
    assert "Industriedialog Essen" not in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_staff_are_led_from_a_registration_to_the_comparison(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    await make.keep(db, known := make.initiative("Industriedialog Essen e.V."))
    await make.keep(db, entry := make.initiative("Industriedialog Essen", status=Status.WAITING), of=anna)
    desk = Chat(db, nora)
    await desk.says("/freigaben")
    assert desk.links["Mögliche Dubletten"].endswith("/netzwerkstelle#dubletten")
    await desk.taps(f"Anmeldung: {entry.name}")
    link = desk.links[f"Vergleichen: {known.name}"]
    assert link.endswith(f"/netzwerkstelle/zusammenlegen?a={known.id}&b={entry.id}")
