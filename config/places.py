"""Places of Germany: towns from 1,000 inhabitants (GeoNames, CC BY 4.0) and regions people speak of."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town or a part of one; degrees WGS 84, `land` as two letters."""

    name: str
    land: str
    lat: float
    lon: float
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the country without sharp borders: its middle, and how far it reaches in kilometres."""

    name: str
    laender: tuple[str, ...]
    lat: float
    lon: float
    radius: float
    aliases: tuple[str, ...] = ()


@cache
def places() -> tuple[Place, ...]:
    """Return all places, ordered by name."""
    with (FOLDER / "places.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Place(
                name=row["name"],
                land=row["land"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                population=int(row["population"]),
            )
            for row in csv.DictReader(lines)
        )


@cache
def regions() -> tuple[Region, ...]:
    """Return the regions (own list)."""
    with (FOLDER / "regions.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            Region(
                name=row["name"],
                laender=tuple(row["laender"].split()),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                radius=float(row["radius"]),
                aliases=tuple(it for it in row["aliases"].split("|") if it),
            )
            for row in csv.DictReader(lines)
        )
