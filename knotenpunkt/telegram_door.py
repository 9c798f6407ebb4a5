"""The door to Telegram put together: only there where a token is set."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime

from bot.commands import REPERTOIRE
from bot.desk import Desk
from bot.telegram_client import TelegramWay
from bot.telegram_inbox import Poller, bot_id
from bot.telegram_opening import Opening, Webhook, menus
from bot.telegram_way import LEASE, ChatWay
from bot.telegram_worker import TelegramWorker
from config.settings import Settings
from network.letter import Channel
from newsletter.postman import Postman
from storage.database import Database

WEBHOOK = "/telegram/webhook"

Worker = Callable[[asyncio.Event], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramDoor:
    """What works at the door: updates come in, are answered, and answers leave by a postman of their own."""

    opening: Opening
    worker: TelegramWorker
    postman: Postman

    @property
    def workers(self) -> tuple[Worker, ...]:
        """Everything that works in the background here."""
        return (self.opening.work, self.worker.work, self.postman.work)

    def wake(self) -> None:
        """Let everybody look at once: something came in, or something is to leave."""
        self.worker.wake()
        self.postman.wake()


async def telegram_door(
    settings: Settings, db: Database, desk: Desk, stack: AsyncExitStack, *, process: int, now: Callable[[], datetime]
) -> TelegramDoor | None:
    """Return the door, or None where no token is set; asks nobody anything yet. `process`: see storage/alone.py."""
    if settings.telegram_token is None:
        return None
    token = settings.telegram_token.get_secret_value()
    way = await stack.enter_async_context(TelegramWay(token, api_url=settings.telegram_api_url))
    # A slow relay must not hold up a chat, nor a pause of Telegram the mail: each has its own postman.
    letters = ChatWay(way, db, desk.texts, now=now)
    postman = Postman(db, {Channel.TELEGRAM: letters}, now=now, lease=LEASE, process=process)
    worker = TelegramWorker(db, desk, REPERTOIRE, now=now, answered=postman.wake)
    poller = Poller(way, db, bot_id=bot_id(token), now=now, stored=worker.wake)
    webhook = webhook_of(settings)
    opening = Opening(way, db, menus=menus(desk.texts), webhook=webhook, then=None if webhook else poller.work, now=now)
    return TelegramDoor(opening=opening, worker=worker, postman=postman)


def webhook_of(settings: Settings) -> Webhook | None:
    """Return where Telegram shall push updates; None: we poll."""
    if settings.telegram_webhook_secret is None:
        return None
    return Webhook(url=settings.base_url + WEBHOOK, secret=settings.telegram_webhook_secret.get_secret_value())
