"""Two entries become one and two again; whoever coordinates one of them hears of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from actions.browse_directory import open_entry
from actions.change_initiative import change_initiative
from actions.find_peers import find_peers
from actions.merge_initiatives import merge_initiatives
from actions.tell_apart import tell_apart
from actions.unmerge_initiatives import unmerge_initiatives
from network.errors import AlreadyDone, NotAllowed, NotFound, Refusal
from network.initiative import Initiative, Status
from network.person import Person
from storage import initiatives, mergers, news
from storage.database import Database
from storage.matcher import Matcher
from tests import make
from tests.actions.letters import taken

NORA = make.staff()


async def merge(db: Database, keep: Initiative, drop: Initiative, *, by: Person = NORA) -> Initiative:
    """Make two entries into one."""
    async with db.transaction() as tx:
        return await merge_initiatives(tx, keep.id, drop.id, by=by, now=make.NOW + timedelta(days=1))


async def unmerge(db: Database, drop: Initiative) -> Initiative:
    """Take it back."""
    async with db.transaction() as tx:
        return await unmerge_initiatives(tx, drop.id, by=NORA, now=make.NOW + timedelta(days=2))


async def now_is(db: Database, entry: Initiative) -> Initiative:
    """An entry as it stands in the database."""
    async with db.reading() as tx:
        return await initiatives.get(tx, entry.id)


async def two(db: Database) -> tuple[Person, Person, Initiative, Initiative]:
    """Two entries of one initiative, each with its coordinator."""
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, NORA, anna, ben)
    await make.keep(db, keep := make.initiative("Industriedialog Essen"), of=anna)
    facts = {"founded": "2014", "offers": (make.offer("Ein Saal", category="raeume"),)}
    await make.keep(db, drop := make.initiative("Essener Industriedialog", **facts), of=ben)
    return anna, ben, keep, drop


async def test_the_kept_one_has_everything_and_the_dropped_one_leads_to_it(db: Database) -> None:
    _, ben, keep, drop = await two(db)
    await make.keep(db, item := make.item(ben, drop))
    kept = await merge(db, keep, drop)
    assert (kept.slug, kept.name, kept.founded) == (keep.slug, keep.name, "2014")
    assert [name.name for name in kept.former_names] == [drop.name]
    assert [it.text for it in kept.offers] == ["Ein Saal"]
    async with db.reading() as tx:
        assert await initiatives.get(tx, keep.id) == kept
        assert [it.id for it in await initiatives.public(tx)] == [keep.id]
        assert (await open_entry(tx, drop.id, by=None)).id == keep.id
        assert (await news.get(tx, item.id)).initiative_id == keep.id
        assert await initiatives.is_member(tx, keep.id, ben.id)
        index = await Matcher().index(tx)
    assert str(drop.id) not in index
    assert "Essener Industriedialog" in index.row(str(keep.id)).profile.aliases


async def test_the_coordinators_of_both_hear_of_it_once(db: Database) -> None:
    anna, _, keep, drop = await two(db)
    async with db.transaction() as tx:
        await initiatives.add_member(tx, drop.id, anna.id, now=make.NOW)
    await merge(db, keep, drop)
    told = await taken(db, now=make.NOW + timedelta(days=1))
    assert sorted((it.template, it.address) for it in told) == [
        ("initiative_merged", "anna@initiative.example"),
        ("initiative_merged", "ben@initiative.example"),
    ]
    assert told[0].facts == {"kept": keep.name, "dropped": drop.name, "slug": keep.slug}


async def test_a_merger_is_taken_back_whole(db: Database) -> None:
    anna, ben, keep, drop = await two(db)
    before = {it.id: await now_is(db, it) for it in (keep, drop)}
    await merge(db, keep, drop)
    back = await unmerge(db, drop)
    later = make.NOW + timedelta(days=2)
    assert back == before[drop.id]
    assert await now_is(db, keep) == replace(before[keep.id], updated_at=later)
    async with db.reading() as tx:
        assert [it.id for it in await initiatives.members(tx, keep.id)] == [anna.id]
        assert [it.id for it in await initiatives.members(tx, drop.id)] == [ben.id]
        assert str(drop.id) in await Matcher().index(tx)
    told = await taken(db, now=later)
    assert sorted(it.template for it in told) == ["initiative_merged"] * 2 + ["initiative_unmerged"] * 2


async def test_what_was_changed_in_between_stays(db: Database) -> None:
    anna, _, keep, drop = await two(db)
    await merge(db, keep, drop)
    async with db.transaction() as tx:
        await change_initiative(tx, keep.id, make.draft("Dialog Ruhr"), by=anna, now=make.NOW + timedelta(days=1))
    await unmerge(db, drop)
    kept = await now_is(db, keep)
    assert kept.name == "Dialog Ruhr"
    assert [name.name for name in kept.former_names] == ["Industriedialog Essen"]


async def test_a_chain_is_taken_back_from_its_end(db: Database) -> None:
    *_, keep, drop = await two(db)
    await make.keep(db, last := make.initiative("Dialog Ruhrgebiet"))
    await merge(db, keep, drop)
    await merge(db, last, keep)
    async with db.reading() as tx:
        assert (await open_entry(tx, drop.id, by=None)).id == last.id
    with pytest.raises(Refusal, match="unmerge_later"):
        await unmerge(db, drop)
    await unmerge(db, keep)
    async with db.reading() as tx:
        assert (await open_entry(tx, drop.id, by=None)).id == keep.id
    assert (await unmerge(db, drop)).status is Status.ACTIVE


async def test_of_two_at_once_who_merge_both_ways_one_has_done_it(db: Database) -> None:
    *_, keep, drop = await two(db)
    done = await asyncio.gather(merge(db, keep, drop), merge(db, drop, keep), return_exceptions=True)
    assert [type(it) for it in done if isinstance(it, Exception)] == [AlreadyDone]
    async with db.reading() as tx:
        assert len(await initiatives.public(tx)) == 1


async def test_taking_back_twice_is_told_apart_from_doing_it(db: Database) -> None:
    *_, keep, drop = await two(db)
    await merge(db, keep, drop)
    await unmerge(db, drop)
    with pytest.raises(AlreadyDone, match="unmerge_done"):
        await unmerge(db, drop)


async def test_who_coordinated_the_dropped_one_finds_partners_for_the_kept_one(db: Database) -> None:
    _, ben, keep, drop = await two(db)
    await make.keep(db, make.initiative("Dritte"))
    await merge(db, keep, drop)
    async with db.transaction() as tx:
        index = await Matcher().index(tx)
        found = await find_peers(tx, index, await mergers.living(tx, drop.id), by=ben, now=make.NOW)
        assert [it.initiative.name for it in found] == ["Dritte"]
        with pytest.raises(NotFound):
            await change_initiative(tx, drop.id, make.draft(), by=ben, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_only_staff_merge_take_back_and_tell_apart(db: Database) -> None:
    anna, _, keep, drop = await two(db)
    async with db.transaction() as tx:
        with pytest.raises(NotAllowed):
            await merge_initiatives(tx, keep.id, drop.id, by=anna, now=make.NOW)
        with pytest.raises(NotAllowed):
            await unmerge_initiatives(tx, drop.id, by=anna, now=make.NOW)
        with pytest.raises(NotAllowed):
            await tell_apart(tx, keep.id, drop.id, by=anna, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_only_known_entries_are_told_apart(db: Database) -> None:
    *_, keep, _ = await two(db)
    async with db.transaction() as tx:
        with pytest.raises(NotFound):
            await tell_apart(tx, keep.id, UUID(int=1), by=NORA, now=make.NOW)
        with pytest.raises(Refusal, match="merge_itself"):
            await tell_apart(tx, keep.id, keep.id, by=NORA, now=make.NOW)
