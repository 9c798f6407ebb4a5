"""Confirming: by a press only, once, with exactly the choice of the letter."""

import asyncio
from datetime import datetime, timedelta

import pytest

from actions.confirm_subscription import Confirmed, asked, confirm_subscription
from actions.end_subscription import end_subscription
from actions.subscribe import subscribe
from network.errors import LinkInvalid
from network.person import Language
from network.subscription import ConsentStep, SubscriptionState, leave_token
from storage import links, subscriptions
from storage.database import Database
from tests.actions.letters import taken
from tests.make import NOW, SECRET

DAY = timedelta(days=1)


async def request(db: Database, *topics: str, language: Language = Language.DE, now: datetime = NOW) -> str:
    """Ask for the Infobrief and return the token of the letter."""
    async with db.transaction() as tx:
        await subscribe(
            tx,
            "anna@reader.example",
            topics,
            language=language,
            door="web",
            wording="Ja, bitte.",
            secret=SECRET,
            by=None,
            now=now,
        )
    (letter,) = await taken(db, now=now)
    return str(letter.facts["token"])


async def press(db: Database, token: str, *, now: datetime = NOW) -> Confirmed:
    async with db.transaction() as tx:
        return await confirm_subscription(tx, token, by=None, now=now)


async def steps(db: Database, found: Confirmed) -> list[ConsentStep]:
    async with db.reading() as tx:
        return [it.step for it in await subscriptions.consents_of(tx, found.subscription.id)]


async def test_pressing_begins_the_subscription(db: Database) -> None:
    found = await press(db, await request(db, "mint", language=Language.EN))
    assert not found.again
    it = found.subscription
    assert (it.state, it.confirmed_at) == (SubscriptionState.ACTIVE, NOW)
    assert (it.topics, it.language) == (("mint",), Language.EN)
    assert await steps(db, found) == [ConsentStep.REQUESTED, ConsentStep.CONFIRMED]


async def test_looking_changes_nothing_however_often(db: Database) -> None:
    token = await request(db, "mint")
    for _ in range(3):
        async with db.reading() as tx:
            shown = await asked(tx, token, now=NOW)
        assert (shown.again, shown.subscription.state) == (False, SubscriptionState.PENDING)
    assert not (await press(db, token)).again


async def test_a_second_press_says_so_and_adds_no_second_consent(db: Database) -> None:
    token = await request(db)
    await press(db, token)
    again = await press(db, token, now=NOW + DAY)
    assert again.again
    assert again.subscription.confirmed_at == NOW
    assert await steps(db, again) == [ConsentStep.REQUESTED, ConsentStep.CONFIRMED]
    async with db.reading() as tx:
        assert (await asked(tx, token, now=NOW)).again


async def test_many_presses_at_once_count_once(db: Database) -> None:
    token = await request(db)
    found = await asyncio.gather(*(press(db, token) for _ in range(6)))
    assert sorted(it.again for it in found) == [False, True, True, True, True, True]
    assert await steps(db, found[0]) == [ConsentStep.REQUESTED, ConsentStep.CONFIRMED]


async def test_an_old_letter_does_not_bring_back_who_has_left(db: Database) -> None:
    token = await request(db)
    found = await press(db, token)
    async with db.transaction() as tx:
        await end_subscription(tx, leave_token(found.subscription.id, SECRET), door="web", by=None, now=NOW)
    with pytest.raises(LinkInvalid, match="link_used"):
        await press(db, token)


async def test_who_has_left_comes_back_with_a_new_letter(db: Database) -> None:
    found = await press(db, await request(db, "mint"))
    async with db.transaction() as tx:
        await end_subscription(tx, leave_token(found.subscription.id, SECRET), door="web", by=None, now=NOW)
    back = await press(db, await request(db, "industriekultur", now=NOW + DAY), now=NOW + DAY)
    assert (back.subscription.state, back.subscription.ended_at) == (SubscriptionState.ACTIVE, None)
    assert back.subscription.topics == ("industriekultur",)
    assert (await steps(db, back))[-2:] == [ConsentStep.REQUESTED, ConsentStep.CONFIRMED]


async def test_a_second_letter_confirmed_later_is_a_change_of_topics(db: Database) -> None:
    first, second = await request(db, "mint"), await request(db, "industriekultur", now=NOW + DAY)
    await press(db, first, now=NOW + DAY)
    found = await press(db, second, now=NOW + DAY)
    assert found.subscription.topics == ("industriekultur",)
    assert (await steps(db, found))[-1] is ConsentStep.CHANGED


async def test_a_letter_is_good_for_seven_days(db: Database) -> None:
    token = await request(db)
    with pytest.raises(LinkInvalid):
        await press(db, token, now=NOW + 7 * DAY + timedelta(seconds=1))
    assert not (await press(db, token, now=NOW + 7 * DAY)).again


async def test_wrong_tokens_and_tokens_of_another_purpose_are_refused_alike(db: Database) -> None:
    token = await request(db)
    async with db.transaction() as tx:
        other = await links.add(tx, "sign_in", "x", now=NOW, lasts=DAY)
    for wrong in ("", token[:-1], token.swapcase(), other):
        with pytest.raises(LinkInvalid, match="link_invalid"):
            await press(db, wrong)
