"""What storage remembers of suggestions: pairs once, one list of everybody who must not be suggested."""

import asyncio
from datetime import timedelta
from uuid import UUID

from actions.merge_initiatives import merge_initiatives
from network.initiative import Initiative
from network.suggestion import Dismissal, Grounds, dismissed_until
from storage import initiatives, suggestions
from storage.database import Database
from tests import make

DAY = timedelta(days=1)


async def some(db: Database, count: int = 4) -> list[UUID]:
    """So many initiatives."""
    entries = [make.initiative(f"Dialog {number}") for number in range(count)]
    await make.keep(db, *entries)
    return [it.id for it in entries]


def dismissal(other: UUID, grounds: Grounds = Grounds.UNFIT) -> Dismissal:
    return Dismissal(other=other, grounds=grounds, until=dismissed_until(grounds, now=make.NOW), at=make.NOW)


async def test_a_pair_counts_once_however_often_it_was_shown(db: Database) -> None:
    anna, ben, cora, dora = await some(db)
    async with db.transaction() as tx:
        for _ in range(3):
            await suggestions.note(tx, anna, [cora, cora, dora], now=make.NOW)
        await suggestions.note(tx, ben, [cora], now=make.NOW)
        assert await suggestions.shown(tx, since=make.NOW - DAY, but=dora) == {cora: 2, dora: 1}


async def test_what_one_was_shown_oneself_does_not_count_for_oneself(db: Database) -> None:
    anna, ben, cora, _ = await some(db)
    async with db.transaction() as tx:
        await suggestions.note(tx, anna, [cora], now=make.NOW)
        await suggestions.note(tx, ben, [cora], now=make.NOW)
        assert await suggestions.shown(tx, since=make.NOW - DAY, but=anna) == {cora: 1}


async def test_what_was_shown_long_ago_counts_no_longer_and_is_forgotten(db: Database) -> None:
    anna, _, cora, dora = await some(db)
    async with db.transaction() as tx:
        await suggestions.note(tx, anna, [cora, dora], now=make.NOW - 2 * DAY)
        await suggestions.note(tx, anna, [dora], now=make.NOW)  # shown again: its time begins anew
        assert await suggestions.shown(tx, since=make.NOW - DAY, but=cora) == {dora: 1}
        assert await suggestions.forget_before(tx, make.NOW - DAY) == 1
        assert await suggestions.forget_before(tx, make.NOW - DAY) == 0


async def test_workers_who_note_the_same_at_once_do_not_stop_each_other(db: Database) -> None:
    anna, *others = await some(db, 9)

    async def note(order: list[UUID]) -> None:
        async with db.transaction() as tx:
            await suggestions.note(tx, anna, order, now=make.NOW)

    await asyncio.gather(*(note(others if number % 2 else others[::-1]) for number in range(6)))
    async with db.reading() as tx:
        assert set(await suggestions.shown(tx, since=make.NOW - DAY, but=others[0])) == set(others)


async def test_who_was_dismissed_is_excluded_until_the_day_is_over(db: Database) -> None:
    anna, ben, cora, dora = await some(db)
    async with db.transaction() as tx:
        await suggestions.dismiss(tx, anna, dismissal(ben, Grounds.KNOWN))
        await suggestions.dismiss(tx, anna, dismissal(cora))
        assert await suggestions.excluded(tx, anna, now=make.NOW) == {ben, cora}
        assert await suggestions.excluded(tx, ben, now=make.NOW) == set()  # private, and one way only
        later = make.NOW + 366 * DAY
        assert await suggestions.excluded(tx, anna, now=later) == {cora}
        assert [it.other for it in await suggestions.dismissals(tx, anna, now=later)] == [cora]
        assert await suggestions.forget_lapsed(tx, now=later) == 1
        assert dora not in await suggestions.excluded(tx, anna, now=make.NOW)


async def test_the_newest_word_about_somebody_counts(db: Database) -> None:
    anna, ben, *_ = await some(db)
    async with db.transaction() as tx:
        await suggestions.dismiss(tx, anna, dismissal(ben))
        await suggestions.dismiss(tx, anna, dismissal(ben, Grounds.KNOWN))
        assert [it.grounds for it in await suggestions.dismissals(tx, anna, now=make.NOW)] == [Grounds.KNOWN]
        assert await suggestions.restore(tx, anna, ben)
        assert not await suggestions.restore(tx, anna, ben)
        assert await suggestions.excluded(tx, anna, now=make.NOW) == set()


async def test_who_pauses_is_suggested_to_nobody_until_then(db: Database) -> None:
    anna, ben, *_ = await some(db)
    async with db.transaction() as tx:
        await suggestions.pause(tx, ben, make.NOW + DAY)
        assert await suggestions.pauses(tx, [anna, ben], now=make.NOW) == {ben: make.NOW + DAY}
        assert await suggestions.excluded(tx, anna, now=make.NOW) == {ben}
        assert await suggestions.excluded(tx, anna, now=make.NOW + DAY) == set()
        await suggestions.pause(tx, ben, None)
        assert await suggestions.excluded(tx, anna, now=make.NOW) == set()


async def test_a_pause_outlives_a_change_of_the_entry(db: Database) -> None:
    await make.keep(db, it := make.initiative())
    async with db.transaction() as tx:
        await suggestions.pause(tx, it.id, make.NOW + DAY)
        await initiatives.change(tx, it)
        assert await suggestions.pauses(tx, [it.id], now=make.NOW)


async def test_who_was_merged_is_gone_and_a_dismissal_follows_to_where_it_lives_on(db: Database) -> None:
    nora = make.staff()
    entries: list[Initiative] = [make.initiative(name) for name in ("Asker", "Zweimal da", "Zweimal da e.V.")]
    await make.keep(db, nora, *entries)
    asker, kept, dropped = (it.id for it in entries)
    async with db.transaction() as tx:
        await suggestions.dismiss(tx, asker, dismissal(dropped))
        await merge_initiatives(tx, kept, dropped, by=nora, now=make.NOW)
        assert await suggestions.excluded(tx, asker, now=make.NOW) == {kept, dropped}
        assert await suggestions.excluded(tx, kept, now=make.NOW) == {dropped}
