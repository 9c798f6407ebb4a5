"""The screens one looks around with: each says something useful when empty, and leads on."""

import pytest

from network.initiative import Status
from network.news import NewsState
from network.person import Language
from storage import people
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def chat(db: Database) -> Chat:
    """A newcomer."""
    anna = make.person()
    await make.keep(db, anna)
    return Chat(db, anna)


@pytest.mark.parametrize(
    "command, said, leads",
    [
        ("/start", "tragen Sie Ihre Initiative ein", "Initiative eintragen"),
        ("/steckbrief", "noch nichts eingetragen", "Initiative eintragen"),
        ("/neues", "Noch gibt es keine Meldungen", "Meldung einreichen"),
        ("/infobrief", "noch nicht abonniert", "Infobrief abonnieren"),
        ("/initiativen", "Verzeichnis ist noch leer", "Verzeichnis mit Karte öffnen"),
        ("/einstellungen", "Infobrief: nicht abonniert", "Themen wählen"),
        ("/datenschutz", "Datenschutz in Kürze", "Ganze Datenschutzerklärung"),
    ],
)
async def test_an_empty_screen_leads_on(chat: Chat, command: str, said: str, leads: str) -> None:
    assert said in await chat.says(command)
    assert leads in chat.labels
    assert "Zum Anfang" in chat.labels or command == "/start"


async def test_the_start_names_my_entries(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative("Dialog Eins"), make.initiative("Dialog Zwei"), of=chat.person)
    assert "Ihre Einträge: Dialog Eins, Dialog Zwei" in await chat.says("/start")
    assert "Partner finden" in chat.labels


async def test_my_entries_show_where_each_stands(chat: Chat) -> None:
    entry = make.initiative(status=Status.WAITING)
    await make.keep(chat.db, entry, of=chat.person)
    await make.keep(chat.db, make.item(chat.person, entry, title="Neue Partner"))
    await chat.says("/steckbrief")
    assert "Wartet auf Freigabe" in chat.text
    assert "Neue Partner: wartet auf Freigabe" in chat.text


async def test_the_news_show_released_items_only(chat: Chat) -> None:
    released = make.item(chat.person, title="Schon zu lesen", state=NewsState.RELEASED, decided_at=make.NOW)
    await make.keep(chat.db, released, make.item(chat.person, title="Noch nicht"))
    await chat.says("/neues")
    assert "Schon zu lesen" in chat.text
    assert "Noch nicht" not in chat.text


async def test_the_language_changes_at_once_and_everywhere(chat: Chat) -> None:
    await chat.says("/sprache")
    await chat.taps("English")
    async with chat.db.reading() as tx:
        assert (await people.get(tx, chat.person.id)).language is Language.EN
    assert "English" in chat.text
    await chat.says("/registrieren", "Some initiative")
    assert "Local" in chat.labels


async def test_an_entry_that_waits_is_shown_to_its_own_people_only(chat: Chat) -> None:
    entry, ben = make.initiative(status=Status.WAITING), make.person("Ben Beier")
    await make.keep(chat.db, ben)
    await make.keep(chat.db, entry, of=chat.person)
    await chat.says("/steckbrief")
    button = chat.button(entry.name)
    other = Chat(chat.db, ben)
    await other.presses(button)
    assert "gibt es im Verzeichnis nicht" in other.text
    assert make.GOALS in await chat.taps(entry.name)


async def test_a_button_from_last_month_still_opens_its_card(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative(), of=chat.person)
    await chat.says("/initiativen")
    button = chat.button("Industriedialog Essen")
    chat.now = chat.now.replace(month=12)
    await chat.says("/hilfe")
    await chat.presses(button)
    assert make.GOALS in chat.text
