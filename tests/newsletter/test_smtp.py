"""The way over a relay: how a session is opened, and how connections are shared."""

import asyncio
from pathlib import Path

import pytest

from network.letter import Outcome, Phase, SendFailed
from newsletter.smtp import SmtpAddress, SmtpWay, Tls
from newsletter.transfer import Patience
from tests import wait
from tests.doubles.authority import Authority
from tests.doubles.smtp import FaultSMTP, RelayProgram
from tests.newsletter.ways import (
    ANNA,
    BERT,
    HUGE,
    LETTER,
    SENDER,
    Opener,
    failure,
    patience,
    recipients_of,
    said,
    send,
)


async def test_s01_a_closed_port_is_trouble_of_the_relay(tmp_path: Path, opened: Opener) -> None:
    relay = await FaultSMTP(tmp_path).start()
    await relay.stop()
    failed = await failure(opened(relay))
    assert (failed.outcome, failed.phase, failed.code) == (Outcome.RELAY, Phase.CONNECT, None)


@pytest.mark.parametrize("do", ["reply 421 4.3.2 busy", "reply 554 go away", "drop", "close", "hang", "reply hello"])
async def test_s02_a_bad_greeting_bounces_nobody(relay: FaultSMTP, opened: Opener, do: str) -> None:
    relay.on("greet", do)
    assert (await failure(opened(relay, patience=patience(do)))).outcome is Outcome.RELAY
    relay.behave()
    await send(opened(relay), ANNA)
    assert recipients_of(relay) == [ANNA]


async def test_s03_a_relay_without_ehlo_still_gets_the_letter(relay: FaultSMTP, way: SmtpWay) -> None:
    relay.on("ehlo", "reply 500 what")
    await send(way, ANNA)
    assert relay.log("mail")[0].line == f"MAIL FROM:<{SENDER}>"
    assert recipients_of(relay) == [ANNA]


@pytest.mark.parametrize("user", ["", "anna:secret"])
async def test_s04_without_starttls_nothing_is_said_in_the_clear(relay: FaultSMTP, opened: Opener, user: str) -> None:
    failed = await failure(opened(relay, tls="starttls", user=user))
    assert (failed.outcome, failed.phase) == (Outcome.BLOCKED, Phase.TLS)
    assert {it.at for it in relay.log()} <= {"greet", "ehlo", "quit"}


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
async def test_letters_travel_encrypted_and_signed_in(
    tmp_path: Path, authority: Authority, opened: Opener, tls: str
) -> None:
    users = {"anna": "pass:wörd/@ %"}
    async with FaultSMTP(tmp_path, tls=tls, certificate=authority.certificate(), users=users) as relay:
        way = opened(relay, tls=tls, user="anna:pass%3Aw%C3%B6rd%2F%40%20%25", cafile=authority.cafile)
        await send(way, ANNA, BERT)
        await way.send(HUGE, sender=SENDER, recipient=ANNA)
        assert [(letter.tls, letter.user, letter.connection) for letter in relay.accepted()] == [(True, "anna", 1)] * 3
        assert relay.accepted()[2].content == HUGE
        assert all(it.tls for it in relay.log("auth") + relay.log("mail"))
        await way.close()


@pytest.mark.parametrize(
    "do, outcome",
    [
        ("reply 454 4.7.0 not now", Outcome.RELAY),
        ("reply 501 no", Outcome.BLOCKED),
        ("garbage", Outcome.BLOCKED),
        ("drop", Outcome.RELAY),
        ("hang", Outcome.RELAY),
    ],
)
async def test_s05_a_failed_starttls_never_falls_back_to_plain_text(
    tmp_path: Path, authority: Authority, opened: Opener, do: str, outcome: Outcome
) -> None:
    async with FaultSMTP(tmp_path, tls="starttls", certificate=authority.certificate(), users={"a": "b"}) as relay:
        relay.on("starttls", do)
        way = opened(relay, tls="starttls", user="a:b", cafile=authority.cafile, patience=patience(do))
        failed = await failure(way)
        assert (failed.outcome, failed.phase) == (outcome, Phase.TLS)
        assert not relay.log("auth") + relay.log("mail")


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
@pytest.mark.parametrize("fault", ["wrong name", "expired", "unknown authority"])
async def test_s05_a_certificate_that_does_not_fit_stops_everything(
    tmp_path: Path, authority: Authority, opened: Opener, tls: str, fault: str
) -> None:
    cafile = Authority(tmp_path / "other").cafile if fault == "unknown authority" else authority.cafile
    name = "other.example" if fault == "wrong name" else "localhost"
    certificate = authority.certificate(name, expired=fault == "expired")
    async with FaultSMTP(tmp_path / "relay", tls=tls, certificate=certificate) as relay:
        failed = await failure(opened(relay, tls=tls, cafile=cafile))
        assert (failed.outcome, failed.phase) == (Outcome.BLOCKED, Phase.TLS)
        assert "certificate" in failed.text
        assert not relay.log("mail")


async def test_s06_what_was_slipped_in_before_encryption_counts_for_nothing(
    tmp_path: Path, authority: Authority, opened: Opener
) -> None:
    async with FaultSMTP(tmp_path, tls="starttls", certificate=authority.certificate()) as relay:
        relay.on("starttls", "inject 250-evil\\n250 SIZE 10")
        await send(opened(relay, tls="starttls", cafile=authority.cafile), ANNA)
        assert [letter.tls for letter in relay.accepted()] == [True]


@pytest.mark.parametrize(
    "do, outcome",
    [
        ("reply 535 5.7.8 wrong", Outcome.BLOCKED),
        ("reply 535 wrong", Outcome.BLOCKED),
        ("reply 454 4.7.0 later", Outcome.RELAY),
        ("drop", Outcome.RELAY),
    ],
)
async def test_s07_trouble_with_signing_in_is_charged_to_nobody_and_tried_once(
    tmp_path: Path, opened: Opener, do: str, outcome: Outcome
) -> None:
    async with FaultSMTP(tmp_path, users={"anna": "secret"}) as relay:
        relay.on("auth", do)
        failed = await failure(opened(relay, user="anna:secret"))
        assert (failed.outcome, failed.phase) == (outcome, Phase.AUTH)
        assert len(relay.log("auth")) == 1
        assert "secret" not in f"{failed} {failed.text} {failed!r}"


@pytest.mark.parametrize("mechanisms, accepted", [("LOGIN", 1), ("PLAIN", 1), ("GSSAPI", 0)])
async def test_s07_signing_in_by_a_way_both_know(
    tmp_path: Path, opened: Opener, mechanisms: str, accepted: int
) -> None:
    async with FaultSMTP(tmp_path, users={"anna": "secret"}, mechanisms=mechanisms) as relay:
        results = await asyncio.gather(send(opened(relay, user="anna:secret"), ANNA), return_exceptions=True)
        assert len(relay.accepted()) == accepted
        assert accepted or (isinstance(results[0], SendFailed) and results[0].outcome is Outcome.BLOCKED)


# ---------------------------------------------------------------- S19 to S26: connections and what the relay can


@pytest.mark.parametrize("do", ["drop", "close", "hang", "reply 500 stay"])
async def test_s19_a_bad_farewell_changes_nothing_and_holds_nobody_up(
    relay: FaultSMTP, opened: Opener, do: str
) -> None:
    way = opened(relay)
    relay.on("quit", do)
    await send(way, ANNA)
    async with asyncio.timeout(3):
        await way.close()
    assert recipients_of(relay) == [ANNA]


@pytest.mark.parametrize("do", ["drop", "close", "reply 500 what", "reply 421 4.3.2 closing"])
async def test_trouble_with_forgetting_a_refused_letter_does_not_touch_the_next(
    relay: FaultSMTP, way: SmtpWay, do: str
) -> None:
    relay.on("rcpt", "reply 550 5.1.1 unknown", to=ANNA)
    relay.on("rset", do, times=1)
    await failure(way)
    await send(way, BERT)
    assert [(letter.recipients, letter.connection) for letter in relay.accepted()] == [([BERT], 2)]


@pytest.mark.parametrize("do", ["reply 421 4.7.0 enough for this connection", "close", "drop"])
async def test_s20_a_relay_that_ends_connections_after_three_letters_gets_each_once(
    relay: FaultSMTP, way: SmtpWay, do: str
) -> None:
    relay.on("mail", do, skip=3, per="connection")
    everybody = [f"p{number}@example.org" for number in range(20)]
    await asyncio.gather(*(send(way, to) for to in everybody))
    assert sorted(recipients_of(relay)) == sorted(everybody)


async def test_a_relay_that_was_restarted_between_two_letters_is_greeted_anew(relay: FaultSMTP, way: SmtpWay) -> None:
    await send(way, ANNA)
    await relay.stop()
    await relay.start()
    await send(way, BERT)
    assert recipients_of(relay) == [ANNA, BERT]


async def test_s22_a_connection_that_hangs_does_not_hold_up_the_others(relay: FaultSMTP, opened: Opener) -> None:
    way = opened(relay, connections=2, patience=Patience(dot=30, farewell=0.1))
    relay.on("dot", "hang", times=1)
    stuck = asyncio.create_task(send(way, ANNA))
    await wait.until_async(lambda: said(relay, "dot"), within=5, what="the dot")
    await send(way, *[BERT] * 5)
    stuck.cancel()
    await asyncio.gather(stuck, return_exceptions=True)
    assert recipients_of(relay) == [BERT] * 5


async def test_s23_a_letter_the_relay_calls_too_big_is_not_even_begun(tmp_path: Path, opened: Opener) -> None:
    async with FaultSMTP(tmp_path, extensions=["SIZE 1000"]) as relay:
        failed = await failure(opened(relay), letter=LETTER + b"x" * 1000)
        assert (failed.outcome, failed.phase) == (Outcome.BLOCKED, Phase.MAIL)
        assert "1000" in failed.text
        assert relay.log("mail") == []


@pytest.mark.parametrize("size", ["SIZE", "SIZE 0", "SIZE many"])
async def test_s23_a_relay_that_names_no_limit_has_none(tmp_path: Path, opened: Opener, size: str) -> None:
    async with FaultSMTP(tmp_path, extensions=[size]) as relay:
        await send(opened(relay), ANNA)
        assert relay.accepted()[0].parameters == f"SIZE={len(LETTER)}"


async def test_s24_an_umlaut_domain_is_reached_in_punycode(relay: FaultSMTP, way: SmtpWay) -> None:
    await send(way, "info@müller.de")
    assert recipients_of(relay) == ["info@xn--mller-kva.de"]


async def test_s24_letters_beyond_ascii_before_the_at_sign_go_only_to_a_relay_that_can(
    tmp_path: Path, relay: FaultSMTP, way: SmtpWay, opened: Opener
) -> None:
    failed = await failure(way, to="müller@example.org")
    assert (failed.outcome, failed.text) == (Outcome.REFUSED, "the relay does not offer SMTPUTF8")
    assert relay.log("mail") == []
    async with FaultSMTP(tmp_path / "able", extensions=["8BITMIME", "SMTPUTF8"]) as able:
        await send(opened(able), "müller@example.org")
        (letter,) = able.accepted()
        assert (letter.recipients, letter.parameters) == (["müller@example.org"], "BODY=8BITMIME SMTPUTF8")


async def test_s25_a_relay_without_any_extension_gets_seven_bits_and_no_parameters(
    tmp_path: Path, opened: Opener
) -> None:
    async with FaultSMTP(tmp_path, extensions=[]) as relay:
        await send(opened(relay), ANNA)
        assert relay.accepted()[0].parameters == ""
        assert relay.accepted()[0].content.isascii()


async def test_s26_where_only_two_connections_are_welcome_two_carry_everything(tmp_path: Path, opened: Opener) -> None:
    async with FaultSMTP(tmp_path, most_connections=2) as relay:
        relay.on("dot", "delay 0.02")
        way = opened(relay, connections=6)
        everybody = [f"p{number}@example.org" for number in range(30)]
        await asyncio.gather(*(send(way, to) for to in everybody))
        assert sorted(recipients_of(relay)) == sorted(everybody)
        refused = [it for it in relay.log("greet") if "421" in it.did]
        assert len(refused) <= 4  # each of the others tried once and then waited its turn


# ---------------------------------------------------------------- the address of the relay


@pytest.mark.parametrize(
    "url, host, port, tls",
    [
        ("smtp://relay.example", "relay.example", 587, Tls.STARTTLS),
        ("smtp://relay.example:25", "relay.example", 25, Tls.STARTTLS),
        ("smtp://relay.example?tls=implicit", "relay.example", 465, Tls.IMPLICIT),
        ("smtps://relay.example", "relay.example", 465, Tls.IMPLICIT),
        ("smtp://localhost", "localhost", 25, Tls.NONE),
        ("smtp://127.0.0.1:1025?tls=none", "127.0.0.1", 1025, Tls.NONE),
        ("smtp://[::1]", "::1", 25, Tls.NONE),
        ("smtp://localhost?tls=starttls", "localhost", 587, Tls.STARTTLS),
    ],
)
def test_the_address_of_a_relay_is_read_with_safe_defaults(url: str, host: str, port: int, tls: Tls) -> None:
    address = SmtpAddress.parse(url)
    assert (address.host, address.port, address.tls) == (host, port, tls)


@pytest.mark.parametrize(
    "url, key",
    [
        ("http://relay.example", "smtp.scheme"),
        ("relay.example", "smtp.scheme"),
        ("smtp://", "smtp.host"),
        ("smtp://[::1", "smtp.host"),
        ("smtp://relay.example:many", "smtp.port"),
        ("smtp://relay.example:70000", "smtp.port"),
        ("smtp://anna@relay.example", "smtp.credentials"),
        ("smtp://anna:hush/hush@relay.example", "smtp.not_encoded"),
        ("smtp://anna:#hush@relay.example", "smtp.not_encoded"),
        ("smtp://relay.example/path", "smtp.not_encoded"),
        ("smtp://relay.example?tls=perhaps", "smtp.tls"),
        ("smtp://relay.example?verify=no", "smtp.unknown_option"),
        ("smtp://relay.example?tls=none", "smtp.tls_needed"),
        ("smtp://10.0.0.1?tls=none", "smtp.tls_needed"),
        ("smtp://127.1?tls=none", "smtp.tls_needed"),
    ],
)
def test_a_wrong_address_is_refused_with_a_key_that_holds_no_secret(url: str, key: str) -> None:
    with pytest.raises(ValueError, match=r"^smtp\.") as caught:
        SmtpAddress.parse(url)
    assert caught.value.args == (key,)


def test_the_password_is_decoded_and_never_shown() -> None:
    address = SmtpAddress.parse("smtp://a%40x.de:p%40ss%2Fw%3A%23rd@relay.example")
    assert (address.user, address.password) == ("a@x.de", "p@ss/w:#rd")
    assert "p@ss" not in repr(address)


# ---------------------------------------------------------------- the relay for tests, as a program


async def test_a_relay_in_its_own_process_keeps_its_books_over_its_death(tmp_path: Path, opened: Opener) -> None:
    async with RelayProgram(tmp_path) as relay:
        way = opened(relay)
        relay.on("rcpt", "reply 550 5.1.1 unknown", to=ANNA)
        assert (await failure(way)).for_good
        relay.behave()
        await send(way, ANNA)
        await relay.stop()
        assert (await failure(way)).outcome is Outcome.RELAY
        await relay.start()
        await send(way, BERT)
        assert [letter.recipients for letter in relay.accepted()] == [[ANNA], [BERT]]
