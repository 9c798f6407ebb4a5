"""Entries are made, changed and decided about; every step leaves its trace."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.change_initiative import change_initiative
from actions.register_initiative import register_initiative
from actions.review_initiative import review_initiative
from network.errors import AlreadyDone, NotFound, TooMuch
from network.initiative import Status
from network.review import Verdict
from storage import initiatives, people
from storage.database import Database
from storage.tables import audit, outbox
from tests import make


async def test_every_step_is_written_down(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    async with db.transaction() as tx:
        entry = await register_initiative(tx, make.draft(), by=anna, now=make.NOW)
        await change_initiative(tx, entry.id, make.draft("Dialog Essen"), by=anna, now=make.NOW)
        await review_initiative(tx, entry.id, Verdict.APPROVE, by=nora, now=make.NOW)
    async with db.reading() as tx:
        lines = list(await tx.execute(select(audit).order_by(audit.c.id)))
    assert [(line.action, line.role, line.subject) for line in lines] == [
        ("register_initiative", "coordinator", str(entry.id)),
        ("change_initiative", "coordinator", str(entry.id)),
        ("review_initiative", "staff", str(entry.id)),
    ]


async def test_two_entries_of_one_name_get_two_addresses(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        entries = [await register_initiative(tx, make.draft(), by=anna, now=make.NOW) for _ in range(2)]
    assert [it.slug for it in entries] == ["industriedialog-essen", "industriedialog-essen-2"]


async def test_the_second_decision_names_the_first(db: Database) -> None:
    anna, nora, olaf = make.person(), make.staff(), make.staff("Olaf Ober")
    await make.keep(db, anna, nora, olaf)
    await make.keep(db, entry := make.initiative(status=Status.WAITING), of=anna)
    await make.review(db, entry, Verdict.RETURN, by=nora, reason="Bitte ergänzen.")
    async with db.transaction() as tx:
        with pytest.raises(AlreadyDone) as refusal:
            await review_initiative(tx, entry.id, Verdict.APPROVE, by=olaf, now=make.NOW)
    assert refusal.value.facts == {"who": "Nora Netz", "when": make.NOW}
    async with db.reading() as tx:
        assert (await initiatives.get(tx, entry.id)).status is Status.RETURNED


async def test_who_has_no_address_hears_of_it_in_the_chat(db: Database) -> None:
    anna, nora = make.person(email=None), make.staff()
    await make.keep(db, anna, nora)
    async with db.transaction() as tx:
        await people.add_chat(tx, "telegram", "4711", anna.id, now=make.NOW)
    await make.keep(db, entry := make.initiative(status=Status.WAITING), of=anna)
    await make.review(db, entry, Verdict.APPROVE, by=nora)
    async with db.reading() as tx:
        [letter] = await tx.execute(select(outbox))
    assert (letter.channel, letter.address, letter.template) == ("telegram", "4711", "initiative_approved")


async def test_only_its_coordinators_change_an_entry(db: Database) -> None:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, entry := make.initiative(), of=anna)
    async with db.transaction() as tx:
        with pytest.raises(NotFound):
            await change_initiative(tx, entry.id, make.draft("Fremd"), by=ben, now=make.NOW)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_enters_more_than_twenty_a_day(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    async with db.transaction() as tx:
        for _ in range(20):
            await register_initiative(tx, make.draft(), by=anna, now=make.NOW)
        with pytest.raises(TooMuch):
            await register_initiative(tx, make.draft(), by=anna, now=make.NOW)
        await register_initiative(tx, make.draft(), by=anna, now=make.NOW + timedelta(days=1))
