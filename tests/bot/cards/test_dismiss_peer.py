"""In the chat one dismisses a suggestion, takes that back, pauses, and sees who offers what is sought."""

import pytest

from network.initiative import Status
from network.offer import OfferKind
from network.person import Language
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

NEED = make.offer("Moderation für Konflikte mit der Nachbarschaft", OfferKind.NEED, "moderation")
ROOM = make.offer("Betreiberkonzept für ein Azubi-Wohnheim", category="wohnen")
OFFER = make.offer("Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft", category="moderation")
LODGING = make.offer("Zimmer für Lehrlinge, die neu in der Stadt sind", OfferKind.NEED, "wohnen")


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Anna, who coordinates one initiative among four others."""
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, make.initiative(offers=(NEED, ROOM)), of=anna)
    names = ("Dialog Bochum", "Dialog Dortmund", "Dialog Hagen", "Dialog Herne")
    others = [make.initiative(name, offers=(OFFER, LODGING) if name == names[0] else ()) for name in names]
    await make.keep(db, *others, of=ben)
    return Chat(db, anna)


async def test_one_dismisses_from_the_entry_and_takes_it_back_at_once(chat: Chat) -> None:
    await chat.says("/partner")
    await chat.taps("Dialog Bochum", "Kennen wir schon")
    assert "Dialog Bochum wird Ihnen ein Jahr lang nicht mehr vorgeschlagen" in chat.text
    assert "<b>Dialog Bochum</b>" not in chat.text
    assert "<b>Dialog Hagen</b>" in chat.text
    assert "Ausgeblendet: 1" in chat.labels
    await chat.taps("Doch wieder vorschlagen")
    assert "Dialog Bochum kann Ihnen wieder vorgeschlagen werden" in chat.text
    assert "<b>Dialog Bochum</b>" in chat.text
    assert not any(label.startswith("Ausgeblendet") for label in chat.labels)
    assert len(chat.messages) == 1  # all of it in one message


async def test_the_dismissed_are_listed_with_their_reason_and_a_way_back_for_each(chat: Chat) -> None:
    await chat.says("/partner")
    await chat.taps("Dialog Bochum", "Kennen wir schon")
    await chat.taps("Dialog Hagen", "Passt nicht")
    assert "Dialog Hagen wird Ihnen nicht mehr vorgeschlagen" in chat.text
    listed = await chat.taps("Ausgeblendet: 2")
    assert "<b>Dialog Bochum</b>\nKennen Sie schon, ausgeblendet bis 1. Februar 2028" in listed
    assert "<b>Dialog Hagen</b>\nPasst nicht, auf Dauer ausgeblendet" in listed
    assert "<b>Dialog Bochum</b>" in await chat.taps("Wieder vorschlagen: Dialog Hagen")
    await chat.taps("Wieder vorschlagen: Dialog Bochum")
    assert "ist niemand ausgeblendet" in chat.text
    assert "<b>Dialog Bochum</b>" in await chat.taps("Zurück zu den Vorschlägen")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_second_press_changes_nothing_and_a_foreign_one_neither(chat: Chat) -> None:
    await chat.says("/partner")
    await chat.taps("Dialog Bochum")
    button = chat.button("Passt nicht")
    stranger = make.person("Cora Czech")
    await make.keep(chat.db, stranger)
    other = Chat(chat.db, stranger)
    await other.presses(button)
    assert other.toast == "Dieser Knopf gehört zu einem anderen Gespräch."
    await chat.presses(button)
    await chat.presses(button)
    assert chat.toast == "Schon erledigt."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_opened_from_the_directory_an_entry_offers_no_dismissal(chat: Chat) -> None:
    await chat.says("/initiativen")
    await chat.taps("Dialog Bochum")
    assert not {"Kennen wir schon", "Passt nicht"} & set(chat.labels)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_dismisses_everybody_still_finds_the_way_back(chat: Chat) -> None:
    await chat.says("/partner")
    for name in ("Bochum", "Dortmund", "Hagen", "Herne"):
        await chat.taps(f"Dialog {name}", "Passt nicht")
    assert "Noch gibt es keine andere Initiative" in chat.text
    assert "Ausgeblendet: 4" in chat.labels


async def test_a_second_list_says_who_offers_what_is_sought_and_what_both_could_trade(chat: Chat) -> None:
    await chat.says("/partner")
    told = await chat.taps("Wer bietet, was wir suchen")
    assert "1 bis 1 von 1" in told
    assert "Bietet „Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft“, Sie suchen" in told
    assert "Sucht „Zimmer für Lehrlinge, die neu in der Stadt sind“, Sie bieten" in told
    await chat.taps("Dialog Bochum")
    assert await chat.taps("Zurück zu den Vorschlägen") == told
    assert "Vorschläge für" in await chat.taps("Wer zu uns passt")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_second_list_says_why_it_is_empty(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, make.initiative("Mit Gesuch", offers=(NEED,)), make.initiative("Ohne Gesuch"), of=anna)
    await make.keep(db, make.initiative("Dialog Bochum"), of=ben)
    chat = Chat(db, anna)
    await chat.says("/partner")
    await chat.taps("Ohne Gesuch", "Wer bietet, was wir suchen")
    assert "steht noch nicht, was Sie suchen" in chat.text
    await chat.says("/partner")
    await chat.taps("Mit Gesuch", "Wer bietet, was wir suchen")
    assert "finde ich zurzeit kein Angebot" in chat.text


async def test_one_pauses_and_ends_the_pause_in_ones_own_entry(chat: Chat) -> None:
    await chat.says("/steckbrief")
    await chat.taps("Industriedialog Essen", "Vorschläge pausieren", "3 Monate")
    assert "Die Vorschläge pausieren bis 1. Mai 2027" in chat.text
    assert "Vorschläge pausiert bis 1. Mai 2027" in chat.text
    await chat.taps("Industriedialog Essen")
    assert "Pause beenden" in chat.labels
    await chat.says("/steckbrief")
    await chat.taps("Pause beenden: Industriedialog Essen")
    assert "Industriedialog Essen wird anderen wieder vorgeschlagen" in chat.text
    assert "pausiert bis" not in chat.text


@pytest.mark.parametrize("address", ["restore_peer", "restore_peer:x", "pause_suggestions", "find_trades:AAAA"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_forged_address_is_refused_politely(chat: Chat, address: str) -> None:
    await chat.says("/start")
    await chat.presses(address)
    assert chat.toast or chat.labels == ["Zum Anfang"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_entry_that_waits_may_be_paused_before_anybody_sees_it(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, make.initiative(status=Status.WAITING), of=anna)
    chat = Chat(db, anna)
    await chat.says("/steckbrief")
    assert "pausieren bis" in await chat.taps("Industriedialog Essen", "Vorschläge pausieren", "Ein Monat")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_speaks_english_too(chat: Chat) -> None:
    anna = make.person("Ada Adams", language=Language.EN)
    await make.keep(chat.db, anna)
    await make.keep(chat.db, make.initiative("Forum Unna"), of=anna)
    english = Chat(chat.db, anna)
    await english.says("/partners")
    await english.taps("Dialog Bochum", "Does not fit")
    assert "will no longer be suggested to you" in english.text
    assert "Hidden: 1" in english.labels
