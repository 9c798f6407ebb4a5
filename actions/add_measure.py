"""A coordinator tells what an initiative has done, so that others can build on it."""

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from network.errors import NotFound
from network.measure import Measure, MeasureDraft
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, limits, measures
from storage.database import Transaction
from storage.keys import new_id

_MOST_A_DAY = 40  # measures of one person


async def add_measure(
    tx: Transaction, initiative_id: UUID, draft: MeasureDraft, *, by: Person, now: datetime
) -> Measure:
    """Return the measure, public as soon as its initiative is; raise NotFound unless the person coordinates that."""
    demand("add_measure", by)
    if not await initiatives.is_member(tx, initiative_id, by.id):
        raise NotFound("initiative_unknown")
    await limits.spend(tx, f"measure:{by.id}", most=_MOST_A_DAY, within=timedelta(days=1), now=now)
    owner = await initiatives.get(tx, initiative_id)
    measure = Measure(
        id=new_id(now),
        slug=await measures.free_slug(tx, draft.title),
        initiative_id=owner.id,
        initiative_name=owner.name,
        initiative_slug=owner.slug,
        place=owner.place.name,
        land=owner.place.land,
        created_at=now,
        updated_at=now,
        **told(draft),
    )
    await measures.add(tx, measure)
    await initiatives.analyse_anew(tx, initiative_id, at=now)
    await audit.write(tx, "add_measure", measure.id, by=by, now=now)
    return measure


def told(draft: MeasureDraft) -> dict[str, Any]:
    """Return the answers of a draft by the fields of a measure."""
    return {it.name: getattr(draft, it.name) for it in fields(draft)}
