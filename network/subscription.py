"""Subscriptions of the Infobrief and the ledger of consent behind each."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from config.vocabulary import vocabulary
from network.errors import BadAnswer
from network.letter import Channel
from network.person import Language

CONFIRM_WITHIN = timedelta(days=7)
WORDING_VERSION = "2026-11"  # changes with every change of templates/chat/consent.jinja


class SubscriptionState(StrEnum):
    """What the ledger of consent adds up to."""

    PENDING = "pending"
    ACTIVE = "active"
    ENDED = "ended"


class ConsentStep(StrEnum):
    """One line of the append-only ledger of consent."""

    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One reader of the Infobrief on one channel; no topics means all topics."""

    id: UUID
    channel: Channel
    address: str
    language: Language
    topics: tuple[str, ...]
    state: SubscriptionState
    person_id: UUID | None
    created_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one person agreed to or withdrew: when, where, in which words and with which choice."""

    subscription_id: UUID
    step: ConsentStep
    at: datetime
    door: str
    wording: str
    wording_version: str
    topics: tuple[str, ...]


def consent(
    subscription: Subscription,
    step: ConsentStep,
    *,
    door: str,
    now: datetime,
    wording: str = "",
    wording_version: str = WORDING_VERSION,
) -> Consent:
    """Return the line of the ledger for a step with the topics the subscription names; withdrawing needs no words."""
    return Consent(
        subscription_id=subscription.id,
        step=step,
        at=now,
        door=door,
        wording=wording,
        wording_version=wording_version,
        topics=subscription.topics,
    )


def chosen_topics(raw: Iterable[str]) -> tuple[str, ...]:
    """Return the topics in the order of the vocabulary, each once; raise BadAnswer for one that does not exist."""
    wanted = set(raw)
    known = tuple(entry.id for entry in vocabulary().entries("topic"))
    if unknown := wanted - set(known):
        raise BadAnswer("topic_unknown", given=min(unknown))
    return tuple(topic for topic in known if topic in wanted)


def leave_token(id_: UUID, secret: bytes) -> str:
    """Return the token (22 characters) with which whoever reads the Infobrief can leave, and nothing else."""
    return _token(b"leave", id_, secret)


def choose_token(id_: UUID, secret: bytes) -> str:
    """Return the token (22 characters) of the reader's own page of topics and language."""
    return _token(b"choose", id_, secret)


def _token(purpose: bytes, id_: UUID, secret: bytes) -> str:
    key = hashlib.blake2b(secret, digest_size=32).digest()  # a key of blake2b has at most 64 bytes
    digest = hashlib.blake2b(id_.bytes, digest_size=16, key=key, person=purpose).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
