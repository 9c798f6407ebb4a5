"""Partners are never a mystery: each comes with its reasons, and there is always a way on."""

import pytest

from knotenpunkt.seed import seed
from network.initiative import Status
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Somebody in a network of forty initiatives."""
    anna = make.person()
    await make.keep(db, anna)
    await seed(db, now=make.NOW)
    return Chat(db, anna)


def hits(chat: Chat) -> list[list[str]]:
    """The suggestions on show: name, then why."""
    return [block.split("\n") for block in chat.text.split("\n\n") if block.startswith("<b>")]


async def test_at_least_three_partners_come_each_with_a_reason(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative(), of=chat.person)
    assert "Vorschläge für <b>Industriedialog Essen</b>" in await chat.says("/partner")
    assert len(hits(chat)) == 5
    assert all(why.endswith(".") or why.endswith("“") for _, why in hits(chat))
    assert "Warum sehe ich das?" in chat.text


async def test_an_entry_that_still_waits_may_ask_too_and_is_not_suggested_to_others(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative(status=Status.WAITING), of=chat.person)
    ben = make.person("Ben Beier")
    await make.keep(chat.db, ben)
    await make.keep(chat.db, make.initiative("Dialog Bochum"), of=ben)
    await chat.says("/partner")
    assert len(hits(chat)) == 5
    other = Chat(chat.db, ben, desk=chat.desk)
    await other.says("/partner")
    assert "Industriedialog Essen" not in other.text


async def test_one_can_turn_pages_open_a_partner_and_come_back(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative(), of=chat.person)
    await chat.says("/partner")
    first = chat.text
    await chat.taps("Weitere")
    assert "6 bis" in chat.text
    second, name = chat.text, chat.labels[0]
    await chat.taps(name)
    assert "Stand 2018 aus der Studie, nicht bestätigt" in chat.text
    assert chat.links["Im Web ansehen"].startswith("http://knotenpunkt.example/initiativen/")
    assert await chat.taps("Zurück zu den Vorschlägen") == second
    assert await chat.taps("Vorige") == first
    assert len(chat.messages) == 1  # all of it in one message


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_coordinates_several_says_for_which_one(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative("Dialog Eins"), make.initiative("Dialog Zwei"), of=chat.person)
    assert "Für welche Initiative" in await chat.says("/partner")
    assert "Vorschläge für <b>Dialog Zwei</b>" in await chat.taps("Dialog Zwei")
    assert "Dialog Eins" not in chat.text  # nobody needs to be told of their own


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_no_entry_is_led_to_the_registration(chat: Chat) -> None:
    assert "Tragen Sie sie zuerst ein" in await chat.says("/partner")
    assert "Initiative eintragen" in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_alone_in_the_network_one_is_told_so(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, make.initiative(), of=anna)
    chat = Chat(db, anna)
    assert "Noch gibt es keine andere Initiative" in await chat.says("/partner")
    assert "Alle Initiativen" in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_suggestions_for_the_initiative_of_others_are_not_shown(chat: Chat) -> None:
    ben = make.person("Ben Beier")
    await make.keep(chat.db, ben)
    await make.keep(chat.db, make.initiative("Dialog Bochum"), of=ben)
    other = Chat(chat.db, ben)
    await other.says("/partner")
    await make.keep(chat.db, make.initiative(), of=chat.person)
    page = next(b.data for row in other.messages[-1].rows for b in row if b.label == "Weitere")
    assert page
    await chat.presses(page)
    assert "gibt es im Verzeichnis nicht" in chat.text


@pytest.mark.parametrize(
    "address", ["find_peers:x", "find_peers:AAAA", "open_entry:", "open_entry:€", "browse_meetings:zz"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_forged_address_is_refused_politely(chat: Chat, address: str) -> None:
    await chat.says("/start")
    await chat.presses(address)
    assert chat.toast or chat.labels == ["Zum Anfang"]


@pytest.mark.parametrize(
    "words, found",
    [
        ("Krefeld", "Zukunft durch Industrie - Initiative Krefeld"),
        ("Lange Nacht der Industrie", "Zukunft durch Industrie e.V."),
        ("industry@work", "industry@work"),
        ("In|du|strie", "In|du|strie"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_typed_outside_of_a_conversation_is_searched_for(chat: Chat, words: str, found: str) -> None:
    assert found in await chat.says(words)


@pytest.mark.parametrize("words", ["zzzzqqqq", "<b>x</b>", "😀", "'; DROP zz;--", "x" * 3000])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_search_without_hits_shows_the_way_to_everything(chat: Chat, words: str) -> None:
    assert "finde ich nichts" in await chat.says(words)
    assert "<b>x</b>" not in chat.text
    assert "Alle Initiativen" in chat.labels
