"""Conversations under way: one row per person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select

from storage.database import Transaction, insert_or_skip, insert_or_update
from storage.tables import dialogues


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What the house remembers of a conversation: raw answers by question in order, and the turn it is at."""

    person_id: UUID
    script: str | None
    answers: tuple[tuple[str, Any], ...]
    pending: Any
    turn: int
    parked: dict[str, Any]  # script -> its answers and pending, of conversations that wait


async def lock(tx: Transaction, person_id: UUID, *, now: datetime) -> Kept:
    """Return the conversation of a person and keep it locked for this transaction."""
    # Turns begin at the seconds of the clock, so that buttons of a forgotten conversation never fit a new one.
    turn = int(now.timestamp()) % 2**31
    empty = {"person_id": person_id, "answers": [], "turn": turn, "parked": {}, "updated_at": now}
    await tx.execute(insert_or_skip(tx, dialogues).values(empty))
    return _kept(
        (await tx.execute(select(dialogues).where(dialogues.c.person_id == person_id).with_for_update())).one()
    )


async def look(tx: Transaction, person_id: UUID) -> Kept | None:
    """Return the conversation as it stands, without locking it; None before the first message."""
    row = (await tx.execute(select(dialogues).where(dialogues.c.person_id == person_id))).one_or_none()
    return _kept(row) if row else None


async def save(tx: Transaction, kept: Kept, *, now: datetime) -> None:
    """Keep the conversation as it stands."""
    row = {
        "person_id": kept.person_id,
        "script": kept.script,
        "answers": [list(pair) for pair in kept.answers],
        "pending": kept.pending,
        "turn": kept.turn,
        "parked": kept.parked,
        "updated_at": now,
    }
    await tx.execute(insert_or_update(tx, dialogues, ["person_id"], row))


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drop conversations untouched since `moment`; return how many."""
    return (await tx.execute(delete(dialogues).where(dialogues.c.updated_at < moment))).rowcount


def _kept(row: Row[Any]) -> Kept:
    return Kept(
        person_id=row.person_id,
        script=row.script,
        answers=tuple((key, raw) for key, raw in row.answers),
        pending=row.pending,
        turn=row.turn,
        parked=dict(row.parked),
    )
