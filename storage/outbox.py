"""Letters waiting to leave: put in the transaction that causes them, taken by postmen under a lease."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Exists, Row, delete, func, or_, select, update

from network.letter import Channel, Letter
from network.person import Language
from storage.alone import is_gone
from storage.database import Transaction, insert_or_skip
from storage.keys import new_id
from storage.tables import outbox

LEASE = timedelta(minutes=12)  # longer than the longest wait for a relay's last reply


async def put(
    tx: Transaction,
    channel: Channel,
    address: str,
    template: str,
    facts: Mapping[str, object],
    *,
    language: Language,
    now: datetime,
    due_at: datetime | None = None,
    dedupe_key: str | None = None,
) -> UUID | None:
    """Keep a letter; return its id, or None when one with the same dedupe key was put before."""
    id_ = new_id(now)
    row = {
        "id": id_,
        "channel": channel,
        "address": address,
        "template": template,
        "language": language,
        "facts": dict(facts),
        "state": "due",
        "dedupe_key": dedupe_key,
        "due_at": due_at or now,
        "created_at": now,
    }
    done = await tx.execute(insert_or_skip(tx, outbox).values(row))
    return id_ if done.rowcount else None


async def take(
    tx: Transaction,
    channels: list[Channel],
    *,
    lease: UUID,
    by: int = 0,
    limit: int,
    now: datetime,
    lasts: timedelta = LEASE,
) -> list[Letter]:
    """Lease up to `limit` due letters, oldest first; a lease that ran out counts as an attempt of a dead postman.

    Letters to one address leave in their order: while one waits or is under way, later ones stay. `by` is the
    number of this process (storage/alone.py), so that the leases of a dead one can be ended early.
    """
    free = or_(outbox.c.state == "due", (outbox.c.state == "leased") & (outbox.c.leased_until < now))
    found = (
        select(outbox.c.id)
        .where(outbox.c.channel.in_(channels), free, outbox.c.due_at <= now, ~_one_ahead())
        .order_by(outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(outbox)
        .where(outbox.c.id.in_(found.scalar_subquery()))
        .values(state="leased", lease=lease, leased_by=by, leased_until=now + lasts, attempts=outbox.c.attempts + 1)
        .returning(*outbox.c)
    )
    return sorted((_letter(row) for row in await tx.execute(taken)), key=lambda letter: letter.id)


async def settle(tx: Transaction, id_: UUID, lease: UUID, *, now: datetime, error: str | None = None) -> bool:
    """Close a letter as sent, or as failed for good with an error; False when the lease was lost meanwhile."""
    values = {"state": "failed" if error else "sent", "settled_at": now, "lease": None, "error": error}
    return await _move(tx, id_, lease, values)


async def put_back(
    tx: Transaction, id_: UUID, lease: UUID, *, due_at: datetime, error: str, charged: bool = True
) -> bool:
    """Let a letter wait until `due_at`; an attempt that nobody is to blame for is not counted."""
    values: dict[str, object] = {"state": "due", "due_at": due_at, "lease": None, "error": error}
    if not charged:
        values["attempts"] = outbox.c.attempts - 1
    return await _move(tx, id_, lease, values)


async def end_leases(tx: Transaction) -> int:
    """Make letters due that postmen of dead processes hold, so that nobody waits for their leases; return how many."""
    held = select(outbox.c.leased_by).where(outbox.c.state == "leased").distinct()
    owners = (await tx.execute(held)).scalars().all()
    dead = [owner for owner in owners if await is_gone(tx, owner)]
    theirs = (outbox.c.state == "leased") & outbox.c.leased_by.in_(dead)
    return (await tx.execute(update(outbox).where(theirs).values(state="due", lease=None))).rowcount


async def oldest_due(tx: Transaction, *, now: datetime) -> datetime | None:
    """Return since when the oldest due letter waits."""
    query = select(func.min(outbox.c.due_at)).where(outbox.c.state.in_(["due", "leased"]), outbox.c.due_at <= now)
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def failed(tx: Transaction, *, limit: int) -> list[Letter]:
    """Return letters that were given up, newest first."""
    query = select(outbox).where(outbox.c.state == "failed").order_by(outbox.c.settled_at.desc()).limit(limit)
    return [_letter(row) for row in await tx.execute(query)]


async def forget_sent(tx: Transaction, before: datetime) -> int:
    """Drop letters that were sent before this moment, with their dedupe keys; return how many."""
    old = (outbox.c.state == "sent") & (outbox.c.settled_at < before)
    return (await tx.execute(delete(outbox).where(old))).rowcount


def _one_ahead() -> Exists:
    """Whether an earlier letter to the same address waits or is under way."""
    ahead = outbox.alias("ahead")
    return (
        select(ahead.c.id)
        .where(ahead.c.channel == outbox.c.channel, ahead.c.address == outbox.c.address)
        .where(ahead.c.state.in_(["due", "leased"]), ahead.c.id < outbox.c.id)
        .exists()
    )


async def _move(tx: Transaction, id_: UUID, lease: UUID, values: Mapping[str, object]) -> bool:
    done = await tx.execute(update(outbox).where(outbox.c.id == id_, outbox.c.lease == lease).values(values))
    return bool(done.rowcount)


def _letter(row: Row[Any]) -> Letter:
    return Letter(
        id=row.id,
        channel=Channel(row.channel),
        address=row.address,
        template=row.template,
        language=Language(row.language),
        facts=row.facts,
        due_at=row.due_at,
        attempts=row.attempts,
        dedupe_key=row.dedupe_key,
    )
