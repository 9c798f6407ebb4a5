"""The finished bytes of a mail: nothing typed by anybody becomes a header, and it all reads back as it was."""

import email
import email.header
import re
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8, default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from network.letter import Mail, Outcome, SendFailed
from newsletter.envelope import NAME_LIMIT, SUBJECT_LIMIT, URL_LIMIT, check, one_line, seal

PLAIN = Mail(
    sender="infobrief@knotenpunkt.example",
    sender_name="Knotenpunkt",
    recipient="anna@example.org",
    subject="Treffen im März",
    text="Guten Tag\n\nbis bald\n",
    message_id="<0123456789abcdef@knotenpunkt.example>",
    date=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
)
INFOBRIEF = replace(
    PLAIN,
    html="<p>Guten Tag</p>\n",
    list_id="infobrief.knotenpunkt.example",
    list_name="Knotenpunkt Infobrief",
    unsubscribe_url="https://knotenpunkt.example/a/abcdefghijklmnopqrstuv",
    archive_url="https://knotenpunkt.example/infobrief",
    help_url="https://knotenpunkt.example/hilfe",
    reply_to="kontakt@knotenpunkt.example",
    auto_submitted=True,
)
ALL_HEADERS = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Reply-To",
    "List-Id",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "List-Archive",
    "List-Help",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
]
EVIL = "=?utf-8?q?Hallo=0D=0ABcc=3A_evil=40x=2Ede?="

# Everything people paste: line ends of all kinds, controls, surrogates, encoded words, dots, separators.
NASTY = st.text(
    st.characters()
    | st.sampled_from('\r\n\x00\x0b\x0c\x1c\x85\u2028\u2029\u202e\u200d\ufeff\ud800 \t.=?_:<>"\\@äßé😀e\u0301'),
    max_size=400,
) | st.lists(
    st.sampled_from(
        [EVIL, "\r\n", "\n", "Bcc: x@y.de", ".", "From ", "=?utf-8?b?", "?=", "ü", " ", "\u2028", "x" * 90]
    ),
    max_size=20,
).map("".join)


def parsed(sealed: bytes) -> EmailMessage:
    message = email.message_from_bytes(sealed, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def content(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content()).replace("\r\n", "\n")


def header_lines(sealed: bytes, name: str) -> bytes:
    found = re.search(rb"^" + name.encode() + rb": (.*\r\n(?:[ \t].*\r\n)*)", sealed, re.MULTILINE)
    assert found
    return found[1]


def as_lines(text: str) -> str:
    """The same text as a body keeps it; the last line end belongs to the boundary (RFC 2046, 5.1.1)."""
    plain = re.sub("[\ud800-\udfff]", "\ufffd", text).replace("\x00", "")
    return plain.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")


def test_an_infobrief_carries_exactly_the_headers_of_a_list_with_one_click() -> None:
    message = parsed(seal(INFOBRIEF))
    assert message.keys() == ALL_HEADERS
    assert message["List-Unsubscribe"] == "<https://knotenpunkt.example/a/abcdefghijklmnopqrstuv>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == '"Knotenpunkt Infobrief" <infobrief.knotenpunkt.example>'
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"].addresses[0].addr_spec == "infobrief@knotenpunkt.example"
    assert message["Date"].datetime == INFOBRIEF.date
    assert message["Message-ID"] == INFOBRIEF.message_id


def test_a_plain_letter_carries_no_header_of_a_list() -> None:
    message = parsed(seal(PLAIN))
    assert not [name for name in message if name.startswith("List-")]
    assert message.get_content_type() == "text/plain"
    assert content(message, "plain") == PLAIN.text


def test_text_and_html_are_alternatives_with_the_text_first() -> None:
    message = parsed(seal(INFOBRIEF))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_same_mail_gives_the_same_bytes() -> None:
    assert seal(INFOBRIEF) == seal(INFOBRIEF)


def test_an_encoded_word_in_a_subject_is_shown_literally_and_becomes_no_header() -> None:
    sealed = seal(replace(PLAIN, subject=EVIL))
    message = parsed(sealed)
    assert message["Subject"] == EVIL
    assert "Bcc" not in message
    assert b"evil" not in sealed.partition(b"\r\n\r\n")[0]


@pytest.mark.parametrize("policy", [default, SMTP, SMTPUTF8])
def test_a_mail_system_that_writes_the_mail_anew_makes_no_header_out_of_the_subject_either(policy: object) -> None:
    message = parsed(seal(replace(PLAIN, subject=f"{EVIL}\r\nBcc: evil@x.de", sender_name=EVIL)))
    again = email.message_from_bytes(message.as_bytes(policy=policy))  # type: ignore[arg-type]  # three kinds
    assert again.keys() == message.keys()


@given(subject=NASTY, name=NASTY, list_name=NASTY)
@example(subject=EVIL, name=EVIL, list_name=EVIL)
@example(subject="a\r\nBcc: x@y.de", name='"Evil" <x>', list_name='"')
@example(subject="x" * 2000, name="ü" * 500, list_name="\\")
@example(subject="\u2028\u0085\x0b", name="\ud800", list_name="=?")
def test_whatever_stands_in_subject_and_names_no_header_is_born_and_it_reads_back(
    subject: str, name: str, list_name: str
) -> None:
    sealed = seal(replace(INFOBRIEF, subject=subject, sender_name=name, list_name=list_name))
    message = parsed(sealed)
    assert message.keys() == ALL_HEADERS
    assert unfolded(sealed, "Subject") == one_line(subject, SUBJECT_LIMIT)
    shown = one_line(re.sub(r'[<>"\\]', " ", name), NAME_LIMIT)
    address = "<infobrief@knotenpunkt.example>"
    assert unfolded(sealed, "From").replace('"', "") == f"{shown} {address}".strip()
    assert all(len(line) <= 76 for line in header_lines(sealed, "Subject").split(b"\r\n") if b"=?" in line)


def unfolded(sealed: bytes, name: str) -> str:
    """One header as RFC 2047 reads it, without the repairs a lenient parser would make."""
    value = re.sub(r"\r\n(?=[ \t])", "", header_lines(sealed, name).decode("ascii")).removesuffix("\r\n")
    return str(email.header.make_header(email.header.decode_header(value)))


@given(text=NASTY, html=NASTY)
@example(text=".", html="From me\n.\n..")
@example(text="x" * 5000, html="." * 5000)
@example(text="a\nb", html="=" * 200)
@example(text="--=_x--", html="a \n\t\n ")
def test_whatever_stands_in_the_bodies_keeps_to_smtp_and_reads_back(text: str, html: str) -> None:
    sealed = seal(replace(INFOBRIEF, text=text, html=html))
    assert sealed.isascii()
    assert sealed.endswith(b"\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", sealed)
    lines = sealed.partition(b"\r\n\r\n")[2].split(b"\r\n")
    assert max(map(len, lines)) <= 76
    assert not [line for line in lines if line.startswith((b".", b"From "))]
    assert not [line for line in lines if line.endswith((b" ", b"\t"))]
    message = parsed(sealed)
    assert read_back(message, "plain") == as_lines(text)
    assert read_back(message, "html") == as_lines(html)


def read_back(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert part
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    return raw.decode().replace("\r\n", "\n")


@pytest.mark.parametrize("text", ["", "\n", "no end", "\r\n\r\n", "a\rb"])
def test_no_body_ever_leaves_with_a_bare_line_end(text: str) -> None:
    assert seal(replace(PLAIN, text=text)).count(b"\n") == seal(replace(PLAIN, text=text)).count(b"\r\n")


def test_the_unsubscribe_address_is_neither_folded_nor_encoded() -> None:
    url = "https://knotenpunkt.example/a/".ljust(URL_LIMIT, "x")
    assert header_lines(seal(replace(INFOBRIEF, unsubscribe_url=url)), "List-Unsubscribe") == f"<{url}>\r\n".encode()


@pytest.mark.parametrize(
    "url",
    [
        "https://knotenpunkt.example/a/".ljust(URL_LIMIT + 1, "x"),
        "https://knotenpunkt.example/ü",
        "https://knotenpunkt.example/a b",
        "https://knotenpunkt.example/>\r\nBcc: x@y.de",
        "javascript:alert(1)",
        "mailto:a@x.de",
    ],
)
def test_an_address_that_would_not_survive_the_way_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"envelope\.url"):
        seal(replace(INFOBRIEF, unsubscribe_url=url))


def test_one_click_is_offered_over_https_and_on_our_own_machine_only() -> None:
    without = parsed(seal(replace(INFOBRIEF, unsubscribe_url="http://10.1.2.3/a/x")))
    demo = parsed(seal(replace(INFOBRIEF, unsubscribe_url="http://127.0.0.1:8000/a/x")))
    assert without["List-Unsubscribe"] == "<http://10.1.2.3/a/x>"
    assert "List-Unsubscribe-Post" not in without
    assert "List-Unsubscribe-Post" in demo


def test_a_recipient_in_an_umlaut_domain_is_written_in_punycode() -> None:
    assert header_lines(seal(replace(PLAIN, recipient="info@müller.de")), "To") == b"info@xn--mller-kva.de\r\n"


def test_a_recipient_with_an_umlaut_before_the_at_sign_stands_there_as_utf_8() -> None:
    assert header_lines(seal(replace(PLAIN, recipient="müller@example.org")), "To") == "müller@example.org\r\n".encode()


@pytest.mark.parametrize("recipient", ["", "anna", "a@x.de\r\nBcc: b@y.de", "a@x.de, b@y.de", "Anna <a@x.de>"])
def test_what_is_no_address_is_refused_for_good(recipient: str) -> None:
    with pytest.raises(SendFailed) as caught:
        seal(replace(PLAIN, recipient=recipient))
    assert caught.value.outcome is Outcome.REFUSED


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "nobody"},
        {"sender": "müller@example.org"},
        {"reply_to": "a@x.de\r\nBcc: b@y.de"},
        {"list_id": "info brief"},
        {"message_id": "<a@x.de>\r\nBcc: b@y.de"},
        {"message_id": "a@x.de"},
        {"date": datetime(2026, 11, 21, 9, 0)},  # noqa: DTZ001  # the very mistake
        {"help_url": "no address"},
    ],
)
def test_what_the_house_itself_has_set_wrongly_is_an_error_and_nobody_is_charged(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"envelope\."):
        seal(replace(INFOBRIEF, **wrong))  # type: ignore[arg-type]  # fields of several kinds


@pytest.mark.parametrize(
    "sealed, key",
    [
        (b"From: a\r\nBcc: b\r\n\r\n", "headers"),
        (b"From: a\r\n\r\n.\r\n", "line"),
        (b"From: a\r\n\r\n" + b"x" * 999 + b"\r\n", "line"),
        (b"From: a\r\n\r\nx\n", "bare_line_end"),
        (b"From: a\r\n\r\nx\ry\r\n", "bare_line_end"),
    ],
)
def test_bytes_that_break_the_rules_never_leave(sealed: bytes, key: str) -> None:
    with pytest.raises(ValueError, match=rf"envelope\.{key}"):
        check(sealed, ["From"])


def test_a_long_subject_is_cut_between_characters_and_never_inside_one() -> None:
    assert one_line("a" * 200, 10) == "a" * 9 + "…"
    assert one_line("aaaae\u0301bbbbbbb", 6) == "aaaa…"
    assert one_line("aaa👨\u200d👩\u200d👧bbbb", 7) == "aaa…"
    assert len(one_line("\u0301" * 500, 20)) <= 20
