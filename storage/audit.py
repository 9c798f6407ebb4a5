"""Who did what and when; append-only."""

from datetime import datetime

from sqlalchemy import insert

from network.person import Person, Role
from storage.database import Transaction
from storage.keys import new_id
from storage.tables import audit


async def write(
    tx: Transaction, action: str, subject: object, *, by: Person | None, now: datetime, **facts: object
) -> None:
    """Add one line; `subject` is the id of what was acted on, facts are plain values without addresses."""
    await tx.execute(
        insert(audit).values(
            id=new_id(now),
            at=now,
            by=by.id if by else None,
            role=by.role if by else Role.ANONYMOUS,
            action=action,
            subject=str(subject),
            facts=facts,
        )
    )
