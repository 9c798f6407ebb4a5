"""A coordinator takes a measure out again."""

from datetime import datetime
from uuid import UUID

from network.errors import NotFound
from network.measure import Measure
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, measures
from storage.database import Transaction


async def remove_measure(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> Measure:
    """Return the measure as it was; raise NotFound unless the person coordinates its initiative."""
    demand("remove_measure", by)
    measure = await measures.get(tx, id_)
    if not await initiatives.is_member(tx, measure.initiative_id, by.id):
        raise NotFound("measure_unknown")
    await measures.remove(tx, id_)
    await initiatives.analyse_anew(tx, measure.initiative_id, at=now)
    await audit.write(tx, "remove_measure", id_, by=by, now=now, title=measure.title)
    return measure
