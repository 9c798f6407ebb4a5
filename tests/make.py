"""Short makers of nouns for tests: sensible everywhere, so that a test names only what it is about."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.review_initiative import review_initiative
from bot.desk import Desk
from network.initiative import ActorGroup, Draft, Initiative, Kind, Level, Place, Status
from network.measure import Measure, MeasureDraft
from network.meeting import Meeting
from network.news import News, NewsState, Rubric
from network.offer import Offer, OfferKind
from network.person import Language, Person, Role
from network.profile import analysed_of
from network.review import Verdict
from storage import initiatives, measures, meetings, news, people
from storage.database import Database
from storage.keys import new_id
from storage.matcher import Matcher
from templates.render import Texts

NOW = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
TEXTS = Texts(base_url="http://knotenpunkt.example", zone=ZONE)
SECRET = b"a secret for tests, at least 32 bytes"
ESSEN = Place(name="Essen", land="NW", lat=51.4566, lon=7.0123)
GOALS = "Wir bringen Betriebe und Nachbarschaft ins Gespräch und gewinnen Auszubildende für die Industrie."


def desk() -> Desk:
    """A desk with a matcher of its own."""
    return Desk(texts=TEXTS, matcher=Matcher(), zone=ZONE, secret=SECRET)


def person(name: str = "Anna Arndt", *, role: Role = Role.COORDINATOR, **facts: Any) -> Person:
    """A person with an address made of the name."""
    email = f"{name.split(maxsplit=1)[0].lower()}@initiative.example"
    values: dict[str, Any] = {
        "id": new_id(NOW),
        "name": name,
        "role": role,
        "language": Language.DE,
        "email": email,
        "created_at": NOW,
    }
    return Person(**values | facts)


def staff(name: str = "Nora Netz", **facts: Any) -> Person:
    """Somebody of the network's staff."""
    return person(name, role=Role.STAFF, **facts)


def draft(name: str = "Industriedialog Essen", **facts: Any) -> Draft:
    """What a coordinator answered."""
    answers: dict[str, Any] = {
        "name": name,
        "level": Level.LOKAL,
        "kind": Kind.MISCH,
        "place": ESSEN,
        "actors": (ActorGroup.KAMMER, ActorGroup.KOMMUNE),
        "goals": GOALS,
        "topics": ("buergerdialog",),
    }
    return Draft(**answers | facts)


def initiative(name: str = "Industriedialog Essen", **facts: Any) -> Initiative:
    """An active initiative."""
    values: dict[str, Any] = {
        "id": new_id(NOW),
        "slug": name.lower().replace(" ", "-"),
        "name": name,
        "level": Level.LOKAL,
        "kind": Kind.MISCH,
        "status": Status.ACTIVE,
        "place": ESSEN,
        "actors": (ActorGroup.KAMMER,),
        "goals": GOALS,
        "topics": ("buergerdialog",),
        "created_at": NOW,
        "updated_at": NOW,
        "confirmed_at": NOW,
    }
    return Initiative(**values | facts)


def offer(text: str, kind: OfferKind = OfferKind.OFFER, category: str | None = None) -> Offer:
    """Something an initiative offers or, with kind NEED, seeks."""
    return Offer(id=new_id(NOW), kind=kind, text=text, category=category, category_confirmed=category is not None)


def item(
    author: Person, of: Initiative | None = None, *, title: str = "Lange Nacht der Industrie", **facts: Any
) -> News:
    """A submitted item."""
    values: dict[str, Any] = {
        "id": new_id(NOW),
        "rubric": Rubric.AKTUELLES,
        "title": title,
        "text": "Achtzig Betriebe öffnen an einem Abend ihre Werkstore.",
        "link": None,
        "topics": ("industrie_erleben",),
        "laender": ("NW",),
        "state": NewsState.SUBMITTED,
        "initiative_id": of.id if of else None,
        "initiative_name": of.name if of else None,
        "initiative_slug": of.slug if of else None,
        "author_id": author.id,
        "author_name": author.name,
        "submitted_at": NOW,
    }
    return News(**values | facts)


def measure(of: Initiative, title: str = "Lange Nacht der Industrie in Essen", **facts: Any) -> Measure:
    """Something this initiative has done."""
    values: dict[str, Any] = {
        "id": new_id(NOW),
        "slug": title.lower().replace(" ", "-"),
        "initiative_id": of.id,
        "initiative_name": of.name,
        "initiative_slug": of.slug,
        "place": of.place.name,
        "land": of.place.land,
        "title": title,
        "text": "Achtzig Betriebe öffnen an einem Abend ihre Werkstore.",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Measure(**values | facts)


def measure_draft(title: str = "Lange Nacht der Industrie in Essen", **facts: Any) -> MeasureDraft:
    """What a coordinator answered about a measure."""
    return MeasureDraft(title=title, text="Achtzig Betriebe öffnen an einem Abend ihre Werkstore.", **facts)


def meeting(title: str = "Treffen der Industrieinitiativen", **facts: Any) -> Meeting:
    """A meeting in a month, with room for two."""
    starts_at = NOW + timedelta(days=30)
    values: dict[str, Any] = {
        "id": new_id(NOW),
        "slug": f"{title.lower().replace(' ', '-')}-2027",
        "title": title,
        "text": "Zwei Berichte guter Praxis und Zeit zum Austausch.",
        "place": "Essen, Haus der Technik",
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=3),
        "capacity": 2,
        "host": "Industriedialog Essen",
        "created_at": NOW,
    }
    return Meeting(**values | facts)


async def keep(db: Database, *things: Person | Initiative | News, of: Person | None = None) -> None:
    """Store the things; initiatives get `of` as their coordinator."""
    async with db.transaction() as tx:
        for thing in things:
            if isinstance(thing, Person):
                await people.add(tx, thing, email_key=thing.email)
            elif isinstance(thing, News):
                await news.add(tx, thing)
            else:
                await initiatives.add(tx, thing, analysed=analysed_of(thing))
                if of:
                    await initiatives.add_member(tx, thing.id, of.id, now=NOW)


async def keep_measures(db: Database, *things: Measure) -> None:
    """Store measures of initiatives that are stored already."""
    async with db.transaction() as tx:
        for thing in things:
            await measures.add(tx, thing)
            await initiatives.analyse_anew(tx, thing.initiative_id, at=NOW)


async def keep_meeting(db: Database, thing: Meeting, *, by: Person) -> None:
    """Store a meeting that `by` announced."""
    async with db.transaction() as tx:
        await meetings.add(tx, thing, by=by.id)


async def review(
    db: Database, entry: Initiative, verdict: Verdict, *, by: Person, reason: str | None = None
) -> Initiative:
    """Let staff decide about a waiting entry."""
    async with db.transaction() as tx:
        return await review_initiative(tx, entry.id, verdict, reason=reason, by=by, now=NOW)
