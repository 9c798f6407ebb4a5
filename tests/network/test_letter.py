"""What an answer of the relay means, when to try again, and how a letter is recognised."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.letter import (
    Outcome,
    Phase,
    SendFailed,
    classify,
    letter_message_id,
    message_id,
    relay_pause,
    retry_at,
)

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ISSUE, ANNA, BERT = (UUID(int=number) for number in (1, 2, 3))
SECRET = b"only for this test"

BEFORE_THE_DOT = [phase for phase in Phase if phase is not Phase.DOT]
ABOUT_A_RECIPIENT = [Phase.RCPT, Phase.DATA, Phase.DOT]
ABOUT_US = [phase for phase in Phase if phase not in ABOUT_A_RECIPIENT]


@pytest.mark.parametrize("code", [200, 250, 251, 252, 299])
def test_every_2yz_after_the_dot_is_accepted(code: int) -> None:
    assert classify(Phase.DOT, code) is Outcome.ACCEPTED


@pytest.mark.parametrize("code", [None, 0, 120, 199, 354, 600, 999])
def test_no_sane_answer_after_the_dot_is_uncertain(code: int | None) -> None:
    assert classify(Phase.DOT, code) is Outcome.UNCERTAIN


@pytest.mark.parametrize("phase", BEFORE_THE_DOT)
@pytest.mark.parametrize("code", [None, 0, 199, 250, 354, 600])
def test_no_sane_answer_before_the_dot_is_trouble_of_the_relay(phase: Phase, code: int | None) -> None:
    assert classify(phase, code) is Outcome.RELAY


@pytest.mark.parametrize("phase", Phase)
def test_421_is_trouble_of_the_relay_everywhere(phase: Phase) -> None:
    assert classify(phase, 421, "4.7.0") is Outcome.RELAY


@pytest.mark.parametrize("phase", ABOUT_A_RECIPIENT)
@pytest.mark.parametrize("enhanced", [None, "4.2.0", "4.5.3", "4.7.1"])
def test_4yz_about_a_recipient_is_tried_again_later_greylisting_included(phase: Phase, enhanced: str | None) -> None:
    assert classify(phase, 450, enhanced) is Outcome.DEFERRED


@pytest.mark.parametrize("phase", ABOUT_US)
def test_4yz_before_any_recipient_was_named_is_charged_to_nobody(phase: Phase) -> None:
    assert classify(phase, 454, "4.7.0") is Outcome.RELAY


@pytest.mark.parametrize("phase", ABOUT_A_RECIPIENT)
@pytest.mark.parametrize("enhanced", [None, "5.1.1", "5.2.2"])
def test_5yz_about_a_recipient_is_final_for_this_recipient(phase: Phase, enhanced: str | None) -> None:
    assert classify(phase, 550, enhanced) is Outcome.REFUSED


@pytest.mark.parametrize("phase", Phase)
def test_5_7_x_means_that_we_are_blocked(phase: Phase) -> None:
    assert classify(phase, 550, "5.7.1") is Outcome.BLOCKED


@pytest.mark.parametrize("phase", [Phase.TLS, Phase.AUTH, Phase.MAIL])
def test_5yz_about_our_side_asks_for_a_person_and_is_charged_to_no_recipient(phase: Phase) -> None:
    assert classify(phase, 550) is Outcome.BLOCKED


@pytest.mark.parametrize("phase", [Phase.CONNECT, Phase.GREET])
def test_a_554_greeting_refuses_no_recipient(phase: Phase) -> None:
    assert classify(phase, 554) is Outcome.RELAY


@given(
    phase=st.sampled_from(Phase),
    code=st.none() | st.integers(-10, 1200),
    enhanced=st.none() | st.from_regex(r"[245]\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True),
)
def test_the_table_is_complete_and_only_the_dot_can_leave_doubt(
    phase: Phase, code: int | None, enhanced: str | None
) -> None:
    outcome = classify(phase, code, enhanced)
    assert outcome in set(Outcome)
    if outcome in {Outcome.ACCEPTED, Outcome.UNCERTAIN}:
        assert phase is Phase.DOT
    if outcome in {Outcome.DEFERRED, Outcome.REFUSED}:
        assert phase in ABOUT_A_RECIPIENT


def test_the_ladder_is_5_15_60_minutes_4_12_24_hours_and_then_daily_until_five_days() -> None:
    waits = [(due - NOW) / timedelta(minutes=1) if (due := retry_at(n, now=NOW)) else None for n in range(1, 12)]
    daily = [24 * 60] * 4
    assert waits == [5, 15, 60, 4 * 60, 12 * 60, *daily, None, None]


def test_a_letter_is_given_up_only_when_one_more_wait_would_pass_five_days() -> None:
    total, attempts = timedelta(), 1
    while due := retry_at(attempts, now=NOW):
        total += due - NOW
        attempts += 1
    assert timedelta(days=4) < total <= timedelta(days=5)


def test_a_silent_relay_is_left_alone_for_1_2_4_and_at_most_60_seconds() -> None:
    assert [relay_pause(n).total_seconds() for n in (1, 2, 3, 6, 7, 8, 10_000)] == [1, 2, 4, 32, 60, 60, 60]


def test_the_same_issue_for_the_same_person_always_has_the_same_message_id() -> None:
    first = message_id(ISSUE, ANNA, "knotenpunkt.example", SECRET)
    assert first == message_id(ISSUE, ANNA, "knotenpunkt.example", SECRET)
    assert first.startswith("<")
    assert first.endswith("@knotenpunkt.example>")


def test_message_ids_differ_by_person_kind_and_secret_and_betray_no_id() -> None:
    ids = [
        message_id(ISSUE, ANNA, "d.example", SECRET),
        message_id(ISSUE, BERT, "d.example", SECRET),
        message_id(ANNA, ISSUE, "d.example", SECRET),
        message_id(ISSUE, ANNA, "d.example", b"another"),
        message_id(ISSUE, ANNA, "d.example", b"s" * 200),
        letter_message_id(ANNA, "d.example", SECRET),
    ]
    assert len(set(ids)) == len(ids)
    assert not any(it.hex in message for it in (ISSUE, ANNA, BERT) for message in ids)


def test_only_a_refusal_is_for_good() -> None:
    assert [it for it in Outcome if SendFailed(it).for_good] == [Outcome.REFUSED]


def test_a_failure_keeps_what_the_relay_said_on_one_line_and_out_of_the_log() -> None:
    said = "550 <anna@example.org>\r\nno such user " + "x" * 600
    failed = SendFailed(Outcome.REFUSED, phase=Phase.RCPT, code=550, enhanced="5.1.1", text=said)
    assert len(failed.text) == 500
    assert "\n" not in failed.text
    assert str(failed) == "refused rcpt 550 5.1.1"
