"""Suggestions: who was suggested to whom, who shall not be, and who pauses."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from network.suggestion import Dismissal, Grounds
from storage.database import Transaction, insert_or_update
from storage.tables import initiatives, suggested, unwanted

_PAIR = ["initiative_id", "other_id"]


async def note(tx: Transaction, id_: UUID, others: Iterable[UUID], *, now: datetime) -> None:
    """Remember that these were suggested to an initiative; a pair counts once, from the last time on."""
    for other in sorted(set(others)):  # in one order everywhere, so that two workers never wait for each other
        row = {"initiative_id": id_, "other_id": other, "at": now}
        await tx.execute(insert_or_update(tx, suggested, _PAIR, row))


async def shown(tx: Transaction, *, since: datetime, but: UUID) -> dict[UUID, int]:
    """Return to how many others each was suggested since then; `but` asks, and its own reloads shall not count."""
    counted = (
        select(suggested.c.other_id, func.count())
        .where(suggested.c.at >= since, suggested.c.initiative_id != but)
        .group_by(suggested.c.other_id)
    )
    return {other: number for other, number in await tx.execute(counted)}


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drop what was suggested last before `moment`; return how many pairs."""
    return (await tx.execute(delete(suggested).where(suggested.c.at < moment))).rowcount


async def excluded(tx: Transaction, id_: UUID, *, now: datetime) -> set[UUID]:
    """Return everybody who must not be suggested to an initiative now, whatever the reason: add new ones here."""
    return await _dismissed(tx, id_, now=now) | await resting(tx, now=now)


async def resting(tx: Transaction, *, now: datetime) -> set[UUID]:
    """Return who must not be suggested to anybody: those who pause, and those that went on as another one."""
    rests = or_(initiatives.c.paused_until > now, initiatives.c.merged_into.is_not(None))
    return set((await tx.execute(select(initiatives.c.id).where(rests))).scalars())


async def dismiss(tx: Transaction, id_: UUID, dismissal: Dismissal) -> None:
    """Keep somebody away from an initiative; the newest word counts."""
    row = {
        "initiative_id": id_,
        "other_id": dismissal.other,
        "reason": dismissal.grounds,
        "until": dismissal.until,
        "at": dismissal.at,
    }
    await tx.execute(insert_or_update(tx, unwanted, _PAIR, row))


async def restore(tx: Transaction, id_: UUID, other: UUID) -> bool:
    """Let somebody be suggested again; return whether they were dismissed."""
    mine = (unwanted.c.initiative_id == id_) & (unwanted.c.other_id == other)
    return (await tx.execute(delete(unwanted).where(mine))).rowcount > 0


async def dismissals(tx: Transaction, id_: UUID, *, now: datetime) -> list[Dismissal]:
    """Return who is not wanted by an initiative at this moment, newest first."""
    query = select(unwanted).where(_holds(id_, now)).order_by(unwanted.c.at.desc(), unwanted.c.other_id)
    return [
        Dismissal(other=row.other_id, grounds=Grounds(row.reason), until=row.until, at=row.at)
        for row in await tx.execute(query)
    ]


async def forget_lapsed(tx: Transaction, *, now: datetime) -> int:
    """Drop what was meant until a day that is over; return how many."""
    return (await tx.execute(delete(unwanted).where(unwanted.c.until <= now))).rowcount


async def pause(tx: Transaction, id_: UUID, until: datetime | None) -> None:
    """Let an initiative not be suggested to others until then; None ends that."""
    await tx.execute(update(initiatives).where(initiatives.c.id == id_).values(paused_until=until))


async def pauses(tx: Transaction, ids: Iterable[UUID], *, now: datetime) -> dict[UUID, datetime]:
    """Return until when each of these pauses; whoever does not is left out."""
    columns = (initiatives.c.id, initiatives.c.paused_until)
    found = select(*columns).where(initiatives.c.id.in_(list(ids)), initiatives.c.paused_until > now)
    return {row.id: row.paused_until for row in await tx.execute(found)}


async def _dismissed(tx: Transaction, id_: UUID, *, now: datetime) -> set[UUID]:
    """Return who is not wanted, and as what they went on where they were merged."""
    query = select(unwanted.c.other_id, initiatives.c.merged_into).join(
        initiatives, initiatives.c.id == unwanted.c.other_id
    )
    rows = await tx.execute(query.where(_holds(id_, now)))
    return {known for row in rows for known in row if known}


def _holds(id_: UUID, now: datetime) -> ColumnElement[bool]:
    return (unwanted.c.initiative_id == id_) & or_(unwanted.c.until.is_(None), unwanted.c.until > now)
