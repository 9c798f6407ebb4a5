"""What the index keeps of an initiative: its profile, its texts and its features as numbers."""

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cache
from sys import intern

from config.vocabulary import vocabulary
from network.matching.profile import Analysed, Mark, Piece

SURMISED, FAINT = 0.8, 0.25  # topics read off a text: the most they weigh, and the strength that weighs nothing
BESIDE = 0.6  # weight of a topic that is only related
CLEAREST = 3  # concepts of a piece of text that are compared
FULL = 128  # weight of a word that stands in a piece of text once


class Said:
    """One piece of text; its features are numbers of the index."""

    __slots__ = ("categories", "features", "kind", "resources", "text", "ticked", "topics", "weights")

    def __init__(self, piece: Piece, number: Callable[[str], int]) -> None:
        self.kind = piece.kind
        self.text = piece.text
        self.categories = piece.categories[:CLEAREST]
        self.topics = piece.topics[:CLEAREST]
        self.ticked = piece.ticked
        resources = ((intern(name[2:]), weight) for name, weight in piece.features if name.startswith("r:"))
        self.resources = tuple(sorted(resources, key=lambda it: (-it[1], it[0])))[:CLEAREST]
        weighed = {feature: max(1, min(255, round(weight * FULL))) for feature, weight in piece.features}
        self.features, self.weights = _columns(weighed, number)

    def weight_of(self, feature: int) -> int:
        """Return the weight of a feature by its number, 0 when the piece has not got it."""
        at = bisect_left(self.features, feature)
        return self.weights[at] if at < len(self.features) and self.features[at] == feature else 0


class Row:
    """One initiative; `own` are its topics by weight, `roots` the square roots of these and of the related ones."""

    __slots__ = ("features", "marks", "own", "pieces", "profile", "roots", "slot", "weights")

    def __init__(self, analysed: Analysed, slot: int, number: Callable[[str], int]) -> None:
        self.slot = slot
        self.profile = analysed.profile
        self.marks = {mark.topic: mark for mark in analysed.marks}
        self.own = {mark.topic: weight for mark in analysed.marks if (weight := _weight(mark)) > 0.0}
        self.roots = {topic: math.sqrt(weight) for topic, weight in _reach(self.own).items()}
        self.pieces = tuple(Said(piece, number) for piece in analysed.pieces)
        self.features, self.weights = _columns(dict(analysed.features), number)

    @property
    def id(self) -> str:
        """The id of the initiative."""
        return self.profile.id

    def weight_of(self, feature: int) -> int:
        """Return the weight of a feature by its number, 0 when the row has not got it."""
        at = bisect_left(self.features, feature)
        return self.weights[at] if at < len(self.features) and self.features[at] == feature else 0

    def of(self, kind: str) -> tuple[Said, ...]:
        """Return the pieces of one kind: name, alias, goal, offer, need, measure."""
        return tuple(piece for piece in self.pieces if piece.kind == kind)


def _weight(mark: Mark) -> float:
    """Return what a topic weighs when two initiatives are compared: confirmed wholly, faint signs next to nothing."""
    if mark.confirmed:
        return 1.0
    clear: float = max(0.0, (mark.strength - FAINT) / (1.0 - FAINT))
    return SURMISED * clear * math.sqrt(clear)


def _reach(own: Mapping[str, float]) -> dict[str, float]:
    reach = dict(own)
    for topic, weight in own.items():
        for other, nearness in _related().get(topic, {}).items():
            if other not in own:
                reach[other] = max(reach.get(other, 0.0), BESIDE * nearness * weight)
    return reach


@cache
def _related() -> dict[str, Mapping[str, float]]:
    return {it.id: it.related for it in vocabulary().topics}


def _columns(weighed: Mapping[str, int], number: Callable[[str], int]) -> "tuple[array[int], bytes]":
    numbered = sorted((number(feature), weight) for feature, weight in weighed.items())
    return array("I", (feature for feature, _ in numbered)), bytes(weight for _, weight in numbered)
