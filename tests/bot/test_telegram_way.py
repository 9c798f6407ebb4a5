"""Letters to Telegram: in order, not too fast, and every failure with its own meaning."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import telegram_state
from bot.incoming import Door
from bot.telegram_letter import TEMPLATE, ChatLetter
from bot.telegram_state import State
from network.letter import Channel, Letter, Outcome, SendFailed
from network.person import Language, Person, Role
from storage import outbox, people
from storage.database import Database
from storage.keys import new_id
from tests.bot.doorway import Doorway, clock, doorway, standing
from tests.doubles.telegram import FakeTelegram, TelegramServer

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def letter(chat: int, html: str = "Guten Tag", **more: object) -> Letter:
    """A letter to a chat, as the postman takes it from the outbox."""
    facts = ChatLetter(html=html, **more).facts  # type: ignore[arg-type]
    return Letter(
        id=new_id(NOW),
        channel=Channel.TELEGRAM,
        address=str(chat),
        template=TEMPLATE,
        language=Language.DE,
        facts=facts,
        due_at=NOW,
    )


async def put(db: Database, chat: int, html: str) -> None:
    """Put a letter into the outbox."""
    async with db.transaction() as tx:
        facts = ChatLetter(html=html).facts
        await outbox.put(tx, Channel.TELEGRAM, str(chat), TEMPLATE, facts, language=Language.DE, now=clock())


async def refused(door: Doorway, it: Letter) -> SendFailed:
    """The failure of a letter that must not get through."""
    with pytest.raises(SendFailed) as caught:
        await door.letters.send(it)
    return caught.value


async def test_letters_to_one_chat_arrive_in_their_order_and_at_most_one_a_second_after_three(
    db: Database, telegram: FakeTelegram
) -> None:
    async with doorway(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        await anna.waits_for("Es läuft")
        await telegram.keeps_limits()
        for number in range(6):
            await put(db, anna.id, f"Satz {number}")
        door.postman.wake()
        await anna.waits_for("Satz 5", within=15)
        assert [it.text for it in anna.messages][1:] == [f"Satz {number}" for number in range(6)]
        assert all(it.status == 200 for it in await telegram.calls("sendMessage"))


async def test_after_a_429_nobody_is_written_to_until_the_pause_is_over_and_nothing_is_lost(
    db: Database, telegram: FakeTelegram
) -> None:
    async with doorway(db, telegram) as door:
        crowd = [telegram.user(f"Person {number}") for number in range(4)]
        for person in crowd:
            await person.starts()
            await person.waits_for("Es läuft")
        before = len(await telegram.calls("sendMessage"))
        await telegram.is_too_fast("sendMessage", 2)
        for person in crowd:
            for number in range(2):
                await put(db, person.id, f"Satz {number}")
        door.postman.wake()
        for person in crowd:
            await person.waits_for("Satz 1", within=20)
            assert [it.text for it in person.messages][1:] == ["Satz 0", "Satz 1"]
        calls = (await telegram.calls("sendMessage"))[before:]
    first = next(it for it in calls if it.status == 429)
    # Calls that were on their way beside the refused one had been made already.
    late = [it for it in calls if it.status == 200 and it.at > first.at + 0.5]
    assert all(it.at >= first.at + 2 for it in late)
    assert [it.status for it in calls].count(429) == 1


async def test_the_pause_is_shared_with_other_processes(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door, standing(db, telegram) as other:
        anna = telegram.user("Anna")
        await anna.starts()
        await telegram.is_too_fast("sendMessage", 3600)
        trouble = await refused(door, letter(anna.id))
        assert (trouble.outcome, trouble.code) == (Outcome.RELAY, 429)
        later = await refused(other, letter(anna.id))
        assert later.until
        assert timedelta(minutes=59) < later.until - clock() <= timedelta(hours=1)
        assert len(await telegram.calls("sendMessage")) == 1


@pytest.mark.parametrize(
    "description",
    ["Forbidden: bot was blocked by the user", "Forbidden: user is deactivated", "Bad Request: chat not found"],
)
async def test_a_chat_that_cannot_be_reached_is_closed_and_not_tried_again(
    db: Database, telegram: FakeTelegram, description: str
) -> None:
    anna = telegram.user("Anna")
    person = Person(id=new_id(NOW), name="Anna", role=Role.COORDINATOR, language=Language.DE, created_at=NOW)
    async with db.transaction() as tx:
        await people.add(tx, person)
        await people.add_chat(tx, Door.TELEGRAM, str(anna.id), person.id, now=NOW)
    async with standing(db, telegram) as door:
        await anna.starts()
        await telegram.refuses("sendMessage", 403 if "Forbidden" in description else 400, description)
        await put(db, anna.id, "Guten Tag")
        await put(db, anna.id, "Noch ein Satz")
        await door.postman.round()
        assert await door.letter_states() == ["failed", "due"]
        async with db.reading() as tx:
            assert await people.chat_of(tx, person.id, Door.TELEGRAM) is None


@pytest.mark.parametrize("how", ["drop", "500", "502 html", "empty", "broken json", "wrong type"])
async def test_a_letter_whose_fate_is_unknown_goes_at_most_once_more(
    db: Database, telegram: FakeTelegram, how: str
) -> None:
    async with standing(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        await telegram.fails("sendMessage", how, done=True)
        trouble = await refused(door, letter(anna.id))
        assert trouble.outcome is Outcome.UNCERTAIN
        assert trouble.until
        assert trouble.until - clock() < timedelta(seconds=6)


async def test_a_letter_that_certainly_did_not_leave_costs_nothing(db: Database, tmp_path: Path) -> None:
    async with TelegramServer(tmp_path) as server, await server.bot() as telegram:
        anna = telegram.user("Anna")
        async with standing(db, telegram) as door:
            await server.stop()
            trouble = await refused(door, letter(anna.id))
            assert trouble.outcome is Outcome.RELAY
            assert trouble.until


async def test_a_revoked_token_stops_the_bot_and_shows(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        await telegram.revokes_token()
        assert (await refused(door, letter(anna.id))).outcome is Outcome.BLOCKED
        async with db.reading() as tx:
            found = await telegram_state.read(tx)
        assert found
        assert found[0] is State.TOKEN_BAD


async def test_a_group_that_moved_is_followed(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        group = telegram.group("Stammtisch")
        await group.opens()
        moved = await group.migrates()
        await door.letters.send(letter(group.id))
        assert moved.last.text == "Guten Tag"


async def test_a_long_letter_goes_on_where_it_was_interrupted(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        await telegram.is_too_fast("sendMessage", 1, skip=1)
        long = letter(anna.id, "\n\n".join(f"Absatz {number} " + "und so weiter " * 150 for number in range(4)))
        assert (await refused(door, long)).code == 429
        await door.letters.send(long)
        text = " ".join(it.text for it in anna.messages)
        assert [text.count(f"Absatz {number} ") for number in range(4)] == [1, 1, 1, 1]


async def test_letters_of_other_kinds_are_put_into_words_here(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram) as door:
        anna = telegram.user("Anna")
        await anna.starts()
        async with db.transaction() as tx:
            facts = {"incident": "0815"}
            await outbox.put(
                tx, Channel.TELEGRAM, str(anna.id), "telegram.broken", facts, language=Language.DE, now=clock()
            )
        door.postman.wake()
        await anna.waits_for("Kennung: 0815")
