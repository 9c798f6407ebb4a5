"""The delivery ledger: one entry per person and issue, how entries move, and the account that must be right."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from network.letter import Channel, Outcome, Phase, Receipt, SendFailed, retry_at
from network.person import Language

AGAIN_AFTER_UNCERTAIN = timedelta(minutes=15)
MOST_COPIES = 2  # what the house sends of its own accord to one person, the second only after a lost answer


class DeliveryState(StrEnum):
    """Where an entry stands; the first three of these are still open."""

    OPEN = "open"
    PACKED = "packed"  # in the hands of a worker, surely not sent
    DOT_SENT = "dot_sent"  # perhaps sent: written down before the last byte leaves
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    SUPPRESSED = "suppressed"
    GIVEN_UP = "given_up"


class Reason(StrEnum):
    """Why an entry stands where it stands; words in templates/web/_infobrief_words.html."""

    NOTHING_MATCHING = "nothing_matching"
    LEFT = "left"
    LATER = "later"  # the relay takes nothing for this person at the moment
    REFUSED = "refused"  # the relay takes nothing for this person at all
    TOO_LATE = "too_late"  # it said "later" for five days
    NO_ANSWER = "no_answer"  # the relay's last answer was lost
    DIED = "died"  # the worker was, with the dot perhaps out
    BROKEN = "broken"  # the letter could not be made: a fault of ours
    AGAIN = "again"  # a person wants it sent once more
    LET_BE = "let_be"  # a person leaves it uncertain


class Pause(StrEnum):
    """Why a whole issue rests."""

    STAFF = "staff"
    RELAY = "relay"  # goes on by itself
    SETUP = "setup"  # imprint or contact is missing
    BLOCKED = "blocked"
    TLS = "tls"
    AUTH = "auth"
    SECRET = "secret"  # KNOTENPUNKT_SECRET is not the one the links of leaving were made with


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One person's entry in the account of one issue; address, language and topics as they were at the release."""

    infobrief_id: UUID
    subscription_id: UUID
    channel: Channel
    address: str
    language: Language
    topics: tuple[str, ...]
    state: DeliveryState
    reason: Reason | None
    attempts: int
    uncertain: int  # how often the relay's last answer was lost
    due_at: datetime
    reply_code: int | None
    reply_text: str | None
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of one entry after an attempt."""

    subscription_id: UUID
    state: DeliveryState
    reason: Reason | None
    attempts: int
    uncertain: int
    due_at: datetime
    reply_code: int | None = None
    reply_text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """The account of an issue; `audience` was counted at the release, everything else is counted now."""

    audience: int
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    uncertain: int = 0
    suppressed: int = 0
    given_up: int = 0
    open: int = 0  # packed and dot_sent included
    under_way: int = 0  # of the open: in the hands of a worker
    undecided: int = 0  # of the uncertain: a person has to decide
    let_be: int = 0  # of the uncertain: a person has decided

    @property
    def total(self) -> int:
        """Everybody there is an entry for."""
        return (
            self.accepted + self.deferred + self.refused + self.uncertain + self.suppressed + self.given_up + self.open
        )

    @property
    def is_right(self) -> bool:
        """Whether nobody is missing and nobody is there twice."""
        return self.audience == self.total

    @property
    def is_settled(self) -> bool:
        """Whether the account may be closed: right, and nothing is open, waits or has to be decided."""
        return self.is_right and not self.open and not self.deferred and self.uncertain == self.let_be


def accepted(delivery: Delivery, receipt: Receipt, *, now: datetime) -> Verdict:
    """Return the verdict on a letter the relay has taken."""
    return Verdict(
        subscription_id=delivery.subscription_id,
        state=DeliveryState.ACCEPTED,
        reason=None,
        attempts=delivery.attempts + 1,
        uncertain=delivery.uncertain,
        due_at=now,
        reply_code=receipt.code,
        reply_text=receipt.text[:500],
    )


def failed(delivery: Delivery, trouble: SendFailed, *, now: datetime) -> Verdict:
    """Return the verdict on a letter that did not get through, or perhaps did.

    Trouble of the relay and a block of the house leave the entry open and are charged to nobody. Whether what is
    uncertain goes out once more is the issue's affair, see storage.ledger.
    """
    charged = trouble.outcome in {Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN}
    attempts = delivery.attempts + charged
    state, reason, due_at = _after(trouble.outcome, attempts, now)
    return Verdict(
        subscription_id=delivery.subscription_id,
        state=state,
        reason=reason,
        attempts=attempts,
        uncertain=delivery.uncertain + (trouble.outcome is Outcome.UNCERTAIN),
        due_at=due_at,
        reply_code=trouble.code,
        reply_text=trouble.text or None,
    )


def broken(delivery: Delivery, *, now: datetime) -> Verdict:
    """Return the verdict on a letter that could not be made: tried again like any other that waits."""
    return replace(failed(delivery, SendFailed(Outcome.DEFERRED), now=now), reason=Reason.BROKEN)


def pause_after(trouble: SendFailed) -> Pause:
    """Return why an issue has to rest after this trouble of the relay or with it."""
    if trouble.outcome is not Outcome.BLOCKED:
        return Pause.RELAY
    if trouble.phase is None:
        return Pause.SETUP  # no relay was asked, see newsletter.mail.Held
    return {Phase.TLS: Pause.TLS, Phase.AUTH: Pause.AUTH}.get(trouble.phase, Pause.BLOCKED)


def _after(outcome: Outcome, attempts: int, now: datetime) -> tuple[DeliveryState, Reason | None, datetime]:
    match outcome:
        case Outcome.DEFERRED:
            due_at = retry_at(attempts, now=now)
            if due_at is None:
                return DeliveryState.GIVEN_UP, Reason.TOO_LATE, now
            return DeliveryState.DEFERRED, Reason.LATER, due_at
        case Outcome.REFUSED:
            return DeliveryState.REFUSED, Reason.REFUSED, now
        case Outcome.UNCERTAIN:
            return DeliveryState.UNCERTAIN, Reason.NO_ANSWER, now + AGAIN_AFTER_UNCERTAIN
        case _:
            return DeliveryState.OPEN, None, now
