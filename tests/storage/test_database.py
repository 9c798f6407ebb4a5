"""The database: transactions that hold, on SQLite and PostgreSQL alike."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from network.errors import TooMuch
from network.person import Language, Person, Role
from storage import bubbles, limits, links, notes, people, periods, taps
from storage.database import Database, DatabaseAway
from storage.keys import moment_of, new_id
from storage.tables import memberships
from storage.tables import people as people_table
from storage.tables import periods as periods_table

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def person(email: str | None = "anna@ihk.example") -> Person:
    return Person(id=new_id(NOW), name="Anna", role=Role.COORDINATOR, language=Language.DE, email=email, created_at=NOW)


async def test_no_increment_is_lost_however_many_write_at_once(db: Database) -> None:
    async def increment() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("UPDATE notes SET value = value WHERE key = 'n'"))  # locks the row on PostgreSQL
            await notes.write(tx, "n", int(await notes.read(tx, "n")) + 1)

    async with db.transaction() as tx:
        await notes.write(tx, "n", 0)
    await asyncio.gather(*(increment() for _ in range(60)))

    async with db.reading() as tx:
        assert await notes.read(tx, "n") == 60


async def test_what_was_raised_inside_rolls_everything_back(db: Database) -> None:
    async def broken() -> None:
        async with db.transaction() as tx:
            await notes.write(tx, "n", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await broken()
    async with db.reading() as tx:
        assert await notes.read(tx, "n") is None


async def test_a_page_can_be_read_while_somebody_writes(db: Database) -> None:
    async with db.transaction() as writing:
        await notes.write(writing, "n", 1)
        async with db.reading() as reading:
            assert await notes.read(reading, "n") is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_writer_that_waits_too_long_is_told_that_the_database_is_away(database_url: str) -> None:
    async def write(there: Database) -> None:
        async with there.transaction() as tx:
            await notes.write(tx, "n", 2)

    here, there = Database(database_url), Database(database_url)
    async with here.transaction() as tx:
        await notes.write(tx, "n", 1)
        with pytest.raises(DatabaseAway):
            await write(there)
    await here.close()
    await there.close()


async def test_a_moment_comes_back_aware_and_the_same_from_any_zone(db: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=9)))
    async with db.transaction() as tx:
        assert await periods.claim(tx, "task", "2026-11", now=elsewhere)
    async with db.reading() as tx:
        found = (await tx.execute(select(periods_table.c.claimed_at))).scalar_one()
    assert found == NOW
    assert found.tzinfo is not None


async def test_a_moment_without_zone_is_refused(db: Database) -> None:
    async with db.transaction() as tx:
        with pytest.raises(StatementError, match="a moment without time zone"):
            await periods.claim(tx, "task", "x", now=NOW.replace(tzinfo=None))


async def test_a_child_without_its_parent_is_refused(db: Database) -> None:
    row = {"person_id": new_id(NOW), "initiative_id": new_id(NOW), "created_at": NOW}
    async with db.engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(insert(memberships).values(row))


async def test_keys_sort_by_time_and_tell_it() -> None:
    first, second = new_id(NOW), new_id(NOW + timedelta(milliseconds=1))

    assert first < second
    assert first.version == 7
    assert moment_of(first) == NOW


async def test_a_known_address_is_added_only_once(db: Database) -> None:
    async with db.transaction() as tx:
        await people.add(tx, person(), email_key="anna@ihk.example")
        await people.add(tx, person(), email_key="anna@ihk.example")
        rows = (await tx.execute(select(people_table.c.id))).all()
    assert len(rows) == 1


async def test_a_period_is_claimed_by_one_of_many(db: Database) -> None:
    async def claim() -> bool:
        async with db.transaction() as tx:
            return await periods.claim(tx, "compile_infobrief", "2026-12-01", now=NOW)

    assert sum(await asyncio.gather(*(claim() for _ in range(12)))) == 1


async def test_a_limit_holds_until_its_time_is_over(db: Database) -> None:
    hour = timedelta(hours=1)
    async with db.transaction() as tx:
        for _ in range(3):
            await limits.spend(tx, "form:10.0.0", most=3, within=hour, now=NOW)
        with pytest.raises(TooMuch) as refusal:
            await limits.spend(tx, "form:10.0.0", most=3, within=hour, now=NOW)
        assert refusal.value.facts["until"] == NOW + hour
        await limits.spend(tx, "form:10.0.0", most=3, within=hour, now=NOW + hour)


async def test_only_the_hash_of_a_link_is_stored(db: Database) -> None:
    async with db.transaction() as tx:
        token = await links.add(tx, "sign_in", "anna@ihk.example", now=NOW, lasts=timedelta(minutes=15))
        stored = (await tx.execute(text("SELECT token_hash FROM links"))).scalar_one()
    assert len(token) == 22
    assert token not in stored


async def test_a_button_works_once_and_only_for_its_person(db: Database) -> None:
    anna, bela = person("a@ihk.example"), person("b@ihk.example")
    async with db.transaction() as tx:
        for it in (anna, bela):
            await people.add(tx, it, email_key=it.email)
        button = await taps.add(tx, anna.id, "join_meeting", "x", now=NOW)
        with pytest.raises(Exception, match="button_foreign"):
            await taps.use(tx, button, bela.id, now=NOW)
        assert await taps.use(tx, button, anna.id, now=NOW) == ("join_meeting", "x")
        with pytest.raises(Exception, match="button_used"):
            await taps.use(tx, button, anna.id, now=NOW)


async def test_a_transcript_keeps_its_order_and_replaces_in_place(db: Database) -> None:
    anna = person()
    async with db.transaction() as tx:
        await people.add(tx, anna, email_key=anna.email)
        await bubbles.add(tx, anna.id, "Guten Tag", mine=False, now=NOW)
        await bubbles.add(tx, anna.id, "Hallo", mine=True, now=NOW)
        await bubbles.change(tx, anna.id, 1, "Guten Abend")
        found = await bubbles.newest(tx, anna.id)
    assert [(it.seq, it.text, it.mine) for it in found] == [(1, "Guten Abend", False), (2, "Hallo", True)]
