"""What may be suggested to whom: a private list of those one does not want, and initiatives that pause."""

import calendar
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from network.errors import BadAnswer

COUNTED = timedelta(days=90)  # how long it counts that somebody was suggested
PAUSES = (1, 3, 6)  # months one may choose
_KNOWN_MONTHS = 12


class Grounds(StrEnum):
    """Why somebody shall not be suggested; never told to the other side."""

    KNOWN = "known"  # we know each other: for a year
    UNFIT = "unfit"  # for good


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissal:
    """One initiative that another does not want to be suggested; `until` None means for good."""

    other: UUID
    grounds: Grounds
    until: datetime | None
    at: datetime


def dismissed_until(grounds: Grounds, *, now: datetime) -> datetime | None:
    """Return when somebody may be suggested again; None means never."""
    return _months_later(now, _KNOWN_MONTHS) if grounds is Grounds.KNOWN else None


def paused_until(months: int, *, now: datetime) -> datetime:
    """Return the end of a pause; raise BadAnswer for a length that is not offered."""
    if months not in PAUSES:
        raise BadAnswer
    return _months_later(now, months)


def _months_later(moment: datetime, months: int) -> datetime:
    """Return the same day some months later, or the last one of a month that is too short."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))
