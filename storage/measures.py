"""Measures: what initiatives have done. Whoever writes here also calls `initiatives.analyse_anew`."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, insert, select, update

from network import text
from network.errors import NotFound
from network.initiative import PUBLIC
from network.measure import Measure, Reuse, State
from storage.database import Transaction
from storage.tables import initiatives, measures


async def add(tx: Transaction, measure: Measure) -> None:
    """Keep a new measure."""
    await tx.execute(insert(measures).values(_row(measure)))


async def change(tx: Transaction, measure: Measure) -> None:
    """Replace everything known of a measure."""
    await tx.execute(update(measures).where(measures.c.id == measure.id).values(_row(measure)))


async def remove(tx: Transaction, id_: UUID) -> None:
    """Forget a measure."""
    await tx.execute(delete(measures).where(measures.c.id == id_))


async def hand_over(tx: Transaction, from_id: UUID, to_id: UUID) -> None:
    """Let all measures of one initiative belong to another."""
    await tx.execute(update(measures).where(measures.c.initiative_id == from_id).values(initiative_id=to_id))


async def get(tx: Transaction, id_: UUID) -> Measure:
    """Return the measure or raise NotFound."""
    return await _one(tx, measures.c.id == id_)


async def by_slug(tx: Transaction, slug: str) -> Measure:
    """Return the measure with this address or raise NotFound."""
    return await _one(tx, measures.c.slug == slug)


async def public(tx: Transaction) -> list[Measure]:
    """Return the measures of all public initiatives, those changed last first."""
    query = _measures().where(initiatives.c.status.in_(list(PUBLIC)))
    rows = await tx.execute(query.order_by(measures.c.updated_at.desc(), measures.c.title, measures.c.id))
    return [_measure(row) for row in rows]


async def of_initiatives(tx: Transaction, ids: Iterable[UUID]) -> dict[UUID, tuple[Measure, ...]]:
    """Return the measures by their initiatives, by title; initiatives without any are left out."""
    found: dict[UUID, tuple[Measure, ...]] = {}
    query = _measures().where(measures.c.initiative_id.in_(list(ids))).order_by(measures.c.title, measures.c.id)
    for row in await tx.execute(query):
        found[row.initiative_id] = (*found.get(row.initiative_id, ()), _measure(row))
    return found


async def slugs(tx: Transaction) -> set[str]:
    """Return the addresses of all measures."""
    return set((await tx.execute(select(measures.c.slug))).scalars())


async def free_slug(tx: Transaction, title: str) -> str:
    """Return an address for this title that no measure uses yet."""
    wanted = text.slug(title)
    query = select(measures.c.slug).where(measures.c.slug.startswith(wanted, autoescape=True))
    used = set((await tx.execute(query)).scalars())
    return next(it for it in [wanted, *(f"{wanted}-{n}" for n in range(2, len(used) + 3))] if it not in used)


def _measures() -> Select[Any]:
    owner = (
        initiatives.c.name.label("initiative_name"),
        initiatives.c.slug.label("initiative_slug"),
        initiatives.c.place,
        initiatives.c.land,
    )
    return select(measures, *owner).join(initiatives, initiatives.c.id == measures.c.initiative_id)


async def _one(tx: Transaction, where: Any) -> Measure:
    row = (await tx.execute(_measures().where(where))).one_or_none()
    if row is None:
        raise NotFound("measure_unknown")
    return _measure(row)


def _row(it: Measure) -> dict[str, Any]:
    return {
        "id": it.id,
        "slug": it.slug,
        "initiative_id": it.initiative_id,
        "title": it.title,
        "format": it.format,
        "text": it.text,
        "topics": list(it.topics),
        "state": it.state,
        "happened": it.happened,
        "effort": it.effort,
        "reach": it.reach,
        "learned": it.learned,
        "reuse": it.reuse,
        "ask": it.ask,
        "sources": list(it.sources),
        "created_at": it.created_at,
        "updated_at": it.updated_at,
    }


def _measure(row: Row[Any]) -> Measure:
    return Measure(
        id=row.id,
        slug=row.slug,
        initiative_id=row.initiative_id,
        initiative_name=row.initiative_name,
        initiative_slug=row.initiative_slug,
        place=row.place,
        land=row.land,
        title=row.title,
        text=row.text,
        format=row.format,
        topics=tuple(row.topics),
        state=State(row.state),
        happened=row.happened,
        effort=row.effort,
        reach=row.reach,
        learned=row.learned,
        reuse=Reuse(row.reuse),
        ask=row.ask,
        sources=tuple(row.sources),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
