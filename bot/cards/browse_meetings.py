"""Coming meetings of the network, and one's own seat."""

from bot.addresses import address, id_in, number_in, page_of, turning
from bot.player import Visit
from bot.pressing import once
from bot.say import Label, Link, Say, Tap, link, tap
from network.meeting import Meeting, SeatState
from storage import meetings


async def card(visit: Visit) -> Say:
    """Return the list of coming meetings, or the one in the address."""
    id_ = id_in(visit.address, 1)
    return await shown(visit, await meetings.get(visit.tx, id_)) if id_ else await _listed(visit)


async def shown(visit: Visit, meeting: Meeting, *, lead: Say | None = None) -> Say:
    """Return one meeting with the button that fits the person's seat."""
    seat = await meetings.seat_of(visit.tx, meeting.id, visit.person.id)
    rows: list[tuple[Tap | Link, ...]] = []
    if meeting.starts_at > visit.now and not meeting.cancelled:
        rows.append((await _seat_button(visit, meeting, seat),))
    rows.append(
        (link("buttons.calendar", f"/termine/{meeting.slug}.ics"), link("buttons.web_page", f"/termine/{meeting.slug}"))
    )
    rows.append((tap("buttons.meetings", "browse_meetings"), tap("common.to_start", "start")))
    facts = {"it": meeting, "seat": seat, "begun": meeting.starts_at <= visit.now}
    return Say(key="browse_meetings.detail", facts=facts, rows=tuple(rows), edit=True, lead=lead)


async def _listed(visit: Visit) -> Say:
    page = page_of(await meetings.coming(visit.tx, now=visit.now), number_in(visit.address, 2))
    rows: list[tuple[Tap | Link, ...]] = [
        (Tap(label=Label(name=it.title), data=address("browse_meetings", it.id)),) for it in page.items
    ]
    rows += turning(page, "browse_meetings", "")
    if not page.items:
        rows.append((tap("buttons.topics", "begin:choose_topics"), link("buttons.past_meetings", "/termine")))
    rows.append((tap("common.to_start", "start"),))
    return Say(key="browse_meetings.list", facts={"page": page}, rows=tuple(rows), edit=True)


async def _seat_button(visit: Visit, meeting: Meeting, seat: SeatState | None) -> Tap:
    if seat in {SeatState.SEATED, SeatState.WAITING}:
        key = "buttons.leave" if seat is SeatState.SEATED else "buttons.stop_waiting"
        return await once(visit, key, "leave_meeting", meeting.id)
    return await once(visit, "buttons.wait" if meeting.is_full else "buttons.join", "join_meeting", meeting.id)
