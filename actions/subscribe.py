"""Ask for the Infobrief by mail: a confirmation letter goes out, and nothing tells whether the address was known."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from config.log import event
from network.address import MailAddress, mail_address
from network.errors import TooMuch
from network.letter import Channel
from network.person import Language, Person
from network.rights import demand
from network.subscription import (
    CONFIRM_WITHIN,
    Consent,
    ConsentStep,
    Subscription,
    SubscriptionState,
    choose_token,
    chosen_topics,
    consent,
)
from storage import limits, links, outbox, subscriptions
from storage.database import Transaction
from storage.keys import new_id

MOST_PER_HOUR = 500  # for the whole house: more is an attack on other people's mailboxes, not a success
_DAY = timedelta(days=1)
_MONTH = timedelta(days=30)


async def subscribe(
    tx: Transaction,
    address: str,
    topics: Iterable[str],
    *,
    language: Language,
    door: str,
    wording: str,
    secret: bytes,
    by: Person | None,
    now: datetime,
) -> None:
    """Send a letter with a link to confirm, or, to whoever reads the Infobrief already, to their own page.

    `wording` is the sentence of consent as it was shown. One letter per address a day and three in 30 days;
    what is beyond that changes nothing and looks the same. Raises BadAnswer, and TooMuch for everybody alike.
    """
    demand("subscribe", by)
    mail, choice = mail_address(address), chosen_topics(topics)
    await _stop_a_flood(tx, now=now)
    if not await _may_write_to(tx, mail, now=now):
        return
    subscription = await _subscription(tx, mail, choice, language=language, by=by, secret=secret, now=now)
    if subscription.state is SubscriptionState.ACTIVE:
        known = {"token": choose_token(subscription.id, secret)}
        await outbox.put(tx, Channel.MAIL, mail.wire, "known_subscription", known, language=language, now=now)
        return
    asked = consent(replace(subscription, topics=choice), ConsentStep.REQUESTED, door=door, wording=wording, now=now)
    await subscriptions.record(tx, asked)
    token = await _link(tx, asked, language)
    await outbox.put(tx, Channel.MAIL, mail.wire, "confirm_subscription", {"token": token}, language=language, now=now)


async def _stop_a_flood(tx: Transaction, *, now: datetime) -> None:
    """Raise TooMuch for everybody alike, known or not, while the whole house is asked too often."""
    try:
        await limits.spend(tx, "subscribe", most=MOST_PER_HOUR, within=timedelta(hours=1), now=now)
    except TooMuch:
        event("subscription.flood_stopped")
        raise


async def _may_write_to(tx: Transaction, mail: MailAddress, *, now: datetime) -> bool:
    key = hashlib.sha256(mail.key.encode()).hexdigest()[:40]  # addresses do not belong into counters
    try:
        await limits.spend(tx, f"confirm-day:{key}", most=1, within=_DAY, now=now)
        await limits.spend(tx, f"confirm-month:{key}", most=3, within=_MONTH, now=now)
    except TooMuch:
        return False
    return True


async def _subscription(
    tx: Transaction,
    mail: MailAddress,
    topics: tuple[str, ...],
    *,
    language: Language,
    by: Person | None,
    secret: bytes,
    now: datetime,
) -> Subscription:
    """Return the subscription of the address; a known one stays as it is until somebody confirms."""
    fresh = Subscription(
        id=new_id(now),
        channel=Channel.MAIL,
        address=mail.wire,
        language=language,
        topics=topics,
        state=SubscriptionState.PENDING,
        person_id=by.id if by and by.email and mail_address(by.email).key == mail.key else None,
        created_at=now,
    )
    if await subscriptions.add(tx, fresh, address_key=mail.key, secret=secret):
        return fresh
    known = await subscriptions.by_address(tx, Channel.MAIL, mail.key)
    assert known is not None  # `add` has just found it
    return known


async def _link(tx: Transaction, asked: Consent, language: Language) -> str:
    """The link holds the whole choice, so that what is confirmed is what this letter was about."""
    return await links.add(
        tx,
        "confirm",
        str(asked.subscription_id),
        now=asked.at,
        lasts=CONFIRM_WITHIN,
        topics=list(asked.topics),
        language=language,
        wording=asked.wording,
        wording_version=asked.wording_version,
    )
