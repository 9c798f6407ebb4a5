"""Nobody is invisible and nobody is flooded: what was shown is kept, and those shown often step back."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest

from actions.explain_peers import explain_peers
from actions.find_peers import FIRST, MOST, find_peers, note_shown
from network.initiative import Initiative, Kind, Level, Place
from network.matching import Profile
from network.offer import Offer, OfferKind
from network.person import Person
from network.profile import analysed_of
from storage import initiatives, people, suggestions
from storage.database import Database, Transaction
from storage.keys import new_id
from storage.matcher import Matcher
from tests import make
from tests.network.matching import exposure, study
from tests.network.matching.invented import invent


def entry(it: Profile) -> Initiative:
    """A profile as an initiative of the directory; topics nobody confirmed count as its own here."""
    things = [(OfferKind.OFFER, told) for told in it.offers] + [(OfferKind.NEED, told) for told in it.needs]
    offers = tuple(
        Offer(id=new_id(make.NOW), kind=kind, text=told.text, category=told.category, category_confirmed=told.confirmed)
        for kind, told in things
    )
    return make.initiative(
        it.name,
        slug=it.id,
        level=Level(it.level),
        kind=Kind(it.kind),
        place=Place(name=it.place, land=it.land, lat=it.lat, lon=it.lon),
        goals=it.goals,
        topics=it.topics or it.inferred,
        offers=offers,
    )


async def coordinated(db: Database, profiles: Iterable[Profile]) -> dict[UUID, Person]:
    """Keep them all, each with a coordinator of its own."""
    found: dict[UUID, Person] = {}
    async with db.transaction() as tx:
        for number, profile in enumerate(profiles):
            by, it = make.person(f"Person{number} Nachname"), entry(profile)
            await people.add(tx, by, email_key=by.email)
            await initiatives.add(tx, it, analysed=analysed_of(it))
            await initiatives.add_member(tx, it.id, by.id, now=make.NOW)
            found[it.id] = by
    return found


async def ask(tx: Transaction, matcher: Matcher, id_: UUID, by: Person, *, day: int = 0) -> list[UUID]:
    """What one is shown first, noted as every door does it."""
    now = make.NOW + timedelta(days=day)
    found = await find_peers(tx, await matcher.index(tx), id_, by=by, now=now, limit=FIRST)
    await note_shown(tx, id_, found, now=now)
    return [it.initiative.id for it in found]


async def times_shown(db: Database, profiles: Iterable[Profile], *, rounds: int) -> Counter[UUID]:
    """How often each was shown after everybody asked in turn, several times."""
    known, matcher = await coordinated(db, profiles), Matcher()
    shown: Counter[UUID] = Counter(dict.fromkeys(known, 0))
    for day in range(rounds):
        async with db.transaction() as tx:
            for id_, by in known.items():
                shown.update(await ask(tx, matcher, id_, by, day=day))
    return shown


async def test_all_forty_of_the_study_are_shown_about_equally(db: Database) -> None:
    shown = await times_shown(db, study.profiles(), rounds=4)
    assert exposure.of(shown.values()).fair


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_three_hundred_are_shown_about_equally(db: Database) -> None:
    shown = await times_shown(db, (made.profile for made in invent(300)), rounds=2)
    assert exposure.of(shown.values()).fair


async def test_asking_again_never_reorders_ones_own_list(db: Database) -> None:
    known, matcher = await coordinated(db, study.profiles()), Matcher()
    async with db.transaction() as tx:
        for id_, by in list(known.items())[:8]:
            first = await ask(tx, matcher, id_, by)
            assert [await ask(tx, matcher, id_, by, day=day) for day in range(3)] == [first] * 3


async def test_the_first_page_is_the_same_alone_as_in_the_whole_list_and_nobody_comes_twice(db: Database) -> None:
    known, matcher = await coordinated(db, study.profiles()), Matcher()
    async with db.transaction() as tx:
        for id_, by in known.items():
            await ask(tx, matcher, id_, by)
        index = await matcher.index(tx)
        for id_, by in list(known.items())[:8]:
            whole = await find_peers(tx, index, id_, by=by, now=make.NOW)
            first = await find_peers(tx, index, id_, by=by, now=make.NOW, limit=FIRST)
            assert first == whole[:FIRST]
            assert len({it.initiative.id for it in whole}) == len(whole) <= MOST


async def test_the_first_page_holds_somebody_who_was_rarely_shown(db: Database) -> None:
    known, matcher = await coordinated(db, study.profiles()), Matcher()
    me, by = next(iter(known.items()))
    async with db.transaction() as tx:
        favourites = await ask(tx, matcher, me, by)
        for other in set(known) - {me}:  # they are shown to everybody, and hardly anybody else is
            await suggestions.note(tx, other, set(favourites) - {other}, now=make.NOW)
        assert set(await ask(tx, matcher, me, by)) - set(favourites)


async def test_what_the_office_sees_as_damped_is_what_was_shown_to_many(db: Database) -> None:
    known, matcher, nora = await coordinated(db, study.profiles()), Matcher(), make.staff()
    me, by = next(iter(known.items()))
    async with db.transaction() as tx:
        first = (await ask(tx, matcher, me, by))[0]
        for other in list(known)[1:10]:
            await suggestions.note(tx, other, {first} - {other}, now=make.NOW)
        told = await explain_peers(tx, await matcher.index(tx), me, by=nora, now=make.NOW)
        seen = await ask(tx, matcher, me, by)
    assert [it.initiative.id for it in told.peers][:FIRST] == seen
    damped = {it.initiative.id: it for it in told.peers}
    assert all(it.undamped == it.score for id_, it in damped.items() if not it.shown)
    assert first not in damped or damped[first].undamped > damped[first].score
