"""The transcript of the browser chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from storage.database import Transaction
from storage.tables import bubbles


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message; `text` is plain if `mine`, else safe HTML of the house. Buttons: rows of [label, data, kind]."""

    seq: int
    mine: bool
    text: str
    buttons: tuple[tuple[tuple[str, str, str], ...], ...]
    at: datetime


async def add(tx: Transaction, person_id: UUID, text: str, *, mine: bool, buttons: Any = (), now: datetime) -> int:
    """Append a message and return its number; the caller holds the person's dialogue lock."""
    newest = select(func.coalesce(func.max(bubbles.c.seq), 0)).where(bubbles.c.person_id == person_id)
    seq = (await tx.execute(newest)).scalar_one() + 1
    rows = [[list(button) for button in row] for row in buttons]
    await tx.execute(insert(bubbles).values(person_id=person_id, seq=seq, mine=mine, text=text, buttons=rows, at=now))
    return int(seq)


async def change(tx: Transaction, person_id: UUID, seq: int, text: str, *, buttons: Any = ()) -> None:
    """Replace an earlier message of the house, as a chat edits it in place."""
    rows = [[list(button) for button in row] for row in buttons]
    await tx.execute(
        update(bubbles).where(bubbles.c.person_id == person_id, bubbles.c.seq == seq).values(text=text, buttons=rows)
    )


async def newest(
    tx: Transaction, person_id: UUID, *, after: int = 0, before: int | None = None, limit: int = 60
) -> list[Bubble]:
    """Return the last messages in their order, only those after a number, or only those before one."""
    last = 2**31 - 1 if before is None else before  # the largest integer of PostgreSQL
    query = (
        select(bubbles)
        .where(bubbles.c.person_id == person_id, bubbles.c.seq > after, bubbles.c.seq < last)
        .order_by(bubbles.c.seq.desc())
        .limit(limit)
    )
    rows = list(await tx.execute(query))
    return [_bubble(row) for row in reversed(rows)]


async def find(tx: Transaction, person_id: UUID, seq: int) -> Bubble | None:
    """Return one message, or None."""
    row = (
        await tx.execute(select(bubbles).where(bubbles.c.person_id == person_id, bubbles.c.seq == seq))
    ).one_or_none()
    return _bubble(row) if row else None


def _bubble(row: Row[Any]) -> Bubble:
    return Bubble(
        seq=row.seq,
        mine=row.mine,
        text=row.text,
        buttons=tuple(tuple((str(b[0]), str(b[1]), str(b[2])) for b in line) for line in row.buttons),
        at=row.at,
    )
