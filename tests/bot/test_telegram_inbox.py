"""Updates are stored before Telegram hears that we have them, each counts once, and none is lost."""

import asyncio

import pytest

from bot import telegram_state
from bot.telegram_state import State
from storage import tables
from storage.database import Database
from tests import wait
from tests.bot.doorway import Doorway, doorway, standing
from tests.bot.small import DONE, SECOND, counted, rows
from tests.doubles.telegram import FakeTelegram, TelegramServer


async def poll(door: Doorway) -> int:
    """One round of the poller; how many updates were new."""
    return await door.poller.round(asyncio.Event())


async def test_an_update_is_confirmed_only_by_the_poll_after_the_commit(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        await telegram.user("Anna").starts()
        assert await poll(door) == 1
        with pytest.raises(AssertionError):
            await telegram.waits_until_confirmed(within=0.1)
        await telegram.user("Ben").starts()
        assert await poll(door) == 1
        await telegram.ask("await_confirmed", within=0.1)
        assert await rows(db, tables.inbox) == 2


async def test_a_poller_that_begins_anew_takes_nothing_twice_and_skips_nothing(
    db: Database, telegram: FakeTelegram
) -> None:
    for name in ("Anna", "Ben", "Cem"):
        await telegram.user(name).starts()
        async with standing(db, telegram) as door:  # as after a kill: the offset of the one before is forgotten
            await poll(door)
    assert await rows(db, tables.inbox) == 3


async def test_what_telegram_tells_again_takes_effect_once(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        await telegram.forgets_confirmations(polls=4)
        anna = telegram.user("Anna")
        await anna.says("/zaehlen")
        await anna.says("Netzwerk Ruhr")
        await anna.says("ja")
        assert [await poll(door) for _ in range(3)] == [3, 0, 0]
        await door.work_off()
    assert await counted(db) == ["Netzwerk Ruhr"]


async def test_ids_that_begin_anew_after_a_silence_are_no_repetitions(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        anna = telegram.user("Anna")
        for number in (5000, 12, 4999):
            await telegram.numbers_updates_from(number)
            await anna.starts()
            assert await poll(door) == 1
            assert await poll(door) == 0  # the confirmation
    assert await rows(db, tables.inbox) == 3


async def test_unreadable_updates_are_kept_reported_and_hold_up_nobody(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram) as door:
        hostile = [
            {"update_id": 800_000_001, "message": "x"},
            {"update_id": 800_000_002, "message": {"message_id": 1, "date": 10**18, "chat": {"id": 1, "type": "?"}}},
            {"update_id": 800_000_003, "message": {"message_id": 1, "date": "x"}},
            {"update_id": 800_000_004, "callback_query": {"id": "1"}},
            {"update_id": 800_000_005, "quite_new": {"a": "\ud800 \x00"}},
            {"message": {"text": "without an id"}},
        ]
        for update in hostile:
            await telegram.tells(update)
        anna = telegram.user("Anna")
        await anna.starts()
        await anna.waits_for("Es läuft gerade nichts.")
        await telegram.waits_until_confirmed()

        async def worked_off() -> bool:
            return "open" not in await door.states()

        await wait.until_async(worked_off, within=5, what="the inbox to be empty")
        states = await door.states()
    assert len(states) == 7
    assert states.count("dead") >= 4


async def test_a_conflict_is_shown_and_not_fought(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        await telegram.refuses("getUpdates", 409, "Conflict: terminated by other getUpdates request")
        stop = asyncio.Event()
        polling = asyncio.create_task(door.poller.round(stop))
        await wait.until_async(lambda: _is(db, State.CONFLICT), within=5, what="the conflict to be noted")
        stop.set()
        assert await polling == 0
        assert len(await telegram.calls("getUpdates")) == 1


async def test_polling_goes_on_after_telegram_was_away(db: Database, tmp_path_factory: pytest.TempPathFactory) -> None:
    async with TelegramServer(tmp_path_factory.mktemp("telegram")) as server, await server.bot() as telegram:
        anna = telegram.user("Anna")
        async with doorway(db, telegram) as door:
            await anna.starts()
            await anna.waits_for("Es läuft gerade nichts.")
            await telegram.close()
            await server.stop()
            await wait.until_async(lambda: _is(db, State.AWAY), within=10, what="the silence to be noted")
            await server.start()
            await anna.says("/zaehlen")
            await anna.says("Netzwerk Ruhr")
            await anna.waits_for(SECOND, within=20)
            await anna.taps("Nein")
            await anna.waits_for(DONE)
            assert await _is(db, State.POLLING)
            assert await door.states() == ["done"] * 4


async def test_a_stop_ends_the_open_poll_at_once(db: Database, telegram: FakeTelegram) -> None:
    async with standing(db, telegram) as door:
        stop = asyncio.Event()
        polling = asyncio.create_task(door.poller.work(stop))
        assert await telegram.ask("await_polls", count=1, within=5)
        stop.set()
        await asyncio.wait_for(polling, 2)


async def _is(db: Database, state: State) -> bool:
    async with db.reading() as tx:
        found = await telegram_state.read(tx)
    return found is not None and found[0] is state
