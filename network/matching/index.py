"""The index: made from analysed rows alone, changed one initiative at a time, thrown away and built again at will."""

import math
from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace

from network.matching.analysis import fold
from network.matching.area import Grid
from network.matching.encoder import Encoder, Vectors
from network.matching.profile import Analysed, Piece
from network.matching.rows import Row, Said
from network.matching.typos import LONG_WORD, Lookalikes

SLOT = (1 << 32) - 1  # the part of a posting that says which row; what stands above it is 255 less the weight


class Index:
    """Initiatives by what they say; `len` is their number.

    Postings hold weight and row in one number, heaviest first, so that a question may stop early.
    """

    def __init__(self, rows: Iterable[Analysed] = (), *, encoder: Encoder | None = None) -> None:
        self.vectors = Vectors(encoder) if encoder else None
        self._rows: list[Row | None] = []
        self._free: list[int] = []
        self._slots: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._postings: list[array[int]] = []
        self.grid = Grid()
        self.lookalikes = Lookalikes()
        self._build(rows)

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, id: object) -> bool:
        return id in self._slots

    def __iter__(self) -> Iterator[Row]:
        return (row for row in self._rows if row is not None)

    def put(self, analysed: Analysed) -> None:
        """Add one initiative, or replace it; no other is analysed again."""
        self.drop(analysed.id)
        row = self._place(analysed)
        for feature, weight in zip(row.features, row.weights, strict=True):
            insort(self._postings[feature], _packed(weight, row.slot))

    def drop(self, id: str) -> None:
        """Remove one initiative; an unknown id changes nothing."""
        slot = self._slots.pop(id, None)
        if slot is None:
            return
        row = self.at(slot)
        for feature, weight in zip(row.features, row.weights, strict=True):
            postings, key = self._postings[feature], _packed(weight, slot)
            del postings[bisect_left(postings, key)]
        self.lookalikes.forget(_written(row))
        self.grid.drop(slot)
        if self.vectors:
            self.vectors.drop(slot)
        self._rows[slot] = None
        self._free.append(slot)

    def row(self, id: str) -> Row:
        """Return the row of an initiative; KeyError when it is not there."""
        return self.at(self._slots[id])

    def at(self, slot: int) -> Row:
        """Return the row in a slot that is taken."""
        row = self._rows[slot]
        if row is None:
            raise KeyError(slot)
        return row

    def number(self, feature: str) -> int | None:
        """Return the number of a feature, or None when no initiative ever had it."""
        return self._numbers.get(feature)

    def name(self, number: int) -> str:
        """Return the feature with a number."""
        return self._names[number]

    def foreign(self, piece: Piece) -> Said:
        """Return a piece of text that is in no profile, as far as the index knows its words."""
        known = tuple((feature, weight) for feature, weight in piece.features if feature in self._numbers)
        return Said(replace(piece, features=known), self._number)

    def named(self, told: Row | Said) -> Iterator[tuple[str, int]]:
        """Yield the features of a row or a piece by their names, each with its weight from 1 to 255."""
        for number, weight in zip(told.features, told.weights, strict=True):
            yield self._names[number], weight

    def weight(self, row: Row, feature: str) -> float:
        """Return the weight of a feature in a row from 0 to 1."""
        number = self._numbers.get(feature)
        return 0.0 if number is None else row.weight_of(number) / 255

    def postings(self, feature: str, *, limit: int) -> "array[int]":
        """Return who has a feature, heaviest first: `255 - (it >> 32)` is the weight, `it & SLOT` the row."""
        number = self._numbers.get(feature)
        return array("Q") if number is None else self._postings[number][:limit]

    def count(self, feature: str) -> int:
        """Return how many initiatives have a feature."""
        number = self._numbers.get(feature)
        return 0 if number is None else len(self._postings[number])

    def rarity(self, feature: str) -> float:
        """Return how much a feature tells: near 0 for one that all have, larger the rarer it is."""
        number = self._numbers.get(feature)
        return 0.0 if number is None else self.rarity_of(number)

    def rarity_of(self, number: int) -> float:
        """Return the rarity of the feature with a number."""
        having = len(self._postings[number])
        return math.log1p((len(self._slots) - having + 0.5) / (having + 0.5)) if having else 0.0

    def _build(self, rows: Iterable[Analysed]) -> None:
        """Fill an empty index: collect first, sort each list once."""
        lists: list[list[int]] = []
        for analysed in rows:
            if analysed.id in self._slots:
                raise ValueError(analysed.id)
            row = self._place(analysed)
            lists.extend([] for _ in range(len(self._postings) - len(lists)))
            for feature, weight in zip(row.features, row.weights, strict=True):
                lists[feature].append(_packed(weight, row.slot))
        for number, keys in enumerate(lists):
            keys.sort()
            self._postings[number] = array("Q", keys)

    def _place(self, analysed: Analysed) -> Row:
        slot = self._free.pop() if self._free else len(self._rows)
        row = Row(analysed, slot, self._number)
        if slot == len(self._rows):
            self._rows.append(row)
        else:
            self._rows[slot] = row
        self._slots[analysed.id] = slot
        self.lookalikes.learn(_written(row))
        self.grid.put(slot, analysed.profile)
        if self.vectors:
            self.vectors.put(slot, " ".join(piece.text for piece in analysed.pieces))
        return row

    def _number(self, feature: str) -> int:
        number = self._numbers.get(feature)
        if number is None:
            number = self._numbers[feature] = len(self._postings)
            self._names.append(feature)
            self._postings.append(array("Q"))
        return number


def _written(row: Row) -> set[str]:
    """Return the words of a row as they are written, folded."""
    return {word for piece in row.pieces for word in LONG_WORD.findall(fold(piece.text))}


def _packed(weight: int, slot: int) -> int:
    return (255 - weight) << 32 | slot
