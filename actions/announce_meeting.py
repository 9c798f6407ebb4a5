"""Staff announce a meeting of the network; it is public at once and open for registration."""

from datetime import datetime

from network.meeting import Meeting, MeetingDraft, span
from network.person import Person
from network.rights import demand
from storage import audit, meetings
from storage.database import Transaction
from storage.keys import new_id


async def announce_meeting(tx: Transaction, draft: MeetingDraft, *, by: Person, now: datetime) -> Meeting:
    """Return the meeting; raise BadAnswer unless it lies ahead and ends after it starts."""
    demand("announce_meeting", by)
    span(draft.starts_at, draft.ends_at, now=now)
    meeting = Meeting(
        id=new_id(now),
        slug=await meetings.free_slug(tx, draft.title, draft.starts_at),
        title=draft.title,
        text=draft.text,
        place=draft.place,
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
        capacity=draft.capacity,
        host=draft.host,
        topics=draft.topics,
        created_at=now,
    )
    await meetings.add(tx, meeting, by=by.id)
    await audit.write(tx, "announce_meeting", meeting.id, by=by, now=now)
    return meeting
