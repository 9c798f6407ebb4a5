"""The timetable's truth: a row per task and period, claimed once."""

from datetime import datetime

from sqlalchemy import select, update

from storage.database import Transaction, insert_or_skip
from storage.tables import periods


async def claim(tx: Transaction, task: str, period: str, *, now: datetime) -> bool:
    """Return whether this transaction is the one that does the work of this period."""
    done = await tx.execute(insert_or_skip(tx, periods).values(task=task, period=period, claimed_at=now))
    return bool(done.rowcount)


async def settle(tx: Transaction, task: str, period: str, outcome: str) -> None:
    """Note how the work of a period ended."""
    await tx.execute(update(periods).where(periods.c.task == task, periods.c.period == period).values(outcome=outcome))


async def outcome(tx: Transaction, task: str, period: str) -> str | None:
    """Return how the work of a period ended, or None if it was never done."""
    query = select(periods.c.outcome).where(periods.c.task == task, periods.c.period == period)
    return (await tx.execute(query)).scalar_one_or_none()
