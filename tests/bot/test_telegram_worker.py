"""Everything somebody says on Telegram takes effect once and is answered, whatever else goes wrong."""

import pytest

from bot.incoming import Door
from network.person import Language, Role
from storage import people, tables
from storage.database import Database
from tests import wait
from tests.bot.doorway import doorway, standing
from tests.bot.small import DONE, FIRST, SECOND, counted, rows
from tests.doubles.telegram import FakeTelegram


async def test_a_conversation_runs_through_and_takes_effect_once(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram):
        anna = telegram.user("Anna", last_name="Beispiel")
        await anna.starts()
        await anna.waits_for("Es läuft gerade nichts.")
        await anna.taps("Neu beginnen")
        await anna.waits_for(FIRST)
        await anna.says("Netzwerk Ruhr")
        await anna.waits_for(SECOND)
        await anna.taps("Ja")
        await anna.waits_for(DONE)
        await telegram.waits_until_confirmed()
    assert await counted(db) == ["Netzwerk Ruhr"]


async def test_whoever_writes_first_becomes_a_coordinator_with_the_name_and_language_of_their_app(
    db: Database, telegram: FakeTelegram
) -> None:
    async with standing(db, telegram) as door:
        anna, john = telegram.user("Anna", last_name="Müller"), telegram.user("John", language="en-GB")
        for each in (anna, anna, john):
            await each.says("/start")
        await door.work_off()
    async with db.reading() as tx:
        first = await people.by_chat(tx, Door.TELEGRAM, str(anna.id))
        second = await people.by_chat(tx, Door.TELEGRAM, str(john.id))
    assert first
    assert second
    assert (first.name, first.role, first.language) == ("Anna Müller", Role.COORDINATOR, Language.DE)
    assert second.language is Language.EN
    assert await rows(db, tables.people) == 2


async def test_an_answered_question_loses_its_buttons_and_a_tap_is_always_answered(
    db: Database, telegram: FakeTelegram
) -> None:
    async with doorway(db, telegram):
        anna = telegram.user("Anna")
        await anna.says("/zaehlen")
        await anna.says("Netzwerk Ruhr")
        question = await anna.waits_for(SECOND)
        await anna.taps("Ja")
        await anna.waits_for(DONE)

        async def without_buttons() -> bool:
            return any(it.number == question.number and not it.buttons for it in anna.messages)

        await wait.until_async(without_buttons, within=5, what="the buttons to go")
        assert anna.toasts == [""]


async def test_a_double_tap_has_one_effect(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram):
        anna = telegram.user("Anna")
        await anna.says("/zaehlen")
        await anna.says("Netzwerk Ruhr")
        question = await anna.waits_for(SECOND)
        await anna.taps_data(question.data["Ja"], on=question)
        await anna.taps_data(question.data["Ja"], on=question)
        assert "früheren Frage" in await anna.waits_for_toast("früheren Frage")
    assert await counted(db) == ["Netzwerk Ruhr"]


async def test_photos_and_edits_are_answered_politely_and_answer_nothing(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram):
        anna = telegram.user("Anna")
        await anna.says("/zaehlen")
        await anna.waits_for(FIRST)
        await anna.sends_photo()
        await anna.waits_for("Hier brauche ich Text")
        await anna.edits("/kaputt")
        await anna.waits_for("frühere Nachricht geändert")
        await anna.says("Netzwerk Ruhr")
        await anna.waits_for(SECOND)


async def test_in_a_group_nothing_personal_is_said(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram):
        anna, group = telegram.user("Anna"), telegram.group("Stammtisch")
        await group.opens()
        await anna.says("/zaehlen", to=group)

        async def answered() -> bool:
            return any("In Gruppen antworte ich nicht" in it.text for it in group.messages)

        await wait.until_async(answered, within=5, what="an answer in the group")
    assert group.last.text.endswith("@Knotenpunkt_bot")
    assert await rows(db, tables.people) == 0


async def test_whoever_blocks_the_bot_is_not_reachable_until_they_write_again(
    db: Database, telegram: FakeTelegram
) -> None:
    async with standing(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        await anna.block()
        await door.work_off()
        async with db.reading() as tx:
            person = await people.by_chat(tx, Door.TELEGRAM, str(anna.id))
            assert person
            assert await people.chat_of(tx, person.id, Door.TELEGRAM) is None
        await anna.starts()
        await door.work_off()
        async with db.reading() as tx:
            assert await people.chat_of(tx, person.id, Door.TELEGRAM) == str(anna.id)


async def test_what_breaks_is_tried_three_times_then_owned_up_to_and_holds_up_nobody(
    db: Database, telegram: FakeTelegram
) -> None:
    async with doorway(db, telegram) as door:
        anna, ben = telegram.user("Anna"), telegram.user("Ben")
        await anna.says("/kaputt")
        await ben.says("/start")
        await ben.waits_for("Es läuft gerade nichts.")
        told = await anna.waits_for("Das hat nicht geklappt.")
        assert len(told.text.rsplit(": ", maxsplit=1)[-1]) == 8
        await anna.says("/start")
        await anna.waits_for("Es läuft gerade nichts.")
        assert await door.states() == ["dead", "done", "done"]


@pytest.mark.parametrize("repetition", range(2))
async def test_two_workers_on_one_inbox_keep_the_order_of_each_chat(
    db: Database, telegram: FakeTelegram, repetition: int
) -> None:
    async with doorway(db, telegram) as door, standing(db, telegram) as other:
        crowd = [telegram.user(f"Person {number}") for number in range(6)]
        for person in crowd:
            await person.says("/zaehlen")
            await person.says(f"Netzwerk {person.id}")
            await person.says("ja")
        while "open" in (states := await door.states()) or len(states) < 18:
            await other.worker.round()
        for person in crowd:
            await person.waits_for(DONE)
    assert sorted(await counted(db)) == sorted(f"Netzwerk {person.id}" for person in crowd)
