"""Delivers released issues: takes chunks of the ledger under a lease, sends through the carrier, writes down.

Any number of workers, in any number of processes, may deliver at once. A reader on Telegram gets a short digest
with a link as a letter of the outbox; their entry counts as accepted once that letter is put, in one transaction.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from uuid import UUID

from config.log import event, failure
from network.delivery import Delivery, Pause, accepted, pause_after
from network.errors import LinkInvalid
from network.infobrief import Infobrief, items_for
from network.letter import Channel, Receipt, relay_pause
from network.subscription import leave_token
from newsletter.chunk import Chunk
from newsletter.infobrief_letter import Letters
from newsletter.mail import Carrier
from newsletter.scribe import Scribe
from storage import infobriefe, ledger, outbox, subscriptions
from storage.database import Database, DatabaseAway, Transaction
from storage.keys import new_id

AT_ONCE = 16  # letters between "perhaps sent" and their outcome: the most that a crash can make uncertain
DIGEST = "infobrief_digest"
_TITLES = 5  # in a digest
_LOOK_EVERY = 5.0  # seconds, where nobody wakes the worker
_WATCH_EVERY = 1.0  # seconds, while a chunk is under way
_RENEW_EVERY = 15  # looks


class Deliverer:
    """One worker of this process, whose number (storage.alone.present) stands in the leases."""

    def __init__(
        self,
        db: Database,
        carrier: Carrier,
        letters: Letters,
        *,
        secret: bytes,
        process: int,
        now: Callable[[], datetime],
        at_once: int = AT_ONCE,
        chunk: int = ledger.CHUNK,
    ) -> None:
        self._db = db
        self._carrier = carrier
        self._letters = letters
        self._secret = secret
        self._process = process
        self._now = now
        self._at_once = at_once
        self._size = chunk
        self._failures = 0  # of the relay, in a row
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Let the next round begin at once."""
        self._bell.set()

    async def work(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set; letters that are under way are finished, the rest is given back."""
        while not stop.is_set():
            self._bell.clear()
            try:
                busy = await self.round(stop)
            except DatabaseAway as trouble:
                failure("delivery.away", trouble)
                busy = False
            if not busy and not stop.is_set():
                await _first(stop, self._bell, seconds=_LOOK_EVERY)

    async def round(self, stop: asyncio.Event) -> bool:
        """Do the next piece of work there is; False where there is none at this moment."""
        now = self._now()
        async with self._db.reading() as tx:
            expired = await ledger.any_expired(tx, now=now)
            infobrief, settled = await _next(tx, now)
        for id_ in settled:
            await self._close(id_, now)
        if expired:
            await self._recover(now)
        elif infobrief:
            await self._chunk(infobrief, stop)
        return bool(expired or infobrief)

    async def _close(self, id_: UUID, now: datetime) -> None:
        async with self._db.transaction() as tx:
            closed = await ledger.close_if_settled(tx, id_, now=now)
        if closed:
            event("infobrief.closed", infobrief=id_)

    async def _recover(self, now: datetime) -> None:
        async with self._db.transaction() as tx:
            lost = await ledger.recover(tx, now=now)
        event("ledger.recovered", leases=lost)

    async def _chunk(self, infobrief: Infobrief, stop: asyncio.Event) -> None:
        lease = new_id(self._now())
        mails = await self._claim(infobrief, lease)
        if not mails:
            return
        scribe = Scribe(self._db, lease, now=self._now)
        chunk = Chunk(infobrief, mails, carrier=self._carrier, letters=self._letters, scribe=scribe, now=self._now)
        async with self._watched(chunk, scribe, infobrief, lease, stop):
            await chunk.deliver(at_once=self._at_once)
        await self._put_away(chunk, infobrief, lease)

    async def _claim(self, infobrief: Infobrief, lease: UUID) -> list[Delivery]:
        """Return the mails of the next chunk; while the relay is in trouble just one, to see whether that is over."""
        now = self._now()
        limit = 1 if self._failures else self._size
        async with self._db.transaction() as tx:
            taken = await ledger.claim(tx, infobrief, lease=lease, owner=self._process, now=now, limit=limit)
            if taken and not await self._knows_the_secret(tx, taken[0]):
                await ledger.give_back(tx, lease, now=now)
                await self._pause(tx, infobrief, Pause.SECRET, until=None)
                return []
            await _hand_over(tx, infobrief, lease, taken, now=now)
            mails = [it for it in taken if it.channel is Channel.MAIL]
            if not mails:
                await ledger.give_back(tx, lease, now=now)
        return mails

    async def _knows_the_secret(self, tx: Transaction, delivery: Delivery) -> bool:
        """Whether the links of leaving we would write are those that work."""
        with suppress(LinkInvalid):
            found = await subscriptions.by_leave_token(tx, leave_token(delivery.subscription_id, self._secret))
            return found.id == delivery.subscription_id
        return False

    @asynccontextmanager
    async def _watched(
        self, chunk: Chunk, scribe: Scribe, infobrief: Infobrief, lease: UUID, stop: asyncio.Event
    ) -> AsyncIterator[None]:
        """Keep the lease, and halt the chunk when staff pause the issue or the house closes."""
        watch = asyncio.create_task(self._watch(chunk, scribe, infobrief, lease, stop))
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(
        self, chunk: Chunk, scribe: Scribe, infobrief: Infobrief, lease: UUID, stop: asyncio.Event
    ) -> None:
        looks = 0
        while not await _first(stop, seconds=_WATCH_EVERY):
            looks += 1
            with suppress(DatabaseAway):  # whoever has to write will say so
                async with self._db.reading() as tx:
                    if (await infobriefe.get(tx, infobrief.id)).paused == Pause.STAFF:
                        chunk.halt()
                if looks % _RENEW_EVERY == 0:
                    async with self._db.transaction() as tx:
                        scribe.lost = not await ledger.renew(tx, lease, now=self._now())
        chunk.halt()

    async def _put_away(self, chunk: Chunk, infobrief: Infobrief, lease: UUID) -> None:
        """Give back what was not sent, and let the issue rest where the relay asks for it."""
        now = self._now()
        trouble = chunk.trouble
        why = pause_after(trouble) if trouble else None
        self._failures = self._failures + 1 if why is Pause.RELAY else 0
        async with self._db.transaction() as tx:
            await ledger.give_back(tx, lease, now=now)
            if why:
                until = now + relay_pause(self._failures) if why is Pause.RELAY else None
                await self._pause(tx, infobrief, why, until=until)
            elif chunk.accepted and infobrief.paused:
                await infobriefe.resume(tx, infobrief.id, only=Pause.RELAY)
        event("infobrief.chunk_sent", infobrief=infobrief.id, tried=chunk.tried, accepted=chunk.accepted)

    async def _pause(self, tx: Transaction, infobrief: Infobrief, why: Pause, *, until: datetime | None) -> None:
        await infobriefe.pause(tx, infobrief.id, why, until=until)
        event("infobrief.paused", infobrief=infobrief.id, why=why)


async def _next(tx: Transaction, now: datetime) -> tuple[Infobrief | None, list[UUID]]:
    """Return the oldest issue with something due, and issues whose account can be closed."""
    settled = []
    for it in await infobriefe.sending(tx):
        if (await ledger.balance(tx, it.id)).is_settled:
            settled.append(it.id)
        elif not _rests(it, now) and await ledger.is_due(tx, it, now=now):
            return it, settled
    return None, settled


def _rests(infobrief: Infobrief, now: datetime) -> bool:
    until = infobrief.paused_until
    return infobrief.paused is not None and (until is None or until > now)


async def _hand_over(
    tx: Transaction, infobrief: Infobrief, lease: UUID, taken: list[Delivery], *, now: datetime
) -> None:
    """Put the digests for readers on Telegram into the outbox."""
    chats = [it for it in taken if it.channel is Channel.TELEGRAM]
    for it in chats:
        await outbox.put(
            tx,
            it.channel,
            it.address,
            DIGEST,
            _digest(infobrief, it.topics),
            language=it.language,
            now=now,
            dedupe_key=f"infobrief:{infobrief.id}:{it.subscription_id}",
        )
    verdicts = [accepted(it, Receipt(code=250, text="outbox"), now=now) for it in chats]
    await ledger.settle(tx, lease, verdicts, now=now)


def _digest(infobrief: Infobrief, topics: tuple[str, ...]) -> dict[str, object]:
    titles = [item.title for item in items_for(infobrief.items, topics)]
    return {"number": infobrief.number, "titles": titles[:_TITLES], "more": max(len(titles) - _TITLES, 0)}


async def _first(*events: asyncio.Event, seconds: float) -> bool:
    """Wait for one of the events, but not longer; return whether one was set."""
    waiting = [asyncio.create_task(it.wait()) for it in events]
    try:
        done, _ = await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
    return bool(done)
