"""An entry of the study is taken over by its coordination and brought up to date."""

import pytest

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
    await chat.says("Wir bringen Betriebe und Hochschule in Aachen an einen Tisch.", "überspringen", "überspringen")
    await chat.taps("Überspringen")
    assert "So wird der Eintrag erscheinen" in chat.text
    await chat.taps("Absenden")
    async with db.reading() as tx:
        [claim] = await initiatives.waiting(tx)
    return chat, study, claim


async def test_only_what_the_study_does_not_know_is_asked(db: Database) -> None:
    chat, study, claim = await claimed(db)
    assert "bleibt der Stand von 2018 zu sehen" in chat.text
    assert (claim.name, claim.place, claim.topics) == (study.name, claim.place, study.topics)
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
