"""Raw chat updates: stored before they are acknowledged, worked off once each, in order within a chat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update

from storage.database import Transaction, insert_or_skip
from storage.keys import new_id
from storage.tables import inbox

ATTEMPTS = 3
_KEPT = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One update as it came in."""

    id: UUID
    update_id: str
    chat: str
    payload: Any
    attempts: int


async def put(tx: Transaction, bot_id: str, update_id: str, chat: str, payload: object, *, now: datetime) -> bool:
    """Keep an update; False when the same one was kept before (ids are a set: they restart at random)."""
    row = {
        "id": new_id(now),
        "bot_id": bot_id,
        "update_id": update_id,
        "chat": chat,
        "payload": payload,
        "state": "open",
        "attempts": 0,
        "received_at": now,
    }
    done = await tx.execute(insert_or_skip(tx, inbox).values(row))
    return bool(done.rowcount)


async def take(tx: Transaction) -> Stored | None:
    """Return the oldest open update that is the first of its chat, locked for this transaction; or None."""
    ahead = inbox.alias("ahead")
    behind = select(ahead.c.id).where(ahead.c.chat == inbox.c.chat, ahead.c.state == "open", ahead.c.id < inbox.c.id)
    query = (
        select(inbox)
        .where(inbox.c.state == "open", ~behind.exists())
        .order_by(inbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        return None
    return Stored(id=row.id, update_id=row.update_id, chat=row.chat, payload=row.payload, attempts=row.attempts)


async def finish(tx: Transaction, id_: UUID, *, now: datetime) -> None:
    """Close an update; its effects are in the same transaction."""
    await tx.execute(update(inbox).where(inbox.c.id == id_).values(state="done", done_at=now))


async def fail(tx: Transaction, id_: UUID, error: str, *, now: datetime) -> bool:
    """Count a failed attempt; after the third the update is dead and True comes back."""
    tried = update(inbox).where(inbox.c.id == id_).values(attempts=inbox.c.attempts + 1, error=error[:500])
    attempts = (await tx.execute(tried.returning(inbox.c.attempts))).scalar_one()
    if attempts < ATTEMPTS:
        return False
    await bury(tx, id_, error, now=now)
    return True


async def bury(tx: Transaction, id_: UUID, error: str, *, now: datetime) -> None:
    """Close an update that nothing can be done with; it stays readable for 14 days."""
    await tx.execute(update(inbox).where(inbox.c.id == id_).values(state="dead", done_at=now, error=error[:500]))


async def oldest_open(tx: Transaction) -> datetime | None:
    """Return since when the oldest open update waits."""
    query = select(func.min(inbox.c.received_at)).where(inbox.c.state == "open")
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def forget_old(tx: Transaction, *, now: datetime) -> int:
    """Drop finished updates after 14 days; return how many."""
    old = (inbox.c.state != "open") & (inbox.c.received_at < now - _KEPT)
    return (await tx.execute(delete(inbox).where(old))).rowcount
