"""Where initiatives work: distances, neighbouring Länder, and who is near whom."""

import math
from collections import defaultdict
from heapq import nsmallest
from itertools import chain, islice

from config.laender import land as land_of
from network.matching.profile import Profile

NEAR = 35.0  # km at which nearness has fallen to a half
ROOF = 0.8  # a Landesinitiative and those inside its Land
SAME_LAND, NEXT_LAND = 0.35, 0.2  # both of regional or local reach
BOTH_LAND_WIDE = 0.65  # neighbouring Länder, both initiatives landesweit
CROSS = 0.3  # landesweit here, regional in the neighbouring Land
CELL = 0.25  # degrees
RINGS = (1, 3, 8)  # squares around a point that are looked at, one after the other
SHRINK = 0.63  # a degree of longitude beside one of latitude, in the middle of Germany


def distance(one: Profile, other: Profile) -> float | None:
    """Return the kilometres between two initiatives, the same both ways, or None where a point is missing."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return kilometres(one.lat, one.lon, other.lat, other.lon)


def kilometres(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance between two points in degrees (great circle, earth as a sphere)."""
    phi, other_phi = math.radians(lat), math.radians(other_lat)
    half = math.sin((other_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))


def neighbours(one: str, other: str) -> bool:
    """Return whether two Länder (codes) touch."""
    land = land_of(one)
    return land is not None and other in land.neighbours


def is_roof(one: Profile, other: Profile) -> bool:
    """Return whether one of the two is a Landesinitiative of the Land in which the other works locally."""
    return one.land == other.land and (one.level == "landesweit") != (other.level == "landesweit")


def nearness(one: Profile, other: Profile) -> float:
    """Return how much two areas have to do with each other, 0 to 1, the same both ways (study III.2.5)."""
    wide = (one.level == "landesweit") + (other.level == "landesweit")
    if wide == 2:
        return 1.0 if one.land == other.land else BOTH_LAND_WIDE if neighbours(one.land, other.land) else 0.0
    if wide == 1:
        return ROOF if one.land == other.land else CROSS if neighbours(one.land, other.land) else 0.0
    return max(_local(one, other), _land(one, other))


def _local(one: Profile, other: Profile) -> float:
    if set(one.areas) & set(other.areas):
        return 1.0
    apart = distance(one, other)
    return 0.0 if apart is None else 1.0 / (1.0 + (apart / NEAR) ** 2)


def _land(one: Profile, other: Profile) -> float:
    if one.land == other.land:
        return SAME_LAND
    return NEXT_LAND if neighbours(one.land, other.land) else 0.0


class Grid:
    """Initiatives by square of the map and by Land, to find those around without looking at all."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], dict[int, tuple[float, float]]] = defaultdict(dict)
        self._lands: dict[tuple[str, bool], dict[int, None]] = defaultdict(dict)
        self._where: dict[int, tuple[tuple[int, int] | None, tuple[str, bool]]] = {}

    def put(self, slot: int, profile: Profile) -> None:
        """Remember where a row is."""
        cell = None
        if profile.lat is not None and profile.lon is not None:
            cell = _cell(profile.lat, profile.lon)
            self._cells[cell][slot] = (profile.lat, profile.lon)
        land = (profile.land, profile.level == "landesweit")
        self._lands[land][slot] = None
        self._where[slot] = (cell, land)

    def drop(self, slot: int) -> None:
        """Forget a row."""
        cell, land = self._where.pop(slot)
        if cell is not None:
            del self._cells[cell][slot]
        del self._lands[land][slot]

    def nearest(self, lat: float, lon: float, *, limit: int) -> list[int]:
        """Return the rows nearest to a point; as far as 50 km in any case, further out only while there are too few."""
        around: list[tuple[float, int]] = []
        for rings in RINGS:
            around = self._within(lat, lon, rings)
            if len(around) >= limit:
                break
        return [slot for _, slot in nsmallest(limit, around)]

    def roofs(self, land: str, *, limit: int) -> list[int]:
        """Return Landesinitiativen of a Land, then of those it touches."""
        known = land_of(land)
        codes = (land, *(known.neighbours if known else ()))
        return list(islice(chain.from_iterable(self._lands.get((code, True), ()) for code in codes), limit))

    def inside(self, land: str, *, limit: int) -> list[int]:
        """Return local and regional initiatives of a Land, then of those it touches."""
        known = land_of(land)
        codes = (land, *(known.neighbours if known else ()))
        return list(islice(chain.from_iterable(self._lands.get((code, False), ()) for code in codes), limit))

    def _within(self, lat: float, lon: float, rings: int) -> list[tuple[float, int]]:
        row, column = _cell(lat, lon)
        span = range(-rings, rings + 1)
        return [
            ((there[0] - lat) ** 2 + (SHRINK * (there[1] - lon)) ** 2, slot)
            for down in span
            for right in span
            for slot, there in self._cells.get((row + down, column + right), {}).items()
        ]


def _cell(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat / CELL), math.floor(lon / CELL / 1.5)
