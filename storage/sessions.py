"""Who is signed in at which browser."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select

from network.person import Person
from storage import people
from storage.database import Transaction
from storage.links import hashed
from storage.tables import sessions

LASTS = timedelta(days=30)


async def open_(tx: Transaction, person_id: UUID, *, now: datetime) -> str:
    """Return the token for the browser's cookie."""
    token = secrets.token_urlsafe(32)
    await tx.execute(
        insert(sessions).values(token_hash=hashed(token), person_id=person_id, created_at=now, expires_at=now + LASTS)
    )
    return token


async def person_of(tx: Transaction, token: str, *, now: datetime) -> Person | None:
    """Return who is signed in with this cookie, with the role they have at this moment."""
    query = select(sessions.c.person_id).where(sessions.c.token_hash == hashed(token), sessions.c.expires_at > now)
    found = (await tx.execute(query)).scalar_one_or_none()
    return await people.get(tx, found) if found else None


async def close(tx: Transaction, token: str) -> None:
    """End one session."""
    await tx.execute(delete(sessions).where(sessions.c.token_hash == hashed(token)))


async def forget_expired(tx: Transaction, before: datetime) -> int:
    """Drop sessions that ran out before this moment; return how many."""
    return (await tx.execute(delete(sessions).where(sessions.c.expires_at < before))).rowcount
