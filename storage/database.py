"""The database: transactions, and every difference between SQLite and PostgreSQL."""

import json
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ColumnElement, DateTime, Dialect, TableValuedAlias, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import JSON, TypeDecorator

Transaction = AsyncConnection
Json = JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
NAMES = {  # of constraints, the same on both, so that broken ones are recognised and migrations find them
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

_BUSY_SECONDS = 5
_AWAY = re.compile("locked|busy|full|disk I/O|unable to open|readonly")


class DatabaseAway(Exception):
    """The database is locked, full or away; the same request may work in a moment."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware moments in UTC on both databases; SQLite keeps no time zone of its own."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; a naive one is a bug."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One database and its pool; the only place where transactions begin and end."""

    def __init__(self, url: str) -> None:
        self.url = _driver_url(url)
        self.engine = _engine(self.url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Give one unit of work that writes: committed at the end, rolled back when anything is raised."""
        try:
            async with self.engine.connect() as connection:
                await connection.execution_options(sqlite_begin="IMMEDIATE")
                async with connection.begin():
                    yield connection
        except DBAPIError as error:
            if self._is_away(error):
                raise DatabaseAway(type(error.orig).__name__) from error
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """Give a connection for reading only; it never waits for a writer."""
        try:
            async with self.engine.connect() as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            if self._is_away(error):
                raise DatabaseAway(type(error.orig).__name__) from error
            raise

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()

    def _is_away(self, error: DBAPIError) -> bool:
        """SQLite calls a missing column operational too; only these words mean that waiting may help."""
        if self.is_sqlite and not error.connection_invalidated:
            return isinstance(error, OperationalError) and bool(_AWAY.search(str(error.orig)))
        return isinstance(error, OperationalError) or error.connection_invalidated


def breaks(error: IntegrityError, constraint: str) -> bool:
    """Return whether the named constraint (`uq_initiatives_slug`) is the one that was broken.

    PostgreSQL names the constraint, SQLite only the columns: `initiatives.slug`.
    """
    message = str(error.orig)
    _, table, columns = constraint.split("_", 2)
    return constraint in message or f"{table}.{columns}" in message


def insert_or_skip(tx: Transaction, table: Any) -> Any:
    """Return an INSERT that skips rows which break a unique constraint (both dialects spell it alike)."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    # Without the option, PostgreSQL's rowcount of an INSERT is -1, which counts as true.
    return dialect.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def insert_or_update(tx: Transaction, table: Any, key: list[str], values: Mapping[str, object]) -> Any:
    """Return an INSERT of `values` that updates the row with the same `key` where there is one."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    changes = {name: value for name, value in values.items() if name not in key}
    return dialect.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=changes)


def holds_any(tx: Transaction, column: Any, values: Iterable[str]) -> ColumnElement[bool]:
    """Return the condition that a JSON list of strings holds at least one of the values."""
    held = entries_of(tx, column)
    return select(held.c.value).where(held.c.value.in_(sorted(values))).exists()


def entries_of(tx: Transaction, column: Any) -> TableValuedAlias:
    """Return the entries of a JSON list of strings as rows of one column, `value`."""
    unfold = func.json_each if tx.dialect.name == "sqlite" else func.jsonb_array_elements_text
    return unfold(column).table_valued("value")


def is_empty(tx: Transaction, column: Any) -> ColumnElement[bool]:
    """Return the condition that a JSON list has no entries."""
    length = func.json_array_length if tx.dialect.name == "sqlite" else func.jsonb_array_length
    return length(column) == 0


def _driver_url(url: str) -> URL:
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return address.set(drivername="sqlite+aiosqlite")
    return make_url(url.replace("postgres://", "postgresql://", 1)).set(drivername="postgresql+psycopg")


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(url, json_serializer=_to_json, connect_args={"timeout": _BUSY_SECONDS})
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine
    return create_async_engine(
        url,
        json_serializer=_to_json,
        pool_pre_ping=True,
        pool_size=10,
        connect_args={"connect_timeout": _BUSY_SECONDS, "options": "-c lock_timeout=5000 -c timezone=UTC"},
    )


def _prepare_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions on its own, it loses updates
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={_BUSY_SECONDS * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Any) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'DEFERRED')}")


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
