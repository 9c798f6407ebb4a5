"""What storage promises about entries that were there twice: all goes over, and all comes back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select

from network.initiative import Initiative, Status
from network.merger import Gain
from network.profile import analysed_of
from storage import initiatives, mergers, news
from storage.database import Database, Transaction
from storage.keys import new_id
from storage.tables import memberships, relations, unwanted
from tests import make


async def into(db: Database, keep: Initiative, drop: Initiative, *, days: int = 0) -> None:
    """Let one entry live on in another."""
    async with db.transaction() as tx:
        dropped = await initiatives.get(tx, drop.id)
        await mergers.carry_over(tx, keep, dropped, Gain(), now=make.NOW + timedelta(days=days))


async def back(db: Database, drop: Initiative) -> None:
    """Take a merger back."""
    async with db.transaction() as tx:
        merger = await mergers.of(tx, drop.id)
        assert merger is not None
        await mergers.give_back(tx, merger)


async def ties(tx: Transaction) -> set[tuple[UUID, UUID, str]]:
    """All relations as they are stored."""
    return {(row.from_id, row.to_id, row.kind) for row in await tx.execute(select(relations))}


async def names_of(tx: Transaction, entry: Initiative) -> Sequence[str]:
    """The names of those who coordinate an entry."""
    return sorted(it.name for it in await initiatives.members(tx, entry.id))


async def test_a_takeover_leaves_one_entry_and_the_claim_lives_on_in_it(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    study = make.initiative("Alt", status=Status.HISTORIC)
    claim = make.initiative("Neu", status=Status.WAITING, offers=(make.offer("Ein Leitfaden"),))
    await make.keep(db, study)
    async with db.transaction() as tx:
        await initiatives.add(tx, claim, claims=study.id)
        await initiatives.add_member(tx, claim.id, anna.id, now=make.NOW)
        assert await initiatives.claim_of(tx, claim.id) == study.id
        await initiatives.decide(tx, replace(claim, status=Status.ACTIVE), by=nora.id, now=make.NOW)
        taken = replace(claim, id=study.id, slug=study.slug, status=Status.ACTIVE)
        await mergers.take_over(tx, claim.id, taken, analysed=analysed_of(taken), now=make.NOW)
    async with db.reading() as tx:
        entry = await initiatives.get(tx, study.id)
        assert (entry.name, [it.text for it in entry.offers]) == ("Neu", ["Ein Leitfaden"])
        assert await names_of(tx, study) == ["Anna Arndt"]
        assert (await initiatives.get(tx, claim.id)).status is Status.MERGED
        assert await mergers.living(tx, claim.id) == study.id
        assert await mergers.of(tx, claim.id) is None  # nothing that could be taken back
        assert [it.id for it in await initiatives.of_person(tx, anna.id)] == [study.id]
        for id_ in (claim.id, study.id):
            assert await initiatives.decision_of(tx, id_) == ("Nora Netz", make.NOW)


async def test_everything_that_hangs_on_an_entry_goes_over_and_comes_back(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, keep := make.initiative("Bleibt"), of=anna)
    await make.keep(db, drop := make.initiative("Geht"), of=ben)
    await make.keep(db, other := make.initiative("Dritte"))
    await make.keep(db, item := make.item(ben, drop))
    async with db.transaction() as tx:
        await initiatives.relate(tx, other.id, drop.id, "austausch", None)
        await initiatives.relate(tx, drop.id, keep.id, "austausch", None)
        pair = {"initiative_id": other.id, "other_id": drop.id, "reason": "known", "at": make.NOW}
        await tx.execute(insert(unwanted).values(pair))
        before = await ties(tx)

    await into(db, keep, drop)
    async with db.reading() as tx:
        assert await names_of(tx, keep) == ["Anna Arndt", "Ben Beier"]
        assert [it.id for it in await initiatives.of_person(tx, ben.id)] == [keep.id]
        assert (await news.get(tx, item.id)).initiative_id == keep.id
        told = (await initiatives.get(tx, other.id)).relations
        assert [it.other for it in told] == [keep.id]  # and none to what is gone
        assert (await initiatives.get(tx, keep.id)).relations == ()  # no tie to itself
        assert {row.other_id for row in await tx.execute(select(unwanted))} == {keep.id, drop.id}
        assert await mergers.hanging(tx, keep.id) == (1, 0)

    await back(db, drop)
    async with db.reading() as tx:
        assert await names_of(tx, keep) == ["Anna Arndt"]
        assert await names_of(tx, drop) == ["Ben Beier"]
        assert (await news.get(tx, item.id)).initiative_id == drop.id
        assert await ties(tx) == before
        assert {row.other_id for row in await tx.execute(select(unwanted))} == {drop.id}
        assert (await initiatives.get(tx, drop.id)).status is Status.ACTIVE
        assert await mergers.recent(tx) == []


async def test_what_two_brought_alike_stays_with_the_second_when_the_first_is_parted(db: Database) -> None:
    ben = make.person("Ben Beier")
    await make.keep(db, ben)
    await make.keep(db, keep := make.initiative("Bleibt"), other := make.initiative("Dritte"))
    first, second = make.initiative("Erste"), make.initiative("Zweite")
    await make.keep(db, first, second, of=ben)
    async with db.transaction() as tx:
        for entry in (first, second):
            await initiatives.relate(tx, entry.id, other.id, "austausch", None)
    await into(db, keep, first)
    await into(db, keep, second, days=1)
    await back(db, first)
    async with db.reading() as tx:
        assert await names_of(tx, keep) == ["Ben Beier"]
        assert (keep.id, other.id, "austausch") in await ties(tx)
    await back(db, second)
    async with db.reading() as tx:
        assert await names_of(tx, keep) == []
        assert (keep.id, other.id, "austausch") not in await ties(tx)


async def test_a_chain_of_mergers_leads_to_its_end(db: Database) -> None:
    one, two, three = (make.initiative(name) for name in ("Eins", "Zwei", "Drei"))
    await make.keep(db, one, two, three)
    await into(db, two, one)
    await into(db, three, two, days=1)
    async with db.reading() as tx:
        assert [await mergers.living(tx, it.id) for it in (one, two, three)] == [three.id] * 3
        assert [it.drop for it in await mergers.recent(tx)] == [two.id, one.id]


async def test_nobody_is_left_without_a_coordinator_when_a_merger_is_taken_back(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, keep := make.initiative("Bleibt"), of=anna)
    await make.keep(db, drop := make.initiative("Geht"), of=ben)
    await into(db, keep, drop)
    async with db.transaction() as tx:
        await tx.execute(memberships.delete().where(memberships.c.person_id == anna.id))
    await back(db, drop)
    async with db.reading() as tx:
        assert await names_of(tx, keep) == await names_of(tx, drop) == ["Ben Beier"]


async def test_a_pair_is_told_apart_in_either_order_and_forgotten_again(db: Database) -> None:
    one, other = new_id(make.NOW), new_id(make.NOW)
    async with db.transaction() as tx:
        await mergers.tell_apart(tx, one, other, apart=True)
        await mergers.tell_apart(tx, other, one, apart=True)
        assert await mergers.told_apart(tx) == {frozenset({one, other})}
        await mergers.tell_apart(tx, other, one, apart=False)
        assert await mergers.told_apart(tx) == set()
