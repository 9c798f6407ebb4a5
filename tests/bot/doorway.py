"""The door to Telegram as the house builds it, in this process and on this test's database.

async with doorway(db, telegram) as door:
    anna = telegram.user("Anna")
    await anna.says("/start")
    await anna.waits_for("...")
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.desk import Desk
from bot.limits import Limits
from bot.player import Repertoire
from bot.telegram_client import TelegramWay
from bot.telegram_inbox import Poller, bot_id
from bot.telegram_opening import Opening, Webhook, menus
from bot.telegram_way import ChatWay
from bot.telegram_worker import TelegramWorker
from network.letter import Channel
from newsletter.postman import Postman
from storage.database import Database
from storage.matcher import Matcher
from storage.tables import inbox, outbox
from templates.render import Texts
from tests.bot.small import SMALL
from tests.doubles.telegram import FakeTelegram

TEXTS = Texts(base_url="http://knotenpunkt.example", zone=ZoneInfo("Europe/Berlin"))


def clock() -> datetime:
    """This moment: the door waits for real seconds, so its clock must move."""
    return datetime.now(UTC)


@dataclass(kw_only=True)
class Doorway:
    """All parts of the door, not yet at work."""

    db: Database
    way: TelegramWay
    letters: ChatWay
    worker: TelegramWorker
    poller: Poller
    postman: Postman
    opening: Opening

    async def states(self) -> list[str]:
        """The states of all updates, in the order in which they came."""
        async with self.db.reading() as tx:
            return [row.state for row in await tx.execute(select(inbox.c.state).order_by(inbox.c.id))]

    async def letter_states(self) -> list[str]:
        """The states of all letters, in the order in which they were put."""
        async with self.db.reading() as tx:
            return [row.state for row in await tx.execute(select(outbox.c.state).order_by(outbox.c.id))]

    async def work_off(self) -> None:
        """Poll once, answer everything, and carry all letters that are due."""
        await self.poller.round(asyncio.Event())
        while await self.worker.round():
            pass
        while await self.postman.round():
            pass


@asynccontextmanager
async def standing(
    db: Database, telegram: FakeTelegram, *, repertoire: Repertoire = SMALL, webhook: Webhook | None = None
) -> AsyncIterator[Doorway]:
    """The door with nobody at work: the test itself calls `round` of each part."""
    desk = Desk(texts=TEXTS, matcher=Matcher(), zone=TEXTS.zone, secret=b"a secret for tests, at least 32 bytes")
    async with TelegramWay(telegram.token, api_url=telegram.api_url) as way:
        letters = ChatWay(way, db, TEXTS, now=clock, limits=Limits())
        postman = Postman(db, {Channel.TELEGRAM: letters}, now=clock)
        worker = TelegramWorker(db, desk, repertoire, now=clock, answered=postman.wake)
        poller = Poller(way, db, bot_id=bot_id(telegram.token), now=clock, stored=worker.wake)
        then = None if webhook else poller.work
        opening = Opening(way, db, menus=menus(TEXTS), webhook=webhook, then=then, now=clock)
        yield Doorway(db=db, way=way, letters=letters, worker=worker, poller=poller, postman=postman, opening=opening)


@asynccontextmanager
async def doorway(
    db: Database, telegram: FakeTelegram, *, repertoire: Repertoire = SMALL, webhook: Webhook | None = None
) -> AsyncIterator[Doorway]:
    """The door with everybody at work."""
    async with AsyncExitStack() as stack:
        door = await stack.enter_async_context(standing(db, telegram, repertoire=repertoire, webhook=webhook))
        stop = asyncio.Event()
        tasks = [asyncio.create_task(it.work(stop)) for it in (door.opening, door.worker, door.postman)]
        try:
            yield door
        finally:
            stop.set()
            door.worker.wake()
            door.postman.wake()
            await asyncio.gather(*tasks)
