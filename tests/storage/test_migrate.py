"""Migrations: whole or not at all, once, and equal to the tables the program works with."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from storage import migrations
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


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_what_hangs_on_an_initiative_survives_every_later_migration(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """SQLite rebuilds tables, and a rebuild with foreign keys on would delete all children by cascade."""
    if kind == "sqlite":
        db = Database(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        server = request.getfixturevalue("postgres")
        db = Database(server.url(server.create()))
    async with db.transaction() as tx:
        await tx.run_sync(to_the_first_schema)
        for statement in A_COORDINATOR_OF_OLD:
            await tx.execute(text(statement))
    await migrate(db)
    assert await is_current(db)
    async with db.reading() as tx:
        for table in ("initiatives", "people", "memberships", "offers"):
            assert (await tx.execute(text(f"SELECT count(*) FROM {table}"))).scalar_one() == 1, table
        assert await tx.run_sync(differences) == []
    await db.close()


def to_the_first_schema(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")


ONE, OTHER, THIRD = (f"'{number:032x}'" for number in (1, 2, 3))
NOW = "'2026-01-01 00:00:00+00:00'"
A_COORDINATOR_OF_OLD = (
    f"INSERT INTO people (id, name, role, language, created_at) VALUES ({ONE}, 'Anna', 'coordinator', 'de', {NOW})",
    f"""INSERT INTO initiatives (id, slug, name, name_key, level, kind, status, place, land, goals, topics, actors,
    formats, aliases, sources, revision, created_at, updated_at) VALUES ({OTHER}, 'runde', 'Runde', 'runde', 'lokal',
    'netzwerk', 'active', 'Ulm', 'BW', 'Ziele', '[]', '[]', '[]', '[]', '[]', 1, {NOW}, {NOW})""",
    f"INSERT INTO memberships (person_id, initiative_id, created_at) VALUES ({ONE}, {OTHER}, {NOW})",
    f"""INSERT INTO offers (id, initiative_id, position, kind, text, category_confirmed)
    VALUES ({THIRD}, {OTHER}, 0, 'offer', 'Saal', false)""",
)
