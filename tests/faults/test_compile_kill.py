"""kill -9 of the served program while it compiles the Infobrief: one draft, one letter to staff, nothing lost."""

import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from network.infobrief import Infobrief
from network.news import NewsState
from newsletter.timetable import COMPILE
from storage import infobriefe, news, notes
from storage.database import Database, DatabaseAway
from storage.tables import outbox, periods
from tests import make, wait
from tests.faults.test_send_kill import LONG
from tests.served import Served

KILLS, ITEMS = (40, 2000) if LONG else (5, 1000)
DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
# Two in the morning is no time for a schedule; one of these is always elsewhere.
ZONES = ("UTC", "Etc/GMT+6")

Serve = Callable[..., Awaitable[Served]]


def settings(database_url: str) -> dict[str, str]:
    """A schedule whose newest slot was a moment ago."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    zone = next(zone for zone in ZONES if now.astimezone(ZoneInfo(zone)).hour != 2)
    local = now.astimezone(ZoneInfo(zone))
    schedule = f"{DAYS[local.weekday()]} {local:%H:%M}"
    return {"database_url": database_url, "timezone": zone, "infobrief_schedule": schedule}


@pytest.fixture
async def house(db: Database) -> Database:
    """The database of a house that has stood for a week, with much to compile."""
    author, staff = make.person(), make.staff()
    await make.keep(db, author, staff)
    items = [make.item(author, title=f"Meldung {number}") for number in range(ITEMS)]
    released_at = datetime.now(UTC) - timedelta(days=2)
    async with db.transaction() as tx:
        for item in items:
            await news.add(tx, item)
            await news.decide(tx, item.id, NewsState.RELEASED, by=staff.id, now=released_at)
        await notes.write(tx, "timetable_since", (released_at - timedelta(days=5)).isoformat())
    return db


async def check(db: Database) -> None:
    """There is one draft with everything in it, one period, and one letter about it."""
    async with db.reading() as tx:
        issues = await infobriefe.everything(tx, limit=9)
        claimed = (await tx.execute(select(func.count()).where(periods.c.task == COMPILE))).scalar_one()
        letters = (await tx.execute(select(func.count()).where(outbox.c.template == COMPILE))).scalar_one()
    assert [(len(issue.items), issue.number) for issue in issues] == [(ITEMS, 1)]
    assert (claimed, letters) == (1, 1)


@pytest.mark.served
async def test_however_often_it_is_killed_there_is_one_draft_in_the_end(
    serve: Serve, house: Database, database_url: str
) -> None:
    program, dice = await serve(role="work", **settings(database_url)), random.Random(11)
    for _ in range(KILLS):
        moment = time.monotonic() + dice.random() * 0.6
        wait.until(lambda: time.monotonic() > moment, within=5, what="a moment")  # noqa: B023
        program.kill()
        async with house.reading() as tx:  # all or nothing, at any moment
            issue = await infobriefe.draft(tx)
            claimed = (await tx.execute(select(func.count()).where(periods.c.task == COMPILE))).scalar_one()
        assert (issue is not None) == bool(claimed)
        await program.start()
    await wait.until_async(partial(_drafted, house), within=60, what="the draft")
    await check(house)


@pytest.mark.served
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_killed_in_the_middle_of_its_transaction_it_has_done_nothing_and_does_it_again(
    serve: Serve, house: Database, database_url: str
) -> None:
    async with house.transaction() as tx:
        await infobriefe.one_at_a_time(tx, now=datetime.now(UTC))  # now nobody else can compile
        program = await serve(role="work", **settings(database_url))
        await wait.until_async(partial(_waits_for_us, house), within=30, what="the program to wait in the middle")
        program.kill()
    async with house.reading() as tx:
        assert await infobriefe.draft(tx) is None
        assert (await tx.execute(select(func.count()).select_from(periods))).scalar_one() == 0
    await program.start()
    await wait.until_async(partial(_drafted, house), within=60, what="the draft")
    await check(house)


async def _drafted(db: Database) -> Infobrief | None:
    try:
        async with db.reading() as tx:
            return await infobriefe.draft(tx)
    except DatabaseAway:
        return None


async def _waits_for_us(db: Database) -> bool:
    query = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%notes%'")
    async with db.reading() as tx:
        return bool((await tx.execute(query)).scalar_one())
