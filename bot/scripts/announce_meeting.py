"""Staff announce a meeting of the network."""

from collections.abc import Callable
from datetime import date, datetime

from actions.announce_meeting import announce_meeting
from bot.addresses import address
from bot.dialogue import Dialogue
from bot.questions import topics
from bot.say import Say, link, tap
from network.errors import BadAnswer
from network.meeting import (
    MeetingDraft,
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
from network.rights import demand

PLAN = ("title", "text", "place", "date", "start", "end", "capacity", "host", "topics", "review")


async def script(chat: Dialogue) -> Say:
    """Return the announced meeting."""
    demand("announce_meeting", chat.person)
    chat.plan = PLAN
    meeting = await announce_meeting(chat.tx, await _draft(chat), by=chat.person, now=chat.now)
    rows = (
        (tap("buttons.read_meeting", address("browse_meetings", meeting.id)),),
        (link("buttons.web_page", f"/termine/{meeting.slug}"), tap("common.to_start", "start")),
    )
    return Say(key="announce_meeting.done", facts={"it": meeting}, rows=rows)


async def _draft(chat: Dialogue) -> MeetingDraft:
    title = await chat.ask("title", meeting_title)
    text = await chat.ask("text", meeting_text)
    place = await chat.ask("place", meeting_place)
    on = await chat.ask("date", _day_ahead(chat))
    starts_at = await chat.ask("start", _start(chat, on), on=on)
    ends_at = await chat.ask("end", _end(chat, on, starts_at), starts_at=starts_at)
    seats = await chat.ask("capacity", capacity)
    host = await chat.ask("host", host_name)
    chosen = await topics(chat, proposed_from=f"{title}. {text}")
    draft = MeetingDraft(
        title=title,
        text=text,
        place=place,
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=seats,
        host=host,
        topics=chosen,
    )
    await _summary(chat, draft, on)
    return draft


async def _summary(chat: Dialogue, draft: MeetingDraft, on: date) -> None:
    fields = [
        ("title", draft.title),
        ("text", draft.text),
        ("place", draft.place),
        ("date", on),
        ("start", draft.starts_at),
        ("end", draft.ends_at),
        ("capacity", draft.capacity),
        ("host", draft.host),
        ("topics", draft.topics),
    ]
    await chat.review(fields)


def _day_ahead(chat: Dialogue) -> Callable[[str], date]:
    """Return what reads a day that is not over."""
    today = chat.now.astimezone(chat.desk.zone).date()

    def read(raw: str) -> date:
        on = day(raw)
        if on < today:
            raise BadAnswer("meeting_past")
        if (on - today).days > 5 * 365:
            raise BadAnswer("meeting_far")
        return on

    return read


def _start(chat: Dialogue, on: date) -> Callable[[str], datetime]:
    """Return what reads a time on this day that still lies ahead."""

    def read(raw: str) -> datetime:
        starts_at = moment(on, clock(raw), chat.desk.zone)
        if starts_at <= chat.now:
            raise BadAnswer("meeting_past")
        return starts_at

    return read


def _end(chat: Dialogue, on: date, starts_at: datetime) -> Callable[[str], datetime]:
    """Return what reads a time on the same day after the start."""

    def read(raw: str) -> datetime:
        ends_at = moment(on, clock(raw), chat.desk.zone)
        span(starts_at, ends_at, now=chat.now)
        return ends_at

    return read
