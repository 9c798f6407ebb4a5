"""A question in free text against the index: words, names, topics and places, each scored for itself."""

from collections import defaultdict
from collections.abc import Mapping

from network.matching.analysis import fold
from network.matching.index import SLOT, Index
from network.matching.question import Question, Route, Unit
from network.matching.rows import Row
from network.matching.scores import Scores
from network.matching.where import Where

BUDGET = 30_000  # postings a question may look at
LEAST_CAP = 500
USUAL_WEIGHT = 0.8  # a word that stands once in a profile is worth a little less than this
UNKNOWN = 7.0  # rarity of a word that nobody says
SECOND = 0.25  # what a second way of meeting a word adds
NAMED = 40  # rows whose names are compared letter by letter
ALIKE = 0.5
QUOTED, QUOTABLE = 4, 12  # words from which a question may be a quotation, and rows it may be quoted from
SAME_WORD = 0.7  # share of a feature that is the word itself or what it was mistyped for


def text_scores(index: Index, asked: Question) -> Scores:
    """Return how well the words of a question are met, by row."""
    features = sum(len(route) for unit in asked.units for route in unit.routes)
    cap = max(LEAST_CAP, BUDGET // max(1, features))
    total: dict[int, float] = {}
    ideal = 0.0
    for unit in asked.units:
        best, most = _met(index, unit, cap)
        ideal += most * USUAL_WEIGHT
        if not total:
            total = best
            continue
        for slot, value in best.items():
            total[slot] = total.get(slot, 0.0) + value
    return Scores(total, ideal)


def name_scores(index: Index, asked: Question) -> dict[int, float]:
    """Return how much a question looks like the name of an initiative, where it does."""
    wanted = _grams(asked.folded)
    if len(wanted) < 4:
        return {}
    near: dict[int, float] = {}
    for slot in _named(index, asked):
        profile = index.at(slot).profile
        best = max(_alike(wanted, _grams(fold(it))) for it in (profile.name, *profile.aliases))
        if best > ALIKE:
            near[slot] = best
    return near


def quote_scores(index: Index, asked: Question, texts: Scores) -> dict[int, float]:
    """Return how much a longer question looks like a sentence of those who meet its words best."""
    if len(asked.units) < QUOTED:
        return {}
    wanted = _grams(asked.folded)
    near: dict[int, float] = {}
    for slot in sorted(texts.best(QUOTABLE)):
        best = max(_alike(wanted, _grams(fold(piece.text))) for piece in index.at(slot).pieces)
        if best > ALIKE:
            near[slot] = best
    return near


def topic_scores(index: Index, topics: Mapping[str, float]) -> Scores:
    """Return rows that carry these topics, by their strength."""
    found: dict[int, float] = defaultdict(float)
    for topic, strength in topics.items():
        for posting in index.postings("t:" + topic, limit=LEAST_CAP):
            found[posting & SLOT] += strength * (255 - (posting >> 32))
    return Scores(found, 255 * sum(topics.values()))


def topics_asked(topics: Mapping[str, float], row: Row) -> float:
    """Return how far a row carries the topics of a question; related topics count by their nearness."""
    whole = sum(topics.values())
    if not whole:
        return 0.0
    return sum(strength * carries(row, topic) for topic, strength in topics.items()) / whole


def carries(row: Row, topic: str) -> float:
    """Return how clearly a row is about a topic or its neighbours."""
    mark = row.marks.get(topic)
    return max(mark.strength if mark else 0.0, row.roots.get(topic, 0.0) ** 2)


def resources_asked(index: Index, resources: Mapping[str, float], row: Row) -> float:
    """Return how far a row speaks of the resources of a question."""
    whole = sum(resources.values())
    if not whole:
        return 0.0
    return sum(strength * index.weight(row, "r:" + it) for it, strength in resources.items()) / whole


def around(index: Index, where: Where, *, limit: int) -> set[int]:
    """Return rows that have to do with a place."""
    found: set[int] = set()
    if where.lat is not None and where.lon is not None:
        found.update(index.grid.nearest(where.lat, where.lon, limit=limit))
    found.update(index.grid.adjoining(where.districts, limit=limit // 2))
    for land in where.laender:
        found.update(index.grid.roofs(land, limit=limit // 4))
        found.update(index.grid.inside(land, limit=limit))
    return found


def _met(index: Index, unit: Unit, cap: int) -> tuple[dict[int, float], float]:
    """Return how well each row meets a word by its best route, and what a full hit is worth."""
    best: dict[int, float] = {}
    most = 0.0
    for route in unit.routes:
        values, ideal = _along(index, route, unit.weight, cap)
        most = max(most, ideal)
        if not best:
            best = values
            continue
        for slot, value in values.items():
            had = best.get(slot, 0.0)
            best[slot] = value + SECOND * had if value > had else had + SECOND * value
    return best, most or (UNKNOWN * unit.weight if unit.weight >= 0.5 else 0.0)


def _along(index: Index, route: Route, weight: float, cap: int) -> tuple[dict[int, float], float]:
    values: dict[int, float] = {}
    ideal = 0.0
    for feature, share in route:
        value = share * weight * index.rarity(feature)
        ideal += value
        step = value / 255
        for posting in index.postings(feature, limit=cap):
            slot = posting & SLOT
            values[slot] = values.get(slot, 0.0) + step * (255 - (posting >> 32))
    return values, ideal


def _named(index: Index, asked: Question) -> list[int]:
    found: dict[int, float] = defaultdict(float)
    for unit in asked.units:
        for route in unit.routes:
            for feature, share in route:
                if share >= SAME_WORD and feature.startswith("w:"):
                    for posting in index.postings(feature, limit=LEAST_CAP):
                        found[posting & SLOT] += share * index.rarity(feature)
    return Scores(found, 1.0).best(NAMED)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if other else 0.0


def _grams(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))
