"""Counters that keep anybody from asking too often; in SQL, so that a restart does not reset them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from network.errors import TooMuch
from storage.database import Transaction, insert_or_skip, insert_or_update
from storage.tables import limits


async def spend(tx: Transaction, key: str, *, most: int, within: timedelta, now: datetime) -> None:
    """Count one more under `key`; raise TooMuch (fact: until) when there were `most` within the time."""
    # The row is there before it is locked, or two who come at once would both be the first.
    await tx.execute(insert_or_skip(tx, limits).values(key=key, since=now, spent=0))
    row = (await tx.execute(select(limits).where(limits.c.key == key).with_for_update())).one()
    since, spent = (now, 0) if row.since + within <= now else (row.since, row.spent)
    if spent >= most:
        raise TooMuch(until=since + within)
    await tx.execute(insert_or_update(tx, limits, ["key"], {"key": key, "since": since, "spent": spent + 1}))


async def forget_before(tx: Transaction, moment: datetime) -> None:
    """Drop counters that began before `moment`."""
    await tx.execute(delete(limits).where(limits.c.since < moment))
