"""An action asks for the right of the person at the moment it is called."""

from collections.abc import Awaitable, Callable

import pytest

from actions.announce import announce
from actions.announce_meeting import announce_meeting
from actions.join_meeting import join_meeting
from actions.leave_meeting import leave_meeting
from actions.list_waiting import list_waiting
from actions.review_initiative import review_initiative
from actions.review_news import review_news
from network.errors import NotAllowed
from network.meeting import MeetingDraft
from network.news import NewsDraft, Rubric
from network.person import Person
from network.review import Verdict
from storage.database import Database, Transaction
from storage.keys import new_id
from tests import make

MEETING = make.meeting()
NEWS = NewsDraft(rubric=Rubric.AKTUELLES, title="Ein Titel", text="Ein Text, der lang genug ist.")
DRAFT = MeetingDraft(
    title=MEETING.title,
    text=MEETING.text,
    place=MEETING.place,
    starts_at=MEETING.starts_at,
    ends_at=MEETING.ends_at,
    capacity=2,
    host=MEETING.host,
)
SOMETHING = new_id(make.NOW)
STAFF_ONLY: dict[str, Callable[[Transaction, Person], Awaitable[object]]] = {
    "announce": lambda tx, by: announce(tx, NEWS, by=by, now=make.NOW),
    "announce_meeting": lambda tx, by: announce_meeting(tx, DRAFT, by=by, now=make.NOW),
    "list_waiting": lambda tx, by: list_waiting(tx, by=by),
    "review_initiative": lambda tx, by: review_initiative(tx, SOMETHING, Verdict.APPROVE, by=by, now=make.NOW),
    "review_news": lambda tx, by: review_news(tx, SOMETHING, Verdict.APPROVE, by=by, now=make.NOW),
}


@pytest.mark.parametrize("action", STAFF_ONLY)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_coordinators_cannot_do_what_staff_do(db: Database, action: str) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        with pytest.raises(NotAllowed):
            await STAFF_ONLY[action](tx, anna)


@pytest.mark.parametrize("action", [join_meeting, leave_meeting])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_unknown_signs_up(db: Database, action: Callable[..., Awaitable[object]]) -> None:
    async with db.transaction() as tx:
        with pytest.raises(NotAllowed):
            await action(tx, SOMETHING, by=None, now=make.NOW)
