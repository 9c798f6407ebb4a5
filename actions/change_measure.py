"""A coordinator corrects what is told of a measure; what the study told of it is theirs from then on."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from actions.add_measure import told
from network.errors import NotFound
from network.measure import Measure, MeasureDraft
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, measures
from storage.database import Transaction


async def change_measure(tx: Transaction, id_: UUID, draft: MeasureDraft, *, by: Person, now: datetime) -> Measure:
    """Return the measure as it then stands; raise NotFound unless the person coordinates its initiative."""
    demand("change_measure", by)
    before = await measures.get(tx, id_)
    if not await initiatives.is_member(tx, before.initiative_id, by.id):
        raise NotFound("measure_unknown")
    changed = replace(before, sources=(), updated_at=now, **told(draft))
    await measures.change(tx, changed)
    await initiatives.analyse_anew(tx, changed.initiative_id, at=now)
    await audit.write(tx, "change_measure", id_, by=by, now=now)
    return changed
