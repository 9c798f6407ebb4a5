"""Slots are where the calendar says, also in the nights when the clocks change and after a long silence."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from network.timetable import Schedule, moment, newest_slot, next_slot, parse

BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)  # clocks change at night
NIGHTLY = Schedule(at=time(2, 30))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("night", [SPRING, AUTUMN])
def test_a_slot_at_half_past_two_comes_once_in_the_night_of_the_change(night: date) -> None:
    begin = datetime.combine(night, time(0), tzinfo=UTC) - timedelta(hours=6)
    minutes = (begin + timedelta(minutes=number) for number in range(24 * 60))
    slots = [newest_slot(NIGHTLY, BERLIN, now=now) for now in minutes]
    assert len({slot.period for slot in slots if slot.period == night.isoformat()}) == 1
    assert len({slot.due_at for slot in slots if slot.period == night.isoformat()}) == 1
    assert [it.due_at for it in slots] == sorted(it.due_at for it in slots)  # never back to an older one


def test_a_time_the_clocks_skip_is_as_much_later_and_one_that_comes_twice_is_the_first() -> None:
    assert moment(SPRING, time(2, 30), BERLIN) == utc("2027-03-28T01:30")
    assert moment(AUTUMN, time(2, 30), BERLIN) == utc("2027-10-31T00:30")


@pytest.mark.parametrize(
    "now, due",
    [
        ("2027-03-24T12:00", "2027-03-22T08:00"),  # winter: 09:00 is 08:00 UTC
        ("2027-03-29T12:00", "2027-03-29T07:00"),  # summer: 07:00 UTC
        ("2027-10-30T12:00", "2027-10-25T07:00"),
        ("2027-11-01T12:00", "2027-11-01T08:00"),
    ],
)
def test_monday_nine_o_clock_is_nine_o_clock_all_year(now: str, due: str) -> None:
    assert newest_slot(parse("mo 09:00"), BERLIN, now=utc(now)).due_at == utc(due)


def test_every_month_has_its_slot() -> None:
    now, periods = utc("2027-01-15T12:00"), []
    for _ in range(13):
        slot = next_slot(parse("28 09:00"), BERLIN, now=now)
        periods.append(slot.period[:7])
        now = slot.due_at
    assert periods == [f"2027-{month:02}" for month in range(1, 13)] + ["2028-01"]


def test_a_slot_is_due_at_its_minute_and_not_a_moment_before() -> None:
    due = utc("2027-02-01T08:00")
    assert newest_slot(parse("1 09:00"), BERLIN, now=due).due_at == due
    assert newest_slot(parse("1 09:00"), BERLIN, now=due - timedelta(microseconds=1)).period == "2027-01-01"


@pytest.mark.parametrize("step", [timedelta(hours=-1), timedelta(days=-1)])
def test_a_clock_that_jumps_back_finds_the_same_or_an_older_slot(step: timedelta) -> None:
    now = utc("2027-02-01T08:30")
    assert newest_slot(parse("1 09:00"), BERLIN, now=now + step).period <= "2027-02-01"


def test_after_a_long_silence_only_the_newest_slot_counts() -> None:
    assert newest_slot(parse("1 09:00"), BERLIN, now=utc("2027-06-20T00:00")).period == "2027-06-01"


def test_the_period_is_the_local_date() -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    slot = newest_slot(parse("1 09:00"), auckland, now=utc("2027-01-31T21:00"))
    assert (slot.period, slot.due_at) == ("2027-02-01", utc("2027-01-31T20:00"))


@pytest.mark.parametrize("text", ["", "09:00", "0 09:00", "29 09:00", "montag 09:00", "xx 09:00", "1 25:00"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)


def test_every_schedule_the_settings_take_is_understood() -> None:
    assert parse("1 9:05") == Schedule(at=time(9, 5), monthday=1)
    assert parse("so 23:59") == Schedule(at=time(23, 59), weekday=6)
