"""The door opens as soon as Telegram lets it, and the house stands meanwhile."""

from bot import telegram_state
from bot.telegram_opening import Webhook
from bot.telegram_state import State
from storage.database import Database
from tests import wait
from tests.bot.doorway import doorway
from tests.doubles.telegram import FakeTelegram


async def test_the_bot_introduces_itself(db: Database, telegram: FakeTelegram) -> None:
    async with doorway(db, telegram):
        await telegram.waits_for_calls("setMyShortDescription", 1)

        async def introduced() -> bool:
            return "Treffpunkt" in (await telegram.settings())["short_description"].get("", "")

        await wait.until_async(introduced, within=5, what="the short description")
        assert (await telegram.settings())["webhook"] is None


async def test_a_telegram_that_refuses_at_first_is_asked_again(db: Database, telegram: FakeTelegram) -> None:
    await telegram.fails("getMe", "500")
    async with doorway(db, telegram):
        anna = telegram.user("Anna")
        await anna.starts()
        await anna.waits_for("Es läuft gerade nichts.")
        assert len(await telegram.calls("getMe")) == 2


async def test_with_a_secret_telegram_is_told_where_to_push(db: Database, telegram: FakeTelegram) -> None:
    hook = Webhook(url="http://127.0.0.1:9/telegram/webhook", secret="A-secret_1")
    async with doorway(db, telegram, webhook=hook):
        await telegram.waits_for_calls("setWebhook", 1)

        async def listening() -> bool:
            async with db.reading() as tx:
                found = await telegram_state.read(tx)
            return found is not None and found[0] is State.LISTENING

        await wait.until_async(listening, within=5, what="the state to be noted")
        settings = await telegram.settings()
    assert (settings["webhook"]["url"], settings["webhook"]["secret"]) == (hook.url, hook.secret)
    assert await telegram.calls("getUpdates") == []
