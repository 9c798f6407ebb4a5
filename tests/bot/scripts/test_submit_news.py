"""News from the first question to the item that waits."""

import pytest

from network.initiative import Status
from network.news import NewsState, Rubric
from storage import news
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

TEXT = "Achtzig Betriebe öffnen an einem Abend ihre Werkstore für die Nachbarschaft."


async def submitted(chat: Chat) -> None:
    """Answer everything from the rubric on."""
    await chat.taps("Gute Praxis")
    await chat.says("Lange Nacht der Industrie", TEXT, "lange-nacht.example", "fertig")
    assert "So wird es erscheinen" in chat.text
    await chat.taps("Absenden")


async def test_an_item_is_submitted_and_waits(db: Database) -> None:
    anna, entry = make.person(), make.initiative()
    await make.keep(db, anna)
    await make.keep(db, entry, of=anna)
    chat = Chat(db, anna)
    await chat.says("/meldung")
    await submitted(chat)
    async with db.reading() as tx:
        [item] = await news.waiting(tx)
    assert (item.rubric, item.title, item.text) == (Rubric.PRAXIS, "Lange Nacht der Industrie", TEXT)
    assert (item.link, item.initiative_name, item.state) == (
        "https://lange-nacht.example",
        entry.name,
        NewsState.SUBMITTED,
    )
    assert "industrie_erleben" in item.topics
    assert item.laender == ("NW",)
    assert "wartet auf Freigabe" in await chat.says("/steckbrief")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_coordinates_several_says_which_one(db: Database) -> None:
    anna, one, two = make.person(), make.initiative("Dialog Eins"), make.initiative("Dialog Zwei")
    await make.keep(db, anna)
    await make.keep(db, one, two, of=anna)
    chat = Chat(db, anna)
    await chat.says("/meldung")
    await chat.taps("Dialog Zwei")
    assert "Dialog Zwei" in chat.text
    await submitted(chat)
    async with db.reading() as tx:
        assert [it.initiative_id for it in await news.waiting(tx)] == [two.id]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_a_public_initiative_there_is_a_way_on(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    assert "Tragen Sie sie zuerst ein" in await chat.says("/meldung")
    assert "Initiative eintragen" in chat.labels
    await make.keep(db, make.initiative(status=Status.WAITING), of=anna)
    assert "noch nicht freigegeben" in await chat.says("/meldung")


@pytest.mark.parametrize(
    "title, said",
    [
        ("kurz", "mindestens 5 Zeichen"),
        ("x" * 91, "höchstens 90 Zeichen"),
        ("12345", "mit Worten"),
        ("😀" * 20, "mit Worten"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_bad_headline_is_explained(db: Database, title: str, said: str) -> None:
    anna, entry = make.person(), make.initiative()
    await make.keep(db, anna)
    await make.keep(db, entry, of=anna)
    chat = Chat(db, anna)
    await chat.says("/meldung", "Gute Praxis")
    assert said in await chat.says(title)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_headline_like_an_encoded_mail_header_stays_literal(db: Database) -> None:
    anna, entry = make.person(), make.initiative()
    await make.keep(db, anna)
    await make.keep(db, entry, of=anna)
    chat = Chat(db, anna)
    await chat.says("/meldung", "Gute Praxis", "=?utf-8?q?Hallo=0D=0ABcc=3A_evil=40x=2Ede?=")
    await chat.says(TEXT, "überspringen", "fertig")
    await chat.taps("Absenden")
    async with db.reading() as tx:
        assert [it.title for it in await news.waiting(tx)] == ["=?utf-8?q?Hallo=0D=0ABcc=3A_evil=40x=2Ede?="]
