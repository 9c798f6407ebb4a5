"""Make the draft of the next Infobrief from what was released, and make an open draft anew."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from network.infobrief import Infobrief, InfobriefState, Item, compose, has_enough, remade
from network.person import Person
from network.rights import demand
from storage import audit, infobriefe, initiatives, meetings, news
from storage.database import Transaction
from storage.keys import new_id

FIRST_WINDOW = timedelta(days=92)  # how far the very first issue looks back for newcomers
AHEAD = timedelta(days=183)  # how far an issue looks ahead for meetings


class Outcome(StrEnum):
    """What became of compiling."""

    MADE = "made"
    REMADE = "remade"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """The draft, or None where there was too little for one; `items` is how many there were."""

    outcome: Outcome
    infobrief: Infobrief | None
    items: int


async def compile_infobrief(
    tx: Transaction, *, zone: ZoneInfo, by: Person | None, now: datetime, period: str | None = None
) -> Compiled:
    """Return the one draft there is, made now; what staff took out of it or moved in it stays so.

    Its window begins where the last issue's ended and ends before `now`. News that were released and never sent
    stand in it whatever their age. `period` is the local date this issue is for, today's unless given.
    """
    demand("compile_infobrief", by)
    await infobriefe.one_at_a_time(tx, now=now)
    before = await infobriefe.draft(tx)
    window_from = before.window_from if before else await infobriefe.last_window_end(tx) or now - FIRST_WINDOW
    fresh = await _gathered(tx, window_from, now)
    if before:
        done = await _again(tx, before, fresh, now=now)
    elif has_enough(fresh):
        wanted = period or f"{now.astimezone(zone):%Y-%m-%d}"
        done = await _afresh(tx, fresh, wanted, window_from, now=now)
    else:
        done = Compiled(outcome=Outcome.TOO_LITTLE, infobrief=None, items=len(fresh))
    subject = done.infobrief.id if done.infobrief else "none"
    await audit.write(tx, "compile_infobrief", subject, by=by, now=now, outcome=done.outcome, items=done.items)
    return done


async def _gathered(tx: Transaction, window_from: datetime, now: datetime) -> tuple[Item, ...]:
    return compose(
        await news.released_unused(tx, until=now),
        await meetings.coming(tx, now=now, until=now + AHEAD),
        await initiatives.published_between(tx, window_from, now),
    )


async def _again(tx: Transaction, before: Infobrief, fresh: tuple[Item, ...], *, now: datetime) -> Compiled:
    items, left_out = remade(fresh, before)
    infobrief = replace(before, items=items, left_out=left_out, window_to=now)
    await infobriefe.rewrite(tx, infobrief)
    return Compiled(outcome=Outcome.REMADE, infobrief=infobrief, items=len(items))


async def _afresh(
    tx: Transaction, items: tuple[Item, ...], period: str, window_from: datetime, *, now: datetime
) -> Compiled:
    infobrief = Infobrief(
        id=new_id(now),
        number=await infobriefe.next_number(tx),
        period=await infobriefe.free_period(tx, period),
        state=InfobriefState.DRAFT,
        window_from=window_from,
        window_to=now,
        intro="",
        items=items,
        compiled_at=now,
    )
    await infobriefe.add(tx, infobrief)
    return Compiled(outcome=Outcome.MADE, infobrief=infobrief, items=len(items))
