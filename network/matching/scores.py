"""Scores of many rows at once: raw sums and what a full hit is worth."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scores:
    """Raw sums by row; `whole` is the sum that counts as a full hit."""

    raw: dict[int, float]
    whole: float

    def of(self, slot: int) -> float:
        """Return the score of a row from 0 to 1."""
        return min(1.0, self.raw.get(slot, 0.0) / self.whole) if self.whole else 0.0

    def only(self, let: Callable[[int], bool]) -> "Scores":
        """Return the scores of those rows that `let` lets pass."""
        return Scores({slot: value for slot, value in self.raw.items() if let(slot)}, self.whole)

    def best(self, limit: int) -> list[int]:
        """Return about the `limit` best rows, in no order; of equals the first rows."""
        if len(self.raw) <= limit:
            return list(self.raw)
        least = sorted(self.raw.values(), reverse=True)[limit - 1]
        better = [slot for slot, value in self.raw.items() if value > least]
        equal = sorted(slot for slot, value in self.raw.items() if value == least)
        return better + equal[: limit - len(better)]
