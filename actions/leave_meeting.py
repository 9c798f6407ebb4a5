"""Somebody gives a seat back; whoever waits longest moves up and hears about it."""

from datetime import datetime
from uuid import UUID

from actions.join_meeting import facts_of, open_for_changes
from network.errors import NotAllowed
from network.meeting import SeatState
from network.person import Person
from network.rights import demand
from storage import audit, meetings, people, post
from storage.database import Transaction


async def leave_meeting(tx: Transaction, id_: UUID, *, by: Person | None, now: datetime) -> None:
    """Give up the seat or the place on the waiting list; without one nothing changes."""
    demand("leave_meeting", by)
    if by is None:
        raise NotAllowed(action="leave_meeting")
    meeting = await meetings.get(tx, id_)
    open_for_changes(meeting, now=now)
    if await meetings.seat_of(tx, id_, by.id) not in {SeatState.SEATED, SeatState.WAITING}:
        return
    next_one = await meetings.leave_seat(tx, id_, by.id, now=now)
    await audit.write(tx, "leave_meeting", id_, by=by, now=now)
    if next_one:
        person = await people.get(tx, next_one)
        await post.to_person(tx, person, "meeting_moved_up", facts_of(meeting, SeatState.SEATED), now=now)
