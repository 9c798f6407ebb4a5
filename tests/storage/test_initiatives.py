"""What storage promises about entries: one decision, numbers without gaps in time, nothing lost in a takeover."""

import asyncio
from dataclasses import replace

import pytest

from network.errors import AlreadyDone, NotFound
from network.initiative import Status
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


async def test_names_include_former_ones_of_public_entries_only(db: Database) -> None:
    await make.keep(db, make.initiative("Neu", aliases=("Früher",)), make.initiative("Wartet", status=Status.WAITING))
    async with db.reading() as tx:
        assert sorted(name for _, name in await initiatives.names(tx)) == ["Früher", "Neu"]


async def test_a_takeover_leaves_one_entry_with_the_coordinators_of_the_claim(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    study, claim = make.initiative("Alt", status=Status.HISTORIC), make.initiative("Neu", status=Status.WAITING)
    await make.keep(db, study)
    async with db.transaction() as tx:
        await initiatives.add(tx, claim, claims=study.id)
        await initiatives.add_member(tx, claim.id, anna.id, now=make.NOW)
        assert await initiatives.claim_of(tx, claim.id) == study.id
        taken = replace(claim, id=study.id, slug=study.slug, status=Status.ACTIVE)
        await initiatives.take_over(tx, claim.id, taken, analysed=analysed_of(taken), now=make.NOW)
    async with db.reading() as tx:
        assert (await initiatives.get(tx, study.id)).name == "Neu"
        assert [it.id for it in await initiatives.members(tx, study.id)] == [anna.id]
        with pytest.raises(NotFound):
            await initiatives.get(tx, claim.id)
