"""An initiative as the matching sees it."""

import re
from dataclasses import replace

from config.vocabulary import vocabulary
from network.initiative import Initiative, Level, Place
from network.matching import Analysed, Profile, Thing, analyse, version
from network.offer import Offer
from network.place import districts_of


def analysed_of(initiative: Initiative) -> str:
    """Return the analysed row that is stored beside an initiative, as JSON text."""
    return analyse(profile_of(initiative)).to_json()


def read_analysed(row: str) -> Analysed:
    """Return what `analysed_of` stored, analysed anew where rules, words or districts have changed since."""
    stored = Analysed.from_json(row)
    return stored if stored.version == version() else analyse(_placed(stored.profile))


def profile_of(initiative: Initiative) -> Profile:
    """Return the facts that count for finding partners.

    Topics of an entry that its initiative never confirmed are what others read off it (product rule 1).
    """
    historic = initiative.is_historic
    year = re.search(r"\b(?:19|20)\d\d\b", initiative.founded or "")
    return Profile(
        id=str(initiative.id),
        name=initiative.name,
        level=initiative.level.value,
        kind=initiative.kind.value,
        land=initiative.place.land,
        place=initiative.place.name,
        lat=initiative.place.lat,
        lon=initiative.place.lon,
        aliases=initiative.other_names,
        areas=_areas(initiative.level, initiative.place),
        actors=tuple(actor.value for actor in initiative.actors),
        goals=initiative.goals,
        topics=() if historic else initiative.topics,
        inferred=initiative.topics if historic else (),
        offers=tuple(_thing(it) for it in initiative.offered),
        needs=tuple(_thing(it) for it in initiative.needed),
        measures=_measures(initiative),
        founded=int(year[0]) if year else None,
        updated=initiative.updated_at.date(),
        status=initiative.status.value,
    )


def _placed(profile: Profile) -> Profile:
    """Return a profile whose districts are those of today's lists."""
    place = Place(name=profile.place, land=profile.land, lat=profile.lat, lon=profile.lon)
    return replace(profile, areas=_areas(profile.level, place))


def _areas(level: str, place: Place) -> tuple[str, ...]:
    """Return the districts an initiative works in; what works in a whole Land is compared by Land."""
    return () if level == Level.LANDESWEIT else districts_of(place)


def _measures(initiative: Initiative) -> tuple[str, ...]:
    """Return what it has done: title, format and text of each measure, then the formats that none of them tells of.

    The title is the first line, so that reasons quote just that; a mere idea is no experience.
    """
    done = [it for it in initiative.measures if it.is_experience]
    told = {it.format for it in done}
    formats = (_format(it) for it in initiative.formats if it not in told)
    return (*("\n".join(filter(None, (it.title, _format(it.format), it.text))) for it in done), *formats)


def _format(id_: str | None) -> str:
    return vocabulary().label("format", id_) if id_ else ""


def _thing(offer: Offer) -> Thing:
    return Thing(offer.text, offer.category, offer.category_confirmed)
