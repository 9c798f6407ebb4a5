"""How long somebody is not suggested: pauses and dismissals end on a day people expect."""

from datetime import UTC, datetime

import pytest

from network.errors import BadAnswer
from network.suggestion import PAUSES, Grounds, dismissed_until, paused_until

NOW = datetime(2027, 8, 31, 9, 0, tzinfo=UTC)


def test_who_is_known_already_may_be_suggested_again_after_a_year() -> None:
    assert dismissed_until(Grounds.KNOWN, now=NOW) == datetime(2028, 8, 31, 9, 0, tzinfo=UTC)


def test_who_does_not_fit_stays_away_for_good() -> None:
    assert dismissed_until(Grounds.UNFIT, now=NOW) is None


@pytest.mark.parametrize("months, day", [(1, (2027, 9, 30)), (3, (2027, 11, 30)), (6, (2028, 2, 29))])
def test_a_pause_ends_on_the_same_day_of_a_later_month_or_on_its_last(months: int, day: tuple[int, int, int]) -> None:
    assert paused_until(months, now=NOW) == datetime(*day, 9, 0, tzinfo=UTC)


def test_a_pause_over_the_turn_of_the_year_ends_in_the_next_one() -> None:
    december = datetime(2027, 12, 1, tzinfo=UTC)
    assert paused_until(1, now=december) == datetime(2028, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("months", [0, -1, 2, 7, 1200])
def test_only_the_lengths_on_offer_are_taken(months: int) -> None:
    assert months not in PAUSES
    with pytest.raises(BadAnswer):
        paused_until(months, now=NOW)
