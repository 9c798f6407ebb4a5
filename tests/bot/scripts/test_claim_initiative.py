"""An entry of the study is taken over by its coordination and brought up to date."""

from dataclasses import replace

import pytest

from actions.claim_initiative import claim_initiative
from bot.addresses import address
from knotenpunkt.seed import seed
from network.initiative import Initiative, Status
from network.review import Verdict
from storage import initiatives
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat


async def claimed(db: Database) -> tuple[Chat, Initiative, Initiative]:
    """A coordinator who has claimed an entry: the chat, the entry of the study, the claim."""
    anna = make.person()
    await make.keep(db, anna)
    await seed(db, now=make.NOW)
    async with db.reading() as tx:
        study = await initiatives.by_slug(tx, "aachener-industrie-dialog")
    chat = Chat(db, anna)
    await chat.presses(f"begin:claim_initiative:{study.id}")
    await chat.taps("Industrie- und Handelskammern", "Fertig (1 gewählt)")
    await chat.says("Wir bringen Betriebe und Hochschule in Aachen an einen Tisch.")
    assert "☑ Standortmarketing und Ansiedlung" in chat.labels
    await chat.taps(next(it for it in chat.labels if it.startswith("Fertig")))
    await chat.says("überspringen", "überspringen")
    await chat.taps("Überspringen")
    assert "So wird der Eintrag erscheinen" in chat.text
    await chat.taps("Absenden")
    async with db.reading() as tx:
        [claim] = await initiatives.waiting(tx)
    return chat, study, claim


async def test_only_what_the_study_does_not_know_is_asked(db: Database) -> None:
    chat, study, claim = await claimed(db)
    assert "bleibt der Stand von 2018 zu sehen" in chat.text
    assert (claim.name, claim.place) == (study.name, claim.place)
    assert {*study.topics} < {*claim.topics}, "what the study knows stays, and the new goals are read as well"
    async with db.reading() as tx:
        assert (await initiatives.get(tx, study.id)).is_historic


async def test_staff_see_what_is_claimed_and_the_old_entry_goes_on_as_the_new_one(db: Database) -> None:
    chat, study, claim = await claimed(db)
    nora = make.staff()
    await make.keep(db, nora)
    desk = Chat(db, nora)
    await desk.says("/freigaben")
    await desk.taps(f"Anmeldung: {claim.name}")
    assert "Übernahme des Eintrags von 2018" in desk.text
    await desk.taps("Freigeben")
    async with db.reading() as tx:
        entry = await initiatives.get(tx, study.id)
        assert await initiatives.is_member(tx, study.id, chat.person.id)
        assert len(await initiatives.public(tx)) == 40
        assert await initiatives.published_between(tx, make.NOW, desk.now.replace(year=2028)) == [entry]
    assert (entry.status, entry.slug, entry.as_of) == (Status.ACTIVE, study.slug, None)
    assert "an einen Tisch" in entry.goals
    assert "Aachener Industriedialog" in entry.aliases


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_returned_claim_leaves_the_old_entry_alone(db: Database) -> None:
    chat, study, claim = await claimed(db)
    nora = make.staff()
    await make.keep(db, nora)
    await make.review(db, claim, Verdict.RETURN, by=nora, reason="Bitte melden Sie sich einmal telefonisch.")
    async with db.reading() as tx:
        assert (await initiatives.get(tx, study.id)).is_historic
    assert "telefonisch" in await chat.says("/steckbrief")


async def test_the_second_of_two_staff_reads_who_decided_about_a_claim(db: Database) -> None:
    _, study, claim = await claimed(db)
    nora, olaf = make.staff(), make.staff("Olaf Ober")
    await make.keep(db, nora, olaf)
    desks = [Chat(db, nora), Chat(db, olaf)]
    for desk in desks:
        await desk.says("/freigaben")
        await desk.taps(f"Anmeldung: {claim.name}")
    await desks[0].taps("Freigeben")
    await desks[1].taps("Freigeben")
    assert "Darüber hat schon Nora Netz entschieden" in desks[1].text
    await desks[1].presses(address("review_initiative", claim.id))
    assert "Entschieden von Nora Netz am 1. Februar 2027" in desks[1].text
    assert f"lebt weiter in {study.name}" in desks[1].text


async def test_the_name_in_the_study_stays_as_a_former_one(db: Database) -> None:
    chat, study, _ = await claimed(db)
    async with db.transaction() as tx:
        [claim] = await initiatives.waiting(tx)
        await initiatives.change(tx, replace(claim, name="Dialog Aachen"))
    nora = make.staff()
    await make.keep(db, nora)
    async with db.reading() as tx:
        [claim] = await initiatives.waiting(tx)
    entry = await make.review(db, claim, Verdict.APPROVE, by=nora)
    assert (entry.name, entry.slug) == ("Dialog Aachen", study.slug)
    assert [name.name for name in entry.former_names] == [study.name]
    await chat.presses(address("open_entry", claim.id))  # the button under the thanks still leads somewhere
    assert "Dialog Aachen" in chat.text


async def test_a_second_claim_does_not_overwrite_the_first(db: Database) -> None:
    _, study, claim = await claimed(db)
    ben, nora = make.person("Ben Beier"), make.staff()
    await make.keep(db, ben, nora)
    async with db.transaction() as tx:
        late = await claim_initiative(tx, study.id, make.draft("Ganz anders"), by=ben, now=make.NOW)
    await make.review(db, claim, Verdict.APPROVE, by=nora)
    desk = Chat(db, nora)
    await desk.presses(address("review_initiative", late.id))
    assert "inzwischen eine andere Koordination übernommen" in desk.text
    await desk.taps("Freigeben")
    assert "Bitte geben Sie diese Anmeldung zurück" in desk.text
    async with db.reading() as tx:
        assert (await initiatives.get(tx, study.id)).name == claim.name
        assert (await initiatives.get(tx, late.id)).status is Status.WAITING
