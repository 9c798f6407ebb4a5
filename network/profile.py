"""An initiative as the matching sees it."""

import re

from config.vocabulary import vocabulary
from network.initiative import Initiative
from network.matching import Analysed, Profile, Thing, analyse, version
from network.offer import Offer


def analysed_of(initiative: Initiative) -> str:
    """Return the analysed row that is stored beside an initiative, as JSON text."""
    return analyse(profile_of(initiative)).to_json()


def read_analysed(row: str) -> Analysed:
    """Return what `analysed_of` stored, analysed anew where the rules or words have changed since."""
    stored = Analysed.from_json(row)
    return stored if stored.version == version() else analyse(stored.profile)


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
        aliases=initiative.aliases,
        actors=tuple(actor.value for actor in initiative.actors),
        goals=initiative.goals,
        topics=() if historic else initiative.topics,
        inferred=initiative.topics if historic else (),
        offers=tuple(_thing(it) for it in initiative.offered),
        needs=tuple(_thing(it) for it in initiative.needed),
        measures=tuple(vocabulary().label("format", it) for it in initiative.formats),
        founded=int(year[0]) if year else None,
        updated=initiative.updated_at.date(),
        status=initiative.status.value,
    )


def _thing(offer: Offer) -> Thing:
    return Thing(offer.text, offer.category, offer.category_confirmed)
