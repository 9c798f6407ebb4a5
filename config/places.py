"""Places of Germany: towns from 1,000 inhabitants (GeoNames, CC BY 4.0) and regions people speak of."""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town or a part of one; degrees WGS 84, `land` as two letters, `district` as key, empty where it is not sure."""

    name: str
    land: str
    lat: float
    lon: float
    population: int
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of the country without sharp borders: its middle, its reach in kilometres, the districts it is made of."""

    name: str
    laender: tuple[str, ...]
    lat: float
    lon: float
    radius: float
    aliases: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()


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
                district=row["district"],
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
                districts=tuple(row["districts"].split()),
            )
            for row in csv.DictReader(lines)
        )


@cache
def atlas_version() -> str:
    """Return what changes with every edit of places, regions or districts."""
    files = ("places.csv", "regions.csv", "districts.csv")
    return hashlib.sha256(b"\0".join((FOLDER / name).read_bytes() for name in files)).hexdigest()[:6]
