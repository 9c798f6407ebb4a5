"""The index of every initiative in this process: filled from the pre-analysed rows, refreshed by revision."""

from network.initiative import PARTNERS
from network.matching import Index
from network.profile import read_analysed
from storage import initiatives
from storage.database import Transaction


class Matcher:
    """Holds the index of one worker; it may be thrown away at any time, the rows in SQL are the truth."""

    def __init__(self) -> None:
        self._index = Index()
        self._revision = 0

    async def index(self, tx: Transaction) -> Index:
        """Return the index with every change that this transaction can see."""
        for id_, status, row, revision in await initiatives.analysed_since(tx, self._revision):
            if row is not None and status in PARTNERS:
                self._index.put(read_analysed(row))
            else:
                self._index.drop(str(id_))
            self._revision = revision
        return self._index
