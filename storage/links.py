"""Links of one purpose for letters: 128 random bits go out, only their hash stays."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from network.errors import LinkInvalid
from storage.database import Transaction
from storage.tables import links


async def add(
    tx: Transaction,
    purpose: str,
    subject: str,
    *,
    now: datetime,
    lasts: timedelta | None,
    **facts: object,
) -> str:
    """Return a fresh token (22 characters) for this purpose; `lasts` None means without end."""
    token = secrets.token_urlsafe(16)
    await tx.execute(
        insert(links).values(
            token_hash=hashed(token),
            purpose=purpose,
            subject=subject,
            facts=facts,
            created_at=now,
            expires_at=now + lasts if lasts else None,
        )
    )
    return token


async def peek(tx: Transaction, token: str, purpose: str, *, now: datetime) -> tuple[str, dict[str, Any], bool]:
    """Return subject, facts and whether it was used; raise LinkInvalid if wrong, of another purpose or too old."""
    query = select(links).where(links.c.token_hash == hashed(token), links.c.purpose == purpose)
    row = (await tx.execute(query)).one_or_none()
    if row is None or (row.expires_at and row.expires_at < now):
        raise LinkInvalid()
    return row.subject, row.facts, row.used_at is not None


async def use(tx: Transaction, token: str, purpose: str, *, now: datetime) -> tuple[str, dict[str, Any]]:
    """Use the link up and return subject and facts; raise LinkInvalid also when it was used before."""
    subject, facts, _ = await peek(tx, token, purpose, now=now)
    done = await tx.execute(
        update(links).where(links.c.token_hash == hashed(token), links.c.used_at.is_(None)).values(used_at=now)
    )
    if not done.rowcount:
        raise LinkInvalid("link_used")
    return subject, facts


async def forget_expired(tx: Transaction, before: datetime) -> int:
    """Drop links that ran out before this moment; return how many."""
    return (await tx.execute(delete(links).where(links.c.expires_at < before))).rowcount


def hashed(token: str) -> str:
    """Return what is stored in place of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
