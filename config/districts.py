"""The 400 districts of Germany (Kreise and kreisfreie Städte) and which of them touch, from districts.csv."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("districts.csv")
_COUNTY = re.compile(r"(?:Landkreis|Kreis) (?P<bare>.+)")
_TAIL = re.compile(r"\s+(?:am|an|im|in) .*|\s*\(.*|/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """One district: official key of five digits, name, Land as two letters, middle in degrees, keys of those around.

    `is_town` says that it is a single town (kreisfreie Stadt).
    """

    key: str
    name: str
    land: str
    lat: float
    lon: float
    neighbours: tuple[str, ...]
    is_town: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """How people write a district of many places; empty for a town, which is among the places."""
        return () if self.is_town else tuple(dict.fromkeys(_names(self.name)))


@cache
def districts() -> tuple[District, ...]:
    """Return all districts, ordered by key."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            District(
                key=row["key"],
                name=row["name"],
                land=row["land"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                neighbours=tuple(row["neighbours"].split()),
                is_town=row["kind"] == "town",
            )
            for row in csv.DictReader(lines)
        )


def district(key: str) -> District | None:
    """Return the district with this key, or None."""
    return _by_key().get(key)


@cache
def _by_key() -> dict[str, District]:
    return {it.key: it for it in districts()}


def _names(name: str) -> Iterator[str]:
    county = _COUNTY.fullmatch(name)
    if not county:
        yield name
        yield from (f"{name}es",) if name.lower().endswith("kreis") else ()
        return
    bare = county["bare"]
    for kind in ("Landkreis", "Kreis", "Landkreises", "Kreises", "LK"):
        yield f"{kind} {bare}"
        yield f"{kind} {_TAIL.sub('', bare)}"
    yield bare
