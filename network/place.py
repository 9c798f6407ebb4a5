"""Places people type: read, found among towns, districts and regions, told apart where several carry one name."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nsmallest

from config import places
from config.districts import districts
from config.laender import all_laender, land
from network import text
from network.errors import BadAnswer
from network.initiative import Place
from network.matching.area import kilometres
from network.matching.where import Where, find_places

MOST = 12  # suggestions
HERE, AROUND = 1.5, 8.0  # km within which a point is a known place, or lies among known places
STRAY = 40.0  # km beyond its reach at which a name means another place

_BEFORE = re.compile(
    r"^(?:(?:freie|hanse|landeshaupt|kreis|universitaets)?stadt|gemeinde|markt|landkreis|kreis|region|raum|in|im|der|das)\s+"
)
_WITHIN = re.compile(r"^(?P<town>.+?)\s*[,(]\s*(?P<land>[^,()]+)\)?$")
_NUMBER = re.compile(r"^(?:D\s*-?\s*)?\d[\d ]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A town, district or region one may mean; `key` names it in answers and stays the same when the list grows."""

    key: str
    place: Place
    weight: int  # inhabitants; regions and districts stand above all towns


def place_name(raw: str) -> str:
    """Return what was typed as the name of a place; a postcode is none."""
    name = text.line(raw, key="place", least=2, most=80) if not _NUMBER.match(text.clean(raw)) else ""
    if not name:
        raise BadAnswer("place_number")
    return name


def spots(name: str) -> tuple[Spot, ...]:
    """Return the towns, districts and regions of this name, the largest first; "Halle, NRW" narrows to a Land."""
    wanted, code = _parted(name)
    bare = _BEFORE.sub("", wanted)
    found = _called(wanted) or _district(wanted) or _called(bare) or _district(bare) or _part_of_town(wanted)
    inside = [it for it in found if code in {None, it.place.land}]
    return tuple(sorted(inside, key=lambda it: (-it.weight, it.key))[:MOST])


def nearly(name: str) -> tuple[Spot, ...]:
    """Return places whose names are spelled much like this one, the most alike first."""
    wanted, _ = _parted(name)
    alike = [it for it in _by_name() if it[:1] == wanted[:1] and abs(len(it) - len(wanted)) <= 2]
    close = difflib.get_close_matches(wanted, alike, n=3, cutoff=0.8)
    return tuple(spot for it in close for spot in _by_name()[it])[:MOST]


def spot(key: str, among: Iterable[Spot]) -> Place | None:
    """Return the place that carries this key, or None."""
    return next((it.place for it in among if it.key == key), None)


def whole_land(code: str) -> Place:
    """Return the place of a Landesinitiative: the Land, marked on the map at its capital."""
    found = land(code)
    if found is None:
        raise BadAnswer("land_unknown")
    capital = next(it for it in spots(found.capital) if it.place.land == code).place
    return Place(name=found.de, land=code, lat=capital.lat, lon=capital.lon)


@lru_cache(maxsize=4096)
def districts_of(place: Place) -> tuple[str, ...]:
    """Return the keys of the districts a place or region lies in: by its names, else by the places around its point.

    Empty where that is not sure.
    """
    named = [it for it in find_places(place.name) if place.land in it.laender and not _astray(it, place)]
    return tuple(dict.fromkeys(key for it in named for key in it.districts)) or _around(place)


def _astray(where: Where, place: Place) -> bool:
    if None in {where.lat, where.lon, place.lat, place.lon}:
        return False
    return _apart(where, place) > where.reach + STRAY


def _around(place: Place) -> tuple[str, ...]:
    """Return the district of the known place at this point, or the one that the three nearest have in common."""
    if place.lat is None or place.lon is None:
        return ()
    near = nsmallest(3, ((_apart(it, place), it.district) for it in places.places() if it.land == place.land))
    if near and near[0][0] <= HERE:
        near = near[:1]
    keys = {district for apart, district in near if apart <= AROUND}
    return tuple(keys) if len(keys) == 1 and near[-1][0] <= AROUND and "" not in keys else ()


def _apart(one: Where | places.Place, place: Place) -> float:
    return kilometres(one.lat or 0.0, one.lon or 0.0, place.lat or 0.0, place.lon or 0.0)


def _parted(name: str) -> tuple[str, str | None]:
    """Return the folded name and the Land named beside it, if any."""
    beside = _WITHIN.match(text.clean(name))
    code = _land_code(beside["land"]) if beside else None
    return text.fold(beside["town"] if beside and code else name), code


def _land_code(name: str) -> str | None:
    wanted = text.fold(name)
    for it in all_laender():
        if wanted in {text.fold(it.de), text.fold(it.en), it.code.lower()}:
            return it.code
    return {"nrw": "NW", "rlp": "RP"}.get(wanted)


def _called(wanted: str) -> list[Spot]:
    """Halle means Halle (Saale) too, because it is larger; Hamburg does not mean its parts."""
    exact = _by_name().get(wanted, [])
    if len(wanted) < 3:
        return exact
    largest = max((it.weight for it in exact), default=0)
    longer = [it for name, found in _by_name().items() if name.startswith(f"{wanted} ") for it in found]
    return exact + [it for it in longer if it.weight > largest]


def _district(wanted: str) -> list[Spot]:
    return _districts_by_name().get(wanted, [])


def _part_of_town(wanted: str) -> list[Spot]:
    """Berlin-Neukölln is Neukölln in the Land of Berlin."""
    town, _, part = wanted.partition(" ")
    laender = {it.place.land for it in _by_name().get(town, [])}
    return [it for it in _by_name().get(part, []) if it.place.land in laender]


@cache
def _by_name() -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for it in places.places():
        spot_ = Spot(
            key=f"{it.land}{it.lat:.2f},{it.lon:.2f}",
            place=Place(name=it.name, land=it.land, lat=it.lat, lon=it.lon),
            weight=it.population,
        )
        found[text.fold(it.name)].append(spot_)
    for region in places.regions():
        for name in (region.name, *region.aliases):
            found[text.fold(name)] += _region_spots(region)
    return dict(found)


def _region_spots(region: places.Region) -> list[Spot]:
    return [
        Spot(
            key=f"r{code}{region.lat:.2f},{region.lon:.2f}",
            place=Place(name=region.name, land=code, lat=region.lat, lon=region.lon),
            weight=10**9,
        )
        for code in region.laender
    ]


@cache
def _districts_by_name() -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for it in districts():
        spot_ = Spot(key=f"k{it.key}", place=Place(name=it.name, land=it.land, lat=it.lat, lon=it.lon), weight=10**9)
        for name in {text.fold(name) for name in it.names}:
            found[name].append(spot_)
    return dict(found)
