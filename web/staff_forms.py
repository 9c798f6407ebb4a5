"""What the staff publish themselves: announcements and meetings, each shown first as others will see it."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from actions.announce import announce
from actions.announce_meeting import announce_meeting
from actions.cancel_meeting import cancel_meeting
from network.errors import AlreadyDone, BadAnswer, NotFound, Refusal
from network.infobrief import Item, ItemKind
from network.meeting import (
    Meeting,
    MeetingDraft,
    SeatState,
    cancel_reason,
    capacity,
    clock,
    day,
    host_name,
    meeting_place,
    meeting_text,
    meeting_title,
    moment,
    span,
)
from network.news import NewsDraft, Rubric, news_link, news_text, news_title
from network.person import Person
from storage import meetings, taps
from storage.database import DatabaseAway, Transaction
from web.reception import reception
from web.staff_parts import Sheet, back, desk_page, member, sheet_of, told, topic_groups

_HOME = "/netzwerkstelle"
_MEETINGS = f"{_HOME}/treffen"
_NOBODY = UUID(int=0)
_SPAN_FIELD = {"meeting_past": "tag", "meeting_far": "tag", "meeting_ends_early": "ende"}
RUBRICS = tuple(rubric for rubric in Rubric if rubric is not Rubric.NEU)  # newcomers write themselves in


# ------------------------------------------------------------------ announcements


async def announcement(request: Request) -> Response:
    """/netzwerkstelle/ankuendigung: the form."""
    return await _announcement(request, await sheet_of(request))


async def publish_announcement(request: Request) -> Response:
    """POST: shows the announcement as the Infobrief will, then publishes it; `schritt` says which."""
    by, sheet = await member(request), await sheet_of(request)
    draft = _news_draft(sheet)
    if draft is None or sheet.raw("schritt") == "aendern":
        return await _announcement(request, sheet, code=400 if sheet.errors else 200)
    try:
        if await _pressed(request, sheet, by, lambda tx, now: announce(tx, draft, by=by, now=now)):
            return back(_HOME, "angekuendigt")
        return await _announcement(request, sheet, item=_item(draft), button=await _button(request, by))
    except AlreadyDone:
        return back(_HOME, "schon_veroeffentlicht")
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _announcement(request, sheet, refused=refused, code=code)


async def _announcement(
    request: Request,
    sheet: Sheet,
    *,
    item: Item | None = None,
    button: UUID | None = None,
    refused: str | None = None,
    code: int = 200,
) -> Response:
    return await desk_page(
        request,
        "staff_announcement.html",
        code=code,
        refused=refused,
        sheet=sheet,
        item=item,
        button=button,
        rubrics=RUBRICS,
        groups=await topic_groups(request),
        chosen=sheet.topics(),
    )


def _news_draft(sheet: Sheet) -> NewsDraft | None:
    rubric = sheet.read("rubrik", _rubric)
    title, text = sheet.read("titel", news_title), sheet.read("text", news_text)
    link = sheet.read_optional("link", news_link)
    if sheet.errors or rubric is None or title is None or text is None:
        return None
    return NewsDraft(rubric=rubric, title=title, text=text, link=link, topics=tuple(sheet.topics()))


def _rubric(raw: str) -> Rubric:
    if raw not in RUBRICS:
        raise BadAnswer("rubric_missing")
    return Rubric(raw)


def _item(draft: NewsDraft) -> Item:
    """Return the announcement as the Infobrief will show it."""
    return Item(
        kind=ItemKind.NEWS,
        id="vorschau",
        rubric=draft.rubric,
        title=draft.title,
        text=draft.text,
        link=draft.link,
        source="",
        topics=draft.topics,
    )


# ------------------------------------------------------------------ meetings


async def meeting_list(request: Request) -> Response:
    """/netzwerkstelle/treffen: all meetings with the number of guests, the next one first."""
    house = reception(request)
    async with house.db.reading() as tx:
        every = await meetings.everything(tx)
    now = house.now()
    coming = [it for it in every if it.ends_at >= now]
    past = [it for it in reversed(every) if it.ends_at < now]
    return await desk_page(request, "staff_meetings.html", coming=coming, past=past)


async def meeting_form(request: Request) -> Response:
    """/netzwerkstelle/treffen/neu: the form."""
    return await _meeting_form(request, await sheet_of(request))


async def publish_meeting(request: Request) -> Response:
    """POST: shows the meeting as its page will, then publishes it; `schritt` says which."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    draft = _meeting_draft(sheet, house.desk.zone, now=house.now())
    if draft is None or sheet.raw("schritt") == "aendern":
        return await _meeting_form(request, sheet, code=400 if sheet.errors else 200)
    try:
        if await _pressed(request, sheet, by, lambda tx, now: announce_meeting(tx, draft, by=by, now=now)):
            return back(_MEETINGS, "treffen_angekuendigt")
        shown = Meeting(id=_NOBODY, slug="", created_at=house.now(), **asdict(draft))
        return await _meeting_form(request, sheet, meeting=shown, button=await _button(request, by))
    except AlreadyDone:
        return back(_MEETINGS, "schon_veroeffentlicht")
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _meeting_form(request, sheet, refused=refused, code=code)


async def meeting(request: Request) -> Response:
    """/netzwerkstelle/treffen/<id>: the meeting, who comes and who waits."""
    return await _meeting(request, "staff_meeting.html")


async def cancel_form(request: Request) -> Response:
    """/netzwerkstelle/treffen/<id>/absage: says how many people will hear about it, with one button."""
    return await _meeting(request, "staff_meeting_cancel.html", sheet=await sheet_of(request))


async def cancel(request: Request) -> Response:
    """POST: the meeting does not take place; its guests get a letter."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_, reason = request.path_params["id"], sheet.read_optional("grund", cancel_reason)
    if sheet.errors:
        return await _meeting(request, "staff_meeting_cancel.html", sheet=sheet, code=400)
    try:
        async with house.db.transaction() as tx:
            guests = await cancel_meeting(tx, id_, reason=reason, by=by, now=house.now())
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _meeting(request, "staff_meeting_cancel.html", sheet=sheet, refused=refused, code=code)
    house.nudge()
    return back(f"{_MEETINGS}/{id_}", "treffen_abgesagt", amount=guests)


async def _meeting(
    request: Request, name: str, *, sheet: Sheet | None = None, refused: str | None = None, code: int = 200
) -> Response:
    house = reception(request)
    async with house.db.reading() as tx:
        it = await meetings.get(tx, request.path_params["id"])
        guests = await meetings.guests(tx, it.id)
    return await desk_page(
        request,
        name,
        code=code,
        refused=refused,
        sheet=sheet,
        meeting=it,
        seated=[who for who, state in guests if state is SeatState.SEATED],
        waiting=[who for who, state in guests if state is SeatState.WAITING],
        begun=it.starts_at <= house.now(),
    )


async def _meeting_form(
    request: Request,
    sheet: Sheet,
    *,
    meeting: Meeting | None = None,
    button: UUID | None = None,
    refused: str | None = None,
    code: int = 200,
) -> Response:
    return await desk_page(
        request,
        "staff_meeting_form.html",
        code=code,
        refused=refused,
        sheet=sheet,
        meeting=meeting,
        button=button,
        groups=await topic_groups(request),
        chosen=sheet.topics(),
    )


def _meeting_draft(sheet: Sheet, zone: ZoneInfo, *, now: datetime) -> MeetingDraft | None:
    title, text = sheet.read("titel", meeting_title), sheet.read("text", meeting_text)
    place, host = sheet.read("ort", meeting_place), sheet.read("gastgeber", host_name)
    times = _times(sheet, zone, now=now)
    seats = sheet.read("plaetze", capacity)
    if sheet.errors or title is None or text is None or place is None or host is None or not seats or not times:
        return None
    return MeetingDraft(
        title=title,
        text=text,
        place=place,
        starts_at=times[0],
        ends_at=times[1],
        capacity=seats,
        host=host,
        topics=tuple(sheet.topics()),
    )


def _times(sheet: Sheet, zone: ZoneInfo, *, now: datetime) -> tuple[datetime, datetime] | None:
    """Return begin and end, or None with errors beside the fields that do not fit."""
    on, begin, end = sheet.read("tag", day), sheet.read("beginn", clock), sheet.read("ende", clock)
    if on is None or begin is None or end is None:
        return None
    starts_at = sheet.attempt("beginn", lambda: moment(on, begin, zone))
    ends_at = sheet.attempt("ende", lambda: moment(on, end, zone))
    if starts_at is None or ends_at is None:
        return None
    try:
        span(starts_at, ends_at, now=now)
    except BadAnswer as refusal:
        sheet.refuse(_SPAN_FIELD[refusal.key], refusal)
        return None
    return starts_at, ends_at


# ------------------------------------------------------------------ both


async def _button(request: Request, by: Person) -> UUID:
    """Return the one-time number of the button that publishes, so that a form sent twice publishes once."""
    house = reception(request)
    async with house.db.transaction() as tx:
        return await taps.add(tx, by.id, "publish", request.url.path, now=house.now())


async def _pressed(
    request: Request, sheet: Sheet, by: Person, publish: Callable[[Transaction, datetime], Awaitable[object]]
) -> bool:
    """Publish and return True when our button was pressed; False where the form only wants to be shown."""
    house, number = reception(request), _number(sheet)
    if number is None:
        return False
    try:
        async with house.db.transaction() as tx:
            await taps.use(tx, number, by.id, now=house.now())
            await publish(tx, house.now())
    except NotFound:  # a button this person never had: the preview comes with a fresh one
        return False
    return True


def _number(sheet: Sheet) -> UUID | None:
    try:
        return UUID(sheet.raw("knopf")) if sheet.raw("schritt") == "veroeffentlichen" else None
    except ValueError:
        return None
