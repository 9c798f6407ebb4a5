"""The controlled words of the network: topics, resources, categories, labels and the lexicon behind the matching.

Network staff edit the TOML files beside this one; `config.vocabulary.check` explains their mistakes by file and line.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FILES = ("topics.toml", "resources.toml", "categories.toml", "terms.toml", "lexicon.toml", "initiative.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One choice of a list: its id, its labels, and the group it stands in."""

    id: str
    de: str
    en: str
    group: str | None = None

    def label(self, language: str) -> str:
        """Return the label in `language`; German where there is no English."""
        return (self.en or self.de) if language == "en" else self.de


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Entry):
    """Something texts can be about; `terms` speak for it clearly, `hints` weakly, `words` name groups of synonyms.

    `related` holds neighbouring concepts with a nearness of 0 to 1, the same in both directions.
    """

    about: str = ""
    terms: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()  # groups of synonyms that hint at it
    related: Mapping[str, float] = field(default_factory=dict)
    heads: tuple[str, ...] = ()  # of a category: words with which offers and needs of it begin
    category: str | None = None  # of a resource: the category of offers and needs it belongs to
    generic: bool = False  # in an offer or need it says a kind of thing, not what it is for (a course, a directory)
    rivalry: bool = False  # neighbours may compete here (study: Komplementoren and Konkurrenten)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What the analysis of German needs to know: all of it in plain spelling, with umlauts."""

    stop: frozenset[str]
    weak: frozenset[str]
    whole: frozenset[str]  # never split
    parts: frozenset[str]  # what compounds are made of
    short: Mapping[str, tuple[str, ...]]  # abbreviations and what they stand for
    stems: Mapping[str, str]  # stems the algorithm would mix up, with the forms that belong to them
    laender: Mapping[str, tuple[str, ...]]  # code of a Land to the ways of naming it
    common: frozenset[str]  # place names that are ordinary words too


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All lists; `version` changes with every edit of a file."""

    version: str
    topics: tuple[Concept, ...]
    resources: tuple[Concept, ...]
    categories: tuple[Concept, ...]
    words: tuple[Concept, ...]
    lists: Mapping[str, Mapping[str, Entry]]  # kind of list to its entries by id, in their order
    lexicon: Lexicon

    def label(self, kind: str, id: str, language: str = "de") -> str:
        """Return the label of an id of the list `kind` (see `kinds`); the id itself where it is unknown."""
        entry = self.lists.get(kind, {}).get(id)
        return entry.label(language) if entry else id

    def entries(self, kind: str) -> tuple[Entry, ...]:
        """Return a whole list in its order."""
        return tuple(self.lists[kind].values())

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of all lists: topic, topic_group, category, category_group, level, kind, actor, format, ..."""
        return tuple(self.lists)


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary of this house, read once."""
    return load(FOLDER)


def load(folder: Path) -> Vocabulary:
    """Return the vocabulary in `folder`; a file that is no TOML raises tomllib.TOMLDecodeError."""
    raw = {name: (folder / name).read_bytes() for name in FILES}
    told = {name: tomllib.loads(content.decode()) for name, content in raw.items()}
    topics = _concepts(told["topics.toml"]["topic"])
    resources = _concepts(told["resources.toml"]["resource"])
    categories = _concepts(told["categories.toml"]["category"])
    words: Mapping[str, str] = told["terms.toml"]["words"]
    return Vocabulary(
        version=hashlib.sha256(b"\0".join(raw.values())).hexdigest()[:12],
        topics=topics,
        resources=resources,
        categories=categories,
        words=tuple(Concept(id=id, de=id, en="", terms=_listed(terms)) for id, terms in words.items()),
        lists=_lists(told, topics=topics, resource=resources, category=categories),
        lexicon=_lexicon(told["lexicon.toml"]),
    )


def _concepts(rows: Iterable[Mapping[str, Any]]) -> tuple[Concept, ...]:
    concepts = [_concept(row) for row in rows]
    related: dict[str, dict[str, float]] = {it.id: dict(it.related) for it in concepts}
    for it in concepts:  # nearness holds in both directions, so staff write it once
        for other, nearness in it.related.items():
            related.setdefault(other, {}).setdefault(it.id, nearness)
    return tuple(_concept(row, related[row["id"]]) for row in rows)


def _concept(row: Mapping[str, Any], related: Mapping[str, float] | None = None) -> Concept:
    lists = {key: _listed(row.get(key, "")) for key in ("terms", "hints", "words", "near", "heads")}
    return Concept(
        id=row["id"],
        de=row.get("de", row["id"]),
        en=row.get("en", ""),
        group=row.get("group"),
        about=row.get("about", ""),
        related=dict(row.get("related", {})) if related is None else related,
        category=row.get("category"),
        generic=row.get("generic", False),
        rivalry=row.get("rivalry", False),
        **lists,
    )


def _listed(text: str) -> tuple[str, ...]:
    """Return what stands between the commas, in one spelling of white space, each once."""
    return tuple(dict.fromkeys(term for it in text.split(",") if (term := " ".join(it.split()))))


def _lists(
    told: Mapping[str, Mapping[str, Any]],
    *,
    topics: tuple[Concept, ...],
    resource: tuple[Concept, ...],
    category: tuple[Concept, ...],
) -> dict[str, dict[str, Entry]]:
    lists: dict[str, dict[str, Entry]] = {
        "topic": {it.id: it for it in topics},
        "topic_group": _entries(told["topics.toml"]["group"]),
        "resource": {it.id: it for it in resource},
        "category": {it.id: it for it in category},
        "category_group": _entries(told["categories.toml"]["group"]),
    }
    for kind, rows in told["initiative.toml"].items():
        lists[kind] = _entries(rows)
    return lists


def _entries(rows: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
    return {row["id"]: Entry(id=row["id"], de=row["de"], en=row.get("en", ""), group=row.get("group")) for row in rows}


def _lexicon(told: Mapping[str, Any]) -> Lexicon:
    def bag(key: str) -> frozenset[str]:
        return frozenset(told[key].split())

    return Lexicon(
        stop=bag("stop"),
        weak=bag("weak"),
        whole=bag("whole"),
        parts=bag("parts"),
        short={key: tuple(value) for key, value in told["short"].items()},
        stems=dict(told["stems"]),
        laender={key: tuple(value) for key, value in told["laender"].items()},
        common=bag("common"),
    )
