"""Initiatives whose names could be mistaken for one another: shown to staff, never decided on."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from network import text
from network.initiative import Initiative

_LIKE = 0.72  # from here on two names of the study look like one; real pairs of different ones stay below


def namesakes(name: str, others: Iterable[Initiative], *, limit: int) -> list[Initiative]:
    """Return the initiatives with the most similar names or former names, most similar first."""
    found = [(max(_likeness(name, known) for known in (it.name, *it.aliases)), it) for it in others]
    near = [(likeness, it) for likeness, it in found if likeness[0] >= _LIKE]
    near.sort(key=lambda pair: pair[0], reverse=True)
    return [it for _, it in near[:limit]]


def _likeness(one: str, other: str) -> tuple[float, int, float]:
    """Return how alike two names are, 0 to 1; among equals more common words come first, then common letters.

    Alike are names by their letters, or when the longer one holds the words of the shorter.
    """
    left, right = text.fold(one), text.fold(other)
    letters = SequenceMatcher(None, left, right, autojunk=False).ratio()
    shared, fewer = len(set(left.split()) & set(right.split())), min(len(left.split()), len(right.split()))
    return max(letters, shared / fewer if fewer > 1 else 0.0), shared, letters
