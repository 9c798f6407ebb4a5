"""A measure is told in seven questions; the rest can be added on the summary, changed, and taken out again."""

import pytest

from bot.telegram_text import LIMIT, units
from network.initiative import Initiative, Status
from network.measure import Measure, Reuse, State
from network.person import Language
from storage import measures
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

TEXT = "An einem Abend im September haben Betriebe ihre Werkstore für Schulklassen geöffnet."


async def coordinator(db: Database, *owners: Initiative) -> Chat:
    """The coordinator of these initiatives in a chat."""
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, *owners, of=anna)
    return Chat(db, anna)


async def kept(db: Database) -> list[Measure]:
    """What everybody can see."""
    async with db.reading() as tx:
        return await measures.public(tx)


async def test_seven_questions_and_a_summary_make_a_measure(db: Database) -> None:
    chat = await coordinator(db, make.initiative())
    await chat.says("/steckbrief")
    assert "Was hat <b>Industriedialog Essen</b> gemacht?" in await chat.taps("Maßnahme eintragen")
    assert "Schritt 1 von 8" in chat.text
    await chat.says("Lange Nacht der Industrie in Essen", TEXT)
    assert "War das: Lange Nacht der Industrie?" in chat.text
    await chat.taps("Lange Nacht der Industrie")
    await chat.says("je Betrieb zwei Tage", "80 Betriebe")
    await chat.taps("Überspringen")
    await chat.taps("darf nachgenutzt werden")
    assert "So wird es andere erreichen" in chat.text
    assert "durchgeführt" in chat.text
    await chat.taps("Zeit ändern")
    await chat.says("September 2026")
    await chat.taps("Wer mehr weiß ändern")
    await chat.says("IHK Essen")
    await chat.taps("Stand ändern", "von anderen übernommen", "Absenden")
    assert "steht jetzt unter „Gibt es das schon?“" in chat.text
    [it] = await kept(db)
    assert (it.title, it.format, it.text) == (
        "Lange Nacht der Industrie in Essen",
        "lange_nacht_der_industrie",
        TEXT,
    )
    assert (it.effort, it.reach, it.learned) == ("je Betrieb zwei Tage", "80 Betriebe", None)
    assert (it.reuse, it.state, it.happened, it.ask) == (Reuse.YES, State.TRANSFERRED, "September 2026", "IHK Essen")
    assert "industrie_erleben" in it.topics
    assert not it.is_historic


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_knows_little_says_so(db: Database) -> None:
    chat = await coordinator(db, make.initiative())
    await chat.says("/steckbrief")
    await chat.taps("Maßnahme eintragen")
    await chat.says("Fest", "Ein Fest am Werkstor")
    assert "Zwei bis vier Sätze" in chat.text
    await chat.says(TEXT, "keines", "weiß ich nicht", "weiß ich nicht", "weiß ich nicht")
    assert "nachnutzen" in chat.text
    await chat.says("Nachnutzung nicht bekannt", "ja")
    [it] = await kept(db)
    assert (it.format, it.effort, it.reach, it.learned, it.reuse) == (None, None, None, None, Reuse.UNKNOWN)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_title_too_short_or_too_long_is_asked_again(db: Database) -> None:
    chat = await coordinator(db, make.initiative())
    await chat.presses("begin:add_measure")
    assert "mindestens 5 Zeichen" in await chat.says("Fest")
    assert "höchstens 120 Zeichen" in await chat.says("Fest " * 40)
    assert "mit Worten" in await chat.says("2017")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_of_several_initiatives_is_asked_for_unless_the_button_names_it(db: Database) -> None:
    one, other = make.initiative("Eins"), make.initiative("Zwei")
    chat = await coordinator(db, one, other)
    await chat.presses("begin:add_measure")
    assert "Welche Ihrer Initiativen" in chat.text
    assert "Was hat <b>Zwei</b> gemacht?" in await chat.taps("Zwei")
    await chat.says("/abbrechen")
    await chat.presses(f"begin:add_measure:{one.id}")
    assert "Was hat <b>Eins</b> gemacht?" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_measure_of_an_entry_that_waits_appears_with_it(db: Database) -> None:
    chat = await coordinator(db, make.initiative(status=Status.WAITING))
    await chat.presses("begin:add_measure")
    await chat.says("Ein Fest am Werkstor", TEXT, "keines", "keine", "keine", "keine")
    await chat.taps("keine Nachnutzung", "Absenden")
    assert "sobald Ihre Initiative freigegeben ist" in chat.text
    assert await kept(db) == []
    await chat.taps("Maßnahme ansehen")
    assert "Ein Fest am Werkstor" in chat.text
    assert "Im Web ansehen" not in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_an_initiative_one_is_led_to_the_registration(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await chat.presses("begin:add_measure")
    assert "Initiative eintragen" in chat.labels
    await chat.presses("begin:change_measure")
    assert "noch keine Maßnahme" in chat.text


async def test_one_field_is_changed_and_everything_else_stays(db: Database) -> None:
    owner = make.initiative()
    chat = await coordinator(db, owner)
    told = make.measure(
        owner,
        format="lange_nacht_der_industrie",
        topics=("industrie_erleben",),
        effort="zehn Tage",
        learned="Früh anfangen.",
        reuse=Reuse.ASK,
        ask="IHK Essen",
        happened="2025",
        sources=("Studie: III",),
    )
    await make.keep_measures(db, told)
    await chat.says("/gibtesdas Lange Nacht")
    await chat.taps(told.title, "Maßnahme ändern", "Reichweite ändern")
    await chat.says("80 Betriebe")
    await chat.taps("Absenden")
    assert "ist geändert" in chat.text
    [it] = await kept(db)
    assert (it.reach, it.effort, it.learned) == ("80 Betriebe", "zehn Tage", "Früh anfangen.")
    assert (it.format, it.topics, it.reuse, it.ask, it.happened) == (
        told.format,
        told.topics,
        told.reuse,
        told.ask,
        told.happened,
    )
    assert it.sources == ()


async def test_a_measure_is_removed_after_a_question_and_only_once(db: Database) -> None:
    owner = make.initiative()
    chat = await coordinator(db, owner)
    await make.keep_measures(db, told := make.measure(owner))
    await chat.says("/gibtesdas Lange Nacht")
    await chat.taps(told.title, "Maßnahme entfernen")
    assert "wirklich entfernen" in chat.text
    await chat.taps("Nein, behalten")
    assert len(await kept(db)) == 1
    await chat.taps("Maßnahme entfernen")
    yes = chat.button("Ja, entfernen")
    await chat.presses(yes)
    assert "ist entfernt" in chat.text
    assert "noch keine Maßnahme eingetragen" in chat.text
    assert await kept(db) == []
    await chat.presses(yes)
    assert chat.toast == "Schon erledigt."


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_those_of_others_can_be_read_only(db: Database) -> None:
    owner, ben = make.initiative(), make.person("Ben Beier")
    chat = await coordinator(db, owner)
    await make.keep(db, ben)
    await make.keep(db, theirs := make.initiative("Fremd"), of=ben)
    await make.keep_measures(db, told := make.measure(theirs))
    await chat.says("/gibtesdas Lange Nacht")
    await chat.taps(told.title)
    assert "Maßnahme ändern" not in chat.labels
    await chat.presses(f"begin:change_measure:{told.id}")
    assert told.title not in chat.labels
    assert len(await kept(db)) == 1


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_longest_measure_fits_into_a_message(db: Database, language: Language) -> None:
    anna = make.person(language=language)
    await make.keep(db, anna)
    await make.keep(db, owner := make.initiative("Initiative " + "Ü" * 100), of=anna)
    filled = {name: "Ü" * most for name, most in (("happened", 80), ("effort", 200), ("reach", 200), ("learned", 800))}
    longest = [
        make.measure(owner, f"{'Ä' * 118}{number}", slug=f"lang-{number}", text="Ö" * 1200, ask="Ü" * 120, **filled)
        for number in range(6)
    ]
    await make.keep_measures(db, *longest)
    chat = Chat(db, anna)
    for step in ("/gibtesdas Initiative", f"/gibtesdas {'Ä' * 118}1"):
        await chat.says(step)
        assert units(chat.text) <= LIMIT
    await chat.presses(f"begin:change_measure:{longest[0].id}")
    assert units(chat.text) <= LIMIT
