"""The socket for a meaning model: off by default, never a reason, never needed.

A model only refines the order of what the words have found; its nearness is a part of the score called "meaning".
"""

import math
from array import array
from collections.abc import Sequence
from typing import Protocol


class Encoder(Protocol):
    """Turns texts into vectors of one length."""

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return one vector for each text."""


class Vectors:
    """The vectors of the initiatives in an index, by row."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[int, array[float]] = {}

    def put(self, slot: int, text: str) -> None:
        """Remember what a row says."""
        self._known[slot] = self.of(text)

    def drop(self, slot: int) -> None:
        """Forget a row."""
        self._known.pop(slot, None)

    def of(self, text: str) -> "array[float]":
        """Return the vector of a text, of length one."""
        raw = self._encoder.encode([text])[0]
        size = math.sqrt(sum(value * value for value in raw)) or 1.0
        return array("f", (value / size for value in raw))

    def nearness(self, vector: "array[float]", slot: int) -> float:
        """Return how near a row is to a vector, 0 to 1."""
        other = self._known.get(slot)
        return max(0.0, sum(map(float.__mul__, vector, other))) if other else 0.0

    def at(self, slot: int) -> "array[float] | None":
        """Return the vector of a row."""
        return self._known.get(slot)
