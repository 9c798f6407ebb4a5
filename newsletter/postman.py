"""Empties the outbox: takes letters under a lease, sends outside any transaction, writes down what became of them."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from config.log import event, failure
from network.letter import GIVE_UP, Channel, Letter, Outcome, SendFailed, relay_pause, retry_at
from storage import outbox
from storage.database import Database, DatabaseAway
from storage.keys import moment_of, new_id

_LOOK_EVERY = 2.0  # seconds, where nobody wakes the postman
_AGAIN_AFTER_UNCERTAIN = timedelta(minutes=15)
_MOST_BUGS = 5


class Way(Protocol):
    """A way out of the house: the relay or the local mailbox, Telegram."""

    async def send(self, letter: Letter) -> None:
        """Deliver or raise SendFailed; after a crash a letter may go twice, never silently not at all."""


class Postman:
    """Carries the letters of this process; any number of postmen may work on one outbox."""

    def __init__(
        self,
        db: Database,
        ways: Mapping[Channel, Way],
        *,
        now: Callable[[], datetime],
        at_once: int = 20,
        lease: timedelta = outbox.LEASE,
        process: int = 0,
    ) -> None:
        self._db = db
        self._ways = ways
        self._now = now
        self._at_once = at_once
        self._lease = lease
        self._process = process
        self._failures: dict[Channel, int] = {}
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Let the next round begin at once."""
        self._bell.set()

    async def work(self, stop: asyncio.Event) -> None:
        """Carry letters until `stop` is set; a round that has begun is finished."""
        while not stop.is_set():
            try:
                carried = await self.round()
            except DatabaseAway as error:
                failure("outbox.away", error)
                carried = 0
            if not carried:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._bell.wait(), _LOOK_EVERY)
            self._bell.clear()

    async def round(self) -> int:
        """Carry what is due now and return how many letters were tried."""
        now = self._now()
        lease = new_id(now)
        async with self._db.transaction() as tx:
            letters = await outbox.take(
                tx,
                list(self._ways),
                lease=lease,
                by=self._process,
                limit=self._at_once,
                now=now,
                lasts=self._lease,
            )
        await asyncio.gather(*(self._carry(letter, lease) for letter in letters))
        return len(letters)

    async def _carry(self, letter: Letter, lease: UUID) -> None:
        try:
            await self._ways[letter.channel].send(letter)
        except SendFailed as trouble:
            await self._write_down(letter, lease, trouble)
        except Exception as bug:  # one poisonous letter must not stop the others
            failure("letter.broke", bug, letter=letter.id, template=letter.template)
            await self._give_another_chance(letter, lease, type(bug).__name__, most=_MOST_BUGS)
        else:
            self._failures[letter.channel] = 0
            async with self._db.transaction() as tx:
                await outbox.settle(tx, letter.id, lease, now=self._now())
            event("letter.sent", letter=letter.id, template=letter.template, attempt=letter.attempts)

    async def _write_down(self, letter: Letter, lease: UUID, trouble: SendFailed) -> None:
        event("letter.failed", letter=letter.id, template=letter.template, trouble=str(trouble))
        match trouble.outcome:
            case Outcome.RELAY | Outcome.BLOCKED:
                await self._wait_for_relay(letter, lease, trouble)
            case Outcome.DEFERRED:
                await self._give_another_chance(letter, lease, str(trouble))
            case Outcome.UNCERTAIN if letter.attempts < 2:
                due_at = trouble.until or self._now() + _AGAIN_AFTER_UNCERTAIN
                await self._put_back(letter, lease, due_at, str(trouble))
            case _:
                await self._give_up(letter, lease, str(trouble))

    async def _wait_for_relay(self, letter: Letter, lease: UUID, trouble: SendFailed) -> None:
        failures = self._failures[letter.channel] = self._failures.get(letter.channel, 0) + 1
        due_at = trouble.until or self._now() + relay_pause(failures)
        if due_at - moment_of(letter.id) > GIVE_UP:
            await self._give_up(letter, lease, str(trouble))
            return
        async with self._db.transaction() as tx:
            await outbox.put_back(tx, letter.id, lease, due_at=due_at, error=str(trouble), charged=False)

    async def _give_another_chance(self, letter: Letter, lease: UUID, error: str, *, most: int = 99) -> None:
        due_at = retry_at(letter.attempts, now=self._now()) if letter.attempts < most else None
        if due_at is None:
            await self._give_up(letter, lease, error)
        else:
            await self._put_back(letter, lease, due_at, error)

    async def _put_back(self, letter: Letter, lease: UUID, due_at: datetime, error: str) -> None:
        async with self._db.transaction() as tx:
            await outbox.put_back(tx, letter.id, lease, due_at=due_at, error=error)

    async def _give_up(self, letter: Letter, lease: UUID, error: str) -> None:
        async with self._db.transaction() as tx:
            await outbox.settle(tx, letter.id, lease, now=self._now(), error=error)
        event("letter.given_up", letter=letter.id, template=letter.template)
