"""Has anybody done this before? Which measures answer a question, and which formats lie near it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from config.laender import land
from config.vocabulary import vocabulary
from network import spelling, text
from network.matching.analyse import read
from network.matching.analysis import Word
from network.measure import Measure

CHOICES = ("format", "topic", "reuse", "land")
_HIT, _NEAR = 0.5, 0.15  # how much of what was asked stands in a measure
_FAINT = 0.6  # of the best hit: what answers less is left out
_CLEARLY = 0.2  # more has to be found for a word put right
_WEAK, _NO_NOUN = 0.2, 0.4  # words that say little, and others beside a noun
_PART, _ALIKE = 0.8, {"g:": 0.8, "t:": 0.4}  # parts of a compound, a synonym, a common topic
_UNKNOWN = 4  # a word that no measure holds counts like one that every fourth holds
_FIELDS = {"title": 1.0, "format": 1.0, "topics": 0.7, "text": 0.7, "learned": 0.6, "reach": 0.4, "where": 0.7}
_MOST_NEAR, _MOST_FORMATS = 3, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What somebody wants to know; empty means everything. `format`, `topic` are ids, `land` is a code."""

    words: str = ""
    format: str = ""
    topic: str = ""
    reuse: str = ""
    land: str = ""

    def without(self, field: str) -> "Filter":
        """Return the same question with one part left out."""
        return replace(self, **{field: ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What there is, best first; where there is nothing, what comes near and formats that others have used.

    `meant` is the question with its slips put right, if that is what was answered.
    """

    hits: tuple[Measure, ...]
    near: tuple[Measure, ...] = ()
    formats: tuple[str, ...] = ()
    meant: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word of a question with everything by which a measure may hold it."""

    word: Word
    alike: tuple[tuple[str, float], ...]
    worth: float


class _Share(NamedTuple):
    """How much of a question stands in a measure in these very words, and how much when synonyms count too (0 to 1)."""

    said: float
    alike: float
    measure: Measure


def ask(measures: Sequence[Measure], asked: Filter) -> Answer:
    """Return which measures answer the question; without words all that fit, in the order given."""
    fitting = [it for it in measures if fits(it, asked)]
    if not text.fold(asked.words):
        return _answer(fitting, fitting or measures)
    shares = _shares(fitting, asked.words)
    right = spelling.put_right(asked.words, (said for it in fitting for said in _said(it).values()))
    righted = _shares(fitting, right) if right else []
    if _most(righted) > _most(shares) + _CLEARLY:
        return replace(_answer(_hits(righted), measures, right), meant=right)
    return _answer(_hits(shares), measures, asked.words)


def fits(it: Measure, asked: Filter) -> bool:
    """Return whether a measure answers everything of the question but its words."""
    return all(value in _values(it, field) for field in CHOICES if (value := getattr(asked, field)))


def counts(measures: Iterable[Measure], asked: Filter, field: str) -> Counter[str]:
    """Return how many there are under each value of a field while the other choices hold; words count for nothing."""
    others = asked.without(field)
    return Counter(value for it in measures if fits(it, others) for value in _values(it, field))


def likely_format(said: str) -> str | None:
    """Return the format that a text names, the one named by most words first, or None."""
    words = {stem for word in read(said).words if not word.weak for stem in (word.stem, *word.parts)}
    named = ((len(stems), id_) for id_, stems in _formats().items() if stems <= words)
    return max(named, default=(0, None))[1]


def _answer(hits: Sequence[Measure], everything: Sequence[Measure], words: str = "") -> Answer:
    """Return the hits, and only where there are none what comes near."""
    if hits:
        return Answer(hits=tuple(hits))
    near = [it.measure for it in _best(_shares(everything, words)) if it.alike >= _NEAR] if words else []
    common = [id_ for id_, _ in Counter(it.format for it in everything if it.format).most_common()]
    formats = tuple(dict.fromkeys((*(it.format for it in near if it.format), *common)))
    return Answer(hits=(), near=tuple(near[:_MOST_NEAR]), formats=formats[:_MOST_FORMATS])


def _hits(shares: Sequence[_Share]) -> list[Measure]:
    least = max(_HIT, _FAINT * _most(shares))
    return [it.measure for it in _best(shares) if it.said >= least]


def _most(shares: Iterable[_Share]) -> float:
    return max((it.said for it in shares), default=0.0)


def _best(shares: Iterable[_Share]) -> list[_Share]:
    return sorted(shares, key=lambda it: -it.alike)  # of equals the one given first


def _shares(measures: Sequence[Measure], words: str) -> list[_Share]:
    """Return how much of what the words ask for stands in each measure, rare words counting more."""
    units = _units(words)
    met = [[_met(unit, _features(it)) for unit in units] for it in measures]
    worth = [unit.worth * _rarity([row[at][0] for row in met]) for at, unit in enumerate(units)]
    whole = sum(worth) or 1.0
    return [
        _Share(
            sum(value * said for value, (said, _) in zip(worth, row, strict=True)) / whole,
            sum(value * max(pair) for value, pair in zip(worth, row, strict=True)) / whole,
            it,
        )
        for it, row in zip(measures, met, strict=True)
    ]


def _units(words: str) -> list[_Unit]:
    reading = read(words)
    nouns = any(word.surface[:1].isupper() and not word.weak for word in reading.words)
    units = []
    for word in reading.words:
        hits = (*read(word.surface).hits, *(hit for hit in reading.hits if word.surface in " ".join(hit.surfaces)))
        alike = ((hit.key, hit.strength * _ALIKE.get(hit.key[:2], 0.0)) for hit in hits)
        worth = _WEAK if word.weak else _NO_NOUN if nouns and word.surface[:1].islower() else 1.0
        units.append(_Unit(word, tuple(it for it in alike if it[1]), worth))
    return units


def _met(unit: _Unit, features: dict[str, float]) -> tuple[float, float]:
    """Return how surely a word stands in a measure, as itself or by its parts, and how surely something alike does."""
    word = unit.word
    parts = [features.get("w:" + part, 0.0) for part in word.parts]
    said = max(features.get("w:" + word.stem, 0.0), sum(parts) / len(parts) * _PART if parts else 0.0)
    return said, max((share * features.get(key, 0.0) for key, share in unit.alike), default=0.0)


def _rarity(shares: Sequence[float]) -> float:
    holding = sum(share > 0.0 for share in shares) or len(shares) / _UNKNOWN
    return math.log1p(len(shares) / (1.0 + holding))


@lru_cache(maxsize=8192)  # the same measures are asked again and again
def _features(it: Measure) -> dict[str, float]:
    """Return the words and concepts of a measure, each with the weight of the field that says it most clearly."""
    found: dict[str, float] = defaultdict(float)
    for field, said in _said(it).items():
        for key, strength in _told(said):
            found[key] = max(found[key], _FIELDS[field] * strength)
    for topic in it.topics:
        found["t:" + topic] = max(found["t:" + topic], _FIELDS["topics"])
    return dict(found)


def _told(said: str) -> Iterator[tuple[str, float]]:
    reading = read(said)
    for word in reading.words:
        yield "w:" + word.stem, 1.0
        yield from (("w:" + part, _PART) for part in word.parts)
    yield from ((hit.key, hit.strength) for hit in reading.hits)


def _said(it: Measure) -> dict[str, str]:
    place = land(it.land)
    return {
        "title": it.title,
        "format": vocabulary().label("format", it.format) if it.format else "",
        "topics": ", ".join(vocabulary().label("topic", topic) for topic in it.topics),
        "text": it.text,
        "learned": it.learned or "",
        "reach": it.reach or "",
        "where": f"{it.initiative_name}, {it.place}, {place.name('de') if place else it.land}",
    }


def _values(it: Measure, field: str) -> tuple[str, ...]:
    if field == "topic":
        return it.topics
    value = {"format": it.format, "reuse": it.reuse.value, "land": it.land}[field]
    return (value,) if value else ()


@lru_cache(maxsize=1)
def _formats() -> dict[str, frozenset[str]]:
    """Return the words that each format is called by."""
    named = {it.id: read(it.de).words for it in vocabulary().entries("format")}
    called = {id_: frozenset(word.stem for word in words if not word.weak) for id_, words in named.items()}
    return {id_: stems for id_, stems in called.items() if stems}
