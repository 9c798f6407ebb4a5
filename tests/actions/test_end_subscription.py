"""Leaving is one click, immediate, and harmless the second time; the preferences link changes and nothing else."""

import pytest

from actions.change_subscription import change_subscription
from actions.choose_topics import choose_topics
from actions.end_subscription import end_subscription
from network.errors import BadAnswer, LinkInvalid, NotAllowed, NotFound
from network.letter import Channel
from network.person import Language
from network.subscription import ConsentStep, Subscription, SubscriptionState, choose_token, leave_token
from storage import ledger, people, subscriptions
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.issues import reader, released, subscribe
from tests.make import NOW, SECRET


async def steps(db: Database, it: Subscription) -> list[ConsentStep]:
    async with db.reading() as tx:
        return [consent.step for consent in await subscriptions.consents_of(tx, it.id)]


async def test_one_click_ends_it_and_the_second_changes_nothing(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    for again in (False, True, True):
        async with db.transaction() as tx:
            ended = await end_subscription(tx, leave_token(anna.id, SECRET), door="mail", by=None, now=NOW)
        assert (ended.again, ended.subscription.state) == (again, SubscriptionState.ENDED)
    assert await steps(db, anna) == [ConsentStep.WITHDRAWN]


async def test_nothing_is_sent_to_who_left_while_an_issue_is_on_its_way(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    issue = await released(db)
    async with db.transaction() as tx:
        await end_subscription(tx, leave_token(anna.id, SECRET), door="mail", by=None, now=NOW)
    async with db.transaction() as tx:
        assert await ledger.claim(tx, issue, lease=new_id(NOW), owner=1, now=NOW) == []


@pytest.mark.parametrize("wrong", ["", "x", "choose"])
async def test_only_the_token_of_leaving_leaves(db: Database, wrong: str) -> None:
    anna = reader()
    await subscribe(db, anna)
    token = choose_token(anna.id, SECRET) if wrong == "choose" else wrong
    async with db.transaction() as tx:
        with pytest.raises(LinkInvalid):
            await end_subscription(tx, token, door="mail", by=None, now=NOW)


async def change(db: Database, token: str, *topics: str, language: Language = Language.DE) -> Subscription:
    async with db.transaction() as tx:
        return await change_subscription(
            tx, token, topics, language=language, door="web", wording="Ja.", by=None, now=NOW
        )


async def test_topics_and_language_are_changed_with_a_line_in_the_ledger(db: Database) -> None:
    anna = reader(topics=["mint"])
    await subscribe(db, anna)
    token = choose_token(anna.id, SECRET)
    found = await change(db, token, "industriekultur", "mint", language=Language.EN)
    assert (set(found.topics), found.language) == ({"industriekultur", "mint"}, Language.EN)
    await change(db, token, *found.topics, language=Language.EN)  # the same again is no change
    assert await steps(db, anna) == [ConsentStep.CHANGED]


async def test_who_has_left_is_not_brought_back_by_changing_topics(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    async with db.transaction() as tx:
        await subscriptions.end(tx, anna.id, now=NOW)
    with pytest.raises(LinkInvalid, match="subscription_ended"):
        await change(db, choose_token(anna.id, SECRET), "mint")


async def test_an_unknown_topic_changes_nothing(db: Database) -> None:
    anna = reader()
    await subscribe(db, anna)
    with pytest.raises(BadAnswer):
        await change(db, choose_token(anna.id, SECRET), "hobbys")


async def choose(db: Database, person: object, *topics: str, channel: Channel = Channel.MAIL) -> Subscription:
    async with db.transaction() as tx:
        return await choose_topics(
            tx,
            topics,
            channel=channel,
            wording="Ja.",
            secret=SECRET,
            by=person,  # type: ignore[arg-type]  # None is tried too
            now=NOW,
        )


async def test_who_is_signed_in_subscribes_without_another_letter(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    found = await choose(db, anna, "mint")
    assert (found.state, found.topics, found.person_id) == (SubscriptionState.ACTIVE, ("mint",), anna.id)
    assert (await choose(db, anna, "industriekultur")).id == found.id
    assert await steps(db, found) == [ConsentStep.CONFIRMED, ConsentStep.CHANGED]


async def test_who_is_signed_in_takes_over_the_subscription_of_their_address(db: Database) -> None:
    anna = make.person()
    old = reader(str(anna.email))
    await make.keep(db, anna)
    await subscribe(db, old)
    found = await choose(db, anna, "mint")
    assert (found.id, found.person_id) == (old.id, anna.id)


async def test_who_left_and_chooses_topics_again_reads_again(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    found = await choose(db, anna, "mint")
    async with db.transaction() as tx:
        await end_subscription(tx, leave_token(found.id, SECRET), door="chat", by=anna, now=NOW)
    assert (await choose(db, anna, "mint")).state is SubscriptionState.ACTIVE


async def test_a_chat_on_telegram_is_an_address_of_its_own(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    with pytest.raises(NotFound, match="no_address"):
        await choose(db, anna, "mint", channel=Channel.TELEGRAM)
    async with db.transaction() as tx:
        await people.add_chat(tx, "telegram", "4711", anna.id, now=NOW)
    found = await choose(db, anna, "mint", channel=Channel.TELEGRAM)
    assert (found.channel, found.address) == (Channel.TELEGRAM, "4711")


async def test_who_is_not_signed_in_chooses_nothing(db: Database) -> None:
    with pytest.raises(NotAllowed):
        await choose(db, None, "mint")
