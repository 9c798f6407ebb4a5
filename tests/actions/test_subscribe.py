"""Subscribing tells nobody who is known, writes to nobody too often, and begins nothing by itself."""

import asyncio
from datetime import datetime, timedelta

import pytest

from actions.end_subscription import end_subscription
from actions.subscribe import MOST_PER_HOUR, subscribe
from network.errors import BadAnswer, TooMuch
from network.letter import Channel, Letter
from network.person import Language, Person
from network.subscription import ConsentStep, Subscription, SubscriptionState, choose_token, leave_token
from storage import limits, subscriptions
from storage.database import Database
from tests import make
from tests.actions.letters import taken
from tests.issues import reader
from tests.issues import subscribe as keep
from tests.make import NOW, SECRET

ANNA = "anna@reader.example"
DAY = timedelta(days=1)


async def ask(
    db: Database, address: str = ANNA, *topics: str, now: datetime = NOW, by: Person | None = None
) -> list[Letter]:
    """Ask, and return the letters that go out for it."""
    async with db.transaction() as tx:
        await subscribe(
            tx,
            address,
            topics,
            language=Language.DE,
            door="web",
            wording="Ja, bitte.",
            secret=SECRET,
            by=by,
            now=now,
        )
    return await taken(db, now=now)


async def found(db: Database, address: str = ANNA) -> Subscription | None:
    async with db.reading() as tx:
        return await subscriptions.by_address(tx, Channel.MAIL, address)


async def test_a_letter_asks_to_confirm_and_nothing_has_begun(db: Database) -> None:
    (letter,) = await ask(db, " Anna@Reader.example ", "mint")
    assert (letter.template, letter.address) == ("confirm_subscription", "Anna@reader.example")
    assert set(letter.facts) == {"token"}  # nothing somebody typed stands in it
    it = await found(db)
    assert it
    assert (it.state, it.topics) == (SubscriptionState.PENDING, ("mint",))


async def test_the_request_stands_in_the_ledger_of_consent_with_its_words(db: Database) -> None:
    await ask(db, ANNA, "mint")
    it = await found(db)
    assert it
    async with db.reading() as tx:
        (consent,) = await subscriptions.consents_of(tx, it.id)
    assert (consent.step, consent.at, consent.door) == (ConsentStep.REQUESTED, NOW, "web")
    assert (consent.wording, consent.topics) == ("Ja, bitte.", ("mint",))


async def test_a_known_address_gets_a_letter_of_its_own_and_keeps_its_topics(db: Database) -> None:
    anna = reader(topics=["mint"])
    await keep(db, anna)
    (letter,) = await ask(db, ANNA, "industriekultur")
    assert letter.template == "known_subscription"
    assert letter.facts == {"token": choose_token(anna.id, SECRET)}
    assert await found(db) == anna


async def test_whoever_has_left_can_come_back_and_stays_away_until_they_confirm(db: Database) -> None:
    anna = reader()
    await keep(db, anna)
    async with db.transaction() as tx:
        await end_subscription(tx, leave_token(anna.id, SECRET), door="web", by=None, now=NOW)
    (letter,) = await ask(db)
    assert letter.template == "confirm_subscription"
    it = await found(db)
    assert it
    assert (it.id, it.state) == (anna.id, SubscriptionState.ENDED)


@pytest.mark.parametrize("known", [True, False])
async def test_one_letter_a_day_and_three_in_thirty_days(db: Database, known: bool) -> None:
    if known:
        await keep(db, reader())
    days = [0, 0.5, 1, 2, 3, 29, 30, 31]
    sent = [len(await ask(db, now=NOW + day * DAY)) for day in days]
    assert sent == [1, 0, 1, 1, 0, 0, 1, 1]


async def test_many_requests_at_once_for_one_address_send_one_letter(db: Database) -> None:
    await asyncio.gather(*(ask_quietly(db, ANNA) for _ in range(6)))
    assert len(await taken(db)) == 1


async def test_other_spellings_of_an_address_share_its_limit(db: Database) -> None:
    assert len(await ask(db, "anna@reader.example")) == 1
    assert await ask(db, "ANNA@Reader.Example") == []


async def test_more_requests_than_a_network_has_readers_stop_everybody_alike(db: Database) -> None:
    await keep(db, reader())
    async with db.transaction() as tx:
        for _ in range(MOST_PER_HOUR):  # so many have asked before
            await limits.spend(tx, "subscribe", most=MOST_PER_HOUR, within=timedelta(hours=1), now=NOW)
    for address in (ANNA, "new@reader.example"):
        with pytest.raises(TooMuch):
            await ask(db, address)
    assert len(await ask(db, now=NOW + timedelta(hours=1))) >= 1


async def ask_quietly(db: Database, address: str) -> None:
    async with db.transaction() as tx:
        await subscribe(tx, address, [], language=Language.DE, door="web", wording="", secret=SECRET, by=None, now=NOW)


@pytest.mark.parametrize("address", ["", "anna", "anna@", "anna@b.example, bert@b.example", "a\r\nBcc: b@c.example"])
async def test_what_is_no_address_is_refused_and_leaves_nothing(db: Database, address: str) -> None:
    with pytest.raises(BadAnswer):
        await ask(db, address)
    assert await taken(db) == []


async def test_an_unknown_topic_is_refused(db: Database) -> None:
    with pytest.raises(BadAnswer, match="topic_unknown"):
        await ask(db, ANNA, "hobbys")


async def test_somebody_signed_in_is_remembered_only_with_their_own_address(db: Database) -> None:
    anna = make.person("Anna Arndt")
    await make.keep(db, anna)
    await ask(db, str(anna.email), by=anna)
    await ask(db, "bert@reader.example", by=anna)
    assert [getattr(await found(db, it), "person_id", "") for it in (str(anna.email), "bert@reader.example")] == [
        anna.id,
        None,
    ]
