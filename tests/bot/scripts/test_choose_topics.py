"""Somebody who is known subscribes without a second proof of the address, and the ledger of consent shows it."""

import pytest

from network.letter import Channel
from network.subscription import ConsentStep, Subscription, SubscriptionState
from storage import people, subscriptions
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


async def of(chat: Chat) -> Subscription:
    """The one subscription of the person."""
    async with chat.db.reading() as tx:
        [mine] = await subscriptions.of_person(tx, chat.person.id)
    return mine


async def to_summary(chat: Chat) -> None:
    """Choose two topics."""
    await chat.says("/themen")
    await chat.taps("Stärkung von Industrieakzeptanz …", "Dialog mit Bürgerinnen und Bürgern")
    await chat.taps("Zur Auswahl zurück", "Strukturwandel und Zukunftsthemen …", "Künstliche Intelligenz und Daten")
    await chat.says("fertig")


async def test_a_proven_address_is_subscribed_at_once_with_its_consent(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await to_summary(chat)
    assert "jederzeit mit einem Klick" in chat.text
    assert "Mit Absenden stimmen Sie dem zu" in chat.text
    await chat.taps("Absenden")
    mine = await of(chat)
    assert (mine.channel, mine.address, mine.state) == (Channel.MAIL, anna.email, SubscriptionState.ACTIVE)
    assert set(mine.topics) == {"buergerdialog", "kuenstliche_intelligenz"}
    async with db.reading() as tx:
        [consent] = await subscriptions.consents_of(tx, mine.id)
    assert (consent.step, consent.door) == (ConsentStep.CONFIRMED, "chat")
    assert "Infobrief" in consent.wording


async def test_changing_the_topics_begins_with_those_chosen_before(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await to_summary(chat)
    await chat.taps("Absenden")
    await chat.says("/themen")
    assert "☑ Dialog mit Bürgerinnen und Bürgern" in chat.labels
    await chat.taps("Dialog mit Bürgerinnen und Bürgern", "Fertig (1 gewählt)")
    assert "gilt die neue Auswahl" in chat.text
    await chat.taps("Absenden")
    assert (await of(chat)).topics == ("kuenstliche_intelligenz",)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_topic_means_all(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await chat.says("/themen", "fertig")
    assert "Themen: alle" in chat.text
    await chat.taps("Absenden")
    assert (await of(chat)).topics == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_telegram_chat_is_a_way_of_its_own(db: Database) -> None:
    anna = make.person(email=None)
    await make.keep(db, anna)
    async with db.transaction() as tx:
        await people.add_chat(tx, "telegram", "4711", anna.id, now=make.NOW)
    chat = Chat(db, anna)
    await chat.says("/themen", "fertig")
    await chat.taps("Absenden")
    mine = await of(chat)
    assert (mine.channel, mine.address) == (Channel.TELEGRAM, "4711")
    assert "Sie erhalten ihn hier im Chat" in await chat.says("/infobrief")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_has_both_ways_is_asked_which_one(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        await people.add_chat(tx, "telegram", "4711", anna.id, now=make.NOW)
    chat = Chat(db, anna)
    assert "Wie möchten Sie den Infobrief erhalten" in await chat.says("/themen")
    await chat.taps("Hier im Chat")
    await chat.says("fertig")
    await chat.taps("Absenden")
    assert (await of(chat)).channel is Channel.TELEGRAM


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_cannot_be_reached_is_told_how_to_change_that(db: Database) -> None:
    anna = make.person(email=None)
    await make.keep(db, anna)
    chat = Chat(db, anna)
    assert "bestätigten Weg" in await chat.says("/themen")
    assert chat.labels


async def test_leaving_takes_one_tap_and_is_written_down(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await to_summary(chat)
    await chat.taps("Absenden", "Infobrief")
    leave = chat.button("Infobrief per E-Mail abbestellen")
    await chat.presses(leave)
    assert "nicht mehr" in chat.text
    assert "noch nicht abonniert" in chat.text
    await chat.presses(leave)
    assert chat.toast == "Schon erledigt."
    mine = await of(chat)
    assert mine.state is SubscriptionState.ENDED
    async with db.reading() as tx:
        assert [it.step for it in await subscriptions.consents_of(tx, mine.id)][-1] is ConsentStep.WITHDRAWN
