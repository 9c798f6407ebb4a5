"""Meetings on the web: seats, waiting list, and calendars that other programs can read."""

from datetime import timedelta
from pathlib import Path

from icalendar import Calendar

from bot.player import Repertoire
from network.meeting import Meeting
from network.person import Role
from storage import meetings
from storage.database import Database
from storage.keys import new_id
from tests.web.front import NOW, Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})


async def announced(house: Front, *, capacity: int = 45, title: str = "Treffen in Köln") -> Meeting:
    staff = await house.person("Staff Person", Role.STAFF, email=f"{capacity}@netz.example")
    async with house.db.transaction() as tx:
        starts = NOW + timedelta(days=30)
        meeting = Meeting(
            id=new_id(NOW),
            slug=await meetings.free_slug(tx, title, starts),
            title=title,
            text="Zwei Berichte aus der guten Praxis und Zeit zum Gespräch.",
            place="IHK zu Köln",
            starts_at=starts,
            ends_at=starts + timedelta(hours=5),
            capacity=capacity,
            host="IHK zu Köln",
            created_at=NOW,
        )
        await meetings.add(tx, meeting, by=staff.id)
    return meeting


async def test_without_a_meeting_the_page_says_where_the_next_one_will_appear(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert "Zurzeit ist kein Treffen angekündigt" in (await house.get("/termine")).text


async def test_a_seat_is_taken_and_given_back_with_one_button_each(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house)
        await house.signed_in("Anna Beispiel")
        page = f"/termine/{meeting.slug}"

        assert (await house.post(f"{page}/zusagen")).status_code == 303
        assert (await house.post(f"{page}/zusagen")).status_code == 303  # the second tap changes nothing
        text = (await house.get(page)).text
        assert "Ihr Platz ist reserviert" in text
        assert "1 von 45 vergeben" in text

        await house.post(f"{page}/absagen")
        assert "0 von 45 vergeben" in (await house.get(page)).text


async def test_when_all_seats_are_taken_the_next_one_waits_and_moves_up(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house, capacity=1)
        page = f"/termine/{meeting.slug}"
        first = await house.signed_in("Anna Beispiel")
        await house.post(f"{page}/zusagen")
        await house.signed_in("Bela Beispiel")
        await house.post(f"{page}/zusagen")
        assert "Sie stehen auf der Warteliste" in (await house.get(page)).text

        other = house.browser()
        await house.sign_in(first, other)
        await other.post(f"{page}/absagen", headers={"origin": str(house.client.base_url)})
        assert "Ihr Platz ist reserviert" in (await house.get(page)).text


async def test_only_somebody_who_is_signed_in_can_take_a_seat(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house)
        assert (await house.post(f"/termine/{meeting.slug}/zusagen")).status_code == 403
        assert "Zum Teilnehmen anmelden" in (await house.get(f"/termine/{meeting.slug}")).text


async def test_the_calendar_can_be_read_by_other_programs(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        meeting = await announced(house, title="Treffen; mit, Sonderzeichen \\ und Ümlaut")
        for path in ("/termine.ics", f"/termine/{meeting.slug}.ics"):
            answer = await house.get(path)
            assert answer.headers["content-type"].startswith("text/calendar")
            (entry,) = Calendar.from_ical(answer.content).walk("VEVENT")
            assert str(entry["summary"]) == meeting.title
            assert entry.decoded("dtstart") == meeting.starts_at
            assert str(entry["uid"]) == f"{meeting.id}@knotenpunkt"
