"""Figures of the network for its staff: counts only, no names and no addresses."""

from collections import Counter

from sqlalchemy import func, select, true

from network.initiative import Status
from network.subscription import SubscriptionState
from storage.database import Transaction, entries_of, is_empty
from storage.tables import initiatives, subscriptions

_ACTIVE = subscriptions.c.state == SubscriptionState.ACTIVE


async def initiatives_by_status(tx: Transaction) -> dict[Status, int]:
    """Return how many entries there are of each status, in the order of the statuses; none is left out."""
    query = select(initiatives.c.status, func.count()).group_by(initiatives.c.status)
    found: dict[str, int] = {status: number for status, number in await tx.execute(query)}
    return {status: found.get(status, 0) for status in Status}


async def readers(tx: Transaction) -> tuple[int, int]:
    """Return how many confirmed subscriptions there are, and how many of them chose no topics and get everything."""
    counted = select(func.count()).select_from(subscriptions).where(_ACTIVE)
    everybody = (await tx.execute(counted)).scalar_one()
    want_all = (await tx.execute(counted.where(is_empty(tx, subscriptions.c.topics)))).scalar_one()
    return everybody, want_all


async def readers_by_topic(tx: Transaction) -> Counter[str]:
    """Return how many confirmed subscriptions chose each topic."""
    chosen = entries_of(tx, subscriptions.c.topics)
    query = (
        select(chosen.c.value, func.count())
        .select_from(subscriptions.join(chosen, true()))
        .where(_ACTIVE)
        .group_by(chosen.c.value)
    )
    return Counter({topic: number for topic, number in await tx.execute(query)})
