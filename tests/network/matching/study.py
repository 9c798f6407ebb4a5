"""The 40 initiatives of the study as profiles, read from the seed the service starts with."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from network.initiative import Place
from network.matching import Index, Profile, analyse
from network.place import districts_of

SEED = Path(__file__).parents[3] / "config" / "seed" / "initiatives.json"


@cache
def profiles() -> tuple[Profile, ...]:
    """Return all 40; their topics are not confirmed by anybody."""
    told = json.loads(SEED.read_text(encoding="utf-8"))
    return tuple(
        Profile(
            id=row["slug"],
            name=row["name"],
            level=row["level"],
            kind=row["kind"],
            land=row["land"],
            place=row["place"],
            lat=row["lat"],
            lon=row["lon"],
            aliases=tuple(row.get("aliases", ())),
            areas=() if row["level"] == "landesweit" else _districts(row),
            actors=tuple(row.get("actors", ())),
            goals=". ".join(row.get("goals", ())),
            inferred=tuple(row.get("topics", ())),
            status=told["status"],
        )
        for row in told["initiatives"]
    )


@cache
def index() -> Index:
    """Return an index of the 40."""
    return Index(analyse(profile) for profile in profiles())


def _districts(row: dict[str, Any]) -> tuple[str, ...]:
    return districts_of(Place(name=row["place"], land=row["land"], lat=row["lat"], lon=row["lon"]))
