"""/gibtesdas answers with words behind it or asks for them, never with nothing, and every list leads back."""

import pytest

from knotenpunkt.seed import seed
from network.person import Language
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Somebody in a network with the measures of the study."""
    anna = make.person()
    await make.keep(db, anna)
    await seed(db, now=make.NOW)
    return Chat(db, anna)


async def test_words_behind_the_command_are_answered_at_once(chat: Chat) -> None:
    await chat.says("/gibtesdas Lange Nacht der Industrie")
    assert "Zu „Lange Nacht der Industrie“ sind 2 Maßnahmen eingetragen" in chat.text
    await chat.taps("Lange Nacht der Industrie an Rhein und Ruhr")
    assert "rund 80 Betriebe, mehr als 4.000 Menschen" in chat.text
    assert "je Betrieb etwa 10 Personentage" in chat.text
    assert "Mehr dazu weiß: IHK Düsseldorf" in chat.text
    assert "Stand 2018 aus der Studie, nicht bestätigt" in chat.text
    assert "III.3.5" in chat.text
    assert chat.links["Im Web ansehen"].endswith("/massnahmen/lange-nacht-der-industrie-rhein-ruhr")
    await chat.taps("Weitere mit diesem Format")
    assert "1 bis 2 von 2" in chat.text


async def test_without_words_it_asks_for_them(chat: Chat) -> None:
    assert "Was haben Sie vor?" in await chat.says("/gibtesdas")
    assert "Talenttage Ruhr" in await chat.says("Talenttage")
    await chat.says("/done")
    assert "Was Initiativen gemacht haben" in await chat.taps("Überspringen")
    await chat.says("/gibtesdas")
    assert "mit Worten" in await chat.says("…")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_words_behind_the_command_leave_an_open_question_open(chat: Chat) -> None:
    await chat.says("/registrieren")
    await chat.says("/gibtesdas Zukunftswerkstatt")
    assert "Zukunftswerkstatt mit der Krefelder Stadtgesellschaft" in chat.text
    await chat.taps("Zurück zur Frage")
    assert "Wie heißt die Initiative?" in chat.text


@pytest.mark.parametrize("words", ["Hackathon", "Azubi-Marathon", "Podcast", "<b>&", "%s {x}"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_there_is_nothing_the_next_step_is_shown(chat: Chat, words: str) -> None:
    await chat.says(f"/gibtesdas {words}")
    assert "ist noch nichts eingetragen. Vielleicht sind Sie die Ersten." in chat.text
    assert "/initiativen?q=" in chat.links["Im Verzeichnis danach suchen"]
    assert "Alle Maßnahmen" in chat.labels
    await chat.taps(chat.labels[0])
    assert chat.toast is None


async def test_every_list_can_be_turned_and_leads_back_to_where_one_was(chat: Chat) -> None:
    await chat.presses("browse_measures")
    await chat.taps("Weitere")
    assert "6 bis 10 von 43" in chat.text
    await chat.taps(chat.labels[0])
    await chat.taps("Zurück zur Liste")
    assert "6 bis 10 von 43" in chat.text
    await chat.taps("Nach Format", "Angebote für Schule und Ausbildung")
    assert "Angebote für Schule und Ausbildung" in chat.text
    await chat.taps("Weitere")
    assert "6 bis" in chat.text
    await chat.taps(chat.labels[0], "Zurück zur Liste")
    assert "6 bis" in chat.text
    await chat.taps("Alle Maßnahmen")
    assert "1 bis 5 von 43" in chat.text


async def test_an_initiative_leads_to_what_it_has_done_and_back(chat: Chat) -> None:
    await chat.says("/initiativen Initiativkreis Ruhr")
    await chat.taps("Initiativkreis Ruhr", "6 Maßnahmen")
    assert "Was diese Initiative gemacht hat" in chat.text
    await chat.taps("Talenttage Ruhr") if "Talenttage Ruhr" in chat.labels else await chat.taps("Weitere")
    await chat.presses("start")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_address_fits_into_a_button(chat: Chat) -> None:
    await chat.presses("browse_measures")
    seen = set()
    for _ in range(9):
        for message in chat.messages:
            seen |= {button.data for row in message.rows for button in row if button.data}
        if "Weitere" in chat.labels:
            await chat.taps("Weitere")
    assert seen
    assert all(len(data.encode()) <= 64 for data in seen)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "forged",
    [
        "browse_measures:von",
        "browse_measures:von:x",
        "browse_measures:x:99",
        "open_measure",
        "open_measure:x",
        "remove_measure:AAAAAAAAAAAAAAAAAAAAAA",
        "open_measure:AAAAAAAAAAAAAAAAAAAAAA:f1",
    ],
)
async def test_a_forged_button_gets_a_clear_answer(chat: Chat, forged: str) -> None:
    await chat.presses(forged)
    assert chat.toast or chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_in_an_empty_network_it_says_so(db: Database) -> None:
    anna = make.person(language=Language.EN)
    await make.keep(db, anna)
    chat = Chat(db, anna)
    assert "Nothing has been entered about" in await chat.says("/done Long Night")
    await chat.presses("browse_measures")
    assert "Nothing has been entered about this yet." in chat.text
