"""A meeting is called off once, and everybody who would have come hears about it, each in their own way."""

import asyncio
from datetime import timedelta

import pytest

from actions.cancel_meeting import cancel_meeting
from network.errors import AlreadyDone, NotAllowed, Refusal
from network.letter import Channel
from network.meeting import Meeting
from network.person import Person
from storage import meetings, people
from storage.database import Database
from tests import make
from tests.actions.letters import taken
from tests.make import NOW, TEXTS

STAFF, ANNA, BELA, CEM = make.staff(), make.person(), make.person("Bela Bauer"), make.person("Cem Celik", email=None)


@pytest.fixture
async def meeting(db: Database) -> Meeting:
    """Two seats: Anna and Bela come, Cem, whom we know from Telegram only, waits."""
    await make.keep(db, STAFF, ANNA, BELA, CEM)
    meeting = make.meeting()
    await make.keep_meeting(db, meeting, by=STAFF)
    async with db.transaction() as tx:
        await people.add_chat(tx, Channel.TELEGRAM, "4711", CEM.id, now=NOW)
        for person in (ANNA, BELA, CEM):
            await meetings.take_seat(tx, meeting.id, person.id, now=NOW)
    return meeting


async def cancel(db: Database, meeting: Meeting, *, by: Person = STAFF, **facts: object) -> int:
    values = {"now": NOW, "by": by} | facts
    async with db.transaction() as tx:
        return await cancel_meeting(tx, meeting.id, **values)  # type: ignore[arg-type]


async def test_guests_and_those_who_wait_hear_the_reason_by_mail_or_in_their_chat(
    db: Database, meeting: Meeting
) -> None:
    assert await cancel(db, meeting, reason="Der Saal ist gesperrt.") == 3
    letters = {letter.address: letter for letter in await taken(db)}
    assert letters.keys() == {ANNA.email, BELA.email, "4711"}
    mail = TEXTS.mail("meeting_cancelled", letters[str(ANNA.email)].facts, ANNA.language)
    chat = TEXTS.say("meeting_cancelled.letter", letters["4711"].facts, CEM.language)
    for said in (mail.text, mail.html or "", chat):
        assert meeting.title in said
        assert "Der Saal ist gesperrt." in said


async def test_without_a_reason_the_letter_says_nothing_about_one(db: Database, meeting: Meeting) -> None:
    await cancel(db, meeting)
    (letter, *_) = await taken(db)
    assert "schreibt dazu" not in TEXTS.mail("meeting_cancelled", letter.facts, ANNA.language).text


async def test_calendars_see_the_change(db: Database, meeting: Meeting) -> None:
    await cancel(db, meeting)
    async with db.reading() as tx:
        now = await meetings.get(tx, meeting.id)
    assert now.cancelled
    assert now.sequence == meeting.sequence + 1


async def test_two_people_at_once_call_it_off_once(db: Database, meeting: Meeting) -> None:
    answers = await asyncio.gather(*(cancel(db, meeting) for _ in range(2)), return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["AlreadyDone", "int"]
    assert len(await taken(db)) == 3
    with pytest.raises(AlreadyDone):
        await cancel(db, meeting)


async def test_what_has_begun_cannot_be_called_off(db: Database, meeting: Meeting) -> None:
    with pytest.raises(Refusal, match="meeting_begun"):
        await cancel(db, meeting, now=meeting.starts_at + timedelta(minutes=1))
    assert await taken(db) == []


async def test_only_staff_may(db: Database, meeting: Meeting) -> None:
    with pytest.raises(NotAllowed):
        await cancel(db, meeting, by=ANNA)
