"""Writes into the ledger for one lease: many small entries, few commits.

What comes while a commit is under way is written together with the next. Whoever has something written waits until
it is: a dot leaves only after "perhaps sent" is on disk, and nobody begins another letter before the fate of the
last one is.
"""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from config.log import event, failure
from network.delivery import Verdict
from storage import ledger
from storage.database import Database, DatabaseAway, Transaction

_AGAIN = 1.0  # seconds until an outcome that could not be written is tried again

_Written = asyncio.Future[None]


class NotAllowed(Exception):
    """This letter must not leave: its reader has left, or the lease is lost."""


class Scribe:
    """The pen of one lease; any number of tasks may write at once."""

    def __init__(self, db: Database, lease: UUID, *, now: Callable[[], datetime]) -> None:
        self.marked: set[UUID] = set()  # perhaps sent, and no outcome written yet
        self.lost = False
        self._db = db
        self._lease = lease
        self._now = now
        self._marks: dict[UUID, _Written] = {}
        self._verdicts: list[tuple[Verdict, _Written]] = []
        self._writing: asyncio.Task[None] | None = None

    async def mark_dot(self, id_: UUID) -> None:
        """Return once it is written that this letter is perhaps sent; raise NotAllowed, or DatabaseAway."""
        written = self._marks[id_] = asyncio.get_running_loop().create_future()
        self._begin()
        await written
        self.marked.add(id_)

    async def settle(self, verdict: Verdict) -> None:
        """Return once the verdict is written, however long the database is away, or the lease is lost."""
        written: _Written = asyncio.get_running_loop().create_future()
        self._verdicts.append((verdict, written))
        self._begin()
        await written
        self.marked.discard(verdict.subscription_id)

    def _begin(self) -> None:
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def _write(self) -> None:
        while self._marks or self._verdicts:
            marks, self._marks = self._marks, {}
            verdicts, self._verdicts = self._verdicts, []
            try:
                async with self._db.transaction() as tx:
                    allowed = await self._entries(tx, marks, verdicts)
            except DatabaseAway as trouble:
                failure("ledger.away", trouble, lease=self._lease, waiting=len(verdicts))
                _fail(marks.values(), trouble)
                self._verdicts = verdicts + self._verdicts
                await asyncio.sleep(_AGAIN)
            except Exception as bug:  # whoever waits must hear of it
                _fail([*marks.values(), *(written for _, written in verdicts)], bug)
            else:
                for id_, written in marks.items():
                    _tell(written, None if id_ in allowed else NotAllowed())
                for _, written in verdicts:
                    _tell(written, None)

    async def _entries(
        self, tx: Transaction, marks: dict[UUID, _Written], verdicts: list[tuple[Verdict, _Written]]
    ) -> set[UUID]:
        now = self._now()
        held = await ledger.settle(tx, self._lease, [verdict for verdict, _ in verdicts], now=now)
        if not held and not self.lost:
            self.lost = True
            event("ledger.lease_lost", lease=self._lease, unwritten=len(verdicts))
        return await ledger.mark_dot(tx, self._lease, marks, now=now) if marks else set()


def _fail(waiting: Iterable[_Written], trouble: Exception) -> None:
    for written in waiting:
        _tell(written, trouble)


def _tell(written: _Written, trouble: Exception | None) -> None:
    if written.done():  # whoever waited was cancelled
        return
    if trouble:
        written.set_exception(trouble)
    else:
        written.set_result(None)
