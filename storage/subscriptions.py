"""Subscriptions of the Infobrief and, append-only, what their readers agreed to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from network.errors import LinkInvalid, NotFound
from network.infobrief import Item
from network.letter import Channel
from network.person import Language
from network.subscription import Consent, ConsentStep, Subscription, SubscriptionState, choose_token, leave_token
from storage.database import Transaction, holds_any, insert_or_skip, is_empty
from storage.keys import new_id
from storage.links import hashed
from storage.tables import consents, subscriptions


async def add(tx: Transaction, subscription: Subscription, *, address_key: str, secret: bytes) -> bool:
    """Keep a new subscription; False where this address is known on this channel."""
    done = await tx.execute(
        insert_or_skip(tx, subscriptions).values(
            id=subscription.id,
            channel=subscription.channel,
            address=subscription.address,
            address_key=address_key,
            person_id=subscription.person_id,
            language=subscription.language,
            topics=list(subscription.topics),
            state=subscription.state,
            leave_hash=hashed(leave_token(subscription.id, secret)),
            choose_hash=hashed(choose_token(subscription.id, secret)),
            created_at=subscription.created_at,
            confirmed_at=subscription.confirmed_at,
        )
    )
    return bool(done.rowcount)


async def get(tx: Transaction, id_: UUID) -> Subscription:
    """Return the subscription or raise NotFound."""
    found = await _one(tx, subscriptions.c.id == id_)
    if found is None:
        raise NotFound("subscription_unknown")
    return found


async def lock(tx: Transaction, id_: UUID) -> Subscription:
    """Return the subscription, kept from other transactions until this one ends; raise NotFound."""
    await tx.execute(select(subscriptions.c.id).where(subscriptions.c.id == id_).with_for_update())
    return await get(tx, id_)


async def by_address(tx: Transaction, channel: Channel, address_key: str) -> Subscription | None:
    """Return the subscription of an address (for mail: network.address.MailAddress.key)."""
    return await _one(tx, (subscriptions.c.channel == channel) & (subscriptions.c.address_key == address_key))


async def by_leave_token(tx: Transaction, token: str) -> Subscription:
    """Return whose token of leaving this is; raise LinkInvalid."""
    return _known(await _one(tx, subscriptions.c.leave_hash == hashed(token)))


async def by_choose_token(tx: Transaction, token: str) -> Subscription:
    """Return whose token of choosing topics this is; raise LinkInvalid."""
    return _known(await _one(tx, subscriptions.c.choose_hash == hashed(token)))


async def of_person(tx: Transaction, person_id: UUID) -> list[Subscription]:
    """Return what a person subscribed to, by channel."""
    query = select(subscriptions).where(subscriptions.c.person_id == person_id).order_by(subscriptions.c.channel)
    return [_subscription(row) for row in await tx.execute(query)]


async def change(
    tx: Transaction, id_: UUID, *, topics: Iterable[str], language: Language, person_id: UUID | None = None
) -> None:
    """Keep another choice of topics and language, and whose subscription it is where that became known."""
    values: dict[str, object] = {"topics": list(topics), "language": language}
    if person_id:
        values["person_id"] = person_id
    await tx.execute(update(subscriptions).where(subscriptions.c.id == id_).values(values))


async def confirm(tx: Transaction, id_: UUID, *, now: datetime) -> None:
    """Let the subscription begin, or begin again."""
    values = {"state": SubscriptionState.ACTIVE, "confirmed_at": now, "ended_at": None}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == id_).values(values))


async def end(tx: Transaction, id_: UUID, *, now: datetime) -> None:
    """Let the subscription end; its row and its consents stay as proof."""
    values = {"state": SubscriptionState.ENDED, "ended_at": now}
    await tx.execute(update(subscriptions).where(subscriptions.c.id == id_).values(values))


async def forget_unconfirmed(tx: Transaction, before: datetime) -> int:
    """Drop subscriptions nobody confirmed since before this moment, with their consents; return how many.

    A request from after that moment keeps them; whoever was confirmed once is kept as proof.
    """
    recent = (
        select(consents.c.id).where(consents.c.subscription_id == subscriptions.c.id, consents.c.at >= before).exists()
    )
    never = (subscriptions.c.state == SubscriptionState.PENDING) & subscriptions.c.confirmed_at.is_(None)
    old = delete(subscriptions).where(never, subscriptions.c.created_at < before, ~recent)
    return (await tx.execute(old)).rowcount


async def audience(tx: Transaction, items: Iterable[Item]) -> tuple[int, int]:
    """Return how many subscriptions are confirmed now, and for how many of them none of the items is meant."""
    active = subscriptions.c.state == SubscriptionState.ACTIVE
    counted = select(func.count()).select_from(subscriptions).where(active)
    everybody = (await tx.execute(counted)).scalar_one()
    reached = (await tx.execute(counted.where(something_for(tx, items)))).scalar_one()
    return everybody, everybody - reached


def something_for(tx: Transaction, items: Iterable[Item]) -> ColumnElement[bool]:
    """Return the condition that network.infobrief.items_for finds something for a subscription's topics."""
    every = tuple(items)
    for_all = any(not item.topics for item in every)
    topics = {topic for item in every for topic in item.topics}
    wants_all = is_empty(tx, subscriptions.c.topics)
    return subscriptions.c.id.is_not(None) if for_all else wants_all | holds_any(tx, subscriptions.c.topics, topics)


async def record(tx: Transaction, consent: Consent) -> None:
    """Add a line to the ledger of consent; there is no way to change or remove one."""
    await tx.execute(
        insert(consents).values(
            id=new_id(consent.at),
            subscription_id=consent.subscription_id,
            step=consent.step,
            at=consent.at,
            door=consent.door,
            wording=consent.wording,
            wording_version=consent.wording_version,
            topics=list(consent.topics),
        )
    )


async def consents_of(tx: Transaction, id_: UUID) -> list[Consent]:
    """Return the ledger of one subscription, oldest first."""
    query = select(consents).where(consents.c.subscription_id == id_).order_by(consents.c.at, consents.c.id)
    return [
        Consent(
            subscription_id=row.subscription_id,
            step=ConsentStep(row.step),
            at=row.at,
            door=row.door,
            wording=row.wording,
            wording_version=row.wording_version,
            topics=tuple(row.topics),
        )
        for row in await tx.execute(query)
    ]


async def _one(tx: Transaction, where: ColumnElement[bool]) -> Subscription | None:
    row = (await tx.execute(select(subscriptions).where(where))).one_or_none()
    return _subscription(row) if row else None


def _known(found: Subscription | None) -> Subscription:
    if found is None:
        raise LinkInvalid()
    return found


def _subscription(row: Row[Any]) -> Subscription:
    return Subscription(
        id=row.id,
        channel=Channel(row.channel),
        address=row.address,
        language=Language(row.language),
        topics=tuple(row.topics),
        state=SubscriptionState(row.state),
        person_id=row.person_id,
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        ended_at=row.ended_at,
    )
