"""Coordination is handed over, joined and left, and nobody leaves an initiative alone."""

import asyncio
from datetime import timedelta

import pytest

from actions.answer_joining import answer_joining, asking_me
from actions.hand_over_initiative import LASTS, hand_over_initiative, offer_handover, offered_handover
from actions.join_initiative import join_initiative
from actions.leave_initiative import leave_initiative
from actions.merge_initiatives import merge_initiatives
from network.errors import AlreadyDone, LinkInvalid, NotFound, Refusal, TooMuch
from network.initiative import Initiative, Status
from network.person import Person
from storage import initiatives, requests
from storage.database import Database
from tests import make
from tests.actions.letters import taken


async def entry(db: Database) -> tuple[Person, Person, Initiative]:
    """A coordinator, somebody else, and the coordinator's initiative."""
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, it := make.initiative(), of=anna)
    return anna, ben, it


async def coordinators(db: Database, it: Initiative) -> list[str]:
    """The names of those who coordinate it."""
    async with db.reading() as tx:
        return sorted(person.name for person in await initiatives.members(tx, it.id))


async def test_a_successor_accepts_and_the_giver_leaves(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        token = await offer_handover(tx, it.id, by=anna, now=make.NOW)
        assert (await offered_handover(tx, token, by=ben, now=make.NOW)).giver.id == anna.id
        await hand_over_initiative(tx, token, by=ben, now=make.NOW)
    assert await coordinators(db, it) == ["Anna Arndt", "Ben Beier"]
    async with db.transaction() as tx:
        await leave_initiative(tx, it.id, by=anna, now=make.NOW)
    assert await coordinators(db, it) == ["Ben Beier"]
    [letter] = await taken(db)
    assert (letter.template, letter.address) == ("handover_accepted", "anna@initiative.example")
    assert letter.facts == {"name": it.name, "who": "Ben Beier"}


async def test_a_link_is_good_for_one_and_for_two_weeks(db: Database) -> None:
    anna, ben, it = await entry(db)
    await make.keep(db, eva := make.person("Eva Ernst"))
    async with db.transaction() as tx:
        token = await offer_handover(tx, it.id, by=anna, now=make.NOW)
        with pytest.raises(LinkInvalid):
            await hand_over_initiative(tx, token, by=ben, now=make.NOW + LASTS + timedelta(seconds=1))
        await hand_over_initiative(tx, token, by=ben, now=make.NOW)
        with pytest.raises(LinkInvalid, match="link_used"):
            await hand_over_initiative(tx, token, by=eva, now=make.NOW)
    assert await coordinators(db, it) == ["Anna Arndt", "Ben Beier"]


async def test_who_coordinates_already_does_not_use_the_link_up(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        token = await offer_handover(tx, it.id, by=anna, now=make.NOW)
        with pytest.raises(AlreadyDone, match="joining_done"):
            await hand_over_initiative(tx, token, by=anna, now=make.NOW)
        await hand_over_initiative(tx, token, by=ben, now=make.NOW)


async def test_the_link_of_somebody_who_has_left_is_worth_nothing(db: Database) -> None:
    anna, ben, it = await entry(db)
    await make.keep(db, eva := make.person("Eva Ernst"))
    async with db.transaction() as tx:
        first, second = [await offer_handover(tx, it.id, by=anna, now=make.NOW) for _ in range(2)]
        await hand_over_initiative(tx, first, by=ben, now=make.NOW)
        await leave_initiative(tx, it.id, by=anna, now=make.NOW)
        with pytest.raises(LinkInvalid):
            await hand_over_initiative(tx, second, by=eva, now=make.NOW)


async def test_nobody_leaves_an_initiative_alone_not_even_two_at_once(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        with pytest.raises(Refusal, match="leave_last"):
            await leave_initiative(tx, it.id, by=anna, now=make.NOW)
        await initiatives.add_member(tx, it.id, ben.id, now=make.NOW)

    async def leave(person: Person) -> None:
        async with db.transaction() as tx:
            await leave_initiative(tx, it.id, by=person, now=make.NOW)

    done = await asyncio.gather(leave(anna), leave(ben), return_exceptions=True)
    assert [it.key for it in done if isinstance(it, Refusal)] == ["leave_last"]
    assert len(await coordinators(db, it)) == 1


async def test_who_asks_to_join_is_let_in_by_a_coordinator(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        await join_initiative(tx, it.id, by=ben, now=make.NOW)
        with pytest.raises(AlreadyDone, match="joining_asked"):
            await join_initiative(tx, it.id, by=ben, now=make.NOW)
        [asking] = await asking_me(tx, by=anna, now=make.NOW)
        assert (asking.person.id, asking.initiative.id) == (ben.id, it.id)
        assert await asking_me(tx, by=ben, now=make.NOW) == []
        await answer_joining(tx, it.id, ben.id, accept=True, by=anna, now=make.NOW)
        assert await asking_me(tx, by=anna, now=make.NOW) == []
    assert await coordinators(db, it) == ["Anna Arndt", "Ben Beier"]
    asked, answered = await taken(db)
    assert (asked.template, asked.address, asked.facts["who"]) == ("joining_asked", anna.email, "Ben Beier")
    assert (answered.template, answered.address, answered.facts["accepted"]) == ("joining_answered", ben.email, True)


async def test_a_declined_request_changes_nothing_and_may_be_made_again(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        await join_initiative(tx, it.id, by=ben, now=make.NOW)
        await answer_joining(tx, it.id, ben.id, accept=False, by=anna, now=make.NOW)
        with pytest.raises(AlreadyDone, match="joining_answered"):
            await answer_joining(tx, it.id, ben.id, accept=True, by=anna, now=make.NOW)
        await join_initiative(tx, it.id, by=ben, now=make.NOW)
    assert await coordinators(db, it) == ["Anna Arndt"]


async def test_of_two_coordinators_who_answer_at_once_one_holds(db: Database) -> None:
    anna, ben, it = await entry(db)
    await make.keep(db, eva := make.person("Eva Ernst"))
    async with db.transaction() as tx:
        await initiatives.add_member(tx, it.id, eva.id, now=make.NOW)
        await join_initiative(tx, it.id, by=ben, now=make.NOW)

    async def answer(person: Person, accept: bool) -> None:
        async with db.transaction() as tx:
            await answer_joining(tx, it.id, ben.id, accept=accept, by=person, now=make.NOW)

    done = await asyncio.gather(answer(anna, True), answer(eva, False), return_exceptions=True)
    assert [type(it) for it in done if it] == [AlreadyDone]


async def test_a_request_lapses_and_is_cleared_away(db: Database) -> None:
    anna, ben, it = await entry(db)
    later = make.NOW + requests.LASTS
    async with db.transaction() as tx:
        await join_initiative(tx, it.id, by=ben, now=make.NOW)
        assert await asking_me(tx, by=anna, now=later) == []
        assert await requests.forget_before(tx, later + timedelta(days=1) - requests.LASTS) == 1


async def test_a_request_outlives_a_merger(db: Database) -> None:
    anna, ben, drop = await entry(db)
    nora, eva = make.staff(), make.person("Eva Ernst")
    await make.keep(db, nora, eva)
    await make.keep(db, keep := make.initiative("Dialog Ruhr"), of=eva)
    async with db.transaction() as tx:
        await join_initiative(tx, drop.id, by=ben, now=make.NOW)
        await merge_initiatives(tx, keep.id, drop.id, by=nora, now=make.NOW)
        for person in (anna, eva):
            assert [it.initiative.id for it in await asking_me(tx, by=person, now=make.NOW)] == [keep.id]
        await answer_joining(tx, keep.id, ben.id, accept=True, by=eva, now=make.NOW)
        assert await initiatives.is_member(tx, keep.id, ben.id)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_only_coordinators_hand_over_answer_and_leave(db: Database) -> None:
    anna, ben, it = await entry(db)
    async with db.transaction() as tx:
        with pytest.raises(NotFound):
            await offer_handover(tx, it.id, by=ben, now=make.NOW)
        with pytest.raises(NotFound):
            await answer_joining(tx, it.id, anna.id, accept=True, by=ben, now=make.NOW)
        with pytest.raises(NotFound):
            await leave_initiative(tx, it.id, by=ben, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_joining_is_refused_where_it_makes_no_sense(db: Database) -> None:
    anna, ben, it = await entry(db)
    alone, waits = make.initiative("Allein"), make.initiative("Wartet", status=Status.WAITING)
    await make.keep(db, alone, waits)
    async with db.transaction() as tx:
        for person, one, key in ((anna, it, "joining_done"), (ben, alone, "joining_nobody")):
            with pytest.raises(Refusal, match=key):
                await join_initiative(tx, one.id, by=person, now=make.NOW)
        with pytest.raises(NotFound):
            await join_initiative(tx, waits.id, by=ben, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_floods_coordinators_with_requests(db: Database) -> None:
    anna, ben, _ = await entry(db)
    many = [make.initiative(f"Dialog {number}") for number in range(6)]
    await make.keep(db, *many, of=anna)
    async with db.transaction() as tx:
        for it in many[:5]:
            await join_initiative(tx, it.id, by=ben, now=make.NOW)
        with pytest.raises(TooMuch):
            await join_initiative(tx, many[5].id, by=ben, now=make.NOW)
