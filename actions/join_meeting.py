"""Somebody signs up for a meeting: a seat, or a place on the waiting list when all are taken."""

from datetime import datetime
from uuid import UUID

from network.errors import NotAllowed, Refusal
from network.meeting import Meeting, SeatState
from network.person import Person
from network.rights import demand
from storage import audit, meetings, post
from storage.database import Transaction


async def join_meeting(tx: Transaction, id_: UUID, *, by: Person | None, now: datetime) -> SeatState:
    """Return whether the person has a seat or waits; the second time nothing changes."""
    demand("join_meeting", by)
    if by is None:
        raise NotAllowed(action="join_meeting")
    meeting = await meetings.get(tx, id_)
    open_for_changes(meeting, now=now)
    before = await meetings.seat_of(tx, id_, by.id)
    state = await meetings.take_seat(tx, id_, by.id, now=now)
    if state is not before:
        await audit.write(tx, "join_meeting", id_, by=by, now=now, seat=state)
        await post.to_person(tx, by, "meeting_joined", facts_of(meeting, state), now=now)
    return state


def open_for_changes(meeting: Meeting, *, now: datetime) -> None:
    """Raise a refusal when nobody can come or leave any more."""
    if meeting.cancelled:
        raise Refusal("meeting_cancelled", title=meeting.title)
    if meeting.starts_at <= now:
        raise Refusal("meeting_begun", title=meeting.title)


def facts_of(meeting: Meeting, state: SeatState) -> dict[str, object]:
    """Return what a letter about a seat says, as plain values."""
    return {
        "title": meeting.title,
        "slug": meeting.slug,
        "place": meeting.place,
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "seated": state is SeatState.SEATED,
    }
