"""Meetings of the network and their seats."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, case, func, insert, select, update

from network import text
from network.errors import NotFound
from network.meeting import Meeting, SeatState
from storage.database import Transaction, insert_or_update
from storage.keys import new_id
from storage.tables import meetings, people, seats


async def add(tx: Transaction, meeting: Meeting, *, by: UUID) -> None:
    """Keep a new meeting."""
    await tx.execute(
        insert(meetings).values(
            id=meeting.id,
            slug=meeting.slug,
            title=meeting.title,
            text=meeting.text,
            place=meeting.place,
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            capacity=meeting.capacity,
            host=meeting.host,
            topics=list(meeting.topics),
            created_at=meeting.created_at,
            created_by=by,
        )
    )


async def get(tx: Transaction, id_: UUID) -> Meeting:
    """Return the meeting or raise NotFound."""
    return _found((await tx.execute(_meetings().where(meetings.c.id == id_))).one_or_none())


async def by_slug(tx: Transaction, slug: str) -> Meeting:
    """Return the meeting with this address or raise NotFound."""
    return _found((await tx.execute(_meetings().where(meetings.c.slug == slug))).one_or_none())


async def coming(tx: Transaction, *, now: datetime, until: datetime | None = None) -> list[Meeting]:
    """Return meetings that have not ended and are not cancelled, soonest first; only those before `until`."""
    query = _meetings().where(meetings.c.ends_at >= now, meetings.c.cancelled.is_(False))
    if until:
        query = query.where(meetings.c.starts_at < until)
    return [_meeting(row) for row in await tx.execute(query.order_by(meetings.c.starts_at, meetings.c.id))]


async def past(tx: Transaction, *, now: datetime, limit: int) -> list[Meeting]:
    """Return meetings that are over, newest first."""
    query = _meetings().where(meetings.c.ends_at < now).order_by(meetings.c.starts_at.desc()).limit(limit)
    return [_meeting(row) for row in await tx.execute(query)]


async def everything(tx: Transaction) -> list[Meeting]:
    """Return all meetings for the calendar, also cancelled ones."""
    return [_meeting(row) for row in await tx.execute(_meetings().order_by(meetings.c.starts_at, meetings.c.id))]


async def free_slug(tx: Transaction, title: str, starts_at: datetime) -> str:
    """Return an address for this meeting that is not in use: title and year."""
    wanted = f"{text.slug(title)[:60]}-{starts_at.year}"
    query = select(meetings.c.slug).where(meetings.c.slug.startswith(wanted, autoescape=True))
    used = set((await tx.execute(query)).scalars())
    return next(it for it in [wanted, *(f"{wanted}-{n}" for n in range(2, len(used) + 3))] if it not in used)


async def seat_of(tx: Transaction, meeting_id: UUID, person_id: UUID) -> SeatState | None:
    """Return whether a person has a seat, waits, left, or never asked."""
    query = select(seats.c.state).where(seats.c.meeting_id == meeting_id, seats.c.person_id == person_id)
    found = (await tx.execute(query)).scalar_one_or_none()
    return SeatState(found) if found else None


async def take_seat(tx: Transaction, meeting_id: UUID, person_id: UUID, *, now: datetime) -> SeatState:
    """Give the person a seat, or a place on the waiting list when all are taken; the same answer the second time."""
    await tx.execute(select(meetings.c.id).where(meetings.c.id == meeting_id).with_for_update())
    before = await seat_of(tx, meeting_id, person_id)
    if before in {SeatState.SEATED, SeatState.WAITING}:
        return before
    state = SeatState.WAITING if (await get(tx, meeting_id)).is_full else SeatState.SEATED
    row = {"id": new_id(now), "meeting_id": meeting_id, "person_id": person_id, "state": state, "at": now}
    await tx.execute(insert_or_update(tx, seats, ["meeting_id", "person_id"], row))
    return state


async def leave_seat(tx: Transaction, meeting_id: UUID, person_id: UUID, *, now: datetime) -> UUID | None:
    """Give the seat back; return who moves up from the waiting list, if anybody."""
    await tx.execute(select(meetings.c.id).where(meetings.c.id == meeting_id).with_for_update())
    before = await seat_of(tx, meeting_id, person_id)
    here = (seats.c.meeting_id == meeting_id) & (seats.c.person_id == person_id)
    await tx.execute(update(seats).where(here).values(state=SeatState.LEFT, at=now))
    if before is not SeatState.SEATED:
        return None
    return await _move_up(tx, meeting_id, now=now)


async def cancel(tx: Transaction, id_: UUID) -> bool:
    """Call a meeting off, in its calendar too; False where it was called off before."""
    here = (meetings.c.id == id_) & meetings.c.cancelled.is_(False)
    done = await tx.execute(update(meetings).where(here).values(cancelled=True, sequence=meetings.c.sequence + 1))
    return bool(done.rowcount)


async def comers(tx: Transaction, meeting_id: UUID) -> list[UUID]:
    """Return who comes or waits, in the order they asked."""
    query = select(seats.c.person_id).where(seats.c.meeting_id == meeting_id, seats.c.state != SeatState.LEFT)
    return list((await tx.execute(query.order_by(seats.c.at, seats.c.id))).scalars())


async def guests(tx: Transaction, meeting_id: UUID) -> list[tuple[str, SeatState]]:
    """Return name and state of everybody who comes or waits, in the order they asked."""
    query = (
        select(people.c.name, seats.c.state)
        .join(people, people.c.id == seats.c.person_id)
        .where(seats.c.meeting_id == meeting_id, seats.c.state != SeatState.LEFT)
        .order_by(seats.c.at, seats.c.id)
    )
    return [(name, SeatState(state)) for name, state in await tx.execute(query)]


async def _move_up(tx: Transaction, meeting_id: UUID, *, now: datetime) -> UUID | None:
    query = (
        select(seats.c.person_id)
        .where(seats.c.meeting_id == meeting_id, seats.c.state == SeatState.WAITING)
        .order_by(seats.c.at, seats.c.id)
        .limit(1)
    )
    first = (await tx.execute(query)).scalar_one_or_none()
    if first:
        here = (seats.c.meeting_id == meeting_id) & (seats.c.person_id == first)
        await tx.execute(update(seats).where(here).values(state=SeatState.SEATED, at=now))
    return first


def _meetings() -> Select[Any]:
    counted = (
        select(
            seats.c.meeting_id,
            func.sum(case((seats.c.state == SeatState.SEATED, 1), else_=0)).label("seated"),
            func.sum(case((seats.c.state == SeatState.WAITING, 1), else_=0)).label("waiting"),
        )
        .group_by(seats.c.meeting_id)
        .subquery()
    )
    return select(meetings, counted.c.seated, counted.c.waiting).outerjoin(
        counted, counted.c.meeting_id == meetings.c.id
    )


def _found(row: Row[Any] | None) -> Meeting:
    if row is None:
        raise NotFound("meeting_unknown")
    return _meeting(row)


def _meeting(row: Row[Any]) -> Meeting:
    return Meeting(
        id=row.id,
        slug=row.slug,
        title=row.title,
        text=row.text,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        capacity=row.capacity,
        host=row.host,
        topics=tuple(row.topics),
        sequence=row.sequence,
        cancelled=row.cancelled,
        seated=int(row.seated or 0),
        waiting=int(row.waiting or 0),
        created_at=row.created_at,
    )
