"""Initiatives with their offers, relations and coordinators."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from network import text
from network.errors import AlreadyDone, NotFound, Taken
from network.initiative import (
    PUBLIC,
    ActorGroup,
    Composition,
    FormerName,
    Initiative,
    Kind,
    Level,
    Place,
    Relation,
    Status,
)
from network.offer import Offer, OfferKind
from network.person import Person
from network.profile import analysed_of
from storage import measures, notes, people
from storage.database import Transaction, breaks, insert_or_skip
from storage.tables import initiatives, memberships, offers, relations
from storage.tables import people as people_table


async def add(tx: Transaction, initiative: Initiative, *, analysed: object = None, claims: UUID | None = None) -> None:
    """Keep a new initiative with its offers; raise Taken where the slug is in use.

    `claims` is the entry of the study that it shall replace once staff have released it.
    """
    row = _row(initiative) | {"analysed": analysed, "revision": await next_revision(tx), "claims": claims}
    try:
        async with tx.begin_nested():
            await tx.execute(insert(initiatives).values(row))
    except IntegrityError as error:
        if breaks(error, "uq_initiatives_slug"):
            raise Taken("slug_taken", name=initiative.name) from error
        raise
    await _write_offers(tx, initiative)


async def change(tx: Transaction, initiative: Initiative, *, analysed: object = None) -> None:
    """Replace everything known of an initiative but its relations and coordinators."""
    row = _row(initiative) | {"analysed": analysed, "revision": await next_revision(tx)}
    await tx.execute(update(initiatives).where(initiatives.c.id == initiative.id).values(row))
    await tx.execute(delete(offers).where(offers.c.initiative_id == initiative.id))
    await _write_offers(tx, initiative)


async def analyse_anew(tx: Transaction, id_: UUID, *, at: datetime) -> None:
    """Write the analysed row again after something beside the entry has changed, such as its measures, at `at`."""
    changed = replace(await get(tx, id_), updated_at=at)
    row = {"analysed": analysed_of(changed), "updated_at": at, "revision": await next_revision(tx)}
    await tx.execute(update(initiatives).where(initiatives.c.id == id_).values(row))


async def get(tx: Transaction, id_: UUID) -> Initiative:
    """Return the initiative or raise NotFound."""
    return (await _gather(tx, initiatives.c.id == id_) or _missing())[0]


async def several(tx: Transaction, ids: Iterable[UUID]) -> list[Initiative]:
    """Return the initiatives with these ids in this order; unknown ids are left out."""
    wanted = list(ids)
    found = {it.id: it for it in await _gather(tx, initiatives.c.id.in_(wanted))}
    return [found[id_] for id_ in wanted if id_ in found]


async def by_slug(tx: Transaction, slug: str) -> Initiative:
    """Return the initiative with this address or raise NotFound."""
    return (await _gather(tx, initiatives.c.slug == slug) or _missing())[0]


async def public(tx: Transaction) -> list[Initiative]:
    """Return everything the directory shows, by name."""
    return await _gather(tx, initiatives.c.status.in_(list(PUBLIC)))


async def names(tx: Transaction) -> list[tuple[str, str]]:
    """Return (id, name) of everything the directory shows, former and other names included."""
    query = select(initiatives.c.id, initiatives.c.name, initiatives.c.aliases, initiatives.c.former_names)
    rows = list(await tx.execute(query.where(initiatives.c.status.in_(list(PUBLIC)))))
    former = {row.id: [name for name, _ in row.former_names] for row in rows}
    return [(str(row.id), name) for row in rows for name in (row.name, *row.aliases, *former[row.id])]


async def waiting(tx: Transaction) -> list[Initiative]:
    """Return what staff have to read, oldest first."""
    found = await _gather(tx, initiatives.c.status == Status.WAITING)
    return sorted(found, key=lambda it: (it.updated_at, it.id))


async def of_person(tx: Transaction, person_id: UUID) -> list[Initiative]:
    """Return the initiatives a person coordinates, by name."""
    mine = select(memberships.c.initiative_id).where(memberships.c.person_id == person_id)
    return await _gather(tx, initiatives.c.id.in_(mine) & (initiatives.c.status != Status.MERGED))


async def published_between(tx: Transaction, start: datetime, end: datetime) -> list[Initiative]:
    """Return active initiatives that became public from `start` (inclusive) to `end` (exclusive)."""
    within = (initiatives.c.published_at >= start) & (initiatives.c.published_at < end)
    return await _gather(tx, within & (initiatives.c.status == Status.ACTIVE))


async def is_member(tx: Transaction, id_: UUID, person_id: UUID) -> bool:
    """Return whether the person coordinates the initiative."""
    query = select(memberships).where(memberships.c.initiative_id == id_, memberships.c.person_id == person_id)
    return (await tx.execute(query)).first() is not None


async def add_member(tx: Transaction, id_: UUID, person_id: UUID, *, now: datetime) -> None:
    """Make the person a coordinator of the initiative."""
    await tx.execute(insert_or_skip(tx, memberships).values(person_id=person_id, initiative_id=id_, created_at=now))


async def remove_member(tx: Transaction, id_: UUID, person_id: UUID) -> None:
    """Let the person no longer coordinate the initiative."""
    mine = (memberships.c.initiative_id == id_) & (memberships.c.person_id == person_id)
    await tx.execute(delete(memberships).where(mine))


async def members(tx: Transaction, id_: UUID) -> list[Person]:
    """Return the coordinators of an initiative."""
    query = select(memberships.c.person_id).where(memberships.c.initiative_id == id_).join(people_table)
    return [await people.get(tx, person_id) for person_id in (await tx.execute(query)).scalars().all()]


async def set_status(tx: Transaction, id_: UUID, status: Status, *, now: datetime, reason: str | None = None) -> None:
    """Move an initiative on; it is published the first time it becomes active and confirmed whenever it does."""
    values: dict[str, object] = {"status": status, "reason": reason, "updated_at": now}
    values["revision"] = await next_revision(tx)
    if status is Status.ACTIVE:
        values |= {"confirmed_at": now, "published_at": func.coalesce(initiatives.c.published_at, now)}
    await tx.execute(update(initiatives).where(initiatives.c.id == id_).values(values))


async def decide(
    tx: Transaction,
    initiative: Initiative,
    *,
    by: UUID,
    now: datetime,
    analysed: object = None,
    reason: str | None = None,
) -> None:
    """Move a waiting entry to the status it has here; raise AlreadyDone (who, when) if it was decided before."""
    values: dict[str, object] = {
        "status": initiative.status,
        "reason": reason,
        "analysed": analysed,
        "decided_by": by,
        "decided_at": now,
        "updated_at": now,
        "revision": await next_revision(tx),
    }
    if initiative.status is Status.ACTIVE:
        values |= {"confirmed_at": now, "published_at": func.coalesce(initiatives.c.published_at, now)}
    waits = (initiatives.c.id == initiative.id) & (initiatives.c.status == Status.WAITING)
    done = await tx.execute(update(initiatives).where(waits).values(values))
    if not done.rowcount:
        who, when = await decision_of(tx, initiative.id)
        raise AlreadyDone("initiative_decided", who=who, when=when)


async def decision_of(tx: Transaction, id_: UUID) -> tuple[str | None, datetime | None]:
    """Return who released or returned the entry last, and when."""
    query = (
        select(people_table.c.name, initiatives.c.decided_at)
        .select_from(initiatives)
        .outerjoin(people_table, people_table.c.id == initiatives.c.decided_by)
        .where(initiatives.c.id == id_)
    )
    row = (await tx.execute(query)).one_or_none()
    return (row.name, row.decided_at) if row else (None, None)


async def claim_of(tx: Transaction, id_: UUID) -> UUID | None:
    """Return which entry of the study this one shall replace, if any."""
    return (await tx.execute(select(initiatives.c.claims).where(initiatives.c.id == id_))).scalar_one_or_none()


async def reason_of(tx: Transaction, id_: UUID) -> str | None:
    """Return what staff asked for when they returned the entry."""
    return (await tx.execute(select(initiatives.c.reason).where(initiatives.c.id == id_))).scalar_one_or_none()


async def relate(tx: Transaction, from_id: UUID, to_id: UUID, kind: str, source: str | None) -> None:
    """Remember a relation once."""
    row = {"from_id": from_id, "to_id": to_id, "kind": kind, "source": source}
    await tx.execute(insert_or_skip(tx, relations).values(row))


async def free_slug(tx: Transaction, name: str) -> str:
    """Return an address for this name that nobody uses yet."""
    wanted = text.slug(name)
    query = select(initiatives.c.slug).where(initiatives.c.slug.startswith(wanted, autoescape=True))
    used = set((await tx.execute(query)).scalars())
    return next(it for it in [wanted, *(f"{wanted}-{n}" for n in range(2, len(used) + 3))] if it not in used)


async def slugs(tx: Transaction) -> dict[str, UUID]:
    """Return the ids of all initiatives by their addresses."""
    return {row.slug: row.id for row in await tx.execute(select(initiatives.c.slug, initiatives.c.id))}


async def same_name(tx: Transaction, name: str) -> list[Initiative]:
    """Return initiatives whose name is the same but for case, umlauts and punctuation."""
    return await _gather(tx, initiatives.c.name_key == text.fold(name))


async def analysed_since(tx: Transaction, revision: int) -> list[tuple[UUID, Status, Any, int]]:
    """Return id, status, pre-analysed row and revision of everything changed after `revision`."""
    columns = (initiatives.c.id, initiatives.c.status, initiatives.c.analysed, initiatives.c.revision)
    query = select(*columns).where(initiatives.c.revision > revision).order_by(initiatives.c.revision)
    return [(row.id, Status(row.status), row.analysed, row.revision) for row in await tx.execute(query)]


async def count(tx: Transaction) -> int:
    """Return how many initiatives there are, public or not."""
    return (await tx.execute(select(func.count()).select_from(initiatives))).scalar_one()


async def _gather(tx: Transaction, where: Any) -> list[Initiative]:
    rows = list(await tx.execute(select(initiatives).where(where).order_by(initiatives.c.name, initiatives.c.id)))
    ids = [row.id for row in rows]
    found_offers = await _offers_of(tx, ids)
    found_relations = await _relations_of(tx, ids)
    found_measures = await measures.of_initiatives(tx, ids)
    return [
        replace(
            _initiative(row, found_offers.get(row.id, ()), found_relations.get(row.id, ())),
            measures=found_measures.get(row.id, ()),
        )
        for row in rows
    ]


async def _offers_of(tx: Transaction, ids: list[UUID]) -> dict[UUID, tuple[Offer, ...]]:
    query = select(offers).where(offers.c.initiative_id.in_(ids)).order_by(offers.c.kind, offers.c.position)
    found: dict[UUID, tuple[Offer, ...]] = {}
    for row in await tx.execute(query):
        offer = Offer(
            id=row.id,
            kind=OfferKind(row.kind),
            text=row.text,
            category=row.category,
            category_confirmed=row.category_confirmed,
        )
        found[row.initiative_id] = (*found.get(row.initiative_id, ()), offer)
    return found


async def _relations_of(tx: Transaction, ids: list[UUID]) -> dict[UUID, tuple[Relation, ...]]:
    query = (
        select(relations.c.from_id, relations.c.kind, initiatives.c.id, initiatives.c.name, initiatives.c.slug)
        .join(initiatives, initiatives.c.id == relations.c.to_id)
        .where(relations.c.from_id.in_(ids), initiatives.c.status != Status.MERGED)
        .order_by(initiatives.c.name)
    )
    found: dict[UUID, tuple[Relation, ...]] = {}
    for from_id, kind, other, name, slug in await tx.execute(query):
        relation = Relation(kind=kind, other=other, other_name=name, other_slug=slug)
        found[from_id] = (*found.get(from_id, ()), relation)
    return found


async def _write_offers(tx: Transaction, initiative: Initiative) -> None:
    rows: list[dict[str, object]] = [
        {
            "id": offer.id,
            "initiative_id": initiative.id,
            "position": position,
            "kind": offer.kind,
            "text": offer.text,
            "category": offer.category,
            "category_confirmed": offer.category_confirmed,
        }
        for position, offer in enumerate(initiative.offers)
    ]
    if rows:
        await tx.execute(insert(offers), rows)


async def next_revision(tx: Transaction) -> int:
    """Return the number of a change to the network; workers follow it."""
    return await notes.count_up(tx, "revision")


def _missing() -> list[Initiative]:
    raise NotFound("initiative_unknown")


def _row(it: Initiative) -> dict[str, Any]:
    return {
        "id": it.id,
        "slug": it.slug,
        "name": it.name,
        "name_key": text.fold(it.name),
        "level": it.level,
        "kind": it.kind,
        "status": it.status,
        "place": it.place.name,
        "land": it.place.land,
        "lat": it.place.lat,
        "lon": it.place.lon,
        "goals": it.goals,
        "topics": list(it.topics),
        "actors": list(it.actors),
        "formats": list(it.formats),
        "aliases": list(it.aliases),
        "former_names": [[former.name, former.until.isoformat()] for former in it.former_names],
        "sources": list(it.sources),
        "composition": it.composition,
        "website": it.website,
        "founded": it.founded,
        "legal_form": it.legal_form,
        "office": it.office,
        "as_of": it.as_of,
        "created_at": it.created_at,
        "updated_at": it.updated_at,
        "confirmed_at": it.confirmed_at,
    }


def _initiative(row: Row[Any], found: Iterable[Offer], related: Iterable[Relation]) -> Initiative:
    return Initiative(
        id=row.id,
        slug=row.slug,
        name=row.name,
        level=Level(row.level),
        kind=Kind(row.kind),
        status=Status(row.status),
        place=Place(name=row.place, land=row.land, lat=row.lat, lon=row.lon),
        actors=tuple(ActorGroup(actor) for actor in row.actors),
        goals=row.goals,
        topics=tuple(row.topics),
        offers=tuple(found),
        formats=tuple(row.formats),
        aliases=tuple(row.aliases),
        former_names=tuple(FormerName(name=name, until=date.fromisoformat(day)) for name, day in row.former_names),
        composition=Composition(row.composition) if row.composition else None,
        website=row.website,
        founded=row.founded,
        legal_form=row.legal_form,
        office=row.office,
        sources=tuple(row.sources),
        as_of=row.as_of,
        relations=tuple(related),
        created_at=row.created_at,
        updated_at=row.updated_at,
        confirmed_at=row.confirmed_at,
    )
