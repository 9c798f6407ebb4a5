"""Locks that end with their process: one poller at a time, and no waiting for the leases of the dead."""

from datetime import UTC, datetime

import pytest

from network.letter import Channel
from network.person import Language
from storage import outbox
from storage.alone import alone, is_gone, present
from storage.database import Database
from storage.keys import new_id

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


async def leased(db: Database, process: int) -> None:
    """A letter in the hands of a process."""
    async with db.transaction() as tx:
        address = f"{process}@ihk.example"
        await outbox.put(tx, Channel.MAIL, address, "x", {}, language=Language.DE, now=NOW)
        assert await outbox.take(tx, [Channel.MAIL], lease=new_id(NOW), by=process, limit=1, now=NOW)


async def free(db: Database) -> list[str]:
    """The addresses of letters that can be taken, without taking them."""
    async with db.transaction() as tx:
        await tx.begin_nested()
        found = await outbox.take(tx, [Channel.MAIL], lease=new_id(NOW), limit=10, now=NOW)
        await tx.get_nested_transaction().rollback()  # type: ignore[union-attr]
    return [it.address for it in found]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_letters_of_a_dead_process_are_free_at_once_and_those_of_a_living_one_are_not(
    db: Database, database_url: str
) -> None:
    other = Database(database_url)
    async with present(db) as living:
        async with present(other) as dead:
            assert living != dead
            await leased(db, living)
            await leased(db, dead)
            async with db.transaction() as tx:
                assert await outbox.end_leases(tx) == 0
        async with other.transaction() as tx:
            assert await is_gone(tx, dead)
            assert not await is_gone(tx, living)
        async with other.transaction() as tx:
            assert await outbox.end_leases(tx) == 1
        assert await free(db) == [f"{dead}@ihk.example"]
    await other.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_on_sqlite_whoever_starts_is_alone_and_all_letters_are_free(db: Database) -> None:
    async with present(db) as number, alone(db, "poller") as lock:
        assert await lock.held()
        await leased(db, number)
        async with db.transaction() as tx:
            assert await outbox.end_leases(tx) == 1
        assert await free(db) == ["0@ihk.example"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_of_two_processes_one_has_the_lock_and_the_other_takes_over(db: Database, database_url: str) -> None:
    other = Database(database_url)
    async with alone(db, "poller") as mine:
        assert await mine.held()
        async with alone(other, "poller") as theirs:
            assert not await theirs.held()
        async with alone(other, "another poller") as theirs:
            assert await theirs.held()
    async with alone(other, "poller") as theirs:
        assert await theirs.held()
    await other.close()
