"""The engine keeps what was answered, and forgets nothing but what was taken back."""

import asyncio

import pytest

from bot.incoming import IncomingKind
from network.person import Language, Role
from storage import people
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat
from tests.bot.small_talk import CHANGED, SMALL_TALK, WITHOUT, counted

RUBRIC, TITLE, LINK, TOPICS = "Rubrik", "Überschrift", "Internetadresse", "Diese Themen"


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Somebody in the middle of nowhere."""
    anna = make.person()
    await make.keep(db, anna)
    return Chat(db, anna, repertoire=SMALL_TALK)


async def at_summary(chat: Chat) -> None:
    """Answer everything up to the summary."""
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Ein Titel", "https://eins.example")
    await chat.taps("Fertig (1 gewählt)")
    assert "So wird es erscheinen" in chat.text


async def test_every_answer_leads_to_the_next_question(chat: Chat) -> None:
    assert RUBRIC in await chat.says("/meldung")
    assert "Schritt 1 von 5" in chat.text
    assert TITLE in await chat.taps("Gute Praxis")
    assert LINK in await chat.says("Ein Titel")
    assert TOPICS in await chat.taps("Überspringen")
    await chat.taps("Fertig (1 gewählt)")
    assert "Schritt 5 von 5" in chat.text
    assert "Danke" in await chat.taps("Absenden")
    assert await counted(chat.db) == ["Ein Titel"]


async def test_a_conversation_goes_on_at_the_same_question_in_another_process(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    elsewhere = Chat(chat.db, chat.person, repertoire=SMALL_TALK, now=chat.now)
    assert LINK in await elsewhere.says("Ein Titel")


async def test_back_drops_one_answer(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Ein Titel")
    assert TITLE in await chat.taps("Zurück")
    assert RUBRIC in await chat.says("/zurueck")
    await chat.taps("Werkzeug")
    await chat.says("Anderer Titel", "überspringen", "fertig")
    assert "Werkzeug" in chat.text
    assert "Anderer Titel" in chat.text


async def test_the_first_question_has_no_way_back(chat: Chat) -> None:
    await chat.says("/meldung")
    assert "Zurück" not in chat.labels
    assert "erste Frage" in await chat.says("zurück")
    assert RUBRIC in chat.text


async def test_what_was_cancelled_can_be_taken_up_again(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    assert "Abgebrochen" in await chat.says("/abbrechen")
    assert "Es läuft gerade nichts" in await chat.says("/abbrechen")
    await chat.taps("Doch weitermachen")
    assert "wo Sie aufgehört haben" in chat.text
    assert TITLE in chat.text


async def test_nothing_is_promised_when_nothing_was_answered(chat: Chat) -> None:
    await chat.says("/meldung")
    assert await chat.taps("Abbrechen") == "Abgebrochen. Eingereicht wurde nichts."


async def test_another_conversation_parks_the_first_with_its_ticks(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Ein Titel", "überspringen")
    await chat.taps("MINT und Begeisterung für Technik")
    assert "Antworten bleiben gespeichert" in await chat.says("/anderes")
    await chat.says("Eine Antwort", "/meldung")
    assert "☑ MINT und Begeisterung für Technik" in chat.labels
    assert "☑ Wasserstoff" in chat.labels


async def test_beginning_afresh_forgets_the_answers(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("/meldung")
    assert RUBRIC in await chat.taps("Neu beginnen")
    assert "Neu beginnen" not in chat.labels


async def test_a_button_of_an_answered_question_does_nothing(chat: Chat) -> None:
    await chat.says("/meldung")
    old = chat.button("Gute Praxis")
    await chat.presses(old)
    await chat.presses(old)
    assert chat.answered == 0
    assert chat.toast == "Dieser Knopf gehört zu einer früheren Frage."
    assert LINK in await chat.says("Ein Titel")


async def test_a_double_tap_ticks_once(chat: Chat) -> None:
    await at_topics(chat)
    tick = chat.button("MINT und Begeisterung für Technik")
    await chat.presses(tick)
    await chat.presses(tick)
    assert "☑ MINT und Begeisterung für Technik" in chat.labels


async def at_topics(chat: Chat) -> None:
    """Answer everything up to the topics."""
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Ein Titel", "überspringen")


async def test_submitting_twice_has_one_effect(chat: Chat) -> None:
    await at_summary(chat)
    submit = chat.button("Absenden")
    await chat.presses(submit)
    await chat.presses(submit)
    assert await counted(chat.db) == ["Ein Titel"]


async def test_two_workers_with_the_same_tap_have_one_effect(chat: Chat) -> None:
    await at_summary(chat)
    submit = chat.button("Absenden")
    workers = [Chat(chat.db, chat.person, repertoire=SMALL_TALK, now=chat.now) for _ in range(4)]
    await asyncio.gather(*(worker.presses(submit) for worker in workers))
    assert await counted(chat.db) == ["Ein Titel"]
    assert sorted(worker.answered for worker in workers) == [0, 0, 0, 1]


async def test_a_changed_script_forgets_only_what_no_longer_fits(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Ein Titel")
    chat.repertoire = CHANGED
    await chat.says("irgendetwas")
    assert "Ja" in chat.labels  # the rubric still fits, the title became a choice
    await chat.taps("Ja")
    assert "gehören zu einer Initiative" in chat.text


async def test_a_script_that_is_gone_ends_its_conversation(chat: Chat) -> None:
    await chat.says("/meldung")
    chat.repertoire = WITHOUT
    assert "Knotenpunkt" in await chat.says("Hallo")


async def test_a_field_is_changed_on_the_summary_and_the_rest_stays(chat: Chat) -> None:
    await at_summary(chat)
    await chat.taps("Rubrik ändern", "Werkzeug")
    assert "Werkzeug" in chat.text
    assert "Ein Titel" in chat.text
    await chat.taps("Absenden")
    assert await counted(chat.db) == ["Ein Titel"]


async def test_changing_a_field_shows_what_was_typed_before(chat: Chat) -> None:
    await at_summary(chat)
    assert "Bisher: <i>Ein Titel</i>" in await chat.taps("Überschrift ändern")


async def test_going_back_from_a_changed_field_keeps_the_old_answers(chat: Chat) -> None:
    await at_summary(chat)
    await chat.taps("Überschrift ändern", "Zurück")
    assert "Ein Titel" in chat.text
    assert "https://eins.example" in chat.text
    await chat.taps("Überschrift ändern")
    await chat.says("Neuer Titel")
    assert LINK in chat.text
    await chat.taps("Zurück")
    assert "Ein Titel" in chat.text
    assert "Absenden" in chat.labels


async def test_ticks_are_proposed_again_when_they_are_changed(chat: Chat) -> None:
    await at_topics(chat)
    await chat.taps("Wasserstoff", "MINT und Begeisterung für Technik", "Fertig (1 gewählt)")
    await chat.taps("Themen ändern")
    assert "☑ MINT und Begeisterung für Technik" in chat.labels
    assert "☐ Wasserstoff" in chat.labels


async def test_ticks_are_as_before_when_one_comes_back_to_them(chat: Chat) -> None:
    await at_topics(chat)
    await chat.taps("Wasserstoff", "MINT und Begeisterung für Technik", "Fertig (1 gewählt)")
    await chat.taps("Zurück")
    assert "☑ MINT und Begeisterung für Technik" in chat.labels
    assert "☐ Wasserstoff" in chat.labels
    await chat.taps("Fertig (1 gewählt)")
    assert "MINT und Begeisterung für Technik" in chat.text


async def test_ticks_outlast_a_step_back_over_their_question(chat: Chat) -> None:
    await at_topics(chat)
    await chat.taps("MINT und Begeisterung für Technik", "Zurück", "Überspringen")
    assert "☑ MINT und Begeisterung für Technik" in chat.labels
    assert "☑ Wasserstoff" in chat.labels


async def test_a_typed_answer_one_comes_back_to_is_shown_and_can_be_left_as_it_was(chat: Chat) -> None:
    await at_topics(chat)
    await chat.taps("Zurück", "Zurück")
    assert "Bisher: <i>Ein Titel</i>" in chat.text
    assert LINK in await chat.taps("So lassen")
    await chat.taps("Zurück", "Zurück", "Werkzeug")
    assert "Bisher: <i>Ein Titel</i>" in chat.text  # the answers behind it are not lost either


async def test_nothing_can_be_left_as_it_was_where_nothing_was(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    turn = chat.button("Zurück").split(":")[1]
    await chat.presses(f"d:{turn}:h")
    assert TITLE in chat.text
    assert "So lassen" not in chat.labels


async def test_a_refused_action_keeps_the_answers_and_undoes_what_it_did(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("Vergebener Titel", "überspringen", "fertig")
    await chat.taps("Absenden")
    assert "gibt es schon" in chat.text
    assert "Vergebener Titel" in chat.text
    assert await counted(chat.db) == []
    await chat.taps("Überschrift ändern")
    await chat.says("Freier Titel", "überspringen")
    await chat.taps("Absenden")
    assert await counted(chat.db) == ["Freier Titel"]


async def test_a_bad_answer_is_explained_and_asked_again(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("x" * 91)
    assert "höchstens 90 Zeichen" in chat.text
    assert "91" in chat.text
    assert TITLE in chat.text


@pytest.mark.parametrize("typed", ["Gute Praxis", "gute praxis", "3", "GUTE PRAXIS."])
async def test_a_choice_can_be_typed(chat: Chat, typed: str) -> None:
    await chat.says("/meldung")
    assert TITLE in await chat.says(typed)


@pytest.mark.parametrize("typed", ["ja!", "Ja bitte", "JA", "👍", "yes"])
async def test_yes_can_be_said_in_many_ways(chat: Chat, typed: str) -> None:
    chat.repertoire = CHANGED
    await chat.says("/meldung", "1", typed)
    assert "gehören zu einer Initiative" in chat.text


@pytest.mark.parametrize("typed", ["nö", "Nein danke", "no"])
async def test_no_can_be_said_in_many_ways(chat: Chat, typed: str) -> None:
    chat.repertoire = CHANGED
    await chat.says("/meldung", "1", typed)
    assert "gehören zu einer Initiative" in chat.text


async def test_what_fits_no_button_is_asked_again(chat: Chat) -> None:
    await chat.says("/meldung")
    assert "wählen Sie eine der Antworten" in await chat.says("etwas ganz anderes")
    assert RUBRIC in chat.text


async def test_too_few_and_too_many_ticks_are_explained(chat: Chat) -> None:
    await at_topics(chat)
    await chat.taps("Wasserstoff", "Fertig")
    assert "mindestens einen Punkt" in chat.text
    await chat.says("Wasserstoff", "2")
    await chat.taps("Weiterbildung und Arbeit 4.0")
    assert "Mehr als 2 sind hier nicht möglich" in chat.text
    assert "☐ Weiterbildung und Arbeit 4.0" in chat.labels


async def test_ticking_changes_the_message_in_place(chat: Chat) -> None:
    await at_topics(chat)
    before = len(chat.messages)
    await chat.taps("MINT und Begeisterung für Technik", "Wasserstoff")
    assert len(chat.messages) == before


@pytest.mark.parametrize(
    "data",
    [
        "freigeben:1",
        "x'; --",
        "d:",
        "d:1:z",
        "d:1:o",
        "d:99999999999999999:o:praxis",
        "begin:",
        "begin:x",
        "act:1",
        "€",
        ":",
    ],
)
async def test_a_forged_button_changes_nothing(chat: Chat, data: str) -> None:
    await chat.says("/meldung")
    await chat.presses(data)
    assert chat.toast == "Dieser Knopf gehört zu einer früheren Frage."
    assert TITLE in await chat.taps("Gute Praxis")


@pytest.mark.parametrize("tail", ["o:nichts", "e:title", "y", "s", "k", "t:wasserstoff", "g:akzeptanz"])
async def test_a_forged_answer_of_this_turn_is_no_answer(chat: Chat, tail: str) -> None:
    await chat.says("/meldung")
    turn = chat.button("Gute Praxis").split(":")[1]
    await chat.presses(f"d:{turn}:{tail}")
    assert RUBRIC in chat.text
    assert await counted(chat.db) == []


async def test_an_edited_message_is_no_answer(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.does(IncomingKind.EDITED)
    assert "Das wirkt sich nicht aus" in chat.text


async def test_a_photo_is_declined_and_the_question_stays(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.does(IncomingKind.OTHER)
    assert "Hier brauche ich Text" in chat.text
    assert RUBRIC in chat.text


async def test_a_card_in_between_leaves_the_question_open(chat: Chat) -> None:
    await chat.says("/meldung")
    await chat.taps("Gute Praxis")
    await chat.says("/start")
    assert TITLE in await chat.taps("Zurück zur Frage")
    assert LINK in await chat.says("Ein Titel")


async def test_an_unknown_command_names_near_ones(chat: Chat) -> None:
    assert "/meldung" in await chat.says("/meldunk")
    assert "/geheim" not in await chat.says("/geheimer")


async def test_what_a_role_does_not_cover_does_not_exist_for_it(chat: Chat) -> None:
    assert "kenne ich nicht" in await chat.says("/geheim")
    await chat.presses("secret")
    assert chat.toast == "Dieser Knopf gehört zu einer früheren Frage."
    async with chat.db.transaction() as tx:
        await people.set_role(tx, chat.person.id, Role.STAFF)
    assert "Es läuft gerade nichts" in await chat.says("/geheim")


@pytest.mark.parametrize("payload", ["x" * 64, "../../etc/passwd", "geheim", "0123456789abcdef"])
async def test_a_deep_link_that_means_nothing_gets_a_neutral_answer(chat: Chat, payload: str) -> None:
    await chat.says(f"/start {payload}")
    assert "ungültig oder abgelaufen" in chat.text
    assert "Knotenpunkt" in chat.text


async def test_a_deep_link_may_name_a_command(chat: Chat) -> None:
    assert RUBRIC in await chat.says("/start meldung")


async def test_who_types_too_fast_is_told_so_once(chat: Chat) -> None:
    chat.pause = type(chat.pause)(0)
    await chat.says(*["IG Metall"] * 31)
    assert "etwas viel auf einmal" in chat.text
    await chat.says("IG Metall")
    assert chat.answered == 0
    chat.pause = type(chat.pause)(minutes=2)
    assert "Knotenpunkt" in await chat.says("Hallo")


async def test_everything_is_said_in_english_to_those_who_want_it(chat: Chat) -> None:
    async with chat.db.transaction() as tx:
        await people.set_language(tx, chat.person.id, Language.EN)
    await chat.says("/meldung")
    assert "Good practice" in chat.labels
