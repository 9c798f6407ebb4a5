"""Understands places, districts, regions and Länder that stand in free text."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from config.districts import districts
from config.laender import land as land_of
from config.places import Place, Region, places, regions
from config.vocabulary import vocabulary
from network.matching.analysis import fold
from network.matching.area import border, kilometres, neighbours
from network.matching.profile import Profile

WORD = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
AFTER = frozenset(("in", "bei", "um", "aus", "nach", "von", "für", "rund", "raum", "region", "stadt", "kreis", "nähe"))
KNOWN = 20_000  # inhabitants from which a name is understood without a word before it
LONGEST = 6  # words of a name
TOWN, DISTRICT = 5.0, 10.0  # km from the middle that still belong to it
SAME_DISTRICT, NEXT_DISTRICT = 0.6, 0.3  # of a place somebody asked for
CLOSE = 0.3  # nearness by distance from which somebody works in or close to a place
_TAIL = re.compile(r"\s+(?:am|an|im|in|ob|vor|bei|unter|auf)\b.*|\s*\(.*|/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place somebody wrote: how it was written, the Länder and districts it lies in, a point, a reach in kilometres.

    `whole` says that the districts themselves are meant, not a town in one of them.
    """

    name: str
    laender: tuple[str, ...]
    lat: float | None = None
    lon: float | None = None
    reach: float = 0.0
    districts: tuple[str, ...] = ()
    whole: bool = False

    def nearness(self, profile: Profile) -> float:
        """Return how much an initiative has to do with this place, 0 to 1."""
        inside = profile.land in self.laender
        if self.lat is None or self.lon is None:  # a Land
            return 1.0 if inside else 0.25 if any(neighbours(profile.land, it) for it in self.laender) else 0.0
        if profile.level == "landesweit":
            return 0.6 if inside else 0.0
        apart = self._apart(profile, self.lat, self.lon)
        return max(apart, self._by_district(profile), 0.15 if inside else 0.0)

    def holds(self, profile: Profile) -> bool:
        """Return whether an initiative works in or close to this place, as far as that may be said."""
        if self.whole and self.districts and profile.areas:
            return not set(self.districts).isdisjoint(profile.areas)
        if self.lat is None or self.lon is None or profile.level == "landesweit":
            return self.nearness(profile) >= CLOSE
        return self._apart(profile, self.lat, self.lon) >= CLOSE

    def _by_district(self, profile: Profile) -> float:
        if not set(self.districts).isdisjoint(profile.areas):
            return 1.0 if self.whole else SAME_DISTRICT
        return NEXT_DISTRICT if border(self.districts, profile.areas) else 0.0

    def _apart(self, profile: Profile, lat: float, lon: float) -> float:
        if profile.lat is None or profile.lon is None:
            return 0.0
        beyond = max(0.0, kilometres(lat, lon, profile.lat, profile.lon) - self.reach)
        return 1.0 / (1.0 + (beyond / 30.0) ** 2)


def find_places(text: str) -> tuple[Where, ...]:
    """Return the Länder, regions and towns named in `text`, in their order."""
    return tuple(_read([match.group() for match in WORD.finditer(text)]))


def _read(tokens: list[str]) -> Iterator[Where]:
    at = 0
    folded = [fold(token) for token in tokens]
    while at < len(tokens):
        for size in range(min(LONGEST, len(tokens) - at), 0, -1):
            found = _meant(
                " ".join(folded[at : at + size]), folded[at - 1] if at else "", tokens[at], alone=len(tokens) == size
            )
            if found:
                yield found
                at += size
                break
        else:
            at += 1


def _meant(name: str, before: str, written: str, *, alone: bool) -> Where | None:
    known = _names()
    if name in known.laender and (len(name) > 2 or written.isupper()):
        code = known.laender[name]
        land = land_of(code)
        return Where(name=land.de if land else code, laender=(code,))
    for form in _forms(name):
        if form in known.regions and (form not in known.common or before in _after() or alone):
            return known.regions[form]
    if name in known.districts and (" " in name or _proper(written, before, alone)):
        return known.districts[name]
    if not _proper(written, before, alone):
        return None
    for form in _forms(name):
        town = known.towns.get(form)
        if town and (alone or before in _after() or (form not in known.common and town.population >= KNOWN)):
            return _town(town)
    return None


def _proper(written: str, before: str, alone: bool) -> bool:
    """Return whether a word may be a name: written large, alone, or after a word such as "in"."""
    return written[:1].isupper() or alone or before in _after()


def _town(place: Place) -> Where:
    return Where(
        name=place.name,
        laender=(place.land,),
        lat=place.lat,
        lon=place.lon,
        reach=TOWN,
        districts=(place.district,) if place.district else (),
    )


def _forms(name: str) -> Iterator[str]:
    """Yield a name and what it is derived from: Aachener, Neuköllner, Ruhrgebiets."""
    yield name
    if name.endswith("s") and len(name) > 5:
        yield name[:-1]
    if name.endswith("er") and len(name) > 6:
        yield name[:-2]
        yield name[:-1]
        yield name[:-2] + "en"


@cache
def _after() -> frozenset[str]:
    return frozenset(fold(it) for it in AFTER)


@dataclass(frozen=True, slots=True)
class _Names:
    laender: dict[str, str]
    regions: dict[str, Where]
    districts: dict[str, Where]
    towns: dict[str, Place]
    common: frozenset[str]


@cache
def _names() -> _Names:
    lexicon = vocabulary().lexicon
    towns: dict[str, list[Place]] = defaultdict(list)
    for place in places():
        for name in {place.name, _TAIL.sub("", place.name)}:
            towns[fold(name)].append(place)
    return _Names(
        laender={fold(name): code for code, names in lexicon.laender.items() for name in names},
        regions={fold(name): _region(it) for it in regions() for name in (it.name, *it.aliases)},
        districts=_districts(taken=frozenset(towns)),
        towns={name: max(same, key=lambda it: it.population) for name, same in towns.items()},
        common=frozenset(fold(it) for it in lexicon.common),
    )


def _region(region: Region) -> Where:
    return Where(
        name=region.name,
        laender=region.laender,
        lat=region.lat,
        lon=region.lon,
        reach=region.radius,
        districts=region.districts,
        whole=True,
    )


def _districts(*, taken: frozenset[str]) -> dict[str, Where]:
    """Return districts by every name that means one district only and no town."""
    named: dict[str, list[Where]] = defaultdict(list)
    for it in districts():
        where = Where(
            name=it.name, laender=(it.land,), lat=it.lat, lon=it.lon, reach=DISTRICT, districts=(it.key,), whole=True
        )
        for name in {fold(name) for name in it.names} - taken:
            named[name].append(where)
    return {name: meant[0] for name, meant in named.items() if len(meant) == 1}
