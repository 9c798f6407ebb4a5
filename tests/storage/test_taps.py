"""Buttons that change something belong to one person and work once."""

import asyncio
from datetime import timedelta

import pytest

from network.errors import AlreadyDone, NotFound
from storage import taps
from storage.database import Database
from storage.keys import new_id
from tests import make


async def test_a_button_works_once_for_its_person_only(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    async with db.transaction() as tx:
        id_ = await taps.add(tx, anna.id, "join", "x", now=make.NOW)
        with pytest.raises(NotFound, match="button_foreign"):
            await taps.use(tx, id_, ben.id, now=make.NOW)
        assert await taps.use(tx, id_, anna.id, now=make.NOW) == ("join", "x")
        with pytest.raises(AlreadyDone, match="button_used"):
            await taps.use(tx, id_, anna.id, now=make.NOW)
        with pytest.raises(NotFound, match="button_unknown"):
            await taps.use(tx, new_id(make.NOW), anna.id, now=make.NOW)


async def test_of_two_presses_at_once_one_counts(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        id_ = await taps.add(tx, anna.id, "join", "x", now=make.NOW)

    async def press() -> tuple[str, str]:
        async with db.transaction() as tx:
            return await taps.use(tx, id_, anna.id, now=make.NOW)

    done = await asyncio.gather(press(), press(), return_exceptions=True)
    assert sorted(type(it).__name__ for it in done) == ["AlreadyDone", "tuple"]


async def test_old_buttons_are_forgotten(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        await taps.add(tx, anna.id, "join", "x", now=make.NOW)
        await taps.add(tx, anna.id, "join", "x", now=make.NOW + timedelta(days=1))
        assert await taps.forget_before(tx, make.NOW + timedelta(hours=1)) == 1
