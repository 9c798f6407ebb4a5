"""Explains mistakes in the vocabulary by file and line, for those who edit it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.vocabulary import FILES, FOLDER

_ID = re.compile(r"^[a-z][a-z0-9_]*$")
_AT_LINE = re.compile(r"at line (\d+)")
_CONCEPTS = {"topics.toml": "topic", "resources.toml": "resource", "categories.toml": "category"}


@dataclass(frozen=True, slots=True, order=True)
class Mistake:
    """What is wrong and where; `line` counts from 1."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


def check(folder: Path = FOLDER) -> tuple[Mistake, ...]:
    """Return all mistakes in the files of `folder`, in order; none when the vocabulary can be used."""
    sources = {name: (folder / name).read_text(encoding="utf-8") for name in FILES}
    told: dict[str, dict[str, Any]] = {}
    broken: list[Mistake] = []
    for name, source in sources.items():
        try:
            told[name] = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            found = _AT_LINE.search(str(error))
            broken.append(Mistake(name, int(found.group(1)) if found else 1, f"no valid TOML: {error}"))
    if broken:
        return tuple(broken)
    return tuple(sorted(set(_mistakes(told, sources))))


def _mistakes(told: Mapping[str, dict[str, Any]], sources: Mapping[str, str]) -> Iterator[Mistake]:
    words = told["terms.toml"].get("words", {})
    for name, kind in _CONCEPTS.items():
        source = _Source(name, sources[name])
        rows = told[name].get(kind, [])
        yield from _entries(source, kind, rows, {it.get("id") for it in told[name].get("group", [])})
        yield from _references(source, rows, set(words), {it.get("id") for it in rows})
    categories = {it.get("id") for it in told["categories.toml"].get("category", [])}
    resources = _Source("resources.toml", sources["resources.toml"])
    for row in told["resources.toml"].get("resource", []):
        if row.get("category") not in categories:
            yield resources.at(row, "category", f"category {row.get('category')!r} is not in categories.toml")
    stop = set(str(told["lexicon.toml"].get("stop", "")).split())
    yield from _words(_Source("terms.toml", sources["terms.toml"]), words, stop)
    for kind, rows in told["initiative.toml"].items():
        yield from _entries(_Source("initiative.toml", sources["initiative.toml"]), kind, rows, None)


@dataclass(frozen=True, slots=True)
class _Source:
    file: str
    text: str

    def at(self, row: Mapping[str, Any], key: str, text: str) -> Mistake:
        """Return a mistake at the line of `key` in the block of `row`."""
        lines = self.text.splitlines()
        start = next((n for n, line in enumerate(lines) if line.strip() == f'id = "{row.get("id")}"'), 0)
        for number in range(start, len(lines)):
            if number > start and lines[number].startswith("[["):
                break
            if re.match(rf"\s*{key}\s*=", lines[number]):
                return Mistake(self.file, number + 1, text)
        return Mistake(self.file, start + 1, text)

    def of_word(self, id_: str, text: str) -> Mistake:
        """Return a mistake at the line where a group of synonyms begins."""
        lines = self.text.splitlines()
        number = next((n for n, line in enumerate(lines) if re.match(rf"\s*{re.escape(id_)}\s*=", line)), 0)
        return Mistake(self.file, number + 1, text)


def _entries(source: _Source, kind: str, rows: list[dict[str, Any]], groups: set[Any] | None) -> Iterator[Mistake]:
    seen: set[str] = set()
    for row in rows:
        id_ = str(row.get("id", ""))
        if not _ID.match(id_):
            yield source.at(row, "id", f"the id of a {kind} needs small letters, digits and _, not {id_!r}")
        if id_ in seen:
            yield source.at(row, "id", f"the {kind} {id_!r} stands here twice")
        seen.add(id_)
        for label in ("de", "en"):
            if not str(row.get(label, "")).strip():
                yield source.at(row, label, f"the {kind} {id_!r} has no label {label!r}")
        if groups is not None and row.get("group") is not None and row["group"] not in groups:
            yield source.at(row, "group", f"the group {row['group']!r} of {id_!r} does not exist")


def _references(source: _Source, rows: list[dict[str, Any]], words: set[str], ids: set[Any]) -> Iterator[Mistake]:
    for row in rows:
        for key in ("words", "near"):
            for word in (it.strip() for it in str(row.get(key, "")).split(",")):
                if word and word not in words:
                    yield source.at(row, key, f"{word!r} is no group of terms.toml")
        for other, nearness in dict(row.get("related", {})).items():
            if other not in ids:
                yield source.at(row, "related", f"{other!r} does not exist in this file")
            elif not isinstance(nearness, int | float) or not 0 < nearness <= 1:
                yield source.at(row, "related", f"the nearness to {other!r} must lie between 0 and 1")


def _words(source: _Source, words: Mapping[str, Any], stop: set[str]) -> Iterator[Mistake]:
    for id_, terms in words.items():
        if not isinstance(terms, str) or not terms.strip(" ,\n"):
            yield source.of_word(id_, f"the group {id_!r} has no words")
            continue
        listed = [" ".join(term.split()) for term in terms.split(",")]
        for term in sorted({it for it in listed if it and listed.count(it) > 1}):
            yield source.of_word(id_, f"{term!r} stands twice in {id_!r}")
        for term in listed:
            if term and stop.issuperset(term.split()):
                yield source.of_word(id_, f"{term!r} in {id_!r} says nothing: stop words only")
            if len(term.rstrip("!")) == 1 or "!" in term[:-1]:
                yield source.of_word(id_, f"{term!r} in {id_!r} is no word; ! stands only at the end")
