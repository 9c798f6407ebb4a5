"""kill -9 of the served program in the middle of sending: nobody is forgotten, nobody gets more than two copies.

Short in the suite; `make faults` kills more often and has more readers (FAULTS=long).
"""

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, update

from network.delivery import DeliveryState
from network.infobrief import Infobrief, InfobriefState, OnUncertain
from newsletter.deliver import AT_ONCE
from storage import infobriefe
from storage.database import Database, DatabaseAway
from storage.tables import deliveries
from tests import wait
from tests.doubles.smtp import RelayProgram
from tests.issues import account, entries, readers, released, subscribe
from tests.make import SECRET
from tests.served import Served

LONG = os.environ.get("FAULTS") == "long"
KILLS, READERS = (40, 3000) if LONG else (2, 120)
LONG_AGO = datetime(2018, 1, 1, tzinfo=UTC)

Serve = Callable[..., Awaitable[Served]]


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[RelayProgram]:
    """A relay in its own process, slow enough to be caught at work."""
    async with RelayProgram(tmp_path / "relay") as it:
        it.on("dot", "delay 0.01")
        yield it


def settings(relay: RelayProgram, database_url: str) -> dict[str, str]:
    return {
        "database_url": database_url,
        "smtp_url": f"smtp://127.0.0.1:{relay.port}?tls=none",
        "secret": SECRET.decode(),
        "imprint": "Netzwerkstelle, Musterweg 1, 12345 Berlin",
        "contact": "hallo@knotenpunkt.example",
    }


@pytest.mark.served
@pytest.mark.parametrize("on_uncertain", list(OnUncertain))
async def test_after_any_number_of_kills_everybody_has_it_once_and_only_who_was_in_flight_twice(
    serve: Serve, db: Database, database_url: str, relay: RelayProgram, on_uncertain: OnUncertain
) -> None:
    await subscribe(db, *readers(READERS))
    issue = await released(db, on_uncertain=on_uncertain, now=datetime.now(UTC))
    over = asyncio.Event()
    watch = asyncio.create_task(_watch(db, issue, over))
    program = await serve(role="work", **settings(relay, database_url))
    dice, in_flight = random.Random(7), 0
    for number in range(1, KILLS + 1):
        goal = READERS * number // (KILLS + 1) + dice.randrange(AT_ONCE)
        await wait.until_async(partial(_reached, relay, goal), within=60, what=f"{goal} letters")
        program.kill()
        in_flight += await _check_the_moment_of_death(db, issue, relay)
        await program.restart()
    await wait.until_async(partial(_nothing_open, db, issue), within=60, what="the rest")
    await _let_a_quarter_of_an_hour_pass(db)
    if on_uncertain is OnUncertain.RESEND:
        await wait.until_async(partial(_closed, db, issue), within=60, what="the second copies")
    over.set()
    await watch
    copies = Counter(to for letter in relay.accepted() for to in letter.recipients)
    most = 2 if on_uncertain is OnUncertain.RESEND else 1
    lost = {it.address for it in readers(READERS)} - copies.keys()
    balance = await account(db, issue.id)
    assert max(copies.values()) <= most
    assert sum(copies.values()) - len(copies) <= in_flight <= AT_ONCE * KILLS
    assert balance.accepted + balance.uncertain == READERS
    doubtful = {it.address for it in await entries(db, issue.id) if it.uncertain}
    assert {address for address, count in copies.items() if count > 1} <= doubtful
    assert lost <= (set() if on_uncertain is OnUncertain.RESEND else doubtful)  # held: a person decides about them


@pytest.mark.served
async def test_a_polite_stop_in_the_middle_of_sending_leaves_nothing_in_doubt(
    serve: Serve, db: Database, database_url: str, relay: RelayProgram
) -> None:
    await subscribe(db, *readers(READERS))
    issue = await released(db, now=datetime.now(UTC))
    program = await serve(role="work", **settings(relay, database_url))
    await wait.until_async(partial(_reached, relay, READERS // 2), within=60, what="half of the letters")
    assert await program.stop() == 0
    balance = await account(db, issue.id)
    assert (balance.under_way, balance.uncertain) == (0, 0)
    assert balance.accepted == _count(relay) < READERS
    await program.start()
    await wait.until_async(partial(_closed, db, issue), within=60, what="the rest")
    copies = Counter(to for letter in relay.accepted() for to in letter.recipients)
    assert copies == Counter(it.address for it in readers(READERS))


async def _check_the_moment_of_death(db: Database, issue: Infobrief, relay: RelayProgram) -> int:
    """Compare the account with the relay's books; return how many letters nobody can be sure of."""
    balance, lines = await account(db, issue.id), await entries(db, issue.id)
    arrived = Counter(to for letter in relay.accepted() for to in letter.recipients)
    sure = [it for it in lines if not it.uncertain]
    for it in sure:
        if it.state is DeliveryState.ACCEPTED:
            assert arrived[it.address] == 1
        elif it.state in {DeliveryState.OPEN, DeliveryState.PACKED}:
            assert arrived[it.address] == 0
    doubtful = sum(it.state is DeliveryState.DOT_SENT for it in lines)
    assert doubtful <= AT_ONCE
    assert balance.is_right
    return doubtful


async def _watch(db: Database, issue: Infobrief, over: asyncio.Event) -> None:
    """The account is right at every instant anybody looks, whatever happens to the program."""

    async def is_over() -> bool:
        with suppress(DatabaseAway):
            await account(db, issue.id)
        return over.is_set()

    await wait.until_async(is_over, within=3600, what="the end of the test")


async def _let_a_quarter_of_an_hour_pass(db: Database) -> None:
    async with db.transaction() as tx:
        waiting = select(deliveries.c.due_at).where(deliveries.c.state == DeliveryState.UNCERTAIN)
        assert all(due > datetime.now(UTC) for due in (await tx.execute(waiting)).scalars())
        later = update(deliveries).where(deliveries.c.state == DeliveryState.UNCERTAIN)
        await tx.execute(later.values(due_at=LONG_AGO))


def _count(relay: RelayProgram) -> int:
    return sum(1 for _ in relay.folder.glob("*.letter"))


async def _reached(relay: RelayProgram, goal: int) -> bool:
    return _count(relay) >= goal


async def _nothing_open(db: Database, issue: Infobrief) -> bool:
    balance = await account(db, issue.id)
    return not balance.open


async def _closed(db: Database, issue: Infobrief) -> bool:
    async with db.reading() as tx:
        return (await infobriefe.get(tx, issue.id)).state is InfobriefState.CLOSED
