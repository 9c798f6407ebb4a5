"""A worker that delivers, and what tests say about it again and again."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from sqlalchemy import select

from actions.pause_infobrief import pause_infobrief
from network.delivery import Balance, Delivery
from network.infobrief import Infobrief
from network.letter import Receipt
from network.person import HOUSE
from newsletter.deliver import Deliverer
from newsletter.infobrief_letter import Letters
from newsletter.smtp import SmtpWay
from storage import infobriefe
from storage.database import Database, DatabaseAway
from storage.tables import leases
from tests.doubles.smtp import FaultSMTP
from tests.make import NOW

FROM = "Knotenpunkt <infobrief@knotenpunkt.example>"

Hire = Callable[..., Deliverer]


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.now

    def forward(self, time: timedelta) -> None:
        """Let time pass."""
        self.now += time


class HeldRelay:
    """A carrier that has every letter but for the dot, until it is let go."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.let_go = asyncio.Event()

    async def send(
        self, letter: bytes, *, sender: str, recipient: str, before_dot: Callable[[], Awaitable[None]]
    ) -> Receipt:
        """Take a letter, and answer when let go."""
        await before_dot()
        self.reached.append(recipient)
        await self.let_go.wait()
        return Receipt(code=250, text="at last")


class JammedLedger:
    """Brings letters to the relay, but nobody can write into the ledger, as on a full disk, until one has failed."""

    def __init__(self, way: SmtpWay, relay: FaultSMTP, other: Database) -> None:
        self.sent = -1  # when it was found out
        self._way = way
        self._relay = relay
        self._other = other
        self._jam = AsyncExitStack()
        self._jammed = False

    async def send(
        self, letter: bytes, *, sender: str, recipient: str, before_dot: Callable[[], Awaitable[None]]
    ) -> Receipt:
        """Jam the ledger once, and send."""
        if not self._jammed:
            self._jammed = True
            tx = await self._jam.enter_async_context(self._other.transaction())  # SQLite has one writer
            await tx.execute(select(leases).with_for_update())
        try:
            return await self._way.send(letter, sender=sender, recipient=recipient, before_dot=before_dot)
        except DatabaseAway:
            if self.sent < 0:
                self.sent = len(self._relay.accepted())
            await self._jam.aclose()
            await self._other.close()
            raise


class PoisonedLetters(Letters):
    """Cannot make the letter of one reader."""

    async def letter(self, infobrief: Infobrief, delivery: Delivery) -> bytes:
        """Return the letter, or fail as only a bug does."""
        if delivery.address == "reader-00001@reader.example":
            raise ZeroDivisionError
        return await super().letter(infobrief, delivery)


async def rounds(worker: Deliverer) -> None:
    """Let the worker do what there is to do now."""
    while await worker.round(asyncio.Event()):
        pass


async def fetched(db: Database, issue: Infobrief) -> Infobrief:
    async with db.reading() as tx:
        return await infobriefe.get(tx, issue.id)


async def resume(db: Database, issue: Infobrief) -> None:
    async with db.transaction() as tx:
        await pause_infobrief(tx, issue.id, paused=False, by=HOUSE, now=NOW)


def figures(balance: Balance) -> dict[str, int]:
    """What is not zero in an account."""
    names = ("accepted", "deferred", "refused", "uncertain", "suppressed", "given_up", "open")
    return {name: getattr(balance, name) for name in names if getattr(balance, name)}


def message_ids(relay: FaultSMTP) -> list[bytes]:
    return [re.findall(rb"(?m)^Message-ID: (\S+)\r$", it.content)[0] for it in relay.accepted()]


async def some(things: object) -> bool:
    """Whether there are any by now."""
    return bool(things)
