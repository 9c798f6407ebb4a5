"""We never speak faster than Telegram allows, and no slower than we must."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import Limits

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_short_answer_in_three_parts_goes_out_at_once_and_the_fourth_waits_a_second() -> None:
    limits = Limits()
    at = [limits.book("42", now=NOW) for _ in range(4)]
    assert [it - NOW < SECOND for it in at] == [True, True, True, False]
    assert at[3] == NOW + SECOND


def test_after_a_pause_the_burst_is_there_again() -> None:
    limits = Limits()
    for _ in range(3):
        limits.book("42", now=NOW)
    later = NOW + 3 * SECOND
    assert [limits.book("42", now=later) - later < SECOND for _ in range(3)] == [True, True, True]


def test_one_busy_chat_does_not_slow_the_others() -> None:
    limits = Limits()
    for _ in range(10):
        limits.take("42", now=NOW)
    assert limits.ready_at("42", now=NOW + SECOND) > NOW + 2 * SECOND
    assert limits.ready_at("43", now=NOW + SECOND) == NOW + SECOND


def test_a_crowd_of_people_is_served_at_25_a_second() -> None:
    limits = Limits()
    at = [limits.book(str(person), now=NOW) for person in range(250)]
    assert timedelta(seconds=9) < at[-1] - NOW < timedelta(seconds=10)
    assert at == sorted(at)


def test_nobody_is_written_to_before_the_pause_is_over() -> None:
    limits = Limits()
    assert limits.ready_at("42", now=NOW, not_before=NOW + 7 * SECOND) == NOW + 7 * SECOND
    assert limits.ready_at("42", now=NOW, not_before=NOW - SECOND) == NOW


def test_asking_changes_nothing() -> None:
    limits = Limits()
    assert {limits.ready_at("42", now=NOW) for _ in range(100)} == {NOW}


def test_chats_that_fell_silent_are_forgotten() -> None:
    limits = Limits()
    for person in range(10_000):
        limits.take(str(person), now=NOW + person * SECOND)
    assert len(limits._chats) <= 4097


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", "-100"]),
            st.floats(min_value=0, max_value=20, allow_nan=False),
        ),
        max_size=300,
    )
)
def test_telegrams_limits_hold_whatever_is_said_when(asked: list[tuple[str, float]]) -> None:
    limits, now = Limits(), NOW
    sent: list[tuple[datetime, str]] = []
    for chat, pause in asked:
        now += timedelta(seconds=pause / 100)
        sent.append((limits.book(chat, now=now), chat))
    assert _most_in_a_window([at for at, _ in sent], SECOND) <= 30
    for person in ("1", "2", "3"):
        assert _most_in_a_window([at for at, chat in sent if chat == person], SECOND) <= 4
    assert _most_in_a_window([at for at, chat in sent if chat == "-100"], 60 * SECOND) <= 20


def _most_in_a_window(times: list[datetime], window: timedelta) -> int:
    times = sorted(times)
    return max((sum(start <= it < start + window for it in times) for start in times), default=0)
