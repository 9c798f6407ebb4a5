"""What storage promises about measures: shown with public initiatives only, and part of what the matching knows."""

import pytest

from network.errors import NotFound
from network.initiative import Status
from network.measure import Reuse, State
from storage import initiatives, measures
from storage.database import Database
from tests import make


async def test_a_measure_comes_back_as_it_was_told(db: Database) -> None:
    await make.keep(db, owner := make.initiative())
    told = make.measure(
        owner,
        format="lange_nacht_der_industrie",
        topics=("industrie_erleben",),
        state=State.TRANSFERRED,
        happened="2026",
        effort="zehn Tage",
        reach="80 Betriebe",
        learned="Früh anfangen.",
        reuse=Reuse.ASK,
        ask="IHK Essen",
        sources=("Studie: III",),
    )
    await make.keep_measures(db, told)
    async with db.reading() as tx:
        assert await measures.get(tx, told.id) == await measures.by_slug(tx, told.slug) == told
        assert (await initiatives.get(tx, owner.id)).measures == (told,)
        assert await measures.public(tx) == [told]


async def test_only_public_initiatives_show_theirs(db: Database) -> None:
    await make.keep(db, waits := make.initiative(status=Status.WAITING))
    await make.keep_measures(db, make.measure(waits))
    async with db.reading() as tx:
        assert await measures.public(tx) == []


async def test_two_of_one_title_get_two_addresses(db: Database) -> None:
    await make.keep(db, owner := make.initiative())
    await make.keep_measures(db, make.measure(owner, "Ein Fest", slug="ein-fest"))
    async with db.reading() as tx:
        assert await measures.free_slug(tx, "Ein Fest!") == "ein-fest-2"
        assert await measures.slugs(tx) == {"ein-fest"}


async def test_what_is_handed_over_or_removed_leaves_its_initiative(db: Database) -> None:
    one, other = make.initiative("Eins"), make.initiative("Zwei")
    await make.keep(db, one, other)
    await make.keep_measures(db, stays := make.measure(one), goes := make.measure(one, "Ein Fest"))
    async with db.transaction() as tx:
        await measures.remove(tx, goes.id)
        await measures.hand_over(tx, one.id, other.id)
        assert (await initiatives.get(tx, one.id)).measures == ()
        assert [it.id for it in (await initiatives.get(tx, other.id)).measures] == [stays.id]
        with pytest.raises(NotFound):
            await measures.get(tx, goes.id)


async def test_a_new_measure_reaches_every_worker_by_the_revision(db: Database) -> None:
    await make.keep(db, owner := make.initiative())
    async with db.reading() as tx:
        [(_, _, _, before)] = await initiatives.analysed_since(tx, 0)
    await make.keep_measures(db, make.measure(owner))
    async with db.reading() as tx:
        [(_, _, row, _)] = await initiatives.analysed_since(tx, before)
    assert "Lange Nacht der Industrie in Essen" in row
