"""What storage promises about entries: one decision, numbers without gaps in time, nothing lost in a takeover."""

import asyncio
from dataclasses import replace

from network.errors import AlreadyDone
from network.initiative import FormerName, Status
from network.profile import analysed_of
from storage import initiatives, notes
from storage.database import Database
from tests import make


async def test_two_transactions_never_get_the_same_number(db: Database) -> None:
    async def count() -> int:
        async with db.transaction() as tx:
            return await notes.count_up(tx, "counter")

    assert sorted(await asyncio.gather(*(count() for _ in range(8)))) == list(range(1, 9))


async def test_of_two_decisions_at_once_one_holds(db: Database) -> None:
    anna, staff = make.person(), [make.staff(), make.staff("Olaf Ober")]
    await make.keep(db, anna, *staff)
    await make.keep(db, entry := make.initiative(status=Status.WAITING), of=anna)

    async def decide(number: int, status: Status) -> None:
        async with db.transaction() as tx:
            decided = replace(entry, status=status)
            await initiatives.decide(tx, decided, by=staff[number].id, now=make.NOW, analysed=analysed_of(decided))

    done = await asyncio.gather(decide(0, Status.ACTIVE), decide(1, Status.RETURNED), return_exceptions=True)
    assert [type(it) for it in done if it is not None] == [AlreadyDone]
    async with db.reading() as tx:
        who, when = await initiatives.decision_of(tx, entry.id)
    assert who in {it.name for it in staff}
    assert when == make.NOW


async def test_several_keeps_the_order_that_was_asked_for(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, one := make.initiative("Eins"), two := make.initiative("Zwei"), of=anna)
    async with db.reading() as tx:
        assert [it.id for it in await initiatives.several(tx, [two.id, make.person().id, one.id])] == [two.id, one.id]


async def test_names_include_former_and_other_ones_of_public_entries_only(db: Database) -> None:
    former = (FormerName(name="Früher", until=make.NOW.date()),)
    entry = make.initiative("Neu", aliases=("Auch",), former_names=former)
    await make.keep(db, entry, make.initiative("Wartet", status=Status.WAITING))
    async with db.reading() as tx:
        assert sorted(name for _, name in await initiatives.names(tx)) == ["Auch", "Früher", "Neu"]
        assert (await initiatives.get(tx, entry.id)).former_names == former
