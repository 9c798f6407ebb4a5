"""Puts a mail into its envelope: the finished bytes, written by hand and read back before they may leave.

`email.policy` is not used for writing: on many Pythons it turns an encoded-word subject into a real header,
encodes a long List-Unsubscribe so that one click breaks, and needs milliseconds for quoted-printable.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime
from urllib.parse import urlsplit

from network.address import wire
from network.errors import BadAnswer
from network.letter import Mail, Outcome, Phase, SendFailed

SUBJECT_LIMIT = 150
NAME_LIMIT = 60
URL_LIMIT = 75  # longer ones are encoded by some mailers on the way, and one click breaks

_Header = tuple[str, str]

_QP_LINE = 76
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_JOINING = re.compile(r"[\u0300-\u036f\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_UNSAFE = re.compile(rb"[^\t\x20-\x3c\x3e-\x7e]")


def seal(mail: Mail) -> bytes:
    """Return the mail as it goes over the wire (without dot-stuffing, which it never needs).

    7-bit, CRLF only, no line over 998 bytes; the one exception is a recipient with letters like ü before the
    @, whose To is raw UTF-8 and asks for SMTPUTF8. The same mail gives the same bytes. Raises SendFailed for
    good where the recipient's address cannot be written, ValueError where the house itself is set up wrongly.
    """
    content_headers, body = _content(mail)
    headers = [*_headers(mail), *content_headers]
    sealed = _head(headers) + body
    check(sealed, [name for name, _ in headers])
    return sealed


def check(sealed: bytes, names: list[str]) -> None:
    """Raise ValueError unless exactly these headers stand there and every line keeps the rules of SMTP."""
    if sealed.count(b"\r\n") != sealed.count(b"\r") or sealed.count(b"\r\n") != sealed.count(b"\n"):
        raise ValueError("envelope.bare_line_end")
    lines = sealed.split(b"\r\n")
    if max(map(len, lines)) > 998 or any(line.startswith(b".") for line in lines):
        raise ValueError("envelope.line")
    head = sealed.partition(b"\r\n\r\n")[0]
    if BytesHeaderParser(policy=compat32).parsebytes(head).keys() != names:
        raise ValueError("envelope.headers")


def one_line(text: str, limit: int) -> str:
    """Return text fit for a header: every line break or control a space, at most `limit` characters."""
    plain = _SURROGATES.sub("\ufffd", _BREAKS.sub(" ", text))
    plain = re.sub(r" {2,}", " ", plain).strip()
    if len(plain) <= limit:
        return plain
    cut = limit - 1
    while cut > limit // 2 and (_JOINING.match(plain[cut]) or plain[cut - 1] == "\u200d"):
        cut -= 1  # do not tear an accent from its letter or a family emoji apart
    return plain[:cut].rstrip() + "…"


def _headers(mail: Mail) -> Iterator[_Header]:
    """The headers of the letter itself, in the order in which they are written."""
    yield "From", _named(mail.sender_name, _ours(mail.sender))
    yield "To", _recipient(mail.recipient)
    yield "Subject", _words(one_line(mail.subject, SUBJECT_LIMIT), taken=len("Subject: "))
    yield "Date", _date(mail.date)
    yield "Message-ID", _message_id(mail.message_id)
    if mail.reply_to:
        yield "Reply-To", _ours(mail.reply_to)
    yield from _list_headers(mail)
    if mail.auto_submitted:
        yield "Auto-Submitted", "auto-generated"
    yield "MIME-Version", "1.0"


def _list_headers(mail: Mail) -> Iterator[_Header]:
    if mail.list_id:
        yield "List-Id", _named(mail.list_name, _ours(f"list@{mail.list_id}").removeprefix("list@"))
    if mail.unsubscribe_url:
        yield "List-Unsubscribe", _url(mail.unsubscribe_url, limit=URL_LIMIT)
        if _may_one_click(mail.unsubscribe_url):
            yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"
    if mail.archive_url:
        yield "List-Archive", _url(mail.archive_url)
    if mail.help_url:
        yield "List-Help", _url(mail.help_url)


def _content(mail: Mail) -> tuple[list[_Header], bytes]:
    """The headers of the content and the body: the text alone, or text and HTML as alternatives."""
    if mail.html is None:
        return _part_headers("plain"), _quoted_printable(mail.text)
    # "=_" cannot occur in quoted-printable, so no text can close the part it stands in.
    boundary = "=_" + hashlib.blake2b(mail.message_id.encode(), digest_size=15).hexdigest()
    parts = [
        f"--{boundary}\r\n".encode() + _head(_part_headers(kind)) + _quoted_printable(text)
        for kind, text in (("plain", mail.text), ("html", mail.html))
    ]
    return [("Content-Type", f'multipart/alternative; boundary="{boundary}"')], b"".join(
        [*parts, f"--{boundary}--\r\n".encode()]
    )


def _part_headers(kind: str) -> list[_Header]:
    return [
        ("Content-Type", f"text/{kind}; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
    ]


def _head(headers: list[_Header]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers).encode() + b"\r\n"


def _recipient(address: str) -> str:
    try:
        return wire(address)
    except BadAnswer as wrong:
        raise SendFailed(Outcome.REFUSED, phase=Phase.RCPT, text="not a mail address") from wrong


def _ours(address: str) -> str:
    """An address that the house itself has set; a wrong one, or one for SMTPUTF8 only, is its own fault."""
    try:
        ours = wire(address)
    except BadAnswer as wrong:
        raise ValueError("envelope.address") from wrong
    if not ours.isascii():
        raise ValueError("envelope.address")
    return ours


def _date(date: datetime) -> str:
    if date.tzinfo is None:
        raise ValueError("envelope.date")
    return format_datetime(date)


def _message_id(message_id: str) -> str:
    if not re.fullmatch(r"<[\w.+-]{1,64}@[A-Za-z0-9.-]{1,100}>", message_id, re.ASCII):
        raise ValueError("envelope.message_id")
    return message_id


def _url(url: str, *, limit: int = 900) -> str:
    if len(url) > limit or not re.fullmatch(r"https?://[!-;=?-~]+", url):
        raise ValueError("envelope.url")
    return f"<{url}>"


def _may_one_click(url: str) -> bool:
    """One click is for https only (RFC 8058); our own machine is the exception, for the demo."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}


def _named(name: str, what: str) -> str:
    """A name for showing and what it names in angle brackets; marks that could end the name are dropped."""
    name = one_line(re.sub(r'[<>"\\]', " ", name), NAME_LIMIT)
    if not name:
        return f"<{what}>"
    if _is_plain(name):
        return f'"{name}" <{what}>'
    return f"{_words(name, taken=len('List-Id: '))}\r\n <{what}>"


def _words(text: str, *, taken: int) -> str:
    """Return one line of text as a header value, where need be as encoded words (RFC 2047, 75 bytes)."""
    if _is_plain(text):
        return text
    words: list[str] = []
    rest = text
    while rest:
        room = (75 - len("=?utf-8?b??=") - (0 if words else taken)) // 4 * 3
        piece = rest.encode()[:room].decode(errors="ignore")  # never half a character
        words.append(f"=?utf-8?b?{base64.b64encode(piece.encode()).decode()}?=")
        rest = rest[len(piece) :]
    return "\r\n ".join(words)


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text


def _quoted_printable(text: str) -> bytes:
    """Return text as quoted-printable lines of at most 76 bytes that end in CRLF and never begin with a dot.

    Not by binascii.b2a_qp: without a line end in its input it writes bare LF, and it leaves leading dots.
    """
    plain = _SURROGATES.sub("\ufffd", text).replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    lines = plain.removesuffix("\n").encode().split(b"\n")
    return b"".join(wrapped + b"\r\n" for line in lines for wrapped in _wrapped(_escaped(line)))


def _escaped(line: bytes) -> bytes:
    escaped = _UNSAFE.sub(lambda found: b"=%02X" % found[0][0], line)
    if escaped.endswith((b" ", b"\t")):
        escaped = escaped[:-1] + b"=%02X" % escaped[-1]
    return escaped


def _wrapped(line: bytes) -> Iterator[bytes]:
    line = _safe_start(line)
    while len(line) > _QP_LINE:
        cut = _QP_LINE - 1
        cut = next((at for at in (cut - 1, cut - 2) if line[at : at + 1] == b"="), cut)  # never through =C3
        yield line[:cut] + b"="
        line = _safe_start(line[cut:])
    yield line


def _safe_start(line: bytes) -> bytes:
    """Hide what a mail system on the way might change: a dot, and the mbox separator."""
    return b"=%02X" % line[0] + line[1:] if line.startswith((b".", b"From ")) else line
