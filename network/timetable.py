"""When things are due: schedules in local time, proof against the nights when the clocks change."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
_SCHEDULE = re.compile(r"(?:(\d{1,2})|(\w\w)) (\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A local time on a day of the month (1 to 28), on a weekday (0 is Monday), or, with neither, every day."""

    at: time
    monthday: int | None = None
    weekday: int | None = None

    def falls_on(self, day: date) -> bool:
        """Return whether there is a slot on this local date."""
        if self.monthday is not None:
            return day.day == self.monthday
        return self.weekday is None or day.weekday() == self.weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One time a task is due; `period` is the local date and names it for ever, `due_at` is in UTC."""

    period: str
    due_at: datetime


def parse(text: str) -> Schedule:
    """Return the schedule written as "1 09:00" or "mo 09:00" (see config.settings); raise ValueError."""
    found = _SCHEDULE.fullmatch(text)
    if not found or (found[2] and found[2] not in _DAYS):
        raise ValueError(f"not a schedule: {text!r}")
    monthday = int(found[1]) if found[1] else None
    if monthday is not None and not 1 <= monthday <= 28:
        raise ValueError(f"not in every month: {text!r}")
    weekday = _DAYS.index(found[2]) if found[2] else None
    return Schedule(at=time(int(found[3]), int(found[4])), monthday=monthday, weekday=weekday)


def newest_slot(schedule: Schedule, zone: ZoneInfo, *, now: datetime) -> Slot:
    """Return the last slot that is due at `now` or was before."""
    day = now.astimezone(zone).date()
    while True:
        if schedule.falls_on(day):
            slot = Slot(period=day.isoformat(), due_at=moment(day, schedule.at, zone))
            if slot.due_at <= now:
                return slot
        day -= timedelta(days=1)


def next_slot(schedule: Schedule, zone: ZoneInfo, *, now: datetime) -> Slot:
    """Return the first slot after `now`."""
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        if schedule.falls_on(day):
            slot = Slot(period=day.isoformat(), due_at=moment(day, schedule.at, zone))
            if slot.due_at > now:
                return slot
        day += timedelta(days=1)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return a local time in UTC.

    A time that comes twice is the first of the two; one that the clocks skip is as much later as they skip.
    """
    return datetime.combine(day, at, tzinfo=zone).replace(fold=0).astimezone(UTC)
