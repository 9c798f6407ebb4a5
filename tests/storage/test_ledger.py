"""The delivery ledger: nobody is lost, nobody is claimed twice, and a lost lease writes to nobody."""

import asyncio
from datetime import timedelta

import pytest

from network.delivery import Delivery, DeliveryState, Reason, accepted, failed
from network.infobrief import Infobrief, InfobriefState, OnUncertain
from network.letter import Outcome, Phase, Receipt, SendFailed
from network.subscription import SubscriptionState
from storage import infobriefe, ledger, subscriptions
from storage.alone import present
from storage.database import Database
from storage.keys import new_id
from tests.issues import account, entries, entry, reader, readers, released, subscribe
from tests.make import NOW

ANNA = "anna@reader.example"
LATER = NOW + ledger.LEASE + timedelta(seconds=1)
LOST = SendFailed(Outcome.UNCERTAIN, phase=Phase.DOT)
GREYLISTED = SendFailed(Outcome.DEFERRED, phase=Phase.RCPT, code=450, text="4.2.0 later")
UNKNOWN = SendFailed(Outcome.REFUSED, phase=Phase.RCPT, code=550, enhanced="5.1.1", text="no such person")
AWAY = SendFailed(Outcome.RELAY, phase=Phase.CONNECT)


async def claim(db: Database, issue: Infobrief, lease: object = None, **options: object) -> list[Delivery]:
    async with db.transaction() as tx:
        issue = await infobriefe.get(tx, issue.id)
        chosen = {"lease": lease or new_id(NOW), "owner": 1, "now": NOW} | options
        return await ledger.claim(tx, issue, **chosen)  # type: ignore[arg-type]


async def send(db: Database, lease: object, *taken: Delivery, trouble: SendFailed | None = None) -> bool:
    """Mark, and write down the same outcome for all of them."""
    verdicts = [
        failed(it, trouble, now=NOW) if trouble else accepted(it, Receipt(code=250, text="queued"), now=NOW)
        for it in taken
    ]
    async with db.transaction() as tx:
        await ledger.mark_dot(tx, lease, [it.subscription_id for it in taken], now=NOW)  # type: ignore[arg-type]
        return await ledger.settle(tx, lease, verdicts, now=NOW)  # type: ignore[arg-type]


async def test_the_audience_is_everybody_who_is_confirmed_with_a_reason_for_whoever_gets_nothing(
    db: Database,
) -> None:
    await subscribe(
        db,
        reader("all@reader.example"),
        reader("match@reader.example", topics=["mint", "industriekultur"]),
        reader("other@reader.example", topics=["industriekultur"]),
        reader("pending@reader.example", state=SubscriptionState.PENDING),
        reader("ended@reader.example", state=SubscriptionState.ENDED),
    )
    issue = await released(db, *(entry(str(number), topics=["mint"], link=None) for number in range(3)))
    found = {it.address: (it.state, it.reason) for it in await entries(db, issue.id)}
    assert found == {
        "all@reader.example": (DeliveryState.OPEN, None),
        "match@reader.example": (DeliveryState.OPEN, None),
        "other@reader.example": (DeliveryState.SUPPRESSED, Reason.NOTHING_MATCHING),
    }
    assert (await account(db, issue.id)).audience == 3


async def test_an_item_without_topics_is_for_everybody(db: Database) -> None:
    await subscribe(db, reader(topics=["industriekultur"]))
    issue = await released(db, entry("a", topics=["mint"]), entry("b"), entry("c", topics=["mint"]))
    assert (await account(db, issue.id)).suppressed == 0


async def test_whoever_subscribes_after_the_release_is_not_in_this_issue(db: Database) -> None:
    issue = await released(db)
    await subscribe(db, reader())
    assert (await account(db, issue.id)).audience == 0


async def test_nobody_is_in_two_chunks(db: Database) -> None:
    await subscribe(db, *readers(25))
    issue = await released(db)
    chunks = await asyncio.gather(*(claim(db, issue, limit=4) for _ in range(8)))
    ids = [it.subscription_id for chunk in chunks for it in chunk]
    assert len(ids) == len(set(ids)) == 25
    assert (await account(db, issue.id)).under_way == 25


async def test_who_left_before_the_claim_is_suppressed_by_it(db: Database) -> None:
    anna, bert = reader(ANNA), reader("bert@reader.example")
    await subscribe(db, anna, bert)
    issue = await released(db)
    async with db.transaction() as tx:
        await subscriptions.end(tx, anna.id, now=NOW)
    assert [it.address for it in await claim(db, issue)] == [bert.address]
    (line,) = await entries(db, issue.id, DeliveryState.SUPPRESSED)
    assert (line.address, line.reason) == (ANNA, Reason.LEFT)


async def test_who_left_after_the_claim_is_suppressed_before_the_dot(db: Database) -> None:
    anna, bert = reader(ANNA), reader("bert@reader.example")
    await subscribe(db, anna, bert)
    issue, lease = await released(db), new_id(NOW)
    await claim(db, issue, lease)
    async with db.transaction() as tx:
        await subscriptions.end(tx, anna.id, now=NOW)
    async with db.transaction() as tx:
        assert await ledger.mark_dot(tx, lease, [anna.id, bert.id], now=NOW) == {bert.id}
    assert [it.address for it in await entries(db, issue.id, DeliveryState.SUPPRESSED)] == [ANNA]


async def test_a_lease_without_any_entry_left_is_not_kept(db: Database) -> None:
    issue = await released(db)
    assert await claim(db, issue) == []
    async with db.reading() as tx:
        assert not await ledger.any_expired(tx, now=LATER)


async def test_after_a_lease_ran_out_packed_is_open_and_perhaps_sent_is_uncertain(db: Database) -> None:
    await subscribe(db, *readers(4))
    issue, lease = await released(db), new_id(NOW)
    taken = await claim(db, issue, lease)
    async with db.transaction() as tx:
        await ledger.mark_dot(tx, lease, [taken[0].subscription_id], now=NOW)
    async with db.transaction() as tx:
        assert await ledger.recover(tx, now=NOW) == 0
        assert await ledger.recover(tx, now=LATER) == 1
    balance = await account(db, issue.id)
    assert (balance.open, balance.uncertain, balance.under_way) == (3, 1, 0)
    (line,) = await entries(db, issue.id, DeliveryState.UNCERTAIN)
    assert (line.subscription_id, line.reason, line.uncertain) == (taken[0].subscription_id, Reason.DIED, 1)


async def test_a_worker_that_lost_its_lease_may_send_nothing_and_writes_to_nobody(db: Database) -> None:
    await subscribe(db, *readers(2))
    issue, lease = await released(db), new_id(NOW)
    first, second = await claim(db, issue, lease)
    async with db.transaction() as tx:
        await ledger.mark_dot(tx, lease, [first.subscription_id], now=NOW)
    async with db.transaction() as tx:
        await ledger.recover(tx, now=LATER)
    async with db.transaction() as tx:
        assert await ledger.mark_dot(tx, lease, [second.subscription_id], now=LATER) == set()
        assert not await ledger.renew(tx, lease, now=LATER)
    assert not await send(db, lease, first, second)
    assert (await account(db, issue.id)).accepted == 0


async def test_a_renewed_lease_does_not_run_out(db: Database) -> None:
    await subscribe(db, reader())
    issue, lease = await released(db), new_id(NOW)
    await claim(db, issue, lease)
    async with db.transaction() as tx:
        assert await ledger.renew(tx, lease, now=NOW + timedelta(seconds=59))
        assert await ledger.recover(tx, now=LATER) == 0


async def test_leases_of_dead_processes_end_at_once_and_those_of_living_ones_do_not(db: Database) -> None:
    await subscribe(db, *readers(2))
    issue = await released(db)
    async with present(db) as process:
        await claim(db, issue, owner=process)
        if not db.is_sqlite:  # where nobody else can be alive
            assert await ended(db) == 0
    assert await ended(db) == 1
    async with db.transaction() as tx:
        assert await ledger.recover(tx, now=NOW) == 1
    assert (await account(db, issue.id)).under_way == 0


async def ended(db: Database) -> int:
    async with db.transaction() as tx:
        return await ledger.end_leases(tx, now=NOW)


async def test_outcomes_stand_in_the_account_with_the_answer_of_the_relay(db: Database) -> None:
    await subscribe(db, *readers(4))
    issue, lease = await released(db), new_id(NOW)
    taken = await claim(db, issue, lease)
    for delivery, trouble in zip(taken, (None, GREYLISTED, UNKNOWN, LOST), strict=True):
        await send(db, lease, delivery, trouble=trouble)
    lines = {it.state: it for it in await entries(db, issue.id)}
    assert lines[DeliveryState.ACCEPTED].reply_text == "queued"
    assert lines[DeliveryState.DEFERRED].due_at == NOW + timedelta(minutes=5)
    assert (lines[DeliveryState.REFUSED].reply_code, lines[DeliveryState.REFUSED].reason) == (550, Reason.REFUSED)
    assert lines[DeliveryState.UNCERTAIN].due_at == NOW + timedelta(minutes=15)
    balance = await account(db, issue.id)
    assert (balance.accepted, balance.deferred, balance.refused, balance.uncertain) == (1, 1, 1, 1)


async def test_trouble_of_the_relay_leaves_the_entry_open_and_charges_nobody(db: Database) -> None:
    await subscribe(db, reader())
    issue, lease = await released(db), new_id(NOW)
    await send(db, lease, *(await claim(db, issue, lease)), trouble=AWAY)
    (line,) = await entries(db, issue.id)
    assert (line.state, line.attempts) == (DeliveryState.OPEN, 0)
    assert len(await claim(db, issue)) == 1


async def test_who_is_deferred_comes_again_when_it_is_time_and_not_before(db: Database) -> None:
    await subscribe(db, reader())
    issue, lease = await released(db), new_id(NOW)
    await send(db, lease, *(await claim(db, issue, lease)), trouble=GREYLISTED)
    assert await claim(db, issue, now=NOW + timedelta(minutes=4)) == []
    assert len(await claim(db, issue, now=NOW + timedelta(minutes=5))) == 1


async def test_a_lost_answer_makes_one_more_copy_and_then_a_person_decides(db: Database) -> None:
    await subscribe(db, reader())
    issue = await released(db)
    for attempt in range(2):
        lease, when = new_id(NOW), NOW + attempt * timedelta(minutes=15)
        taken = await claim(db, issue, lease, now=when)
        assert len(taken) == 1
        await send(db, lease, *taken, trouble=LOST)
    assert await claim(db, issue, now=NOW + timedelta(days=30)) == []
    assert (await account(db, issue.id)).undecided == 1


async def test_with_hold_a_lost_answer_makes_no_second_copy(db: Database) -> None:
    await subscribe(db, reader())
    issue, lease = await released(db, on_uncertain=OnUncertain.HOLD), new_id(NOW)
    await send(db, lease, *(await claim(db, issue, lease)), trouble=LOST)
    assert await claim(db, issue, now=NOW + timedelta(days=30)) == []
    assert (await account(db, issue.id)).undecided == 1


@pytest.mark.parametrize("resend", [True, False])
async def test_a_person_decides_about_what_is_uncertain(db: Database, resend: bool) -> None:
    await subscribe(db, reader())
    issue, lease = await released(db, on_uncertain=OnUncertain.HOLD), new_id(NOW)
    await send(db, lease, *(await claim(db, issue, lease)), trouble=LOST)
    async with db.transaction() as tx:
        issue = await infobriefe.get(tx, issue.id)
        assert await ledger.decide(tx, issue, None, resend=resend, now=NOW) == 1
        assert await ledger.decide(tx, issue, None, resend=resend, now=NOW) == 0
    assert len(await claim(db, issue)) == (1 if resend else 0)
    assert (await account(db, issue.id)).let_be == (0 if resend else 1)


async def test_an_account_is_closed_only_when_nothing_is_left_to_do(db: Database) -> None:
    await subscribe(db, *readers(2))
    issue, lease = await released(db, on_uncertain=OnUncertain.HOLD), new_id(NOW)
    first, second = await claim(db, issue, lease)

    async def closes() -> bool:
        async with db.transaction() as tx:
            return await ledger.close_if_settled(tx, issue.id, now=NOW)

    await send(db, lease, first)
    assert not await closes()
    await send(db, lease, second, trouble=LOST)
    assert not await closes()
    async with db.transaction() as tx:
        await ledger.decide(tx, issue, None, resend=False, now=NOW)
    assert await closes()
    async with db.reading() as tx:
        assert (await infobriefe.get(tx, issue.id)).state is InfobriefState.CLOSED
    assert not await closes()


async def test_an_account_that_is_not_right_is_never_closed(db: Database) -> None:
    issue = await released(db)
    async with db.transaction() as tx:
        await infobriefe.set_audience(tx, issue.id, 1)
        assert not await ledger.close_if_settled(tx, issue.id, now=NOW)
