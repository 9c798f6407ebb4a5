"""Initiatives whose names could be mistaken for one another: shown to staff, never decided on."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from math import ceil
from uuid import UUID

from network import text
from network.initiative import Initiative, Level
from network.matching import similar_names

_LIKE = 0.72  # from here on two names of the study look like one; real pairs of different ones stay below
_NEAR, _FAR = 0.7, 0.85  # likeness that makes a pair in one Land worth a look, and in two
_NEIGHBOURS = 3  # of one place that are shown besides those with similar names


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """An initiative that could be the same: its name is similar, or it only works in the same place."""

    initiative: Initiative
    by_name: bool


def lookalikes(it: Initiative, others: Iterable[Initiative], *, limit: int) -> list[Lookalike]:
    """Return which of these could be the same initiative, similar names first; the entry itself is left out."""
    known = {other.id: other for other in others if other.id != it.id}
    named = {other.id: other for other in namesakes(it.name, known.values(), limit=limit)}
    told = [(str(other.id), name) for other in known.values() for name in (other.name, *other.other_names)]
    for name in (it.name, *it.other_names):
        named |= {UUID(id_): known[UUID(id_)] for id_ in similar_names(name, told, limit=limit)}
    near = [other for other in known.values() if other.id not in named and _share_place(it, other)]
    return [
        *(Lookalike(initiative=other, by_name=True) for other in list(named.values())[:limit]),
        *(Lookalike(initiative=other, by_name=False) for other in near[:_NEIGHBOURS]),
    ]


def namesakes(name: str, others: Iterable[Initiative], *, limit: int) -> list[Initiative]:
    """Return the initiatives with the most similar names or former names, most similar first."""
    found = [(max(_likeness(name, known) for known in (it.name, *it.other_names)), it) for it in others]
    near = [(likeness, it) for likeness, it in found if likeness[0] >= _LIKE]
    near.sort(key=lambda pair: pair[0], reverse=True)
    return [it for _, it in near[:limit]]


def pairs(
    initiatives: Sequence[Initiative], *, apart: Collection[frozenset[UUID]] = ()
) -> list[tuple[Initiative, Initiative]]:
    """Return the initiatives that could be there twice, most alike first; `apart` are pairs known to be different.

    Only names that share one of their rarer pieces are compared, so that a large network takes no longer than it must.
    """
    known = {it.id: it for it in initiatives}
    alike: dict[frozenset[UUID], float] = {}
    for one, other, likeness in _close(initiatives):
        pair = frozenset((one.id, other.id))
        if len(pair) == 2 and pair not in apart and likeness >= (_NEAR if one.place.land == other.place.land else _FAR):
            alike[pair] = max(likeness, alike.get(pair, 0.0))
    told = [tuple(sorted((known[id_] for id_ in pair), key=lambda it: (it.name, it.id))) for pair in alike]
    told.sort(key=lambda pair: (-alike[frozenset(it.id for it in pair)], pair[0].name, pair[1].name))
    return [(one, other) for one, other in told]


def _share_place(it: Initiative, other: Initiative) -> bool:
    there = (other.place.name, other.place.land)
    return Level.LANDESWEIT not in {it.level, other.level} and there == (it.place.name, it.place.land)


def _likeness(one: str, other: str) -> tuple[float, int, float]:
    """Return how alike two names are, 0 to 1; among equals more common words come first, then common letters.

    Alike are names by their letters, or when the longer one holds the words of the shorter.
    """
    left, right = text.fold(one), text.fold(other)
    letters = SequenceMatcher(None, left, right, autojunk=False).ratio()
    shared, fewer = len(set(left.split()) & set(right.split())), min(len(left.split()), len(right.split()))
    return max(letters, shared / fewer if fewer > 1 else 0.0), shared, letters


def _close(initiatives: Sequence[Initiative]) -> Iterable[tuple[Initiative, Initiative, float]]:
    """Yield pairs that can be alike, with the share of their pieces of three letters that is common (Dice)."""
    named = [(it, found) for it in initiatives for name in (it.name, *it.other_names) if (found := _pieces(name))]
    common = Counter(piece for _, found in named for piece in found)
    met: dict[str, list[int]] = defaultdict(list)
    for number, (it, own) in enumerate(named):
        # whoever has _NEAR in common with these pieces has one of so many of them at least
        rare = sorted(own, key=lambda piece: (common[piece], piece))
        rare = rare[: len(own) - ceil(_NEAR / (2 - _NEAR) * len(own)) + 1]
        for at in {at for piece in rare for at in met[piece]}:
            other, theirs = named[at]
            yield other, it, 2 * len(own & theirs) / (len(own) + len(theirs))
        for piece in rare:
            met[piece].append(number)


def _pieces(name: str) -> frozenset[str]:
    plain = text.fold(name)
    return frozenset(f" {plain} "[at : at + 3] for at in range(len(plain))) if plain else frozenset()
