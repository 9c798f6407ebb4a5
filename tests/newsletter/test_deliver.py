"""Delivering: everybody gets one copy, leaving and pausing work at once, and the account is right at every end."""

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path

from actions.end_subscription import end_subscription
from actions.pause_infobrief import pause_infobrief
from network.delivery import DeliveryState, Pause, Reason
from network.infobrief import InfobriefState
from network.letter import Channel
from network.person import HOUSE
from network.subscription import leave_token
from newsletter.infobrief_letter import Letters
from newsletter.mail import Held
from newsletter.mailbox import MailboxWay, read
from storage.database import Database
from tests import wait
from tests.actions.letters import taken
from tests.doubles.smtp import FaultSMTP
from tests.issues import account, entries, entry, reader, readers, released, subscribe
from tests.make import NOW, SECRET, TEXTS
from tests.newsletter.delivering import (
    FROM,
    Clock,
    HeldRelay,
    Hire,
    PoisonedLetters,
    fetched,
    figures,
    message_ids,
    resume,
    rounds,
    some,
)
from tests.newsletter.ways import recipients_of

QUARTER = timedelta(minutes=15)


async def test_everybody_gets_one_letter_of_their_own_and_the_account_is_closed(
    db: Database, relay: FaultSMTP, hire: Hire
) -> None:
    who = [*readers(40), reader("bert@reader.example", topics=["industriekultur"])]
    await subscribe(db, *who)
    issue = await released(db, *(entry(str(number), topics=["mint"]) for number in range(3)))
    await rounds(hire(chunk=15))
    assert sorted(recipients_of(relay)) == [it.address for it in who[:-1]]
    assert len(set(message_ids(relay))) == 40
    for it, letter in ((it, letter) for letter in relay.accepted() for it in who):
        assert (leave_token(it.id, SECRET).encode() in letter.content) is (letter.recipients == [it.address])
    assert figures(await account(db, issue.id)) == {"accepted": 40, "suppressed": 1}
    assert (await fetched(db, issue)).state is InfobriefState.CLOSED


async def test_the_local_mailbox_takes_an_issue_like_a_relay(db: Database, hire: Hire, tmp_path: Path) -> None:
    await subscribe(db, *readers(3))
    issue = await released(db)
    await rounds(hire(MailboxWay(tmp_path / "mailbox")))
    assert {it.recipient for it in read(tmp_path / "mailbox", limit=9)} == {it.address for it in readers(3)}
    assert figures(await account(db, issue.id)) == {"accepted": 3}


async def test_an_issue_for_nobody_is_closed(db: Database, hire: Hire) -> None:
    issue = await released(db)
    await rounds(hire())
    assert (await fetched(db, issue)).state is InfobriefState.CLOSED


async def test_several_workers_send_one_copy_each(db: Database, relay: FaultSMTP, hire: Hire) -> None:
    await subscribe(db, *readers(60))
    issue = await released(db)
    await asyncio.gather(*(rounds(hire(chunk=7, process=number)) for number in range(3)))
    assert max(Counter(recipients_of(relay)).values()) == 1
    assert figures(await account(db, issue.id)) == {"accepted": 60}


async def test_without_imprint_an_issue_waits_and_says_so(db: Database, hire: Hire) -> None:
    await subscribe(db, reader())
    issue = await released(db)
    await rounds(hire(Held()))
    assert (await fetched(db, issue)).paused == Pause.SETUP
    assert figures(await account(db, issue.id)) == {"open": 1}


async def test_who_leaves_while_the_letter_is_at_the_relay_but_for_its_dot_does_not_get_it(
    db: Database, hire: Hire
) -> None:
    anna, bert = reader("anna@reader.example"), reader("bert@reader.example")
    await subscribe(db, anna, bert)
    issue, held = await released(db), HeldRelay()
    sending = asyncio.create_task(rounds(hire(held, at_once=1)))
    await wait.until_async(lambda: some(held.reached), within=10, what="the first letter at the relay")
    async with db.transaction() as tx:
        for it in (anna, bert):
            await end_subscription(tx, leave_token(it.id, SECRET), door="mail", by=None, now=NOW)
    held.let_go.set()
    await sending
    assert len(held.reached) == 1  # too late for this one, and in time for the other
    assert figures(await account(db, issue.id)) == {"accepted": 1, "suppressed": 1}


async def test_s28_a_pause_stops_within_moments_and_resuming_sends_exactly_the_rest(
    db: Database, relay: FaultSMTP, hire: Hire
) -> None:
    await subscribe(db, *readers(120))
    issue, worker = await released(db), hire(at_once=1)
    relay.on("dot", "delay 0.05")
    sending = asyncio.create_task(rounds(worker))
    await wait.until_async(lambda: some(relay.accepted()), within=10, what="the first letter")
    async with db.transaction() as tx:
        await pause_infobrief(tx, issue.id, paused=True, by=HOUSE, now=NOW)
    await sending
    assert 0 < (await account(db, issue.id)).open < 120
    relay.behave()
    await resume(db, issue)
    await rounds(worker)
    assert sorted(recipients_of(relay)) == [it.address for it in readers(120)]


async def test_p01_a_worker_told_to_stop_finishes_what_is_under_way_and_gives_back_the_rest(
    db: Database, relay: FaultSMTP, hire: Hire
) -> None:
    await subscribe(db, *readers(100))
    issue, stop = await released(db), asyncio.Event()
    relay.on("dot", "delay 0.05")
    working = asyncio.create_task(hire(at_once=2).work(stop))
    await wait.until_async(lambda: some(relay.accepted()), within=10, what="the first letter")
    stop.set()
    await working
    balance = await account(db, issue.id)
    assert (balance.under_way, balance.uncertain) == (0, 0)
    assert balance.accepted == len(relay.accepted()) < 100
    relay.behave()
    await rounds(hire())
    assert sorted(recipients_of(relay)) == [it.address for it in readers(100)]


async def test_a_letter_that_cannot_be_made_stops_no_other(
    db: Database, relay: FaultSMTP, hire: Hire, clock: Clock
) -> None:
    await subscribe(db, *readers(4))
    issue = await released(db)
    await rounds(hire(letters=PoisonedLetters(TEXTS, mail_from=FROM, secret=SECRET)))
    assert figures(await account(db, issue.id)) == {"accepted": 3, "deferred": 1}
    assert [it.reason for it in await entries(db, issue.id, DeliveryState.DEFERRED)] == [Reason.BROKEN]
    clock.forward(timedelta(minutes=5))
    await rounds(hire())
    assert figures(await account(db, issue.id)) == {"accepted": 4}


async def test_with_another_secret_nothing_is_sent_whose_link_of_leaving_would_not_work(
    db: Database, relay: FaultSMTP, hire: Hire
) -> None:
    await subscribe(db, *readers(3))
    issue = await released(db)
    other = b"another secret, at least 32 bytes long"
    await rounds(hire(letters=Letters(TEXTS, mail_from=FROM, secret=other), secret=other))
    assert (await fetched(db, issue)).paused == Pause.SECRET
    assert figures(await account(db, issue.id)) == {"open": 3}
    assert relay.accepted() == []


async def test_readers_on_telegram_get_a_digest_of_what_is_meant_for_them(
    db: Database, relay: FaultSMTP, hire: Hire
) -> None:
    chat = reader("4711", channel=Channel.TELEGRAM, topics=["mint"])
    await subscribe(db, chat, reader())
    issue = await released(db, entry("A", topics=["mint"]), entry("B", topics=["industriekultur"]), entry("C"))
    await rounds(hire())
    (letter,) = await taken(db)
    assert (letter.channel, letter.address) == (Channel.TELEGRAM, "4711")
    assert letter.facts == {"number": 1, "titles": ["A", "C"], "more": 0}
    words = TEXTS.say(f"{letter.template}.letter", letter.facts, letter.language)
    assert "• A\n• C" in words
    assert '<a href="http://knotenpunkt.example/infobrief/1">' in words
    assert figures(await account(db, issue.id)) == {"accepted": 2}
    assert len(relay.accepted()) == 1
