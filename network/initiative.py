"""An initiative: what it is, where it works, and how its answers are read. Source: study 2018, chapter III."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from network import text
from network.errors import BadAnswer
from network.measure import Measure
from network.offer import Offer, OfferKind


class Level(StrEnum):
    """Level of action (study III.2.2, table 1: 8, 14 and 18 of 40 cases)."""

    LOKAL = "lokal"
    REGIONAL = "regional"
    LANDESWEIT = "landesweit"


class Kind(StrEnum):
    """Type of initiative (study III.2.3, table 1: 17, 12 and 11 of 40 cases)."""

    NETZWERK = "netzwerk"
    MASSNAHMEN = "massnahmen"
    MISCH = "misch"


class Composition(StrEnum):
    """How many of the three classic partner groups take part regularly (study III.2.1)."""

    MONO = "mono"
    DUO = "duo"
    TRI = "tri"


class Status(StrEnum):
    """Where an entry stands in its life."""

    HISTORIC = "historic"  # from the study, as of 2018, never confirmed
    FOUNDING = "founding"
    WAITING = "waiting"  # submitted, not yet read by staff
    ACTIVE = "active"
    RETURNED = "returned"  # staff asked for a change
    DORMANT = "dormant"
    ENDED = "ended"
    MERGED = "merged"  # it was there twice and lives on in another entry, to which its address leads


class ActorGroup(StrEnum):
    """Groups that take part (study III.2.1)."""

    UNTERNEHMEN = "unternehmen"
    KAMMER = "kammer"
    WIRTSCHAFTSVERBAND = "wirtschaftsverband"
    GEWERKSCHAFT = "gewerkschaft"
    LAND = "land"
    KOMMUNE = "kommune"
    BILDUNG = "bildung"
    GESELLSCHAFTSGRUPPEN = "gesellschaftsgruppen"
    DIENSTLEISTER = "dienstleister"
    PRIVATPERSONEN = "privatpersonen"


PUBLIC = frozenset({Status.HISTORIC, Status.FOUNDING, Status.ACTIVE, Status.DORMANT, Status.ENDED})
PARTNERS = frozenset({Status.HISTORIC, Status.FOUNDING, Status.ACTIVE})
_PARTNER_GROUP = {
    ActorGroup.UNTERNEHMEN: "wirtschaft",
    ActorGroup.KAMMER: "wirtschaft",
    ActorGroup.WIRTSCHAFTSVERBAND: "wirtschaft",
    ActorGroup.GEWERKSCHAFT: "gewerkschaften",
    ActorGroup.LAND: "politik",
    ActorGroup.KOMMUNE: "politik",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an initiative works: a name people use, the Land (two letters, e.g. NW) and a point in degrees WGS 84."""

    name: str
    land: str
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A link between two initiatives; `kind` is a relation type of the vocabulary."""

    kind: str
    other: UUID
    other_name: str
    other_slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerName:
    """What an initiative was called, up to and including a day."""

    name: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """One initiative as the network knows it; `topics` are confirmed ids, `goals` are its own words.

    `aliases` are names it uses beside its own, `former_names` those it has laid down, oldest first.
    """

    id: UUID
    slug: str
    name: str
    level: Level
    kind: Kind
    status: Status
    place: Place
    actors: tuple[ActorGroup, ...] = ()
    goals: str = ""
    topics: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    measures: tuple[Measure, ...] = ()
    formats: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    former_names: tuple[FormerName, ...] = ()
    composition: Composition | None = None
    website: str | None = None
    founded: str | None = None
    legal_form: str | None = None
    office: str | None = None
    sources: tuple[str, ...] = ()
    as_of: str | None = None
    relations: tuple[Relation, ...] = ()
    created_at: datetime
    updated_at: datetime
    confirmed_at: datetime | None = None

    @property
    def is_historic(self) -> bool:
        """Whether this is an unconfirmed entry of the 2018 study."""
        return self.status is Status.HISTORIC

    @property
    def other_names(self) -> tuple[str, ...]:
        """Every name it is found by besides its own."""
        return (*self.aliases, *(it.name for it in self.former_names))

    @property
    def offered(self) -> tuple[Offer, ...]:
        """What it offers."""
        return tuple(it for it in self.offers if it.kind is OfferKind.OFFER)

    @property
    def needed(self) -> tuple[Offer, ...]:
        """What it seeks."""
        return tuple(it for it in self.offers if it.kind is OfferKind.NEED)

    @property
    def suggested_composition(self) -> Composition | None:
        """The composition that follows from its actors, or None when no partner group takes part."""
        return composition_of(self.actors)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a coordinator answered in the registration."""

    name: str
    level: Level
    kind: Kind
    place: Place
    actors: tuple[ActorGroup, ...]
    goals: str
    topics: tuple[str, ...]
    offers: tuple[tuple[str, str | None], ...] = field(default=())  # text, category id
    needs: tuple[tuple[str, str | None], ...] = field(default=())
    website: str | None = None


def renamed(it: Initiative, name: str, *, on: date) -> Initiative:
    """Return the initiative under this name; the one the public knew until `on` becomes a former name.

    No name is two of current, other and former: one that is taken up again leaves its list. What differs only in
    its spelling is the same name, and one that was never public leaves no trace.
    """
    if text.same_name(it.name, name):
        return replace(it, name=name)
    former = tuple(known for known in it.former_names if not _is_one_of(known.name, (it.name, name)))
    if it.status in PUBLIC:
        former = (*former, FormerName(name=it.name, until=on))
    aliases = tuple(known for known in it.aliases if not _is_one_of(known, (it.name, name)))
    return replace(it, name=name, aliases=aliases, former_names=former)


def composition_of(actors: tuple[ActorGroup, ...]) -> Composition | None:
    """Return mono, duo or tri by the partner groups that take part (study III.2.1, footnote 2); a suggestion only."""
    groups = {_PARTNER_GROUP[actor] for actor in actors if actor in _PARTNER_GROUP}
    return (None, Composition.MONO, Composition.DUO, Composition.TRI)[len(groups)]


def kind_of(*, strategy_inside: bool, action_outside: bool, members_act: bool) -> Kind:
    """Return the type that three answers point to (study III.2.3).

    Dialogue among the partners alone is a network, public action alone works by measures, both is a mixed type.
    Where the first two answers say neither, it counts who carries the work out.
    """
    if strategy_inside and action_outside:
        return Kind.MISCH
    if action_outside or (not strategy_inside and members_act):
        return Kind.MASSNAHMEN
    return Kind.NETZWERK


def initiative_name(raw: str) -> str:
    """Return the cleaned name: one line, 3 to 120 characters, with letters; raise BadAnswer otherwise."""
    return text.line(raw, key="name", least=3, most=120)


def goals(raw: str) -> str:
    """Return the cleaned goals: 20 to 2000 characters."""
    return text.block(raw, key="goals", least=20, most=2000)


def offer_text(raw: str) -> str:
    """Return one offer or need in the coordinator's words: one line, 5 to 200 characters."""
    return text.line(raw, key="offer", least=5, most=200)


def website(raw: str) -> str:
    """Return a normalised http(s) address; add https:// where the scheme is missing; raise BadAnswer otherwise."""
    cleaned = text.line(raw, key="website", least=4, most=300)
    if re.search(r"\s", cleaned):
        raise BadAnswer("website")
    if not re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*:", cleaned) or re.match(r"^[\w.-]+:\d", cleaned):
        cleaned = f"https://{cleaned}"
    return _checked_url(cleaned)


def _is_one_of(name: str, names: tuple[str, ...]) -> bool:
    return any(text.same_name(name, it) for it in names)


def _checked_url(address: str) -> str:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port else ""
    except (ValueError, UnicodeError):
        raise BadAnswer("website") from None
    if parts.scheme.lower() not in {"http", "https"} or parts.username or parts.password:
        raise BadAnswer("website")
    if "." not in host or host.endswith(".localhost") or re.fullmatch(r"[\d.]+|.*:.*", host):
        raise BadAnswer("website")
    return urlunsplit((parts.scheme.lower(), host + port, parts.path, parts.query, ""))
