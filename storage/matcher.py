"""The index of every initiative in this process: filled from the pre-analysed rows, refreshed by revision."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from network.initiative import PARTNERS, Status
from network.matching import Index
from network.profile import read_analysed
from storage import initiatives
from storage.database import Transaction

_Row = tuple[UUID, Status, Any, int]  # id, status, pre-analysed row, revision


class Matcher:
    """Holds the index of one worker; it may be thrown away at any time, the rows in SQL are the truth."""

    def __init__(self) -> None:
        self._index = Index()
        self._revision = 0
        self._newest: _Row | None = None
        self._filling = asyncio.Lock()

    async def index(self, tx: Transaction) -> Index:
        """Return the index with every change that this transaction can see."""
        before = self._revision
        # The newest row known is read again: where it is not there, its transaction was taken back.
        rows = await initiatives.analysed_since(tx, before - 1)
        if not before or (before == self._revision and not self._goes_on(rows)):
            await self._fill(tx, before)
        self._follow(rows)
        return self._index

    def _goes_on(self, rows: Sequence[_Row]) -> bool:
        newest = self._newest
        return newest is None or any(
            row[0] == newest[0] and (row[3] > newest[3] or row[1:3] == newest[1:3]) for row in rows
        )

    def _follow(self, rows: Sequence[_Row]) -> None:
        """Take over what is newer than what somebody else may have taken over in the meantime."""
        for row in rows:
            id_, status, analysed, revision = row
            if revision <= self._revision:
                continue
            if analysed is not None and status in PARTNERS:
                self._index.put(read_analysed(analysed))
            else:
                self._index.drop(str(id_))
            self._revision, self._newest = revision, row

    async def _fill(self, tx: Transaction, before: int) -> None:
        """Build the index anew, in a thread, because thousands of rows take a while."""
        async with self._filling:
            if self._revision != before:  # somebody else has just done it
                return
            rows = await initiatives.analysed_since(tx, 0)
            index = await asyncio.to_thread(_filled, rows)
            self._index, self._newest = index, rows[-1] if rows else None
            self._revision = rows[-1][3] if rows else 0


def _filled(rows: Sequence[_Row]) -> Index:
    return Index(read_analysed(row) for _, status, row, _ in rows if row is not None and status in PARTNERS)
