"""Where initiatives work: distances, neighbouring districts and Länder, and who is near whom."""

import math
from collections import defaultdict
from functools import lru_cache
from heapq import nsmallest
from itertools import chain, islice

from config.districts import District, district
from config.laender import land as land_of
from network.matching.profile import Profile

NEAR = 35.0  # km at which nearness has fallen to a half
ROOF = 0.8  # a Landesinitiative and those inside its Land
NEXT_DISTRICT = 0.6  # however far apart the middles are; from here to 1 for areas that share districts
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


def border(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Return whether a district of one area touches a district of the other (keys)."""
    return bool(one and other) and not _around(one).isdisjoint(other)


def bordering(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[District, District] | None:
    """Return a district of each area that touch, the same whenever asked, or None where no keys say so."""
    pairs = ((mine, theirs) for mine in sorted(one) for theirs in sorted(other))
    return next((found for mine, theirs in pairs if (found := _touching(mine, theirs))), None)


def common_district(one: tuple[str, ...], other: tuple[str, ...]) -> District | None:
    """Return a district of both areas, or None."""
    return next((it for key in sorted(set(one) & set(other)) if (it := district(key))), None)


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
    shared = len(set(one.areas) & set(other.areas))
    if shared:
        return NEXT_DISTRICT + (1.0 - NEXT_DISTRICT) * shared / min(len(set(one.areas)), len(set(other.areas)))
    apart = distance(one, other)
    near = 0.0 if apart is None else 1.0 / (1.0 + (apart / NEAR) ** 2)
    return max(near, NEXT_DISTRICT) if border(one.areas, other.areas) else near


def _land(one: Profile, other: Profile) -> float:
    if one.land == other.land:
        return SAME_LAND
    return NEXT_LAND if neighbours(one.land, other.land) else 0.0


@lru_cache(maxsize=4096)
def _around(keys: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of all districts that touch one of these."""
    return frozenset(key for it in map(district, keys) if it for key in it.neighbours)


def _touching(key: str, other_key: str) -> tuple[District, District] | None:
    one, other = district(key), district(other_key)
    return (one, other) if one and other and other.key in one.neighbours else None


class Grid:
    """Initiatives by square of the map, by district and by Land, to find those around without looking at all."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], dict[int, tuple[float, float]]] = defaultdict(dict)
        self._districts: dict[str, dict[int, None]] = defaultdict(dict)
        self._lands: dict[tuple[str, bool], dict[int, None]] = defaultdict(dict)
        self._where: dict[int, tuple[tuple[int, int] | None, tuple[str, ...], tuple[str, bool]]] = {}

    def put(self, slot: int, profile: Profile) -> None:
        """Remember where a row is."""
        cell = None
        if profile.lat is not None and profile.lon is not None:
            cell = _cell(profile.lat, profile.lon)
            self._cells[cell][slot] = (profile.lat, profile.lon)
        land = (profile.land, profile.level == "landesweit")
        self._lands[land][slot] = None
        for area in profile.areas:
            self._districts[area][slot] = None
        self._where[slot] = (cell, profile.areas, land)

    def drop(self, slot: int) -> None:
        """Forget a row."""
        cell, areas, land = self._where.pop(slot)
        if cell is not None:
            del self._cells[cell][slot]
        for area in areas:
            self._districts[area].pop(slot, None)
        del self._lands[land][slot]

    def nearest(self, lat: float, lon: float, *, limit: int) -> list[int]:
        """Return the rows nearest to a point; as far as 50 km in any case, further out only while there are too few."""
        around: list[tuple[float, int]] = []
        for rings in RINGS:
            around = self._within(lat, lon, rings)
            if len(around) >= limit:
                break
        return [slot for _, slot in nsmallest(limit, around)]

    def adjoining(self, areas: tuple[str, ...], *, limit: int) -> set[int]:
        """Return rows that work in these districts, and from each district around them as many as its share."""
        beside = _around(areas).difference(areas)
        share = max(1, limit // max(1, len(beside)))
        return set(self._in(areas, limit)).union(*(self._in((key,), share) for key in sorted(beside)))

    def _in(self, areas: tuple[str, ...], limit: int) -> list[int]:
        return list(islice(chain.from_iterable(self._districts.get(key, ()) for key in areas), limit))

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
