"""Mail addresses: what is taken, what is refused and why."""

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from network.address import mail_address, wire
from network.errors import BadAnswer


def refusal(raw: str, **options: object) -> BadAnswer:
    with pytest.raises(BadAnswer) as caught:
        mail_address(raw, **options)  # type: ignore[arg-type]  # options of several kinds
    return caught.value


def test_an_umlaut_domain_is_shown_as_typed_and_sent_to_in_punycode() -> None:
    address = mail_address("info@müller.de")
    assert address.original == "info@müller.de"
    assert address.wire == "info@xn--mller-kva.de"
    assert address.domain == "xn--mller-kva.de"


def test_a_sharp_s_stays_itself_and_does_not_become_another_domain() -> None:
    assert mail_address("a@straße.de").domain == "xn--strae-oqa.de"


@pytest.mark.parametrize(
    "spelling", ["a@example.org", "A@EXAMPLE.ORG", " a@example.org\n", "\u200ba@Example.org\ufeff"]
)
def test_all_spellings_of_one_mailbox_have_one_key(spelling: str) -> None:
    assert mail_address(spelling).key == "a@example.org"


def test_punycode_and_umlaut_are_the_same_mailbox() -> None:
    assert mail_address("a@xn--mller-kva.de").key == mail_address("a@MÜLLER.de").key


def test_the_spelling_before_the_at_sign_is_kept_for_sending() -> None:
    assert mail_address("Max.Muster@Example.org").wire == "Max.Muster@example.org"


@pytest.mark.parametrize("raw", ["a`id`@x.de", "a'--@x.de", "user+tag@x.de", "a@sub.sub.x.de", "{}@x.de"])
def test_unusual_but_legal_addresses_are_taken(raw: str) -> None:
    assert mail_address(raw).wire == raw


@pytest.mark.parametrize(
    "raw",
    [
        "a@localhost",
        "a@example",
        "a..b@x.de",
        ".a@x.de",
        "a.@x.de",
        "a@x.de.",
        "a@-x.de",
        "a@x_y.de",
        "a",
        "a@",
        "@x.de",
        "a@@x.de",
        "a@x..de",
        "a@x.invalid",
        "a@127.0.0.1",
        "a\u202eb@x.de",
    ],
)
def test_what_is_no_address_is_refused(raw: str) -> None:
    assert refusal(raw).key == "address_invalid"


@pytest.mark.parametrize(
    "raw, key",
    [
        ("", "address_empty"),
        (" \u200b ", "address_empty"),
        ('"quoted local"@example.org', "address_unusual"),
        ("a@[127.0.0.1]", "address_unusual"),
        ("a@x.de\r\nBcc: b@y.de", "address_not_alone"),
        ("a@x.de\u2028b@y.de", "address_not_alone"),
        ("a\x00@x.de", "address_not_alone"),
        ("\ud800@x.de", "address_not_alone"),
        ("x" * 65 + "@x.de", "address_too_long"),
        ("ü" * 33 + "@x.de", "address_too_long"),
        ("a@" + "b" * 60 + ("." + "c" * 60) * 4 + ".de", "address_too_long"),
    ],
)
def test_every_other_refusal_has_its_own_reason(raw: str, key: str) -> None:
    assert refusal(raw).key == key


def test_64_characters_before_the_at_sign_are_allowed() -> None:
    assert mail_address("x" * 64 + "@x.de").key == "x" * 64 + "@x.de"


@pytest.mark.parametrize(
    "raw",
    [
        "Max <a@x.de>",
        "<a@x.de>",
        '"Max Muster" <a@x.de>',
        "mailto:a@x.de",
        "a@x.de, b@y.de",
        "a@x.de;b@y.de",
        "a@x.de b@y.de",
    ],
)
def test_from_more_than_an_address_the_first_one_is_offered_and_never_taken_silently(raw: str) -> None:
    refused = refusal(raw)
    assert refused.key == "address_not_alone"
    assert refused.facts == {"suggestion": "a@x.de"}


def test_where_no_address_can_be_found_none_is_offered() -> None:
    assert refusal("Max Muster").facts == {"suggestion": None}


@pytest.mark.parametrize("role", ["postmaster", "Abuse", "noreply", "no-reply", "no-reply+x", "MAILER-DAEMON"])
def test_addresses_that_nobody_reads_cannot_subscribe(role: str) -> None:
    assert refusal(f"{role}@x.de").key == "address_role"


@pytest.mark.parametrize("raw", ["info@x.de", "presse@x.de", "postmasters@x.de"])
def test_shared_addresses_that_somebody_reads_can(raw: str) -> None:
    assert mail_address(raw).key == raw


@pytest.mark.parametrize("raw", ["müller@example.org", "аdmin@example.org", "😀@x.de"])
def test_letters_beyond_ascii_before_the_at_sign_need_a_relay_that_can(raw: str) -> None:
    assert refusal(raw).key == "address_not_ascii"
    assert mail_address(raw, smtputf8=True).wire == raw


@pytest.mark.parametrize(
    "raw, mixed",
    [("аdmin@example.org", True), ("a@аpple.de", True), ("müller@example.org", False), ("иван@пример.бг", False)],
)
def test_a_word_of_several_scripts_is_flagged(raw: str, mixed: bool) -> None:
    assert mail_address(raw, smtputf8=True).mixed_script is mixed


@pytest.mark.parametrize("raw", ["a@wegwerf.example", "a@mx.Wegwerf.example"])
def test_a_blocked_domain_is_refused_with_everything_below_it(raw: str) -> None:
    assert refusal(raw, blocked={"wegwerf.example"}).key == "address_blocked"
    assert mail_address("a@keinwegwerf.example", blocked={"wegwerf.example"}).domain == "keinwegwerf.example"


@given(st.text(max_size=80) | st.builds("{}@{}".format, st.text(max_size=20), st.text(max_size=20)))
def test_whatever_is_typed_either_gives_an_address_or_a_reason(raw: str) -> None:
    try:
        address = mail_address(raw, smtputf8=True)
    except BadAnswer as refused:
        event(refused.key)
        return
    assert wire(address.wire) == address.wire
    assert mail_address(address.wire, smtputf8=True).key == address.key
    assert not any(char.isspace() or char in '<>,;"' for char in address.wire)


@pytest.mark.parametrize("raw", ["a@localhost", "infobrief@knotenpunkt.example", "b+1=x.de@x.de"])
def test_our_own_addresses_may_be_local(raw: str) -> None:
    assert wire(raw) == raw


def test_the_wire_form_of_an_umlaut_domain_is_punycode() -> None:
    assert wire("a@müller.de") == "a@xn--mller-kva.de"


@pytest.mark.parametrize(
    "raw",
    [
        "a@x.de>",
        "a b@x.de",
        "a@x.de\r\nRCPT TO:<b@y.de>",
        "a@x.de SIZE=1",
        "<a@x.de",
        "a",
        "@x.de",
        "a@",
        "a@b@x.de",
        "a\x85b@x.de",
        "a\u2028b@x.de",
        "\ud800@x.de",
        "a@x.de\n",
        '"a"@x.de',
    ],
)
def test_nothing_that_could_leave_its_place_in_a_command_has_a_wire_form(raw: str) -> None:
    with pytest.raises(BadAnswer):
        wire(raw)
