"""The timetable: a tick every few seconds, and the work that is due by then, each period once.

The only file that imports apscheduler, which keeps nothing but the tick, in memory. What was done is a row per task
and period, claimed in the transaction that does the work: no process, restart or change of the clocks repeats it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from actions.compile_infobrief import Compiled, compile_infobrief
from config.log import event, failure
from network.letter import Channel
from network.person import HOUSE
from network.timetable import Schedule, Slot, newest_slot, parse
from newsletter.housekeeping import tidy
from storage import notes, outbox, people, periods
from storage.database import Database, DatabaseAway, Transaction

TICK = 15  # seconds
COMPILE = "compile_infobrief"
HOUSEKEEPING = "housekeeping"
INFOBRIEF_WINDOW = timedelta(hours=36)  # later than that, staff are asked whether the issue shall still appear
_NIGHT = Schedule(at=time(3, 30))
_AFTER_A_BUG = timedelta(minutes=5)
_SINCE = "timetable_since"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that is due again and again; `do` returns in a few words how it ended."""

    name: str
    schedule: Schedule
    window: timedelta
    do: Callable[[Transaction, Slot, bool, datetime], Awaitable[str]]


class Timetable:
    """The timetable of one process; any number of them may tick at once."""

    def __init__(
        self,
        db: Database,
        *,
        infobrief: str,
        zone: ZoneInfo,
        now: Callable[[], datetime],
        nudge: Callable[[], None],
        tasks: Sequence[Task] | None = None,
    ) -> None:
        """`infobrief` is a schedule as in the settings; `nudge` is called when letters may have been put."""
        self._db = db
        self._zone = zone
        self._now = now
        self._nudge = nudge
        self._tasks = tasks if tasks is not None else (self._infobrief(infobrief), _housekeeping())
        self._rest_until: dict[str, datetime] = {}
        self._ticking = asyncio.Lock()

    async def work(self, stop: asyncio.Event) -> None:
        """Tick until `stop` is set; a tick that has begun is finished."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        scheduler.add_job(
            self.tick,
            "interval",
            seconds=TICK,
            next_run_time=datetime.now(UTC),
            misfire_grace_time=None,  # the default drops a tick that comes a second late
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        try:
            await stop.wait()
        finally:
            scheduler.remove_all_jobs()
            async with self._ticking:
                scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Do whatever is due and not done yet."""
        async with self._ticking:
            for task in self._tasks:
                now = self._now()
                if now < self._rest_until.get(task.name, now):
                    continue
                try:
                    await self._see_to(task, now)
                except DatabaseAway as trouble:
                    failure("timetable.away", trouble, task=task.name)
                except Exception as bug:  # the other tasks are none the worse for it
                    failure("timetable.broke", bug, task=task.name)
                    self._rest_until[task.name] = now + _AFTER_A_BUG

    async def _see_to(self, task: Task, now: datetime) -> None:
        slot = newest_slot(task.schedule, self._zone, now=now)
        async with self._db.reading() as tx:
            since = await notes.read(tx, _SINCE)
            done = await periods.outcome(tx, task.name, slot.period)
        if since is None:
            async with self._db.transaction() as tx:
                await notes.write(tx, _SINCE, now.isoformat())
            return
        if done is not None or slot.due_at < datetime.fromisoformat(since):
            return  # a new house owes nothing for the time before it stood
        async with self._db.transaction() as tx:
            if not await periods.claim(tx, task.name, slot.period, now=now):
                return
            late = now - slot.due_at > task.window
            outcome = await task.do(tx, slot, late, now)
            await periods.settle(tx, task.name, slot.period, outcome[:200])
        event("timetable.done", task=task.name, period=slot.period, late=late, outcome=outcome)
        self._nudge()

    def _infobrief(self, schedule: str) -> Task:
        async def do(tx: Transaction, slot: Slot, late: bool, now: datetime) -> str:
            done = await compile_infobrief(tx, zone=self._zone, by=HOUSE, now=now, period=slot.period)
            await _tell_staff(tx, done, slot, late=late, now=now)
            return f"{done.outcome}: {done.items}{', late' if late else ''}"

        return Task(name=COMPILE, schedule=parse(schedule), window=INFOBRIEF_WINDOW, do=do)


def _housekeeping() -> Task:
    async def do(tx: Transaction, slot: Slot, late: bool, now: datetime) -> str:
        return await tidy(tx, now=now)

    return Task(name=HOUSEKEEPING, schedule=_NIGHT, window=timedelta(days=1), do=do)


async def _tell_staff(tx: Transaction, done: Compiled, slot: Slot, *, late: bool, now: datetime) -> None:
    """Put a letter to everybody who can release: the draft waits, or there was too little for one."""
    facts = {
        "outcome": done.outcome,
        "items": done.items,
        "late": late,
        "on": slot.due_at.isoformat(),
        "number": done.infobrief.number if done.infobrief else None,
        "id": str(done.infobrief.id) if done.infobrief else None,
    }
    for person in await people.all_staff(tx):
        if person.email:
            await outbox.put(
                tx,
                Channel.MAIL,
                person.email,
                "compile_infobrief",
                facts,
                language=person.language,
                now=now,
                dedupe_key=f"{COMPILE}:{slot.period}:{person.id}",
            )
