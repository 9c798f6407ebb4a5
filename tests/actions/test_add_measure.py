"""Coordinators tell what their own initiatives have done, and who plans it hears of it."""

import pytest
from sqlalchemy import select

from actions.add_measure import add_measure
from actions.browse_measures import browse_measures, measures_of, open_measure
from actions.change_measure import change_measure
from actions.claim_initiative import claim_initiative
from actions.find_peers import find_peers
from actions.remove_measure import remove_measure
from actions.review_initiative import review_initiative
from knotenpunkt.seed import seed
from network.errors import NotAllowed, NotFound, TooMuch
from network.initiative import Place, Status
from network.offer import OfferKind
from network.person import Role
from network.precedent import Filter
from network.review import Verdict
from storage import initiatives, measures
from storage.database import Database
from storage.matcher import Matcher
from storage.tables import audit
from tests import make


async def test_every_step_is_written_down(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, owner := make.initiative(), of=anna)
    async with db.transaction() as tx:
        it = await add_measure(tx, owner.id, make.measure_draft(), by=anna, now=make.NOW)
        changed = await change_measure(tx, it.id, make.measure_draft("Ein Fest der Tore"), by=anna, now=make.NOW)
        assert (changed.id, changed.slug, changed.title) == (it.id, it.slug, "Ein Fest der Tore")
        assert (await browse_measures(tx, by=None)).hits == (changed,)
        await remove_measure(tx, it.id, by=anna, now=make.NOW)
        assert (await browse_measures(tx, by=None)).hits == ()
        lines = list(await tx.execute(select(audit).order_by(audit.c.id)))
    assert [(line.action, line.subject) for line in lines] == [
        ("add_measure", str(it.id)),
        ("change_measure", str(it.id)),
        ("remove_measure", str(it.id)),
    ]


async def test_nobody_writes_for_the_initiative_of_others_not_even_staff(db: Database) -> None:
    anna, ben, nora = make.person(), make.person("Ben Beier"), make.staff()
    await make.keep(db, anna, ben, nora)
    await make.keep(db, owner := make.initiative(), of=anna)
    await make.keep_measures(db, it := make.measure(owner))
    for other in (ben, nora):
        async with db.transaction() as tx:
            with pytest.raises(NotFound):
                await add_measure(tx, owner.id, make.measure_draft(), by=other, now=make.NOW)
            with pytest.raises(NotFound):
                await change_measure(tx, it.id, make.measure_draft(), by=other, now=make.NOW)
            with pytest.raises(NotFound):
                await remove_measure(tx, it.id, by=other, now=make.NOW)
    async with db.reading() as tx:
        assert await measures.get(tx, it.id) == it


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_unknown_tells_of_measures(db: Database) -> None:
    anna = make.person(role=Role.ANONYMOUS)
    await make.keep(db, anna)
    async with db.transaction() as tx:
        with pytest.raises(NotAllowed):
            await add_measure(tx, anna.id, make.measure_draft(), by=anna, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_there_is_a_limit_for_one_day(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, owner := make.initiative(), of=anna)
    async with db.transaction() as tx:
        for number in range(40):
            await add_measure(tx, owner.id, make.measure_draft(f"Ein Fest {number}"), by=anna, now=make.NOW)
        with pytest.raises(TooMuch):
            await add_measure(tx, owner.id, make.measure_draft("Noch ein Fest"), by=anna, now=make.NOW)


async def test_what_is_not_public_is_shown_to_its_coordinators_and_staff_only(db: Database) -> None:
    anna, ben, nora = make.person(), make.person("Ben Beier"), make.staff()
    await make.keep(db, anna, ben, nora)
    await make.keep(db, owner := make.initiative(status=Status.WAITING), of=anna)
    await make.keep_measures(db, it := make.measure(owner))
    async with db.reading() as tx:
        for reader in (anna, nora):
            assert await open_measure(tx, it.id, by=reader) == it
            assert await measures_of(tx, owner.id, by=reader) == (it,)
        for stranger in (ben, None):
            with pytest.raises(NotFound):
                await open_measure(tx, it.id, by=stranger)
            with pytest.raises(NotFound):
                await measures_of(tx, owner.id, by=stranger)
        assert (await browse_measures(tx, Filter(words=it.title), by=anna)).hits == ()


async def test_who_seeks_experience_is_led_to_who_has_it(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await seed(db, now=make.NOW)
    need = make.offer("Erfahrung mit einer Zukunftswerkstatt", OfferKind.NEED)
    dresden = Place(name="Dresden", land="SN", lat=51.05, lon=13.74)
    await make.keep(db, mine := make.initiative("Dialog Dresden", place=dresden, offers=(need,)), of=anna)
    async with db.transaction() as tx:
        found = await find_peers(tx, await Matcher().index(tx), mine.id, by=anna, now=make.NOW)
    krefeld = next(it for it in found if it.initiative.slug == "zukunft-durch-industrie-krefeld")
    done = next(it for it in krefeld.reasons if it.code == "done")
    said = make.TEXTS.plain("reasons.done", done.facts, anna.language)
    assert said == (
        "Hat Erfahrung damit: „Zukunftswerkstatt mit der Krefelder Stadtgesellschaft“. "
        "Sie suchen „Erfahrung mit einer Zukunftswerkstatt“."
    )


async def test_a_measure_added_changed_and_removed_is_known_to_a_matcher_at_once(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    need = make.offer("Erfahrung mit einer Zukunftswerkstatt", OfferKind.NEED)
    far = Place(name="Passau", land="BY", lat=48.57, lon=13.46)
    seeker = make.initiative("Suchend", offers=(need,))
    giver = make.initiative("Gebend", place=far, goals="Alles rund um die Berge.", topics=())
    await make.keep(db, seeker, of=anna)
    await make.keep(db, giver, of=ben)
    matcher = Matcher()

    async def codes() -> set[str]:
        async with db.transaction() as tx:
            found = await find_peers(tx, await matcher.index(tx), seeker.id, by=anna, now=make.NOW)
        return {reason.code for it in found for reason in it.reasons}

    assert "done" not in await codes()
    async with db.transaction() as tx:
        draft = make.measure_draft("Zukunftswerkstatt in Passau", format="zukunftswerkstatt")
        it = await add_measure(tx, giver.id, draft, by=ben, now=make.NOW)
    assert "done" in await codes()
    async with db.transaction() as tx:
        await change_measure(tx, it.id, make.measure_draft("Ein Fest am Fluss"), by=ben, now=make.NOW)
    assert "done" not in await codes()


async def test_who_corrects_an_entry_of_the_study_vouches_for_it(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, owner := make.initiative(), of=anna)
    await make.keep_measures(db, it := make.measure(owner, sources=("Studie: III.3",)))
    async with db.transaction() as tx:
        changed = await change_measure(tx, it.id, make.measure_draft(), by=anna, now=make.NOW)
        assert it.is_historic
        assert not changed.is_historic
        assert (await initiatives.get(tx, owner.id)).updated_at == make.NOW


async def test_a_taken_over_entry_keeps_what_the_study_and_its_coordination_told(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    await make.keep(db, study := make.initiative("Dialog von früher", status=Status.HISTORIC))
    await make.keep_measures(db, old := make.measure(study, "Runder Tisch von früher", sources=("Studie: III",)))
    async with db.transaction() as tx:
        claim = await claim_initiative(tx, study.id, make.draft("Dialog von heute"), by=anna, now=make.NOW)
        new = await add_measure(tx, claim.id, make.measure_draft("Zukunftswerkstatt von heute"), by=anna, now=make.NOW)
        taken = await review_initiative(tx, claim.id, Verdict.APPROVE, by=nora, now=make.NOW)
        assert {it.id for it in (await initiatives.get(tx, taken.id)).measures} == {old.id, new.id}
        row = next(row for id_, _, row, _ in await initiatives.analysed_since(tx, 0) if id_ == taken.id)
    assert "Runder Tisch von früher" in row
    assert "Zukunftswerkstatt von heute" in row
