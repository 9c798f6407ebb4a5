"""Migrations: whole or not at all, once, and equal to the tables the program works with."""

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from storage.database import Database
from storage.migrate import SchemaTooNew, is_current, migrate
from storage.tables import metadata


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


async def test_the_migrated_schema_equals_the_tables_of_the_program(db: Database) -> None:
    async with db.reading() as tx:
        assert await tx.run_sync(differences) == []


async def test_migrating_again_changes_nothing(db: Database) -> None:
    await migrate(db)
    assert await is_current(db)


async def test_several_programs_may_migrate_a_new_database_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}"
    databases = [Database(url) for _ in range(4)]
    await asyncio.gather(*(migrate(db) for db in databases))
    assert all([await is_current(db) for db in databases])
    for db in databases:
        await db.close()


async def test_a_schema_newer_than_the_program_is_refused(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaTooNew):
        await migrate(db)


async def test_foreign_keys_are_on_again_after_migrating(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'new.db'}")
    await migrate(db)
    async with db.transaction() as tx:
        assert (await tx.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1
        assert (await tx.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
        assert (await tx.execute(text("PRAGMA synchronous"))).scalar_one() == 2  # FULL
    await db.close()
