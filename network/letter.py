"""Letters: one message to one recipient, what an answer of the relay means, and when to try again."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias
from uuid import UUID

from network.person import Language

Fact: TypeAlias = "str | int | float | bool | Sequence[Fact] | Mapping[str, Fact] | None"

LADDER = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),  # this one again and again
)
GIVE_UP = timedelta(days=5)


class Channel(StrEnum):
    """The ways a letter can leave the house."""

    MAIL = "mail"
    TELEGRAM = "telegram"
    WEB = "web"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One row of the outbox: what to say to whom, not yet in words.

    `facts` holds plain JSON values only, so that a letter survives a restart and a new version.
    """

    id: UUID
    channel: Channel
    address: str
    template: str
    language: Language
    facts: Mapping[str, Fact]
    due_at: datetime
    attempts: int = 0
    dedupe_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A letter in words, ready to be put into an envelope; `message_id` with its angle brackets.

    `unsubscribe_url` is the one-click address (RFC 8058) and asks for a `list_id` (RFC 2919, no brackets).
    """

    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    html: str | None = None
    message_id: str
    date: datetime
    reply_to: str | None = None
    auto_submitted: bool = False
    list_id: str | None = None
    list_name: str = ""
    unsubscribe_url: str | None = None
    archive_url: str | None = None
    help_url: str | None = None


class Phase(StrEnum):
    """How far a letter got. DATA lasts until the body is out; from DOT on, the relay may have it."""

    CONNECT = "connect"
    GREET = "greet"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    DOT = "dot"


class Outcome(StrEnum):
    """What became of a letter, and who is charged with it."""

    ACCEPTED = "accepted"
    DEFERRED = "deferred"  # this recipient, not now: `retry_at` says when
    REFUSED = "refused"  # this recipient, for good
    UNCERTAIN = "uncertain"  # the relay may have it; at most one more copy
    RELAY = "relay"  # trouble of the relay that passes by itself: wait, charge nobody
    BLOCKED = "blocked"  # the relay will not have us like this: a person must look, charge nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The relay (or the local mailbox) has taken the letter; `text` may name its place in the queue."""

    code: int
    text: str = ""


class SendFailed(Exception):
    """A channel did not take a letter.

    `until` says when trying again makes sense, where the channel knows. `code` is None where no answer came.
    `text` is the relay's own, at most 500 characters; it often repeats the address, so it belongs into the
    report and never into the log (`str()` leaves it out).
    """

    def __init__(
        self,
        outcome: Outcome,
        *,
        phase: Phase | None = None,
        code: int | None = None,
        enhanced: str | None = None,
        text: str = "",
        until: datetime | None = None,
    ) -> None:
        self.outcome = outcome
        self.until = until
        self.phase = phase
        self.code = code
        self.enhanced = enhanced
        self.text = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+", " ", text).strip()[:500]
        super().__init__(" ".join(str(part) for part in (outcome, phase, code, enhanced) if part))

    @property
    def for_good(self) -> bool:
        """Whether this recipient will never get this letter."""
        return self.outcome is Outcome.REFUSED


def classify(phase: Phase, code: int | None, enhanced: str | None = None) -> Outcome:
    """Return what an answer means that ends the exchange in `phase`; `code` None stands for no sane answer.

    Complete: every phase with every code. The first digit decides (so 252 after the dot is accepted), with
    three exceptions: 421 is always the relay's own trouble, 5.7.x means that we are blocked, and before
    RCPT nothing was said about the recipient yet, so nothing may be charged to one.
    """
    if code is None or not 200 <= code <= 599:
        return Outcome.UNCERTAIN if phase is Phase.DOT else Outcome.RELAY
    if code == 421:
        return Outcome.RELAY
    if code < 400:
        return _unrefused(phase, code)
    about_recipient = phase in {Phase.RCPT, Phase.DATA, Phase.DOT}
    if code < 500:
        return Outcome.DEFERRED if about_recipient else Outcome.RELAY
    if (enhanced or "").startswith("5.7.") or phase in {Phase.TLS, Phase.AUTH, Phase.MAIL}:
        return Outcome.BLOCKED
    return Outcome.REFUSED if about_recipient else Outcome.RELAY


def retry_at(attempts: int, *, now: datetime) -> datetime | None:
    """Return when a deferred letter is due again after `attempts` tries, or None: give up."""
    waits = [LADDER[min(n, len(LADDER)) - 1] for n in range(1, attempts + 1)]
    return now + waits[-1] if sum(waits, timedelta()) <= GIVE_UP else None


def relay_pause(failures: int) -> timedelta:
    """Return how long to leave a relay alone after so many failures in a row: 1, 2, 4 … 60 seconds."""
    return timedelta(seconds=min(2 ** min(failures - 1, 6), 60))


def message_id(infobrief_id: UUID, subscription_id: UUID, domain: str, secret: bytes) -> str:
    """Return the Message-ID of one issue for one subscription: always the same, and it betrays neither."""
    return _message_id(b"infobrief", infobrief_id.bytes + subscription_id.bytes, domain, secret)


def letter_message_id(letter_id: UUID, domain: str, secret: bytes) -> str:
    """Return the Message-ID of one letter of the outbox, the same at every attempt."""
    return _message_id(b"letter", letter_id.bytes, domain, secret)


def _unrefused(phase: Phase, code: int) -> Outcome:
    """An answer that refuses nothing can only end an exchange after the dot; elsewhere the relay is lost."""
    if phase is not Phase.DOT:
        return Outcome.RELAY
    return Outcome.ACCEPTED if code < 300 else Outcome.UNCERTAIN


def _message_id(kind: bytes, what: bytes, domain: str, secret: bytes) -> str:
    key = hashlib.blake2b(secret, digest_size=32).digest()  # a key of blake2b has at most 64 bytes
    return f"<{hashlib.blake2b(what, digest_size=16, key=key, person=kind).hexdigest()}@{domain}>"
