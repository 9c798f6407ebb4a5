"""Suggestions: never empty, labelled where they are weak, and never for somebody else's initiative."""

import pytest

from actions.find_peers import LEAST, Suggestion, find_peers
from knotenpunkt.seed import seed
from network.errors import NotFound
from network.initiative import Initiative, Kind, Level, Place, Status
from network.offer import OfferKind
from network.person import Person
from storage.database import Database
from storage.matcher import Matcher
from tests import make


async def suggested(db: Database, mine: Initiative, by: Person) -> tuple[Suggestion, ...]:
    """What this person is shown for this initiative."""
    async with db.transaction() as tx:
        return await find_peers(tx, await Matcher().index(tx), mine.id, by=by, now=make.NOW)


async def test_each_of_forty_and_one_gets_at_least_three_with_reasons(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await seed(db, now=make.NOW)
    await make.keep(db, mine := make.initiative(), of=anna)
    found = await suggested(db, mine, anna)
    assert len(found) >= 3
    assert all(it.reasons and len(it.reasons) <= 3 for it in found)
    assert mine.id not in {it.initiative.id for it in found}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_where_nothing_fits_the_like_is_shown_and_labelled(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    far = Place(name="Flensburg", land="SH", lat=54.78, lon=9.44)
    texts = {"goals": "Weinbau und Tourismus an der Mosel.", "topics": ()}
    await make.keep(
        db,
        *(make.initiative(f"Fern {n}", place=far, goals="Alles rund um Segelboote.", topics=()) for n in range(4)),
        of=ben,
    )
    south = Place(name="Passau", land="BY", lat=48.57, lon=13.46)
    await make.keep(db, mine := make.initiative("Allein", place=south, **texts), of=anna)
    found = await suggested(db, mine, anna)
    assert len(found) == LEAST
    assert all(it.fallback for it in found)
    assert {it.reasons[0].code for it in found} <= {"same_kind", "same_level", "same_type", "nothing"}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_offers_what_is_sought_comes_first_with_that_reason(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    seeker = make.initiative(
        "Suchend", offers=(make.offer("Moderation für Konflikte mit der Nachbarschaft", OfferKind.NEED, "moderation"),)
    )
    giver = make.initiative(
        "Gebend",
        place=Place(name="Dresden", land="SN", lat=51.05, lon=13.74),
        offers=(make.offer("Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft", category="moderation"),),
    )
    await make.keep(db, seeker, of=anna)
    await make.keep(db, giver, make.initiative("Fern", level=Level.LANDESWEIT, kind=Kind.NETZWERK), of=ben)
    found = await suggested(db, seeker, anna)
    reasons = {it.initiative.name: [reason.code for reason in it.reasons] for it in found}
    assert "offers" in reasons["Gebend"]


async def test_what_is_not_public_is_suggested_to_nobody(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, make.initiative("Wartet", status=Status.WAITING), of=ben)
    await make.keep(db, mine := make.initiative(), of=anna)
    assert await suggested(db, mine, anna) == ()


async def test_nobody_asks_for_the_initiative_of_others(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, mine := make.initiative(), of=anna)
    with pytest.raises(NotFound):
        await suggested(db, mine, ben)


async def test_a_change_is_seen_by_a_matcher_that_was_filled_before(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, mine := make.initiative(), of=anna)
    matcher = Matcher()
    async with db.transaction() as tx:
        assert await find_peers(tx, await matcher.index(tx), mine.id, by=anna, now=make.NOW) == ()
    await make.keep(db, other := make.initiative("Dialog Bochum"), of=ben)
    async with db.transaction() as tx:
        found = await find_peers(tx, await matcher.index(tx), mine.id, by=anna, now=make.NOW)
    assert [it.initiative.id for it in found] == [other.id]
