"""Meetings: dates and times as people write them, and spans that make sense."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from network.errors import BadAnswer
from network.meeting import capacity, clock, day, moment, span

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["24.3.2027", "24.03.2027", "24. 3. 2027", "2027-03-24"])
def test_a_date_is_understood_as_people_write_it(raw: str) -> None:
    assert day(raw) == date(2027, 3, 24)


@pytest.mark.parametrize("raw", ["31.02.2027", "29.02.2027", "32.1.2027"])
def test_a_day_the_calendar_does_not_have_is_refused_by_its_name(raw: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        day(raw)
    assert refusal.value.key == "day_unreal"


@pytest.mark.parametrize("raw", ["morgen", "12/5", "32.1.", "", "24.3.27"])
def test_what_is_no_date_is_refused(raw: str) -> None:
    with pytest.raises(BadAnswer):
        day(raw)


@pytest.mark.parametrize("raw, at", [("14:30", time(14, 30)), ("9.05", time(9, 5)), ("14 Uhr", time(14))])
def test_a_time_of_day_is_understood(raw: str, at: time) -> None:
    assert clock(raw) == at


@pytest.mark.parametrize("raw", ["25:00", "12:60", "mittags"])
def test_what_is_no_time_is_refused(raw: str) -> None:
    with pytest.raises(BadAnswer):
        clock(raw)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(BadAnswer) as refusal:
        moment(date(2027, 3, 28), time(2, 30), BERLIN)
    assert refusal.value.key == "clock_skipped"


@pytest.mark.parametrize(
    "starts, ends, key",
    [
        (-timedelta(hours=1), timedelta(hours=1), "meeting_past"),
        (timedelta(days=4000), timedelta(days=4001), "meeting_far"),
        (timedelta(days=2), timedelta(days=2), "meeting_ends_early"),
        (timedelta(days=2), timedelta(days=1), "meeting_ends_early"),
    ],
)
def test_a_span_that_makes_no_sense_is_refused_with_its_reason(starts: timedelta, ends: timedelta, key: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        span(NOW + starts, NOW + ends, now=NOW)
    assert refusal.value.key == key


@pytest.mark.parametrize("raw", ["0", "-3", "viele", "99999", "4.5", "٣"])
def test_a_capacity_is_a_whole_number_of_seats(raw: str) -> None:
    with pytest.raises(BadAnswer):
        capacity(raw)
