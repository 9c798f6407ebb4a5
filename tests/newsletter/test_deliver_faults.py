"""Delivering through a relay, a database or a worker that fails: nobody is lost, nobody is charged for it."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from actions.decide_uncertain import decide_uncertain
from network.delivery import DeliveryState, Pause, Reason
from network.infobrief import InfobriefState, OnUncertain
from network.person import HOUSE
from newsletter.smtp import SmtpWay
from storage import ledger
from storage.database import Database, DatabaseAway
from tests import wait
from tests.doubles.smtp import FaultSMTP
from tests.issues import account, entries, reader, readers, released, subscribe
from tests.newsletter.delivering import (
    Clock,
    HeldRelay,
    Hire,
    JammedLedger,
    fetched,
    figures,
    message_ids,
    resume,
    rounds,
    some,
)
from tests.newsletter.ways import Opener, recipients_of

QUARTER = timedelta(minutes=15)


async def test_s01_while_the_relay_is_away_nobody_is_charged_and_it_is_left_alone(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(30))
    issue, worker = await released(db), hire()
    relay.on("greet", "drop")
    pauses = []
    for _ in range(8):
        await rounds(worker)
        found = await fetched(db, issue)
        assert found.paused == Pause.RELAY
        assert found.paused_until
        pauses.append((found.paused_until - clock.now).total_seconds())
        clock.now = found.paused_until
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    assert {it.attempts for it in await entries(db, issue.id)} == {0}
    assert len(relay.log("greet")) < 30  # one letter feels the way, not all of them
    relay.behave()
    await rounds(worker)
    assert figures(await account(db, issue.id)) == {"accepted": 30}
    assert max(Counter(recipients_of(relay)).values()) == 1
    assert (await fetched(db, issue)).paused is None


@pytest.mark.parametrize("at", ["mail", "rcpt", "data", "dot"])
async def test_s08_421_anywhere_is_the_relays_own_trouble(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock, at: str
) -> None:
    await subscribe(db, *readers(5))
    issue, worker = await released(db), hire()
    relay.on(at, "reply 421 4.3.2 shutting down", times=1)
    await rounds(worker)
    clock.forward(timedelta(seconds=1))
    await rounds(worker)
    assert figures(await account(db, issue.id)) == {"accepted": 5}
    assert max(Counter(recipients_of(relay)).values()) == 1
    assert {it.attempts for it in await entries(db, issue.id)} == {1}


@pytest.mark.parametrize(
    "refusal",
    [
        ("mail", "reply 550 5.1.0 sender refused"),
        ("rcpt", "reply 550 5.7.1 blocked"),
        ("dot", "reply 554 5.7.1 looks like spam"),
    ],
)
async def test_s08_a_relay_that_will_not_have_us_stops_the_issue_until_a_person_looks(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock, refusal: tuple[str, str]
) -> None:
    await subscribe(db, *readers(20))
    issue, worker = await released(db), hire(at_once=2)
    relay.on(*refusal)
    await rounds(worker)
    clock.forward(timedelta(days=1))
    await rounds(worker)
    assert (await fetched(db, issue)).paused == Pause.BLOCKED
    assert figures(await account(db, issue.id)) == {"open": 20}
    assert len(relay.log(refusal[0])) <= 2
    relay.behave()
    await resume(db, issue)
    await rounds(worker)
    assert figures(await account(db, issue.id)) == {"accepted": 20}


async def test_s04_without_tls_nothing_is_sent_and_the_reason_is_shown(
    db: Database, relay: FaultSMTP, hire: Hire, opened: Opener
) -> None:
    await subscribe(db, reader())
    issue = await released(db)
    await rounds(hire(opened(relay, tls="starttls")))
    assert (await fetched(db, issue)).paused == Pause.TLS
    assert relay.log("mail") == []


async def test_s09_who_is_greylisted_gets_it_later_and_once(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(3))
    issue, worker = await released(db), hire()
    relay.on("rcpt", "reply 450 4.2.0 greylisted", to="reader-00001@reader.example", times=1)
    await rounds(worker)
    assert figures(await account(db, issue.id)) == {"accepted": 2, "deferred": 1}
    clock.forward(timedelta(minutes=5))
    await rounds(worker)
    assert sorted(recipients_of(relay)) == [it.address for it in readers(3)]
    assert (await fetched(db, issue)).state is InfobriefState.CLOSED


async def test_who_is_told_later_for_five_days_is_given_up(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, reader())
    issue, worker = await released(db), hire()
    relay.on("rcpt", "reply 452 4.2.2 mailbox full")
    for _ in range(12):
        await rounds(worker)
        clock.forward(timedelta(days=1))
    (line,) = await entries(db, issue.id)
    assert (line.state, line.reason) == (DeliveryState.GIVEN_UP, Reason.TOO_LATE)
    assert len(relay.log("rcpt")) == line.attempts == 10
    assert (await fetched(db, issue)).state is InfobriefState.CLOSED


async def test_s10_refused_people_are_refused_for_themselves_only(db: Database, relay: FaultSMTP, hire: Hire) -> None:
    await subscribe(db, *readers(30))
    issue = await released(db)
    for number in (3, 11, 29):
        relay.on("rcpt", "reply 550 5.1.1 no such user", to=f"reader-{number:05}@reader.example")
    await rounds(hire())
    assert figures(await account(db, issue.id)) == {"accepted": 27, "refused": 3}
    assert {it.reply_text for it in await entries(db, issue.id, DeliveryState.REFUSED)} == {"5.1.1 no such user"}


@pytest.mark.parametrize("do, figure", [("reply 451 4.3.0 try later", "deferred"), ("reply 554 5.6.0 no", "refused")])
async def test_s15_an_answer_to_the_dot_that_refuses_is_not_uncertain(
    db: Database, relay: FaultSMTP, hire: Hire, do: str, figure: str
) -> None:
    await subscribe(db, reader())
    issue = await released(db)
    relay.on("dot", do)
    await rounds(hire())
    assert figures(await account(db, issue.id)) == {figure: 1}
    assert recipients_of(relay) == []


@pytest.mark.parametrize("do", ["accept, drop", "accept, close"])
async def test_s16_a_lost_answer_makes_one_more_copy_with_the_same_id(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock, do: str
) -> None:
    await subscribe(db, *readers(3))
    issue, worker = await released(db), hire()
    relay.on("dot", do, to="reader-00001@reader.example", times=1)
    await rounds(worker)
    assert figures(await account(db, issue.id)) == {"accepted": 2, "uncertain": 1}
    clock.forward(QUARTER - timedelta(seconds=1))
    await rounds(worker)
    assert len(relay.accepted()) == 3
    clock.forward(timedelta(seconds=1))
    await rounds(worker)
    assert Counter(recipients_of(relay))["reader-00001@reader.example"] == 2
    assert len(set(message_ids(relay))) == 3
    assert figures(await account(db, issue.id)) == {"accepted": 3}


async def test_s17_after_the_second_lost_answer_a_person_decides(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, reader())
    issue, worker = await released(db), hire()
    relay.on("dot", "accept, drop")
    for _ in range(5):
        await rounds(worker)
        clock.forward(timedelta(days=1))
    assert len(relay.accepted()) == 2
    assert (await account(db, issue.id)).undecided == 1
    assert (await fetched(db, issue)).state is InfobriefState.SENDING
    async with db.transaction() as tx:
        await decide_uncertain(tx, issue.id, resend=False, by=HOUSE, now=clock.now)
    await rounds(worker)
    assert (await fetched(db, issue)).state is InfobriefState.CLOSED


async def test_s16_with_hold_there_is_never_a_second_copy(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, reader())
    issue, worker = await released(db, on_uncertain=OnUncertain.HOLD), hire()
    relay.on("dot", "accept, drop")
    for _ in range(3):
        await rounds(worker)
        clock.forward(timedelta(days=1))
    assert len(relay.accepted()) == 1
    assert (await account(db, issue.id)).undecided == 1


async def test_s12_a_connection_lost_before_the_dot_makes_no_copy_too_many(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(8))
    issue, worker = await released(db), hire()
    for at in ("rcpt", "data", "body"):
        relay.on(at, "drop", times=1)
    for _ in range(5):
        await rounds(worker)
        clock.forward(timedelta(minutes=1))
    assert sorted(recipients_of(relay)) == [it.address for it in readers(8)]
    assert figures(await account(db, issue.id)) == {"accepted": 8}


async def test_s20_a_relay_that_takes_few_letters_per_connection_gets_all_of_them_once(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(30))
    issue, worker = await released(db), hire()
    relay.on("mail", "reply 421 4.7.0 enough for now", skip=3, times=1, per="connection")
    for _ in range(30):
        await rounds(worker)
        clock.forward(timedelta(minutes=1))
    assert figures(await account(db, issue.id)) == {"accepted": 30}
    assert max(Counter(recipients_of(relay)).values()) == 1


async def test_p04_a_worker_that_sleeps_past_its_lease_cannot_finish_it(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(10))
    issue, held = await released(db), HeldRelay()
    asleep = asyncio.create_task(rounds(hire(held, at_once=3)))
    await wait.until_async(lambda: some(held.reached[2:]), within=10, what="three letters at the relay")
    clock.forward(ledger.LEASE + timedelta(seconds=1))
    await rounds(hire(process=2))
    assert figures(await account(db, issue.id)) == {"accepted": 7, "uncertain": 3}
    held.let_go.set()
    await asleep
    assert figures(await account(db, issue.id)) == {"accepted": 7, "uncertain": 3}
    assert len(held.reached) == 3  # no further letter left with the old lease
    clock.forward(QUARTER)
    await rounds(hire())
    copies = Counter([*held.reached, *recipients_of(relay)])
    assert len(copies) == 10
    assert max(copies.values()) == 2


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_d08_connections_that_break_all_the_time_cost_no_copy_too_many(
    db: Database, database_url: str, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(150))
    issue, worker = await released(db), hire(at_once=4, chunk=25)
    done = asyncio.Event()
    breaking = asyncio.create_task(_break_connections(Database(database_url), done))
    for _ in range(400):
        with suppress(DatabaseAway):
            await rounds(worker)
        clock.forward(timedelta(minutes=1))
        if done.is_set() and (await account(db, issue.id)).is_settled:
            break
    await breaking
    copies = Counter(recipients_of(relay))
    assert set(copies) == {it.address for it in readers(150)}
    assert max(copies.values()) <= 2
    balance = await account(db, issue.id)
    assert balance.accepted + balance.uncertain == 150
    assert sum(copies.values()) - 150 <= sum(it.uncertain for it in await entries(db, issue.id))


async def _break_connections(db: Database, done: asyncio.Event) -> None:
    """End every other session of this database again and again."""
    others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    for _ in range(25):
        async with db.transaction() as tx:
            await tx.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
            await tx.execute(text("SELECT pg_sleep(0.03)"))
    await db.close()
    done.set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_d01_nothing_is_sent_that_cannot_be_written_down(
    db: Database, database_url: str, relay: FaultSMTP, hire: Hire, way: SmtpWay
) -> None:
    await subscribe(db, *readers(6))
    issue, jam = await released(db), JammedLedger(way, relay, Database(database_url))
    await rounds(hire(jam, at_once=1))
    assert jam.sent == 0
    assert sorted(recipients_of(relay)) == [it.address for it in readers(6)]
    assert figures(await account(db, issue.id)) == {"accepted": 6}
