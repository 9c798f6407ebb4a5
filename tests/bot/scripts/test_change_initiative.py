"""An entry is changed on its summary; one that staff returned goes back to them."""

from dataclasses import replace

import pytest

from network.initiative import Initiative, Kind, Level, Place, Status
from network.offer import OfferKind
from network.review import Verdict
from storage import initiatives
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


async def chat_about(db: Database, entry: Initiative) -> Chat:
    """The coordinator of this entry, at its summary."""
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, entry, of=anna)
    chat = Chat(db, anna)
    await chat.presses(f"begin:change_initiative:{entry.id}")
    return chat


async def now_is(chat: Chat, entry: Initiative) -> Initiative:
    """The entry as it stands in the database."""
    async with chat.db.reading() as tx:
        return await initiatives.get(tx, entry.id)


async def test_the_reason_is_shown_and_the_changed_entry_waits_again(db: Database) -> None:
    nora, entry = make.staff(), make.initiative(status=Status.WAITING)
    anna = make.person()
    await make.keep(db, anna, nora)
    await make.keep(db, entry, of=anna)
    await make.review(db, entry, Verdict.RETURN, by=nora, reason="Bitte nennen Sie auch die Beteiligten.")
    chat = Chat(db, anna)
    assert "Bitte nennen Sie auch die Beteiligten." in await chat.says("/steckbrief")
    await chat.taps(f"Ändern: {entry.name}")
    assert "Bitte nennen Sie auch die Beteiligten." in chat.text
    await chat.taps("Beteiligte ändern", "Unternehmen", "Fertig (2 gewählt)", "Absenden")
    assert "liegt wieder bei der Netzwerkstelle" in chat.text
    changed = await now_is(chat, entry)
    assert changed.status is Status.WAITING
    assert len(changed.actors) == 2


async def test_a_public_entry_stays_public_and_is_confirmed_anew(db: Database) -> None:
    entry = make.initiative()
    chat = await chat_about(db, entry)
    await chat.taps("Ziele ändern")
    await chat.says("Wir zeigen einmal im Jahr, wie in Essen produziert wird.", "ja")
    changed = await now_is(chat, entry)
    assert (changed.status, changed.slug) == (Status.ACTIVE, entry.slug)
    assert changed.confirmed_at == chat.now


@pytest.mark.parametrize(
    "entry",
    [
        make.initiative(kind=Kind.NETZWERK),
        make.initiative(kind=Kind.MASSNAHMEN, website="https://essen.example/a?b=1"),
        make.initiative(level=Level.REGIONAL, place=Place(name="Nirgendland am Fluss", land="HE", lat=50.0, lon=9.0)),
        make.initiative(place=Place(name="Halle", land="NW", lat=52.0601, lon=8.3608)),
        make.initiative(
            offers=(make.offer("Ein Leitfaden", category="medien"), make.offer("Ein Saal", OfferKind.NEED))
        ),
    ],
    ids=["network", "measures", "unknown place", "ambiguous place", "offers"],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_submitting_the_summary_as_it_is_changes_nothing(db: Database, entry: Initiative) -> None:
    chat = await chat_about(db, entry)
    assert "So wird der Eintrag erscheinen" in chat.text
    await chat.taps("Absenden")
    changed = await now_is(chat, entry)
    assert [it.text for it in changed.offered] == [it.text for it in entry.offered]
    assert [(it.text, it.category) for it in changed.needed] == [(it.text, it.category) for it in entry.needed]
    same = replace(
        changed,
        offers=entry.offers,
        updated_at=entry.updated_at,
        confirmed_at=entry.confirmed_at,
        created_at=entry.created_at,
    )
    assert same == entry


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_entry_of_others_cannot_be_opened(db: Database) -> None:
    anna, ben, mine, theirs = make.person(), make.person("Ben Beier"), make.initiative(), make.initiative("Fremd")
    await make.keep(db, anna, ben)
    await make.keep(db, mine, of=anna)
    await make.keep(db, theirs, of=ben)
    chat = Chat(db, anna)
    await chat.presses(f"begin:change_initiative:{theirs.id}")
    assert "Welchen Eintrag" in chat.text
    assert "Fremd" not in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_no_entry_is_led_to_the_registration(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await chat.presses("begin:change_initiative")
    assert "Initiative eintragen" in chat.labels


async def test_a_new_name_keeps_the_address_and_the_old_name_is_still_found(db: Database) -> None:
    entry = make.initiative()
    chat = await chat_about(db, entry)
    await chat.taps("Name ändern")
    await chat.says("Dialog Industrie Ruhr", "ja")
    changed = await now_is(chat, entry)
    assert (changed.name, changed.slug) == ("Dialog Industrie Ruhr", entry.slug)
    assert [name.name for name in changed.former_names] == ["Industriedialog Essen"]
    assert "früher: Industriedialog Essen (bis Februar 2027)" in await chat.taps("Eintrag lesen")
    await chat.says("Industriedialog Essen")
    assert "Dialog Industrie Ruhr" in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_changing_back_takes_the_name_off_the_former_ones(db: Database) -> None:
    entry = make.initiative()
    chat = await chat_about(db, entry)
    for name in ("Dialog Industrie Ruhr", entry.name):
        await chat.presses(f"afresh:change_initiative:{entry.id}")
        await chat.taps("Name ändern")
        await chat.says(name, "ja")
    changed = await now_is(chat, entry)
    assert (changed.name, changed.other_names) == (entry.name, ("Dialog Industrie Ruhr",))
