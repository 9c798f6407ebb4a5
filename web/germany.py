"""Germany as a plane: every place in kilometres, and the outline of each Land as a path.

The projection is Lambert's conformal conic on a sphere with the parallels 48°40' and 53°40' and the meridian
10°30', as official maps of Germany use it: shapes are true, and lengths are off by less than 0.5 percent.
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from config.laender import Land, all_laender

Point = tuple[float, float]
Span = tuple[float, float]

_RADIUS = 6371.0  # kilometres
_MERIDIAN = math.radians(10.5)
_SOUTH, _NORTH = math.radians(48 + 40 / 60), math.radians(53 + 40 / 60)
_CONE = math.log(math.cos(_SOUTH) / math.cos(_NORTH)) / math.log(
    math.tan(math.pi / 4 + _NORTH / 2) / math.tan(math.pi / 4 + _SOUTH / 2)
)
_REACH = _RADIUS * math.cos(_SOUTH) * math.tan(math.pi / 4 + _SOUTH / 2) ** _CONE / _CONE
_LEFT, _TOP = 324.4, 4686.7  # moves the north-western corner of the picture to (0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in kilometres."""

    x: float
    y: float
    w: float
    h: float

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Return whether the point lies inside, at least `margin` from the rim."""
        across = self.x + margin <= point[0] <= self.x + self.w - margin
        return across and self.y + margin <= point[1] <= self.y + self.h - margin

    def pulled_in(self, point: Point, margin: float) -> Point:
        """Return the point, or the nearest one that keeps `margin` from the rim."""
        x = min(max(point[0], self.x + margin), self.x + self.w - margin)
        return x, min(max(point[1], self.y + margin), self.y + self.h - margin)

    def meets(self, other: "Box") -> bool:
        """Return whether the two overlap."""
        across = self.x < other.x + other.w and other.x < self.x + self.w
        return across and self.y < other.y + other.h and other.y < self.y + self.h

    def grown(self, by: float) -> "Box":
        """Return the box with a margin around it."""
        return Box(x=self.x - by, y=self.y - by, w=self.w + 2 * by, h=self.h + 2 * by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The drawn area of a Land: closed rings (a hole is a ring inside another), their SVG path and box."""

    land: Land
    rings: tuple[tuple[Point, ...], ...]
    path: str
    box: Box

    def holds(self, point: Point) -> bool:
        """Return whether the point lies inside the drawn area."""
        return any(left <= point[0] <= right for left, right in self.spans(point[1]))

    def spans(self, y: float) -> list[Span]:
        """Return the stretches of the horizontal line at `y` that lie inside, from left to right."""
        crossings = sorted(
            a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
            for ring in self.rings
            for a, b in pairwise(ring)
            if (a[1] > y) != (b[1] > y)
        )
        return list(zip(crossings[::2], crossings[1::2], strict=True))


def where(lat: float, lon: float) -> Point:
    """Return the place in the picture: kilometres to the right of and below its upper left corner."""
    distance = _REACH / math.tan(math.pi / 4 + math.radians(lat) / 2) ** _CONE
    angle = _CONE * (math.radians(lon) - _MERIDIAN)
    return _LEFT + distance * math.sin(angle), distance * math.cos(angle) - _TOP


@cache
def shapes() -> dict[str, Shape]:
    """Return the sixteen drawn Länder by code."""
    drawn = json.loads(files("config").joinpath("germany.json").read_text("utf-8"))
    outlines = {feature["id"]: feature["geometry"]["coordinates"] for feature in drawn["features"]}
    return {land.code: _shape(land, outlines[land.code]) for land in all_laender()}


@cache
def whole() -> Box:
    """Return the box around all Länder."""
    return box_of(point for shape in shapes().values() for ring in shape.rings for point in ring)


def box_of(points: Iterable[Point]) -> Box:
    """Return the smallest box around the points."""
    across, down = zip(*points, strict=True)
    return Box(x=min(across), y=min(down), w=max(across) - min(across), h=max(down) - min(down))


def _shape(land: Land, polygons: Any) -> Shape:
    rings = tuple(tuple(where(lat, lon) for lon, lat in ring) for polygon in polygons for ring in polygon)
    path = "".join(_path(ring) for ring in rings)
    return Shape(land=land, rings=rings, path=path, box=box_of(point for ring in rings for point in ring))


def _path(ring: tuple[Point, ...]) -> str:
    """Relative steps, half as long as absolute ones; between rounded points, so that errors stay small."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in ring[:-1]]
    steps = [f"{(b[0] - a[0]) / 10:g},{(b[1] - a[1]) / 10:g}" for a, b in pairwise(tenths)]
    return f"M{tenths[0][0] / 10:g},{tenths[0][1] / 10:g}l{' '.join(steps)}z"
