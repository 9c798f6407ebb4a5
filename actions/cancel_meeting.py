"""Staff call a meeting off; everybody who had a seat or waited for one hears about it."""

from datetime import datetime
from uuid import UUID

from actions.join_meeting import facts_of
from network.errors import AlreadyDone, Refusal
from network.meeting import SeatState
from network.person import Person
from network.rights import demand
from storage import audit, meetings, people, post
from storage.database import Transaction


async def cancel_meeting(tx: Transaction, id_: UUID, *, reason: str | None = None, by: Person, now: datetime) -> int:
    """Return how many people get a letter; the second time raises AlreadyDone, a meeting that began a Refusal.

    `reason` stands in the letter as it was written.
    """
    demand("cancel_meeting", by)
    meeting = await meetings.get(tx, id_)
    if meeting.starts_at <= now:
        raise Refusal("meeting_begun", title=meeting.title)
    if not await meetings.cancel(tx, id_):
        raise AlreadyDone("meeting_cancelled", title=meeting.title)
    await audit.write(tx, "cancel_meeting", id_, by=by, now=now)
    told = 0
    for person_id in await meetings.comers(tx, id_):
        person = await people.get(tx, person_id)
        facts = facts_of(meeting, SeatState.LEFT) | {"reason": reason}
        told += await post.to_person(tx, person, "meeting_cancelled", facts, now=now)
    return told
