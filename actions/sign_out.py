"""Signing out at this browser."""

from datetime import datetime

from network.person import Person
from network.rights import demand
from storage import audit, sessions
from storage.database import Transaction


async def sign_out(tx: Transaction, session: str, *, by: Person | None, now: datetime) -> None:
    """End the session of this cookie; harmless where there is none."""
    demand("sign_out", by)
    await sessions.close(tx, session)
    if by:
        await audit.write(tx, "sign_out", by.id, by=by, now=now)
