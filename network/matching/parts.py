"""The parts by which two initiatives are compared, each from 0 to 1 and each for itself."""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from network.matching.area import nearness
from network.matching.index import SLOT, Index
from network.matching.lookup import LEAST_CAP, topic_scores
from network.matching.profile import Profile
from network.matching.rows import FULL, Row
from network.matching.scores import Scores
from network.matching.trade import Wanted, deal

TERMS, FIRST_TERMS = 50, 16  # features of a profile that are compared, and by which others are found
RAREST = 12  # words of a need by which offers are found
TOPICS = 5  # by which others are found
TELLS = {"w:": 1.0, "g:": 2.0, "r:": 1.0}  # words, groups of synonyms, resources
LEAST_SAID = 25  # words a profile is taken to have at least, so that three do not make two wholly alike
SIMILAR = 2.5  # texts that share two fifths are as alike as texts get
OUTDATED = 0.85  # factor for a profile not touched for three years


@dataclass(frozen=True, slots=True)
class Taste:
    """What one says, most telling first: features by number with their share of the likeness; `whole` is a full hit."""

    terms: tuple[tuple[int, float], ...]
    whole: float


def taste(index: Index, me: Row) -> Taste:
    """Return what to look for in others; synonyms count more than the very words."""
    told = []
    called = _only_in_name(index, me)
    for number, weight in zip(me.features, me.weights, strict=True):
        tells = TELLS.get(index.name(number)[:2])
        if tells and number not in called:
            worth = index.rarity_of(number) * tells
            told.append((weight * worth, number, worth))
    told.sort(key=lambda it: (-it[0], index.name(it[1])))
    terms = tuple((number, value * worth) for value, number, worth in told[:TERMS])
    usual = FULL * math.log1p(len(index) / 5)  # of a word that stands once and is neither rare nor common
    said = max(sum(value * value for value, _, _ in told[:TERMS]), LEAST_SAID * usual * usual)
    return Taste(terms, said / SIMILAR)


def _only_in_name(index: Index, me: Row) -> set[int]:
    """Return words that stand in the name alone: two are not alike because both are called Initiativkreis."""
    name, rest = set[int](), set[int]()
    for piece in me.pieces:
        (name if piece.kind in ("name", "alias") else rest).update(piece.features)
    return {number for number in name - rest if index.name(number).startswith("w:")}


def similar(likes: Taste, row: Row) -> float:
    """Return how much of what one says stands in another profile."""
    if not likes.whole:
        return 0.0
    raw, features, weights, size = 0.0, row.features, row.weights, len(row.features)
    for number, share in likes.terms:  # spelled out, because it runs for hundreds of rows
        at = bisect_left(features, number)
        if at < size and features[at] == number:
            raw += share * weights[at]
    return min(1.0, raw / likes.whole)


def resembling(index: Index, likes: Taste) -> Scores:
    """Return about how much others share of the most telling features: never more than `similar`."""
    total: dict[int, float] = {}
    for number, share in likes.terms[:FIRST_TERMS]:
        for posting in index.postings(index.name(number), limit=LEAST_CAP):
            slot = posting & SLOT
            total[slot] = total.get(slot, 0.0) + share * (255 - (posting >> 32))
    return Scores(total, likes.whole)


def rarities(index: Index, rows: Iterable[Row]) -> dict[str, float]:
    """Return what it is worth to share a topic of these rows, rare ones more; under "" what it is worth usually."""
    topics = set[str]()
    for row in rows:
        topics.update(row.marks)
    worth = {topic: 1.0 + index.rarity("t:" + topic) for topic in topics}
    return {**worth, "": sum(worth.values()) / max(1, len(worth))}


def common_topics(one: Row, other: Row, worth: Mapping[str, float]) -> float:
    """Return how much two initiatives work on the same; the same both ways. `worth` knows at least their topics.

    Half of it counts what both share of all they do, neighbouring topics included, half what is rare and clear in both.
    """
    return 0.5 * _shared_topics(one, other, worth) + 0.5 * _rare_topics(one, other, worth)


def _shared_topics(one: Row, other: Row, worth: Mapping[str, float]) -> float:
    shared = mine = theirs = 0.0
    my_roots, their_roots = one.roots, other.roots
    for topic, weight in other.own.items():
        value = worth[topic]
        theirs += value * weight
        if topic in my_roots:
            shared += value * my_roots[topic] * their_roots[topic]
    for topic, weight in one.own.items():
        value = worth[topic]
        mine += value * weight
        if topic in their_roots and topic not in other.own:
            shared += value * my_roots[topic] * their_roots[topic]
    if not shared:
        return 0.0
    least = worth[""]  # one topic: who says nothing else is not wholly alike
    return min(1.0, shared / math.sqrt(max(mine, least) * max(theirs, least)))


def _rare_topics(one: Row, other: Row, worth: Mapping[str, float]) -> float:
    """Return the cosine of all marks, each by its strength and its rarity."""
    shared = mine = theirs = 0.0
    other_marks = other.marks
    for topic, mark in one.marks.items():
        rare = worth[topic] - 1.0
        value = mark.strength * rare
        mine += value * value
        if topic in other_marks:
            shared += value * other_marks[topic].strength * rare
    if not shared:
        return 0.0
    for topic, mark in other_marks.items():
        value = mark.strength * (worth[topic] - 1.0)
        theirs += value * value
    return shared / math.sqrt(mine * theirs)


def area(one: Row, other: Row) -> float:
    """Return how much two areas have to do with each other; the same both ways."""
    return nearness(one.profile, other.profile)


def level(one: Row, other: Row) -> float:
    """Return how alike two initiatives are by level and type; the same both ways."""
    kind = 0.0
    if one.profile.kind == other.profile.kind:
        kind = 1.0
    elif "misch" in (one.profile.kind, other.profile.kind):
        kind = 0.5
    return 0.6 * (one.profile.level == other.profile.level) + 0.4 * kind


def experience(needs: Iterable[Wanted], other: Row) -> float:
    """Return how surely the other has done what is sought."""
    done = other.of("measure")
    return max((deal(need, it).score for need in needs for it in done), default=0.0)


def freshness(profile: Profile, today: date | None) -> float:
    """Return a mild factor for the age of a profile: 1 when touched within a year."""
    if today is None or profile.updated is None:
        return 1.0
    years = max(0.0, (today - profile.updated).days / 365.25 - 1.0)
    return max(OUTDATED, 1.0 - years * (1.0 - OUTDATED) / 2)


def around(index: Index, me: Row, *, limit: int) -> set[int]:
    """Return rows near by place, Land or topic."""
    profile = me.profile
    found = set(index.grid.roofs(profile.land, limit=limit // 2))
    if profile.lat is not None and profile.lon is not None:
        found.update(index.grid.nearest(profile.lat, profile.lon, limit=limit))
    found.update(index.grid.adjoining(profile.areas, limit=limit // 2))
    if profile.level == "landesweit":
        found.update(index.grid.inside(profile.land, limit=limit // 2))
    clearest = dict(nlargest(TOPICS, me.own.items(), key=lambda it: (it[1], it[0])))
    found.update(topic_scores(index, clearest).best(limit))
    return found


def givers(index: Index, needs: Iterable[Wanted], *, limit: int) -> set[int]:
    """Return rows whose offers, or failing that whose texts, have anything in common with what is sought."""
    found: dict[int, float] = defaultdict(float)
    for need in needs:
        for category, sure in need.said.categories:
            for posting in index.postings("o:c:" + category, limit=LEAST_CAP):
                found[posting & SLOT] += sure * (255 - (posting >> 32)) / 100
        rarest = sorted(need.values, key=lambda it: (-it[2], index.name(it[0])))[:RAREST]
        for number, _, worth in rarest:
            for prefix, share in (("o:", worth / 25_000), ("", worth / 80_000)):
                for posting in index.postings(prefix + index.name(number), limit=LEAST_CAP):
                    found[posting & SLOT] += share * (255 - (posting >> 32))
    return set(Scores(found, 1.0).best(limit))
