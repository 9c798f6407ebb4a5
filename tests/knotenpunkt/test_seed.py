"""The first content can be entered any number of times and is never presented as current."""

import asyncio

from knotenpunkt.demo import seed_demo
from knotenpunkt.seed import seed
from network.initiative import Level, Status
from network.measure import Reuse
from network.person import Role
from network.subscription import SubscriptionState
from storage import initiatives, measures, meetings, news, people, subscriptions
from storage.database import Database
from tests import make


async def test_the_forty_initiatives_are_entered_once(db: Database) -> None:
    assert await seed(db, now=make.NOW) == 40
    assert await seed(db, now=make.NOW) == 0
    async with db.reading() as tx:
        found = await initiatives.public(tx)
    assert [sum(it.level is level for it in found) for level in Level] == [8, 14, 18]
    assert all(it.is_historic and it.as_of == "2018-01" and it.confirmed_at is None for it in found)
    assert any(it.relations for it in found)


async def test_what_they_had_done_is_entered_once_and_marked_as_of_2018(db: Database) -> None:
    for _ in range(2):
        await seed(db, now=make.NOW)
    async with db.reading() as tx:
        found = await measures.public(tx)
        entries = await initiatives.public(tx)
    assert len(found) == len({it.slug for it in found}) == 43
    assert all(it.is_historic and it.reuse is Reuse.UNKNOWN and "Studie" in it.sources[0] for it in found)
    assert {it.updated_at.year for it in found} == {it.updated_at.year for it in entries} == {2018}


async def test_measures_are_added_to_a_network_that_had_none_but_not_where_somebody_took_over(db: Database) -> None:
    await seed(db, now=make.NOW)
    async with db.transaction() as tx:
        for slug, status in (("ems-achse", Status.ACTIVE), ("zukunft-in-lippe", Status.HISTORIC)):
            entry = await initiatives.by_slug(tx, slug)
            await initiatives.set_status(tx, entry.id, status, now=make.NOW)
            for it in entry.measures:
                await measures.remove(tx, it.id)
    await seed(db, now=make.NOW)
    async with db.reading() as tx:
        assert (await initiatives.by_slug(tx, "ems-achse")).measures == ()
        assert len((await initiatives.by_slug(tx, "zukunft-in-lippe")).measures) == 1


async def test_two_processes_that_seed_at_once_enter_each_once(db: Database) -> None:
    entered = await asyncio.gather(seed(db, now=make.NOW), seed(db, now=make.NOW))
    assert sorted(entered) == [0, 40]


async def test_what_was_changed_since_is_left_alone(db: Database) -> None:
    await seed(db, now=make.NOW)
    async with db.transaction() as tx:
        entry = await initiatives.by_slug(tx, "ems-achse")
        await initiatives.set_status(tx, entry.id, entry.status.ACTIVE, now=make.NOW)
    await seed(db, now=make.NOW)
    async with db.reading() as tx:
        assert not (await initiatives.by_slug(tx, "ems-achse")).is_historic


async def test_the_demo_has_somebody_for_every_part_and_says_that_it_is_invented(db: Database) -> None:
    assert await seed_demo(db, texts=make.TEXTS, secret=make.SECRET, now=make.NOW)
    assert not await seed_demo(db, texts=make.TEXTS, secret=make.SECRET, now=make.NOW)
    async with db.reading() as tx:
        coordinator = await people.by_email(tx, "koordination@demo.example")
        staff = await people.by_email(tx, "netzwerkstelle@demo.example")
        reader = await people.by_email(tx, "leserin@demo.example")
        assert coordinator
        assert staff
        assert reader
        assert (coordinator.role, staff.role) == (Role.COORDINATOR, Role.ADMIN)
        [subscription] = await subscriptions.of_person(tx, reader.id)
        assert subscription.state is SubscriptionState.ACTIVE
        titles = [it.title for it in [*await news.newest(tx, limit=9), *await news.waiting(tx)]]
        titles += [it.title for it in await meetings.coming(tx, now=make.NOW)]
        titles += [it.title for it in await measures.public(tx)]
        assert len(titles) == 7
        assert all(title.startswith("Demo: ") for title in titles)
        assert all("(Demo)" in it.name for it in await initiatives.public(tx))
