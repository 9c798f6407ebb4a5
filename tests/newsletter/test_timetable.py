"""The timetable: each period once, whoever ticks and however often, and caught up after a silence."""

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.release_infobrief import release_infobrief
from network.infobrief import Infobrief
from network.news import NewsState
from network.person import Language
from network.timetable import Schedule, Slot
from newsletter.timetable import COMPILE, HOUSEKEEPING, Task, Timetable
from storage import infobriefe, news, periods, subscriptions
from storage.database import Database, Transaction
from tests import make, wait
from tests.actions.letters import taken
from tests.issues import reader, subscribe
from tests.make import ZONE
from tests.newsletter.delivering import Clock, some

STAFF, ANNA = make.staff(), make.person()
DUE = datetime(2027, 3, 1, 9, tzinfo=ZONE)  # the first of the month, nine o'clock
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Diary:
    """Counts how often a task ran for each period, and can fail."""

    def __init__(self) -> None:
        self.ran: list[str] = []
        self.fails = False

    def task(self, at: Schedule) -> Task:
        """The task that writes into it."""

        async def do(tx: Transaction, slot: Slot, late: bool, now: datetime) -> str:
            if self.fails:
                raise ZeroDivisionError
            self.ran.append(f"{slot.period}{' late' if late else ''}")
            return "done"

        return Task(name="diary", schedule=at, window=36 * HOUR, do=do)


def table(db: Database, clock: Clock, *tasks: Task, zone: ZoneInfo = ZONE) -> Timetable:
    return Timetable(db, infobrief="1 09:00", zone=zone, now=clock, nudge=lambda: None, tasks=tasks or None)


async def publish(db: Database, *titles: str, at: datetime) -> None:
    items = [make.item(ANNA, title=title) for title in titles]
    await make.keep(db, *items)
    async with db.transaction() as tx:
        for item in items:
            await news.decide(tx, item.id, NewsState.RELEASED, by=STAFF.id, now=at)


async def draft(db: Database) -> Infobrief | None:
    async with db.reading() as tx:
        return await infobriefe.draft(tx)


@pytest.fixture
async def standing(db: Database, clock: Clock) -> Timetable:
    """The timetable of a house that has stood for a while, a day before the Infobrief is due."""
    await make.keep(db, STAFF, ANNA)
    await publish(db, "a", "b", "c", at=DUE - 5 * DAY)
    clock.now = DUE - DAY
    timetable = table(db, clock)
    await timetable.tick()
    assert await draft(db) is None
    return timetable


async def outcome(db: Database, task: str = COMPILE, period: str = "2027-03-01") -> str | None:
    async with db.reading() as tx:
        return await periods.outcome(tx, task, period)


@pytest.mark.parametrize("late", [timedelta(0), 5 * MINUTE, 10 * HOUR, 36 * HOUR])
async def test_z05_the_draft_is_made_when_it_is_due_or_caught_up(
    db: Database, clock: Clock, standing: Timetable, late: timedelta
) -> None:
    clock.now = DUE + late
    for _ in range(3):
        await standing.tick()
    found = await draft(db)
    assert found
    assert (found.period, [item.title for item in found.items]) == ("2027-03-01", ["a", "b", "c"])
    assert await outcome(db) == "made: 3"
    (letter,) = await taken(db, now=clock.now)
    assert (letter.address, letter.template, letter.facts["late"]) == (STAFF.email, "compile_infobrief", False)


async def test_z05_after_three_days_there_is_a_draft_and_a_question_to_staff(
    db: Database, clock: Clock, standing: Timetable
) -> None:
    clock.now = DUE + 3 * DAY
    await standing.tick()
    assert await draft(db)
    assert await outcome(db) == "made: 3, late"
    (letter,) = await taken(db, now=clock.now)
    words = make.TEXTS.mail(letter.template, letter.facts, Language.DE)
    assert "Termin verpasst" in words.subject
    assert "Soll die Ausgabe noch erscheinen?" in words.text
    assert f"/netzwerkstelle/infobrief/{letter.facts['id']}" in words.text


async def test_not_a_moment_before_it_is_due(db: Database, clock: Clock, standing: Timetable) -> None:
    clock.now = DUE - timedelta(seconds=1)
    await standing.tick()
    assert await draft(db) is None


async def test_too_little_is_reported_and_nothing_is_made(db: Database, clock: Clock) -> None:
    await make.keep(db, STAFF)
    clock.now = DUE - DAY
    timetable = table(db, clock)
    await timetable.tick()
    clock.now = DUE
    await timetable.tick()
    assert await draft(db) is None
    assert await outcome(db) == "too_little: 0"
    (letter,) = await taken(db, now=clock.now)
    assert "kein Infobrief" in make.TEXTS.mail(letter.template, letter.facts, Language.DE).subject


async def test_many_processes_make_one_draft_and_write_one_letter(
    db: Database, clock: Clock, standing: Timetable
) -> None:
    clock.now = DUE
    await asyncio.gather(*(table(db, clock).tick() for _ in range(6)))
    async with db.reading() as tx:
        assert len(await infobriefe.everything(tx, limit=9)) == 1
    assert len(await taken(db, now=clock.now)) == 1


async def test_a_new_house_owes_nothing_for_the_time_before_it_stood(db: Database, clock: Clock) -> None:
    await make.keep(db, STAFF, ANNA)
    await publish(db, "a", "b", "c", at=DUE - 5 * DAY)
    clock.now = DUE + HOUR
    for _ in range(3):
        await table(db, clock).tick()
        clock.forward(MINUTE)
    assert await draft(db) is None


async def test_z06_what_staff_released_before_the_tick_is_not_compiled_again(
    db: Database, clock: Clock, standing: Timetable
) -> None:
    clock.now = DUE
    await standing.tick()
    found = await draft(db)
    assert found
    async with db.transaction() as tx:
        await release_infobrief(tx, found.id, found.content_hash, by=STAFF, now=clock.now)
    clock.forward(MINUTE)
    await table(db, clock).tick()
    assert await draft(db) is None


@pytest.mark.parametrize("night", ["2027-03-28", "2027-10-31"])
async def test_z01_in_the_nights_when_the_clocks_change_everything_runs_once(
    db: Database, clock: Clock, night: str
) -> None:
    diary = Diary()
    at = datetime.fromisoformat(f"{night}T02:30").time()
    timetable = table(db, clock, diary.task(Schedule(at=at)))
    clock.now = datetime.fromisoformat(f"{night}T00:00+01:00") - 2 * HOUR
    for _ in range(12 * 12):
        await timetable.tick()
        clock.forward(5 * MINUTE)
    assert diary.ran == [night]


async def test_z04_a_clock_that_jumps_repeats_nothing(db: Database, clock: Clock) -> None:
    diary = Diary()
    timetable = table(db, clock, diary.task(Schedule(at=DUE.timetz().replace(tzinfo=None))))
    for now in (-DAY + MINUTE, HOUR, -HOUR, HOUR, -DAY, HOUR, 40 * DAY, HOUR, 40 * DAY):
        clock.now = DUE + now
        await timetable.tick()
    assert diary.ran == ["2027-03-01", "2027-04-10"]


async def test_after_a_long_silence_only_the_newest_period_is_caught_up(db: Database, clock: Clock) -> None:
    diary = Diary()
    timetable = table(db, clock, diary.task(Schedule(at=DUE.timetz().replace(tzinfo=None), monthday=1)))
    clock.now = DUE - DAY
    await timetable.tick()
    clock.now = DUE + 100 * DAY
    await timetable.tick()
    assert diary.ran == ["2027-06-01 late"]


async def test_a_task_that_fails_leaves_its_period_free_and_rests_a_while(db: Database, clock: Clock) -> None:
    broken, sound = Diary(), Diary()
    broken.fails = True
    at = Schedule(at=DUE.timetz().replace(tzinfo=None))
    other = Task(name="sound", schedule=at, window=DAY, do=sound.task(at).do)
    timetable = table(db, clock, broken.task(at), other)
    clock.now = DUE - HOUR
    await timetable.tick()
    clock.now = DUE
    await timetable.tick()
    broken.fails = False
    clock.forward(MINUTE)
    await timetable.tick()
    assert (broken.ran, sound.ran) == ([], ["2027-03-01"])
    clock.forward(5 * MINUTE)
    await timetable.tick()
    assert broken.ran == ["2027-03-01"]


async def test_every_night_the_house_is_tidied(db: Database, clock: Clock, standing: Timetable) -> None:
    await subscribe(db, reader())
    clock.forward(DAY)
    await standing.tick()
    assert (await outcome(db, HOUSEKEEPING, "2027-03-01") or "").startswith("subscriptions 0")
    async with db.reading() as tx:
        assert (await subscriptions.audience(tx, []))[0] == 1


async def test_the_worker_ticks_by_itself_and_ends_when_told(db: Database, clock: Clock, standing: Timetable) -> None:
    clock.now, stop = DUE, asyncio.Event()
    working = asyncio.create_task(table(db, clock).work(stop))
    await wait.until_async(lambda: _drafted(db), within=10, what="the first tick")
    stop.set()
    await asyncio.wait_for(working, 5)


async def _drafted(db: Database) -> bool:
    return await some(await draft(db))
