"""How evenly a network shows its initiatives when each of them asks for partners in turn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from network.matching import Index, peers

MOST_UNEVEN, MOST_NEVER = 0.30, 0.02  # what a fair network stays below


class Exposure(NamedTuple):
    """Gini coefficient of how often each was shown (0: all alike), and the share of those who never were."""

    gini: float
    never: float

    @property
    def fair(self) -> bool:
        """Whether nobody is flooded and hardly anybody invisible."""
        return self.gini <= MOST_UNEVEN and self.never <= MOST_NEVER


def exposure(index: Index, everybody: Sequence[str]) -> Exposure:
    """Return how evenly the first five suggestions spread when everybody asks once, those before being counted."""
    shown: Counter[str] = Counter(dict.fromkeys(everybody, 0))
    for id in everybody:
        shown.update(it.id for it in peers(index, id, shown=dict(shown)))
    return of(shown.values())


def of(times: Iterable[int]) -> Exposure:
    """Return the exposure of initiatives that were shown so many times each."""
    counts = sorted(times)
    total, size = sum(counts), len(counts)
    gini = sum((2 * place - size - 1) * count for place, count in enumerate(counts, 1)) / (size * total)
    return Exposure(gini, sum(count == 0 for count in counts) / size)
