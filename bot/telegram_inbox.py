"""Updates of Telegram come in: stored and committed first, acknowledged only then, whichever way they come."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot import telegram_state
from bot.telegram_client import TelegramWay
from bot.telegram_failures import FailureKind, NotSent
from bot.telegram_state import State, rest
from bot.telegram_updates import number, read
from config.log import event, failure
from storage import inbox
from storage.alone import Hold, alone
from storage.database import Database, DatabaseAway, Transaction

_WAIT = 25  # seconds that Telegram holds a poll open
_LONGEST_PAUSE = 30.0  # seconds
_TAKE_OVER_EVERY = 5.0  # seconds between looks whether the polling process is still there


def bot_id(token: str) -> str:
    """Return the bot's number, which is the first part of its token; it is no secret."""
    return token.partition(":")[0]


async def store(tx: Transaction, bot_id: str, raw: dict[str, Any], *, now: datetime) -> bool:
    """Keep an update as it came; False for a repetition. One without a usable id is known by its content."""
    # ASCII with escapes: lone surrogates and NUL are legal in JSON, but no database takes them as text.
    payload = json.dumps(raw, ensure_ascii=True, separators=(",", ":"))
    known_by = number(raw)
    key = str(known_by) if known_by is not None else "?" + hashlib.sha256(payload.encode()).hexdigest()[:24]
    return await inbox.put(tx, bot_id, key, read(raw).chat, payload, now=now)


class Poller:
    """Fetches updates by long polling; of several processes on one database only one does."""

    def __init__(
        self,
        telegram: TelegramWay,
        db: Database,
        *,
        bot_id: str,
        now: Callable[[], datetime],
        stored: Callable[[], None],
    ) -> None:
        self._telegram = telegram
        self._db = db
        self._bot_id = bot_id
        self._now = now
        self._stored = stored
        self._offset = 0  # nothing is skipped: what was stored before is recognised by its id
        self._failures = 0

    async def work(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, or wait for the turn of this process."""
        while not stop.is_set():
            try:
                async with alone(self._db, f"telegram-poller-{self._bot_id}") as lock:
                    await self._poll_while_alone(lock, stop)
            except DatabaseAway as error:
                failure("inbox.away", error)
            await rest(stop, _TAKE_OVER_EVERY)

    async def _poll_while_alone(self, lock: Hold, stop: asyncio.Event) -> None:
        while not stop.is_set() and await lock.held():
            await self.round(stop)

    async def round(self, stop: asyncio.Event) -> int:
        """Fetch and keep once; return how many updates were new. A failure costs a pause instead."""
        try:
            batch = await self._fetched(stop)
        except NotSent as refused:
            await self._back_off(refused, stop)
            return 0
        self._failures = 0
        fresh = await self._keep(batch)
        if batch and not fresh:
            await rest(stop, 0.2)  # Telegram forgets our confirmations: no reason to race through its answers
        return fresh

    async def _fetched(self, stop: asyncio.Event) -> list[dict[str, Any]]:
        """Return the next batch, or nothing when it is time to stop; an unfinished poll confirms nothing more."""
        wait = 0 if self._offset else _WAIT  # a confirmation must not lie in wait for ids that begin anew
        poll = asyncio.ensure_future(self._telegram.raw_updates(offset=self._offset, wait=wait))
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({poll, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return poll.result() if poll.done() else []
        finally:
            for task in (poll, stopped):
                task.cancel()
            await asyncio.gather(poll, stopped, return_exceptions=True)

    async def _keep(self, batch: list[dict[str, Any]]) -> int:
        now = self._now()
        async with self._db.transaction() as tx:
            fresh = sum([await store(tx, self._bot_id, raw, now=now) for raw in batch])
            await telegram_state.write(tx, State.POLLING, now=now)
        # Only now, after the commit, may the next poll confirm them. After a silence ids begin anew somewhere,
        # so an empty answer ends the life of the offset.
        self._offset = max((found for raw in batch if (found := number(raw)) is not None), default=-1) + 1
        if fresh:
            event("updates.stored", count=fresh)
            self._stored()
        return fresh

    async def _back_off(self, refused: NotSent, stop: asyncio.Event) -> None:
        kind = refused.failure.kind
        self._failures += 1
        event("poll.failed", trouble=kind, reason=refused.failure.reason)
        await telegram_state.note_trouble(self._db, kind, now=self._now())
        asked = refused.failure.retry_after
        pause = asked.total_seconds() if asked else min(2.0 ** (self._failures - 1), _LONGEST_PAUSE)
        if kind in {FailureKind.CONFLICT, FailureKind.TOKEN_BAD}:
            pause = _LONGEST_PAUSE
        await rest(stop, pause)
