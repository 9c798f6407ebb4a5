"""Single values of the house, by key."""

from typing import Any

from sqlalchemy import delete, select

from storage.database import Transaction, insert_or_skip, insert_or_update
from storage.tables import notes


async def read(tx: Transaction, key: str, default: Any = None) -> Any:
    """Return the value kept under `key`, or the default."""
    row = (await tx.execute(select(notes.c.value).where(notes.c.key == key))).one_or_none()
    return default if row is None else row.value


async def write(tx: Transaction, key: str, value: object) -> None:
    """Keep a plain JSON value under `key`."""
    await tx.execute(insert_or_update(tx, notes, ["key"], {"key": key, "value": value}))


async def beginning_with(tx: Transaction, prefix: str) -> dict[str, Any]:
    """Return all values whose keys begin like this, by what follows in the key."""
    query = select(notes).where(notes.c.key.startswith(prefix, autoescape=True)).order_by(notes.c.key)
    return {row.key.removeprefix(prefix): row.value for row in await tx.execute(query)}


async def forget(tx: Transaction, key: str) -> bool:
    """Drop what is kept under `key`; return False where there is nothing."""
    return bool((await tx.execute(delete(notes).where(notes.c.key == key))).rowcount)


async def count_up(tx: Transaction, key: str) -> int:
    """Return the next number of a counter; two transactions never get the same, the later one waits."""
    await tx.execute(insert_or_skip(tx, notes).values(key=key, value=0))
    here = select(notes.c.value).where(notes.c.key == key).with_for_update()
    number = int((await tx.execute(here)).scalar_one()) + 1
    await write(tx, key, number)
    return number
