"""Bring a database to the newest schema: once, under a lock, whole or not at all."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_120_186  # PostgreSQL advisory lock: any number, the same for every worker


class SchemaTooNew(Exception):
    """The database was migrated by a newer version of this program."""


async def migrate(db: Database) -> None:
    """Apply all open migrations; harmless when there are none and when several processes do it at once."""
    if await is_current(db):
        return
    async with db.engine.connect() as connection:
        if db.is_sqlite:
            await connection.run_sync(_loosen)
            await connection.execution_options(sqlite_begin="IMMEDIATE")
        async with connection.begin():
            if not db.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            await connection.run_sync(_upgrade)
            if db.is_sqlite:
                await _check_references(connection)


async def is_current(db: Database) -> bool:
    """Return whether the schema is the one this program was written for; raise SchemaTooNew for a later one."""
    async with db.reading() as tx:
        current = await tx.run_sync(_current)
    known = _revisions()
    if current and current not in known:
        raise SchemaTooNew(current)
    return current == known[-1]


def _revisions() -> list[str]:
    """Return the numbers that the files of the migrations begin with, oldest first."""
    return sorted(path.name.partition("_")[0] for path in (_FOLDER / "versions").glob("[0-9]*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _loosen(connection: Connection) -> None:
    """Make a connection to SQLite fit for rebuilding tables; it is closed afterwards, not lent to others.

    With foreign keys on, a rebuild would delete children by cascade, and inside a transaction they cannot be switched
    off: so the driver is told, not SQLAlchemy, which would begin one. Whoever comes second waits for the first, however
    slow the disk is.
    """
    connection.detach()
    for pragma in ("foreign_keys=OFF", "busy_timeout=60000"):
        connection.connection.dbapi_connection.execute(f"PRAGMA {pragma}").close()  # type: ignore[union-attr]


def _upgrade(connection: Connection) -> None:
    # Alembic costs a third of a second to import, and there is hardly ever anything to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _check_references(connection: AsyncConnection) -> None:
    broken = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
    if broken:
        raise RuntimeError(f"migration left {len(broken)} rows without their parent")
