"""Invented initiatives in any number, always the same: their texts are told from tests/data/matching/issues.toml."""

import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from config.places import Place, places
from config.vocabulary import vocabulary
from network.matching import Profile, Thing

ISSUES = Path(__file__).parents[2] / "data" / "matching" / "issues.toml"
LEVELS = (("lokal", 0.35), ("regional", 0.5), ("landesweit", 0.15))
KINDS = (("netzwerk", 0.4), ("massnahmen", 0.35), ("misch", 0.25))
NAMES = (
    "Industriedialog {place}",
    "Initiative Industrie {place}",
    "Bündnis für Industrie {place}",
    "Netzwerk Produktion {place}",
    "Allianz {place}",
    "Wirtschaftskreis {place} e.V.",
    "Zukunft Industrie {place}",
    "Standortgemeinschaft {place}",
    "Forum Fertigung {place}",
    "{place} produziert",
)
ACTORS = ("unternehmen", "kammer", "gewerkschaft", "kommune", "land", "bildung", "wirtschaftsverband")


@dataclass(frozen=True)
class Issue:
    """Something initiatives deal with, told in several ways."""

    id: str
    topics: tuple[str, ...]
    goals: tuple[str, ...]
    offers: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Invented:
    """A profile and the issues behind its goals, offers and needs."""

    profile: Profile
    goals: tuple[str, ...]
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()

    @property
    def issues(self) -> frozenset[str]:
        """All issues of the initiative."""
        return frozenset((*self.goals, *self.offers, *self.needs))


@cache
def issues() -> dict[str, Issue]:
    """Return the issues by their id."""
    told = tomllib.loads(ISSUES.read_text(encoding="utf-8"))["issue"]
    return {
        row["id"]: Issue(
            id=row["id"],
            topics=tuple(row["topics"].split()),
            goals=tuple(row["goals"]),
            offers=tuple((text, category) for text, category in row["offers"]),
            needs=tuple((text, category) for text, category in row["needs"]),
            asks=tuple(row["asks"]),
        )
        for row in told
    }


def invent(count: int, *, ticked: bool = True, varied: bool = False, seed: int = 1) -> Iterator[Invented]:
    """Yield `count` initiatives; with `ticked` most offers and needs carry their right category.

    With `varied` each one also uses three words of its own, so that the vocabulary grows as it does among people.
    """
    dice = random.Random(seed)
    towns = [place for place in places() if place.population >= 4000]
    weights = [math.sqrt(place.population) for place in towns]
    for number in range(count):
        town = dice.choices(towns, weights)[0]
        made = _one(dice, f"g{number:06d}", town, ticked)
        yield replace(made, profile=_worded(dice, made.profile)) if varied else made


def _one(dice: random.Random, id: str, town: Place, ticked: bool) -> Invented:
    level, kind = _draw(dice, LEVELS), _draw(dice, KINDS)
    own = dice.sample(list(issues().values()), dice.choice((2, 3, 3, 4)))
    offering = dice.sample(own, dice.choice((1, 1, 2)))
    seeking = dice.sample(own, 1)
    profile = Profile(
        id=id,
        name=dice.choice(NAMES).format(place=town.name),
        level=level,
        kind=kind,
        land=town.land,
        place=town.name,
        lat=town.lat,
        lon=town.lon,
        areas=(town.district,) if town.district and level != "landesweit" else (),
        actors=tuple(sorted(dice.sample(ACTORS, 3))),
        goals=" ".join(dice.choice(issue.goals) for issue in own),
        topics=_topics(dice, own),
        offers=tuple(_thing(dice, dice.choice(issue.offers), ticked) for issue in offering),
        needs=tuple(_thing(dice, dice.choice(issue.needs), ticked) for issue in seeking),
        founded=dice.randint(1990, 2024),
        updated=date(dice.randint(2023, 2026), dice.randint(1, 10), 1),
    )
    names = (tuple(issue.id for issue in group) for group in (own, offering, seeking))
    goals, offers, needs = names
    return Invented(profile, goals, offers, needs)


def _worded(dice: random.Random, profile: Profile) -> Profile:
    words = ", ".join(dice.choice(_parts()).capitalize() + dice.choice(_parts()) for _ in range(3))
    return replace(profile, goals=f"{profile.goals} Schwerpunkte: {words}.")


@cache
def _parts() -> tuple[str, ...]:
    return tuple(sorted(part for part in vocabulary().lexicon.parts if len(part) > 3))


def _topics(dice: random.Random, own: list[Issue]) -> tuple[str, ...]:
    """Return what people tick: most of what fits, now and then something else."""
    fitting = [issue.topics[0] for issue in own if dice.random() < 0.75]
    if dice.random() < 0.15:
        fitting.append(dice.choice(list(issues().values())).topics[0])
    return tuple(dict.fromkeys(fitting))


def _thing(dice: random.Random, told: tuple[str, str], ticked: bool) -> Thing:
    text, category = told
    known = ticked and dice.random() < 0.85
    return Thing(text, category if known else None, known)


def _draw(dice: random.Random, chances: tuple[tuple[str, float], ...]) -> str:
    return dice.choices([name for name, _ in chances], [chance for _, chance in chances])[0]
