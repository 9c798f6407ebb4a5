"""The network in numbers: levels and types, composition, founding years, topics by Land. Only counting, no judging."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from network.initiative import Composition, Initiative, Kind, Level

_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelRow:
    """One level of action and how many initiatives of each type work on it, in the order of `Kind`."""

    level: Level
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All initiatives of the level."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionRow:
    """How many initiatives said it of themselves, and of how many it follows from who takes part; None: unknown."""

    composition: Composition | None
    stated: int
    suggested: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.stated + self.suggested


@dataclass(frozen=True, slots=True, kw_only=True)
class Decade:
    """Ten years by their first, e.g. 2010, and how many initiatives began in them."""

    first: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRow:
    """One topic and how many initiatives have it, Land by Land in the order of `Statistics.laender`."""

    topic: str
    counts: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """Everything counted over one set of initiatives; the sums agree with `total` where a value is always known.

    `decades` has no gaps between the first and the last; `undated` is how many are in none of them. `topics` holds
    only topics somebody has, the most frequent first, and `untold` is how many initiatives name none.
    """

    total: int
    confirmed: int
    levels: tuple[LevelRow, ...]
    compositions: tuple[CompositionRow, ...]
    decades: tuple[Decade, ...]
    undated: int
    laender: tuple[str, ...]
    topics: tuple[TopicRow, ...]
    untold: int

    @property
    def kinds(self) -> tuple[int, ...]:
        """How many initiatives there are of each type, in the order of `Kind`."""
        return tuple(sum(row.counts[place] for row in self.levels) for place in range(len(Kind)))

    @property
    def busiest(self) -> int:
        """The largest number in the table of topics; 0 where it is empty."""
        return max((count for row in self.topics for count in row.counts), default=0)


def count(initiatives: Iterable[Initiative]) -> Statistics:
    """Return the statistics of these initiatives."""
    found = tuple(initiatives)
    years = [year for it in found if (year := founding_year(it)) is not None]
    laender = tuple(sorted({it.place.land for it in found if it.topics}))
    return Statistics(
        total=len(found),
        confirmed=sum(not it.is_historic for it in found),
        levels=_levels(found),
        compositions=_compositions(found),
        decades=_decades(years),
        undated=len(found) - len(years),
        laender=laender,
        topics=_topics(found, laender),
        untold=sum(not it.topics for it in found),
    )


def founding_year(initiative: Initiative) -> int | None:
    """Return the year an initiative began, read from what it says of it, or None."""
    match = _YEAR.search(initiative.founded or "")
    return int(match[0]) if match else None


def _levels(found: Sequence[Initiative]) -> tuple[LevelRow, ...]:
    counted = Counter((it.level, it.kind) for it in found)
    return tuple(LevelRow(level=level, counts=tuple(counted[level, kind] for kind in Kind)) for level in Level)


def _compositions(found: Sequence[Initiative]) -> tuple[CompositionRow, ...]:
    """What an initiative says of itself goes before what follows from who takes part (study III.2.1)."""
    stated = Counter(it.composition for it in found if it.composition)
    suggested = Counter(it.suggested_composition for it in found if not it.composition)
    return tuple(
        CompositionRow(composition=it, stated=stated[it] if it else 0, suggested=suggested[it])
        for it in (*Composition, None)
    )


def _decades(years: Sequence[int]) -> tuple[Decade, ...]:
    if not years:
        return ()
    counted = Counter(year // 10 * 10 for year in years)
    return tuple(Decade(first=it, count=counted[it]) for it in range(min(counted), max(counted) + 1, 10))


def _topics(found: Sequence[Initiative], laender: Sequence[str]) -> tuple[TopicRow, ...]:
    counted = Counter((topic, it.place.land) for it in found for topic in set(it.topics))
    rows = []
    for topic in {topic for topic, _ in counted}:
        counts = tuple(counted[topic, land] for land in laender)
        rows.append(TopicRow(topic=topic, counts=counts, total=sum(counts)))
    return tuple(sorted(rows, key=lambda row: (-row.total, row.topic)))
