"""An initiative that was dismissed may be suggested again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from actions.find_peers import own
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from network.suggestion import Dismissal
from storage import audit, initiatives, suggestions
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Dismissed:
    """An initiative that is not suggested, and why."""

    initiative: Initiative
    dismissal: Dismissal


async def restore_peer(tx: Transaction, id_: UUID, other: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return who may be suggested again; the second time nothing changes."""
    demand("restore_peer", by)
    await own(tx, id_, by=by)
    if await suggestions.restore(tx, id_, other):
        await audit.write(tx, "restore_peer", id_, by=by, now=now)
    return await initiatives.get(tx, other)


async def dismissed_by(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> list[Dismissed]:
    """Return whom an initiative of this person does not want to be suggested, newest first."""
    demand("restore_peer", by)
    await own(tx, id_, by=by)
    known = {it.other: it for it in await suggestions.dismissals(tx, id_, now=now)}
    return [Dismissed(initiative=it, dismissal=known[it.id]) for it in await initiatives.several(tx, known)]
