"""The guided handover in the chat: a link to copy, a successor who follows it, and leaving."""

import re

import pytest

from bot import telegram_state
from bot.addresses import address
from bot.commands import REPERTOIRE
from storage import initiatives
from storage.database import Database
from storage.tables import outbox
from tests import make
from tests.bot.chatting import Chat
from tests.bot.doorway import clock, doorway
from tests.bot.small import rows
from tests.doubles.telegram import FakeTelegram


async def coordinator(db: Database, *names: str) -> Chat:
    """Somebody who coordinates initiatives of these names."""
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, *(make.initiative(name) for name in names), of=anna)
    return Chat(db, anna)


async def test_a_link_leads_a_successor_to_the_initiative_and_the_giver_may_go(db: Database) -> None:
    chat = await coordinator(db, "Industriedialog Essen")
    await chat.says("/uebergabe")
    assert "Zurzeit koordinieren nur Sie" in chat.text
    assert "Ich gebe die Koordination ab" not in chat.labels
    await chat.taps("Link zum Weitergeben")
    [token] = re.findall(r"http://knotenpunkt\.example/uebergabe/([\w-]{22})", chat.text)
    assert "t.me" not in chat.text

    await make.keep(db, ben := make.person("Ben Beier"))
    successor = Chat(db, ben, now=chat.now)
    await successor.presses(f"accept_handover:{token}")
    assert "Anna Arndt bietet Ihnen an" in successor.text
    accept = successor.button("Ja, ich koordiniere sie")
    await successor.presses(accept)
    assert "Sie koordinieren jetzt <b>Industriedialog Essen</b>" in successor.text
    await successor.presses(accept)
    assert "schon benutzt" in successor.text

    await chat.taps("Zur Koordination")
    assert "Es koordinieren Sie und: Ben Beier" in chat.text
    await chat.taps("Ich gebe die Koordination ab", "Ich bleibe")
    assert "Es koordinieren Sie und: Ben Beier" in chat.text
    await chat.taps("Ich gebe die Koordination ab", "Ja, ich gebe sie ab")
    assert "Sie haben die Koordination von <b>Industriedialog Essen</b> abgegeben" in chat.text
    assert "Sie koordinieren noch keine Initiative" in await chat.says("/uebergabe")
    assert await rows(db, outbox) == 1


async def test_the_last_one_is_told_to_hand_over_first(db: Database) -> None:
    chat = await coordinator(db, "Industriedialog Essen")
    await chat.says("/uebergabe")
    async with db.reading() as tx:
        [mine] = await initiatives.of_person(tx, chat.person.id)
    await chat.presses(address("hand_over_initiative", mine.id, "gehen"))  # an old button
    await chat.taps("Ja, ich gebe sie ab")
    assert "Übergeben Sie die Koordination zuerst" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_of_several_initiatives_one_is_chosen(db: Database) -> None:
    chat = await coordinator(db, "Eins", "Zwei")
    assert "Um welche Initiative geht es" in await chat.says("/handover")
    await chat.taps("Zwei")
    assert "<b>Zwei</b>" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_initiative_of_others_is_unknown(db: Database) -> None:
    chat = await coordinator(db, "Eins")
    await make.keep(db, foreign := make.initiative("Fremd"))
    await chat.presses(address("hand_over_initiative", foreign.id))
    assert "gibt es im Verzeichnis nicht" in chat.text


@pytest.mark.parametrize("tail", ["", ":ja", ":x", ":A:ja"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_made_up_link_offers_nothing(db: Database, tail: str) -> None:
    chat = await coordinator(db)
    await chat.presses(f"accept_handover{tail}")
    assert "ungültig oder abgelaufen" in chat.text or chat.toast


async def test_a_successor_comes_in_by_a_link_to_telegram(db: Database, telegram: FakeTelegram) -> None:
    chat = await coordinator(db, "Industriedialog Essen")
    chat.now = clock()
    async with db.transaction() as tx:
        await telegram_state.set_username(tx, "knotenpunkt_bot")
    await chat.says("/uebergabe")
    await chat.taps("Link zum Weitergeben")
    [payload] = re.findall(r"https://t\.me/knotenpunkt_bot\?start=([\w-]+)", chat.text)
    async with doorway(db, telegram, repertoire=REPERTOIRE):
        phone = telegram.user("Ben am Telefon")
        await phone.starts(payload)
        await phone.waits_for("bietet Ihnen an")
        await phone.taps("Ja, ich koordiniere sie")
        await phone.waits_for("Sie koordinieren jetzt")
    async with db.reading() as tx:
        [mine] = await initiatives.of_person(tx, chat.person.id)
        assert len(await initiatives.members(tx, mine.id)) == 2
