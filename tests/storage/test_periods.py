"""Each period of a task is claimed once, by whoever commits."""

import asyncio

from storage import periods
from storage.database import Database
from tests.make import NOW


async def claim(db: Database) -> bool:
    async with db.transaction() as tx:
        return await periods.claim(tx, "compile_infobrief", "2027-02-01", now=NOW)


async def test_of_many_workers_one_claims_the_period(db: Database) -> None:
    assert sum(await asyncio.gather(*(claim(db) for _ in range(8)))) == 1


async def test_another_task_and_another_period_are_free(db: Database) -> None:
    assert await claim(db)
    async with db.transaction() as tx:
        assert await periods.claim(tx, "housekeeping", "2027-02-01", now=NOW)
        assert await periods.claim(tx, "compile_infobrief", "2027-03-01", now=NOW)


async def test_a_claim_whose_work_failed_is_free_again(db: Database) -> None:
    class Broken(Exception):
        pass

    try:
        async with db.transaction() as tx:
            await periods.claim(tx, "compile_infobrief", "2027-02-01", now=NOW)
            raise Broken
    except Broken:
        pass
    assert await claim(db)


async def test_the_outcome_is_kept_with_the_period(db: Database) -> None:
    async with db.transaction() as tx:
        await periods.claim(tx, "compile_infobrief", "2027-02-01", now=NOW)
        await periods.settle(tx, "compile_infobrief", "2027-02-01", "made: 7")
        assert await periods.outcome(tx, "compile_infobrief", "2027-02-01") == "made: 7"
        assert await periods.outcome(tx, "compile_infobrief", "2027-03-01") is None
