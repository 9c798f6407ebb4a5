"""Buttons that change something: each is bound to a person and a purpose and works once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from network.errors import AlreadyDone, NotFound
from storage.database import Transaction
from storage.keys import new_id
from storage.tables import taps


async def add(tx: Transaction, person_id: UUID, purpose: str, subject: str, *, now: datetime) -> UUID:
    """Return the id of a fresh button."""
    id_ = new_id(now)
    await tx.execute(insert(taps).values(id=id_, person_id=person_id, purpose=purpose, subject=subject, created_at=now))
    return id_


async def use(tx: Transaction, id_: UUID, person_id: UUID, *, now: datetime) -> tuple[str, str]:
    """Use the button up; return purpose and subject; raise NotFound for another's and AlreadyDone the second time."""
    row = (await tx.execute(select(taps).where(taps.c.id == id_))).one_or_none()
    if row is None:
        raise NotFound("button_unknown")  # forged, or forgotten by now
    if row.person_id != person_id:
        raise NotFound("button_foreign")
    done = await tx.execute(update(taps).where(taps.c.id == id_, taps.c.used_at.is_(None)).values(used_at=now))
    if not done.rowcount:
        raise AlreadyDone("button_used")
    return row.purpose, row.subject


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drop buttons shown before `moment`, used or not; return how many."""
    return (await tx.execute(delete(taps).where(taps.c.created_at < moment))).rowcount
