"""What the matching knows about an initiative: its profile, and the analysed row that is stored beside it."""

import json
from dataclasses import dataclass
from datetime import date
from sys import intern
from typing import Any, NamedTuple, Self


class Thing(NamedTuple):
    """One offer or need in the initiative's own words, with the category somebody ticked or the analysis proposed."""

    text: str
    category: str | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """An initiative as plain facts; ids of topics, categories, levels, kinds and actors are those of the vocabulary.

    `land` is a code of two letters, `areas` are official keys or names of districts the initiative works in,
    `topics` are confirmed by the initiative, `inferred` only read off its texts.
    """

    id: str
    name: str
    level: str
    kind: str
    land: str
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    aliases: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    goals: str = ""
    topics: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    offers: tuple[Thing, ...] = ()
    needs: tuple[Thing, ...] = ()
    measures: tuple[str, ...] = ()
    founded: int | None = None
    updated: date | None = None
    status: str = "active"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A topic a profile carries: how strongly (0 to 1), who says so, and by which words in which pieces of text."""

    topic: str
    strength: float
    confirmed: bool
    pieces: tuple[int, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether it may be stated as fact: confirmed, or said by two independent pieces of text."""
        return self.confirmed or len(self.pieces) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of text (name, alias, goal, offer, need, measure) and what the analysis found in it.

    `features` are words, word groups and resources with their weight; `categories` (of offers, needs and measures) and
    `topics` the likely ones, best first.
    """

    kind: str
    text: str
    features: tuple[tuple[str, float], ...] = ()
    categories: tuple[tuple[str, float], ...] = ()
    topics: tuple[tuple[str, float], ...] = ()
    ticked: bool = False  # the category was confirmed by a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysed:
    """A profile made ready for the index; `version` tells by which rules and words, so stale rows can be redone."""

    version: str
    profile: Profile
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    features: tuple[tuple[str, int], ...]  # weight 1 to 255

    @property
    def id(self) -> str:
        """The id of the initiative."""
        return self.profile.id

    def to_json(self) -> str:
        """Return the row as JSON text."""
        return json.dumps(
            {
                "version": self.version,
                "profile": _plain_profile(self.profile),
                "pieces": [[it.kind, it.text, it.features, it.categories, it.topics, it.ticked] for it in self.pieces],
                "marks": [[it.topic, it.strength, it.confirmed, it.pieces, it.words] for it in self.marks],
                "features": self.features,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the row that `to_json` wrote."""
        told = json.loads(text)
        return cls(
            version=told["version"],
            profile=_profile(told["profile"]),
            pieces=tuple(_piece(row) for row in told["pieces"]),
            marks=tuple(
                Mark(
                    topic=intern(topic),
                    strength=strength,
                    confirmed=confirmed,
                    pieces=tuple(pieces),
                    words=tuple(words),
                )
                for topic, strength, confirmed, pieces, words in told["marks"]
            ),
            features=tuple((feature, weight) for feature, weight in told["features"]),
        )


def _plain_profile(profile: Profile) -> dict[str, Any]:
    plain: dict[str, Any] = {name: getattr(profile, name) for name in Profile.__dataclass_fields__}
    plain["updated"] = profile.updated.isoformat() if profile.updated else None
    return {name: value for name, value in plain.items() if value not in ("", (), None)}


def _profile(told: dict[str, Any]) -> Profile:
    facts: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    for name in ("offers", "needs"):
        facts[name] = tuple(Thing(*row) for row in told.get(name, ()))
    if "updated" in told:
        facts["updated"] = date.fromisoformat(told["updated"])
    return Profile(**{"name": "", "level": "", "kind": "", "land": "", **facts})


def _piece(row: list[Any]) -> Piece:
    kind, text, features, categories, topics, ticked = row
    return Piece(
        kind=intern(kind),
        text=text,
        features=_pairs(features),
        categories=_pairs(categories),
        topics=_pairs(topics),
        ticked=ticked,
    )


def _pairs(rows: list[list[Any]]) -> tuple[tuple[str, float], ...]:
    return tuple((intern(name), value) for name, value in rows)  # few names, told a hundred thousand times
