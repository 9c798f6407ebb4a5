"""One process at a time: a lock of the database that ends with the process that holds it."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database, DatabaseAway, Transaction

_PRESENT = 7_120_187  # class of the locks that say which processes are alive


class Hold:
    """The lock, or that somebody else has it; ask `held` before each piece of work, for it may be lost."""

    def __init__(self, connection: AsyncConnection | None, *, mine: bool) -> None:
        self._connection = connection
        self._mine = mine

    async def held(self) -> bool:
        """Return whether the lock is ours at this moment; raise DatabaseAway where nobody can tell."""
        if self._mine and self._connection:
            try:
                await self._connection.execute(text("SELECT 1"))
            except DBAPIError as error:
                self._mine = False  # the database gave it back when the connection broke
                raise DatabaseAway(type(error.orig).__name__) from error
        return self._mine


@asynccontextmanager
async def alone(db: Database, name: str) -> AsyncIterator[Hold]:
    """Give the lock of this name if nobody has it; SQLite has one process anyway (see knotenpunkt.lock)."""
    if db.is_sqlite:
        yield Hold(None, mine=True)
        return
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    async with _connection(db) as connection:
        try:
            mine = bool(await connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": number}))
        except DBAPIError as error:
            raise DatabaseAway(type(error.orig).__name__) from error
        yield Hold(connection, mine=mine)


@asynccontextmanager
async def present(db: Database) -> AsyncIterator[int]:
    """Give this process a number that the database knows to be alive; 0 on SQLite, which has one process."""
    if db.is_sqlite:
        yield 0
        return
    number = secrets.randbelow(2**31)
    async with _connection(db) as connection:
        await connection.execute(text("SELECT pg_advisory_lock(:kind, :number)"), {"kind": _PRESENT, "number": number})
        yield number


async def is_gone(tx: Transaction, number: int) -> bool:
    """Return whether the process of this number is no longer there; the caller's own counts as being there."""
    if tx.dialect.name == "sqlite":
        return True  # whoever asks holds knotenpunkt.lock, and has taken nothing yet
    query = text("SELECT pg_try_advisory_xact_lock(:kind, :number)")
    return bool(await tx.scalar(query, {"kind": _PRESENT, "number": number}))


@asynccontextmanager
async def _connection(db: Database) -> AsyncIterator[AsyncConnection]:
    try:
        connection = await db.engine.connect()
    except DBAPIError as error:
        raise DatabaseAway(type(error.orig).__name__) from error
    try:
        # An open transaction would hold back the database's own cleaning.
        yield await connection.execution_options(isolation_level="AUTOCOMMIT")
    finally:
        await connection.invalidate()  # closes it for good; in the pool it would keep the lock
        await connection.close()
