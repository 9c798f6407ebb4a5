"""Meetings of the network: place, time, capacity and who comes."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from network import text
from network.errors import BadAnswer

_DATE = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")
_TIME = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr)?$", re.IGNORECASE)


class SeatState(StrEnum):
    """Where a registration for a meeting stands."""

    SEATED = "seated"
    WAITING = "waiting"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting; times are aware, `sequence` grows with every change (iCalendar), `seated` counts taken seats."""

    id: UUID
    slug: str
    title: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    host: str
    topics: tuple[str, ...] = ()
    sequence: int = 0
    cancelled: bool = False
    seated: int = 0
    waiting: int = 0
    created_at: datetime

    @property
    def is_full(self) -> bool:
        """Whether the next person goes to the waiting list."""
        return self.seated >= self.capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What staff answered when they announced a meeting."""

    title: str
    text: str
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    host: str
    topics: tuple[str, ...] = ()


def meeting_title(raw: str) -> str:
    """Return a title: one line, 5 to 120 characters."""
    return text.line(raw, key="meeting_title", least=5, most=120)


def meeting_text(raw: str) -> str:
    """Return the description: 20 to 2000 characters."""
    return text.block(raw, key="meeting_text", least=20, most=2000)


def meeting_place(raw: str) -> str:
    """Return where it takes place: one line, 3 to 160 characters."""
    return text.line(raw, key="meeting_place", least=3, most=160)


def host_name(raw: str) -> str:
    """Return who invites: one line, 2 to 120 characters."""
    return text.line(raw, key="host", least=2, most=120)


def cancel_reason(raw: str) -> str:
    """Return why a meeting is called off, as the guests will read it: 5 to 600 characters."""
    return text.block(raw, key="cancel_reason", least=5, most=600)


def capacity(raw: str) -> int:
    """Return the number of seats, 1 to 5000."""
    cleaned = text.clean(raw)
    if not re.fullmatch(r"[0-9]{1,4}", cleaned) or not 1 <= int(cleaned) <= 5000:
        raise BadAnswer("capacity", most=5000)
    return int(cleaned)


def day(raw: str) -> date:
    """Return a date written as 24.3.2027 or 2027-03-24."""
    cleaned = text.clean(raw)
    if match := _DATE.match(cleaned):
        number, month, year = (int(part) for part in match.groups())
    elif match := _ISO.match(cleaned):
        year, month, number = (int(part) for part in match.groups())
    else:
        raise BadAnswer("day")
    try:
        return date(year, month, number)
    except ValueError:
        raise BadAnswer("day_unreal", given=cleaned) from None


def clock(raw: str) -> time:
    """Return a time of day written as 14:30, 14.30 or 14 Uhr."""
    match = _TIME.match(text.clean(raw))
    if not match or int(match.group(1)) > 23 or int(match.group(2) or 0) > 59:
        raise BadAnswer("clock")
    return time(int(match.group(1)), int(match.group(2) or 0))


def moment(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the aware moment of a local date and time; a time the clocks skip raises BadAnswer."""
    local = datetime.combine(on, at, tzinfo=zone)
    if local.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadAnswer("clock_skipped", given=f"{at:%H:%M}")
    return local


def span(starts_at: datetime, ends_at: datetime, *, now: datetime) -> None:
    """Raise BadAnswer unless the meeting lies ahead (at most five years) and ends after it starts."""
    if starts_at <= now:
        raise BadAnswer("meeting_past")
    if (starts_at - now).days > 5 * 365:
        raise BadAnswer("meeting_far")
    if ends_at <= starts_at:
        raise BadAnswer("meeting_ends_early")
