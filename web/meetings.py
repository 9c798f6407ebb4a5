"""Meetings of the network: the list, each one's page with sign-up, and the calendar to subscribe to."""

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.join_meeting import join_meeting
from actions.leave_meeting import leave_meeting
from network.meeting import Meeting
from storage import meetings
from web.reception import asking, page, reception


async def listing(request: Request) -> Response:
    """/termine: coming meetings, soonest first, and the last ones."""
    house = reception(request)
    async with house.db.reading() as tx:
        coming = await meetings.coming(tx, now=house.now())
        past = await meetings.past(tx, now=house.now(), limit=10)
    return await page(request, "meetings.html", coming=coming, past=past)


async def one(request: Request) -> Response:
    """/termine/<slug>: one meeting and whether the visitor comes."""
    house = reception(request)
    person = await asking(request)
    async with house.db.reading() as tx:
        meeting = await meetings.by_slug(tx, request.path_params["slug"])
        seat = await meetings.seat_of(tx, meeting.id, person.id) if person else None
        guests = await meetings.guests(tx, meeting.id) if person and person.is_staff else None
    over = meeting.ends_at < house.now()
    return await page(request, "meeting.html", meeting=meeting, seat=seat, guests=guests, over=over)


async def join(request: Request) -> Response:
    """POST: take a seat, or a place on the waiting list."""
    return await _decide(request, joins=True)


async def leave(request: Request) -> Response:
    """POST: give the seat back."""
    return await _decide(request, joins=False)


async def calendar(request: Request) -> Response:
    """/termine.ics: all meetings as a calendar to subscribe to."""
    house = reception(request)
    async with house.db.reading() as tx:
        found = await meetings.everything(tx)
    return _ics(found, house.settings.base_url)


async def calendar_of_one(request: Request) -> Response:
    """/termine/<slug>.ics: one meeting for one's own calendar."""
    house = reception(request)
    async with house.db.reading() as tx:
        meeting = await meetings.by_slug(tx, request.path_params["slug"])
    return _ics([meeting], house.settings.base_url)


async def _decide(request: Request, *, joins: bool) -> Response:
    house = reception(request)
    person = await asking(request)
    slug = request.path_params["slug"]
    async with house.db.transaction() as tx:
        meeting = await meetings.by_slug(tx, slug)
        verb = join_meeting if joins else leave_meeting
        await verb(tx, meeting.id, by=person, now=house.now())
    house.nudge()
    return RedirectResponse(f"/termine/{slug}", status_code=303)


def _ics(found: list[Meeting], base_url: str) -> Response:
    book = Calendar()
    book.add("prodid", "-//Knotenpunkt//Treffen//DE")
    book.add("version", "2.0")
    book.add("name", "Knotenpunkt")
    for meeting in found:
        book.add_component(_event(meeting, base_url))
    return Response(book.to_ical(), media_type="text/calendar; charset=utf-8")


def _event(meeting: Meeting, base_url: str) -> Event:
    entry = Event()
    entry.add("uid", f"{meeting.id}@knotenpunkt")
    entry.add("dtstamp", meeting.created_at)
    entry.add("dtstart", meeting.starts_at)
    entry.add("dtend", meeting.ends_at)
    entry.add("summary", meeting.title)
    entry.add("description", meeting.text)
    entry.add("location", meeting.place)
    entry.add("url", f"{base_url}/termine/{meeting.slug}")
    entry.add("sequence", meeting.sequence)
    entry.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    return entry
