"""The postman: what a relay does to letters of the outbox, and that none is lost or sent too often."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from network.letter import Channel, Letter, Outcome, SendFailed
from network.person import Language
from newsletter.mail import Held, MailWay
from newsletter.postman import Postman
from newsletter.smtp import SmtpWay
from storage import outbox
from storage.database import Database
from tests import wait
from tests.doubles.smtp import FaultSMTP
from tests.make import SECRET, TEXTS
from tests.newsletter.delivering import FROM, Clock, message_ids, some
from tests.newsletter.ways import ANNA, BERT, recipients_of


class BrokenWay:
    """A way whose every letter meets a bug."""

    async def send(self, letter: Letter) -> None:
        """Fail as only a bug does."""
        raise ZeroDivisionError


class NarrowWay:
    """A way that says for how long it wants to be left alone."""

    def __init__(self, clock: Clock) -> None:
        self.asked = 0
        self._clock = clock

    async def send(self, letter: Letter) -> None:
        """Ask for patience."""
        self.asked += 1
        raise SendFailed(Outcome.RELAY, until=self._clock.now + timedelta(seconds=30))


@pytest.fixture
def postman(db: Database, clock: Clock, way: SmtpWay) -> Postman:
    """Carries mail to `relay`."""
    return Postman(db, {Channel.MAIL: MailWay(TEXTS, way, mail_from=FROM, secret=SECRET)}, now=clock)


async def put(db: Database, clock: Clock, *addresses: str) -> None:
    async with db.transaction() as tx:
        for address in addresses:
            facts = {"token": "T" * 22}
            await outbox.put(
                tx, Channel.MAIL, address, "confirm_subscription", facts, language=Language.DE, now=clock.now
            )


async def failed(db: Database) -> list[str]:
    async with db.reading() as tx:
        return [it.address for it in await outbox.failed(tx, limit=99)]


async def carry(postman: Postman) -> None:
    while await postman.round():
        pass


async def test_letters_arrive_once_each_with_both_parts(
    db: Database, clock: Clock, relay: FaultSMTP, postman: Postman
) -> None:
    await put(db, clock, ANNA, BERT, ANNA)
    await carry(postman)
    assert Counter(recipients_of(relay)) == {ANNA: 2, BERT: 1}
    assert len(set(message_ids(relay))) == 3
    letter = relay.accepted()[0].content
    assert b"\r\nAuto-Submitted: auto-generated\r\n" in letter
    assert b"text/plain" in letter
    assert b"text/html" in letter


async def test_a_lost_answer_makes_one_more_copy_and_no_third(
    db: Database, clock: Clock, relay: FaultSMTP, postman: Postman
) -> None:
    await put(db, clock, ANNA)
    relay.on("dot", "accept, drop")
    for _ in range(5):
        await carry(postman)
        clock.forward(timedelta(days=1))
    assert len(relay.accepted()) == 2
    assert len(set(message_ids(relay))) == 1
    assert await failed(db) == [ANNA]


async def test_who_is_refused_stands_among_the_failed(
    db: Database, clock: Clock, relay: FaultSMTP, postman: Postman
) -> None:
    await put(db, clock, ANNA, BERT)
    relay.on("rcpt", "reply 550 5.1.1 unknown", to=ANNA)
    await carry(postman)
    assert (recipients_of(relay), await failed(db)) == ([BERT], [ANNA])


async def test_who_is_deferred_gets_it_later(db: Database, clock: Clock, relay: FaultSMTP, postman: Postman) -> None:
    await put(db, clock, ANNA)
    relay.on("rcpt", "reply 450 4.2.0 greylisted", times=1)
    await carry(postman)
    assert recipients_of(relay) == []
    clock.forward(timedelta(minutes=5))
    await carry(postman)
    assert recipients_of(relay) == [ANNA]


async def test_while_the_relay_is_away_letters_wait_and_nobody_is_charged(
    db: Database, clock: Clock, relay: FaultSMTP, postman: Postman
) -> None:
    await put(db, clock, ANNA, BERT)
    relay.on("greet", "drop")
    for _ in range(20):
        await carry(postman)
        clock.forward(timedelta(minutes=1))
    relay.behave()
    await carry(postman)
    assert sorted(recipients_of(relay)) == [ANNA, BERT]
    assert await failed(db) == []


async def test_a_way_that_asks_for_patience_gets_it(db: Database, clock: Clock) -> None:
    await put(db, clock, ANNA)
    narrow = NarrowWay(clock)
    postman = Postman(db, {Channel.MAIL: narrow}, now=clock)
    await carry(postman)
    clock.forward(timedelta(seconds=29))
    await carry(postman)
    assert narrow.asked == 1
    clock.forward(timedelta(seconds=1))
    await carry(postman)
    assert narrow.asked == 2


async def test_a_bug_stops_one_letter_after_five_tries_and_no_other(db: Database, clock: Clock) -> None:
    await put(db, clock, ANNA)
    postman = Postman(db, {Channel.MAIL: BrokenWay()}, now=clock)
    for _ in range(8):
        await carry(postman)
        clock.forward(timedelta(days=1))
    assert await failed(db) == [ANNA]


async def test_without_imprint_letters_wait(db: Database, clock: Clock, relay: FaultSMTP, postman: Postman) -> None:
    await put(db, clock, ANNA)
    held = MailWay(TEXTS, Held(), mail_from=FROM, secret=SECRET)
    await carry(Postman(db, {Channel.MAIL: held}, now=clock))
    clock.forward(timedelta(minutes=2))
    await carry(postman)
    assert recipients_of(relay) == [ANNA]


async def test_two_postmen_share_the_work(db: Database, clock: Clock, relay: FaultSMTP, way: SmtpWay) -> None:
    await put(db, clock, *(f"reader-{number}@reader.example" for number in range(40)))
    ways = {Channel.MAIL: MailWay(TEXTS, way, mail_from=FROM, secret=SECRET)}
    await asyncio.gather(*(carry(Postman(db, ways, now=clock, at_once=5)) for _ in range(2)))
    assert len(recipients_of(relay)) == len(set(recipients_of(relay))) == 40


async def test_a_postman_at_work_carries_what_is_put_and_ends_when_told(
    db: Database, clock: Clock, relay: FaultSMTP, postman: Postman
) -> None:
    stop = asyncio.Event()
    working = asyncio.create_task(postman.work(stop))
    await put(db, clock, ANNA)
    postman.wake()
    await wait.until_async(lambda: some(relay.accepted()), within=10, what="the letter")
    stop.set()
    postman.wake()
    await asyncio.wait_for(working, 10)
