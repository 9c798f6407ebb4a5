"""What have initiatives done already?"""

from uuid import UUID

from network.errors import NotFound
from network.initiative import PUBLIC, Initiative
from network.measure import Measure
from network.person import Person
from network.precedent import Answer, Filter, ask
from network.rights import demand
from storage import initiatives, measures
from storage.database import Transaction


async def browse_measures(tx: Transaction, asked: Filter | None = None, *, by: Person | None) -> Answer:
    """Return the measures of public initiatives that answer the question, those changed last first without words."""
    demand("browse_measures", by)
    return ask(await measures.public(tx), asked or Filter())


async def open_measure(tx: Transaction, id_: UUID, *, by: Person | None) -> Measure:
    """Return one measure: of public initiatives to everybody, of others to their coordinators and staff only."""
    demand("browse_measures", by)
    measure = await measures.get(tx, id_)
    if not await _is_shown(tx, await initiatives.get(tx, measure.initiative_id), by):
        raise NotFound("measure_unknown")
    return measure


async def measures_of(tx: Transaction, initiative_id: UUID, *, by: Person | None) -> tuple[Measure, ...]:
    """Return what one initiative has done, by title; who may see it is as with `open_measure`."""
    demand("browse_measures", by)
    initiative = await initiatives.get(tx, initiative_id)
    if not await _is_shown(tx, initiative, by):
        raise NotFound("initiative_unknown")
    return initiative.measures


async def _is_shown(tx: Transaction, it: Initiative, by: Person | None) -> bool:
    if it.status in PUBLIC:
        return True
    return by is not None and (by.is_staff or await initiatives.is_member(tx, it.id, by.id))
