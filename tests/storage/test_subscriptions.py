"""Subscriptions: one per address and channel, found by tokens that are nowhere stored, consents only ever added."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from network.errors import LinkInvalid, NotFound
from network.infobrief import items_for
from network.letter import Channel
from network.person import Language
from network.subscription import Consent, ConsentStep, Subscription, SubscriptionState, choose_token, leave_token
from storage import subscriptions
from storage.database import Database
from storage.keys import new_id
from tests.issues import entry, reader, subscribe
from tests.make import NOW, SECRET

WEEK = timedelta(days=7)


async def record(db: Database, it: Subscription, step: ConsentStep = ConsentStep.REQUESTED, *, days: int = 0) -> None:
    at = NOW + timedelta(days=days)
    consent = Consent(
        subscription_id=it.id, step=step, at=at, door="web", wording="Ja", wording_version="1", topics=it.topics
    )
    async with db.transaction() as tx:
        await subscriptions.record(tx, consent)


async def test_a_subscription_comes_back_as_it_was_kept(db: Database) -> None:
    anna = reader(topics=["mint", "industriekultur"], language=Language.EN)
    await subscribe(db, anna)
    async with db.reading() as tx:
        assert await subscriptions.get(tx, anna.id) == anna
        assert await subscriptions.by_address(tx, Channel.MAIL, anna.address) == anna
        assert await subscriptions.by_address(tx, Channel.TELEGRAM, anna.address) is None


async def test_the_same_address_is_kept_once_per_channel(db: Database) -> None:
    async with db.transaction() as tx:
        for channel, new in ((Channel.MAIL, True), (Channel.MAIL, False), (Channel.TELEGRAM, True)):
            it = reader("4711", channel=channel)
            assert await subscriptions.add(tx, it, address_key="4711", secret=SECRET) is new


async def test_each_token_opens_its_own_door_only(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    leave, choose = leave_token(anna.id, SECRET), choose_token(anna.id, SECRET)
    assert leave != choose
    assert len(leave) == len(choose) == 22
    async with db.reading() as tx:
        assert (await subscriptions.by_leave_token(tx, leave)).id == anna.id
        assert (await subscriptions.by_choose_token(tx, choose)).id == anna.id
        for wrong in (choose, leave[:-1], leave.swapcase(), ""):
            with pytest.raises(LinkInvalid):
                await subscriptions.by_leave_token(tx, wrong)


async def test_no_token_stands_in_the_database(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    async with db.reading() as tx:
        row = str((await tx.execute(text("SELECT * FROM subscriptions"))).one())
    assert leave_token(anna.id, SECRET) not in row
    assert choose_token(anna.id, SECRET) not in row


async def test_ending_keeps_the_row_and_the_proof(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    await record(db, anna)
    async with db.transaction() as tx:
        await subscriptions.end(tx, anna.id, now=NOW)
        ended = await subscriptions.get(tx, anna.id)
        assert (ended.state, ended.ended_at, ended.confirmed_at) == (SubscriptionState.ENDED, NOW, NOW)
        assert len(await subscriptions.consents_of(tx, anna.id)) == 1


async def test_consents_come_back_in_their_order(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    steps = [ConsentStep.REQUESTED, ConsentStep.CONFIRMED, ConsentStep.CHANGED, ConsentStep.WITHDRAWN]
    for day, step in reversed(list(enumerate(steps))):
        await record(db, anna, step, days=day)
    async with db.reading() as tx:
        assert [it.step for it in await subscriptions.consents_of(tx, anna.id)] == steps


async def test_what_nobody_confirmed_within_a_week_is_forgotten(db: Database) -> None:
    old, asked_again, confirmed = (
        reader("old@reader.example", state=SubscriptionState.PENDING),
        reader("again@reader.example", state=SubscriptionState.PENDING),
        reader("confirmed@reader.example"),
    )
    await subscribe(db, old, asked_again, confirmed)
    await record(db, old)
    await record(db, asked_again, days=3)
    async with db.transaction() as tx:
        assert await subscriptions.forget_unconfirmed(tx, NOW + timedelta(days=1)) == 1
        with pytest.raises(NotFound):
            await subscriptions.get(tx, old.id)
        assert await subscriptions.consents_of(tx, old.id) == []
        await subscriptions.get(tx, asked_again.id)
        await subscriptions.get(tx, confirmed.id)


TOPICS = ("mint", "industriekultur", "buergerdialog")


@pytest.mark.parametrize("topics", [(), ("mint",), ("industriekultur", "mint"), ("buergerdialog",)])
@pytest.mark.parametrize("meant", [[()], [("mint",)], [("mint",), ("industriekultur",)], [("mint",), ()]])
async def test_the_database_and_the_letter_agree_on_who_gets_something(
    db: Database, topics: tuple[str, ...], meant: list[tuple[str, ...]]
) -> None:
    items = [entry(str(number), topics=it) for number, it in enumerate(meant)]
    await subscribe(db, reader(topics=topics))
    async with db.reading() as tx:
        audience, nothing = await subscriptions.audience(tx, items)
    assert (audience, nothing) == (1, 0 if items_for(items, topics) else 1)


async def test_the_subscriptions_of_a_person_are_found(db: Database) -> None:
    async with db.reading() as tx:
        assert await subscriptions.of_person(tx, new_id(NOW)) == []
