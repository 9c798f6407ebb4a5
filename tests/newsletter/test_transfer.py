"""One letter over one connection: what is certain, what is not, and who is charged."""

import asyncio

import pytest

from network.letter import Outcome, Phase, SendFailed
from newsletter.smtp import SmtpWay
from newsletter.transfer import Patience
from tests import wait
from tests.doubles.smtp import FaultSMTP
from tests.newsletter.ways import (
    ANNA,
    BERT,
    HUGE,
    LETTER,
    SENDER,
    Hook,
    Opener,
    failure,
    patience,
    recipients_of,
    said,
    send,
)


async def test_a_letter_arrives_byte_by_byte_with_its_dots(relay: FaultSMTP, way: SmtpWay) -> None:
    dotty = b"Subject: .\r\n\r\n.\r\n..\r\n.Punkt\r\nfast. \r\n.\r\n"
    receipt = await way.send(dotty, sender=SENDER, recipient=ANNA)
    (letter,) = relay.accepted()
    assert (letter.sender, letter.recipients, letter.content) == (SENDER, [ANNA], dotty)
    assert receipt.code == 250


async def test_a_letter_larger_than_every_buffer_arrives_whole(relay: FaultSMTP, way: SmtpWay) -> None:
    await way.send(HUGE, sender=SENDER, recipient=ANNA)
    assert relay.accepted()[0].content == HUGE


async def test_the_hook_runs_once_after_the_body_and_before_the_relay_can_have_the_letter(
    relay: FaultSMTP, way: SmtpWay
) -> None:
    hook = Hook(relay)
    await way.send(LETTER, sender=SENDER, recipient=ANNA, before_dot=hook)
    assert hook.seen == [("data", 0)]


async def test_an_empty_return_path_is_possible(relay: FaultSMTP, way: SmtpWay) -> None:
    await way.send(LETTER, sender="", recipient=ANNA)
    assert relay.log("mail")[0].line.startswith("MAIL FROM:<>")


async def test_many_letters_share_few_connections_and_each_arrives_once(relay: FaultSMTP, way: SmtpWay) -> None:
    everybody = [f"p{number}@example.org" for number in range(40)]
    await asyncio.gather(*(send(way, to) for to in everybody))
    assert sorted(recipients_of(relay)) == sorted(everybody)
    assert relay.most_open == len(relay.log("greet")) == 4


async def test_a_connection_is_left_after_its_number_of_letters(relay: FaultSMTP, opened: Opener) -> None:
    await send(opened(relay, letters_per_connection=2), *[ANNA] * 5)
    assert [letter.connection for letter in relay.accepted()] == [1, 1, 2, 2, 3]


async def test_a_connection_without_work_is_left_politely(relay: FaultSMTP, opened: Opener) -> None:
    way = opened(relay, idle=0.05)
    await send(way, ANNA)
    await wait.until_async(lambda: said(relay, "quit"), within=5, what="QUIT")
    await send(way, BERT)
    assert recipients_of(relay) == [ANNA, BERT]


@pytest.mark.parametrize(
    "recipient", ["a@x.de>\r\nRCPT TO:<b@y.de", "a@x.de SIZE=1", "a b@x.de", "<a@x.de>", "anna", ""]
)
async def test_nothing_can_be_smuggled_into_a_command(relay: FaultSMTP, way: SmtpWay, recipient: str) -> None:
    assert (await failure(way, to=recipient)).outcome is Outcome.REFUSED
    assert relay.log() == []


@pytest.mark.parametrize("letter", [b"a\n.\nMAIL FROM:<x@y.de>\r\n", b"a\r.\r\r\n", b"\n.\r\n"])
async def test_a_letter_with_bare_line_ends_never_leaves(relay: FaultSMTP, way: SmtpWay, letter: bytes) -> None:
    with pytest.raises(ValueError, match="bare_line_end"):
        await way.send(letter, sender=SENDER, recipient=ANNA)
    assert not relay.log("mail")


# ---------------------------------------------------------------- S08 to S15: refusals, and breaks before the dot


@pytest.mark.parametrize(
    "at, do, outcome",
    [
        ("mail", "reply 451 4.3.0 busy", Outcome.RELAY),
        ("mail", "reply 550 5.1.8 you not", Outcome.BLOCKED),
        ("mail", "reply 421 4.3.2 closing", Outcome.RELAY),
        ("rcpt", "reply 450 4.2.0 greylisted", Outcome.DEFERRED),
        ("rcpt", "reply 550 5.1.1 no such user", Outcome.REFUSED),
        ("rcpt", "reply 550-5.1.1 no\\n550 5.1.1 such user", Outcome.REFUSED),
        ("rcpt", "reply 550 5.7.1 policy", Outcome.BLOCKED),
        ("rcpt", "reply 421 4.7.0 slow down", Outcome.RELAY),
        ("data", "reply 250 what", Outcome.RELAY),
        ("data", "reply 451 4.3.0 later", Outcome.DEFERRED),
        ("data", "reply 554 5.6.0 no", Outcome.REFUSED),
        ("dot", "reply 451 4.3.0 later", Outcome.DEFERRED),
        ("dot", "reply 552 5.2.2 mailbox full", Outcome.REFUSED),
        ("dot", "reply 554 5.7.1 spam", Outcome.BLOCKED),
        ("dot", "reply 421 4.3.2 closing", Outcome.RELAY),
    ],
)
async def test_s08_to_s15_every_refusal_is_certain_and_goes_to_the_right_account(
    relay: FaultSMTP, way: SmtpWay, at: str, do: str, outcome: Outcome
) -> None:
    relay.on(at, do, times=1)
    failed = await failure(way)
    assert (failed.outcome, failed.phase, str(failed.code)) == (outcome, Phase(at), do.split()[1][:3])
    assert relay.accepted() == []
    await send(way, BERT)  # and the next letter does not suffer
    assert recipients_of(relay) == [BERT]


async def test_s09_a_greylisted_letter_is_accepted_at_the_second_try_once(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("rcpt", "reply 450 4.2.0 greylisted", to=ANNA, times=1)
    assert (await failure(way)).enhanced == "4.2.0"
    await send(way, ANNA)
    assert recipients_of(relay) == [ANNA]


async def test_s10_refused_recipients_do_not_touch_the_others_on_the_same_connection(
    relay: FaultSMTP, opened: Opener
) -> None:
    way = opened(relay, connections=1)
    everybody = [f"p{number}@example.org" for number in range(20)]
    for gone in everybody[::7]:
        relay.on("rcpt", "reply 550 5.1.1 unknown", to=gone)
    results = [await asyncio.gather(send(way, to), return_exceptions=True) for to in everybody]
    failures = [it for (it,) in results if isinstance(it, SendFailed)]
    assert [it.for_good for it in failures] == [True] * 3
    assert recipients_of(relay) == [to for to in everybody if to not in everybody[::7]]
    assert len(relay.log("greet")) == 1


async def test_s11_after_too_many_recipients_the_rest_goes_over_a_new_connection(
    relay: FaultSMTP, way: SmtpWay
) -> None:
    relay.on("rcpt", "reply 452 4.5.3 too many", skip=2, times=1)
    await send(way, ANNA, ANNA)
    assert (await failure(way)).outcome is Outcome.DEFERRED
    await send(way, BERT)
    assert [letter.connection for letter in relay.accepted()] == [1, 1, 2]


async def test_a_connection_is_left_after_eight_refused_recipients(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("rcpt", "reply 550 5.1.1 unknown", to=ANNA)
    for _ in range(9):
        await failure(way)
    assert [it.connection for it in relay.log("rcpt")] == [1] * 8 + [2]


@pytest.mark.parametrize("at", ["mail", "rcpt", "data"])
@pytest.mark.parametrize("do", ["drop", "close", "hang", "reply nonsense", "flood 300000"])
async def test_s12_a_break_before_the_dot_is_certain(relay: FaultSMTP, opened: Opener, at: str, do: str) -> None:
    way, hook = opened(relay, patience=patience(do)), Hook(relay)
    relay.on(at, do, times=1)
    with pytest.raises(SendFailed) as caught:
        await way.send(LETTER, sender=SENDER, recipient=ANNA, before_dot=hook)
    assert (caught.value.outcome, caught.value.phase, hook.seen) == (Outcome.RELAY, Phase(at), [])
    await send(way, ANNA)
    assert recipients_of(relay) == [ANNA]


@pytest.mark.parametrize("do", ["drop", "close", "hang", "drip 1"])
async def test_s14_s22_a_relay_that_stops_reading_the_body_has_surely_not_the_letter(
    relay: FaultSMTP, opened: Opener, do: str
) -> None:
    hook = Hook(relay)
    relay.on("body", do, times=1)
    with pytest.raises(SendFailed) as caught:
        await opened(relay, patience=patience(do)).send(HUGE, sender=SENDER, recipient=ANNA, before_dot=hook)
    assert (caught.value.outcome, caught.value.phase, hook.seen) == (Outcome.RELAY, Phase.DATA, [])
    assert relay.accepted() == []


async def test_s14_a_small_body_that_gets_lost_is_never_counted_as_accepted(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("body", "drop", times=1)
    assert (await failure(way)).outcome in {Outcome.UNCERTAIN, Outcome.RELAY}
    assert relay.accepted() == []


async def test_an_answer_in_the_middle_of_the_body_ends_the_letter_before_the_dot(
    relay: FaultSMTP, way: SmtpWay
) -> None:
    relay.on("body", "reply 552 5.3.4 too big", times=1)
    failed = await failure(way, letter=HUGE)
    assert (failed.outcome, failed.phase, failed.code) == (Outcome.REFUSED, Phase.DATA, 552)
    assert relay.accepted() == []


async def test_an_accept_that_comes_before_the_dot_is_not_believed(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("data", "inject 250 2.0.0 taken", times=1)
    failed = await failure(way, letter=HUGE)
    assert (failed.outcome, failed.phase) == (Outcome.RELAY, Phase.DATA)


@pytest.mark.parametrize("trouble", [OSError("disk full"), SendFailed(Outcome.RELAY, text="the claim was lost")])
async def test_if_the_dot_could_not_be_recorded_it_is_not_sent(
    relay: FaultSMTP, way: SmtpWay, trouble: Exception
) -> None:
    async def fails() -> None:
        raise trouble

    with pytest.raises(type(trouble)):
        await way.send(LETTER, sender=SENDER, recipient=ANNA, before_dot=fails)
    await send(way, BERT)
    assert [(letter.recipients, letter.connection) for letter in relay.accepted()] == [([BERT], 2)]


async def test_a_cancelled_letter_is_broken_off_without_a_dot(relay: FaultSMTP, way: SmtpWay) -> None:
    reached = asyncio.Event()

    async def never_ending() -> None:
        reached.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(way.send(LETTER, sender=SENDER, recipient=ANNA, before_dot=never_ending))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await send(way, BERT)
    assert [(letter.recipients, letter.connection) for letter in relay.accepted()] == [([BERT], 2)]


# ---------------------------------------------------------------- S16 to S18: the answer to the dot


@pytest.mark.parametrize("do", ["drop", "close", "hang", "flood 300000", "reply nonsense", "reply 354 go on"])
@pytest.mark.parametrize("accepted", [True, False])
async def test_s16_without_a_sane_answer_to_the_dot_the_outcome_is_uncertain(
    relay: FaultSMTP, opened: Opener, do: str, accepted: bool
) -> None:
    hook = Hook(relay)
    relay.on("dot", f"accept, {do}" if accepted else do, times=1)
    with pytest.raises(SendFailed) as caught:
        await opened(relay, patience=patience(do)).send(LETTER, sender=SENDER, recipient=ANNA, before_dot=hook)
    assert (caught.value.outcome, caught.value.phase) == (Outcome.UNCERTAIN, Phase.DOT)
    assert len(hook.seen) == 1
    assert len(relay.accepted()) == accepted


@pytest.mark.parametrize("do", ["drip 0.01", "delay 0.5", "reply 252 2.0.0 perhaps", "reply 250-2.0.0 yes\\n250 taken"])
async def test_s18_every_2yz_after_the_dot_counts_however_it_comes(relay: FaultSMTP, way: SmtpWay, do: str) -> None:
    relay.on("dot", do)
    receipt = await way.send(LETTER, sender=SENDER, recipient=ANNA)
    assert receipt.code in {250, 252}
    assert len(relay.accepted()) == 1


async def test_the_last_answer_may_take_longer_than_the_others(relay: FaultSMTP, opened: Opener) -> None:
    relay.on("dot", "delay 1.2")
    quick = Patience(reply=1, data=1, block=1, dot=30, farewell=0.1)
    await send(opened(relay, patience=quick), ANNA)
    assert recipients_of(relay) == [ANNA]


async def test_what_comes_after_the_answer_is_not_taken_for_the_next_one(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("dot", "inject 550 5.1.1 who knows", times=1)
    await send(way, ANNA)
    await send(way, BERT)
    assert [(letter.recipients, letter.connection) for letter in relay.accepted()] == [([ANNA], 1), ([BERT], 2)]
