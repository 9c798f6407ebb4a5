"""The sixteen Länder as this house knows them: names, capitals and neighbours, from laender.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Land:
    """One Land; `code` is its two letters, `label` latitude and longitude of its name on a map, in degrees.

    `neighbours` are codes of bordering Länder, `abroad` ISO codes of bordering countries.
    """

    code: str
    de: str
    en: str
    capital: str
    label: tuple[float, float]
    neighbours: tuple[str, ...]
    abroad: tuple[str, ...]

    def name(self, language: str) -> str:
        """Return the name in the language `de` or `en`."""
        return self.en if language == "en" else self.de


@cache
def all_laender() -> tuple[Land, ...]:
    """Return the sixteen Länder in the order of their German names."""
    rows = tomllib.loads(files("config").joinpath("laender.toml").read_text("utf-8"))["land"]
    return tuple(sorted((_land(row) for row in rows), key=lambda land: land.de))


def land(code: str) -> Land | None:
    """Return the Land with these two letters, or None."""
    return next((it for it in all_laender() if it.code == code), None)


def _land(row: dict[str, Any]) -> Land:
    return Land(
        code=row["code"],
        de=row["de"],
        en=row["en"],
        capital=row["capital"],
        label=(row["label"]["lat"], row["label"]["lon"]),
        neighbours=tuple(row["neighbours"]),
        abroad=tuple(row["abroad"]),
    )
