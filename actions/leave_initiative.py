"""A coordinator leaves the coordination of an initiative to the others; never the last one."""

from datetime import datetime
from uuid import UUID

from network.errors import NotFound, Refusal
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, mergers
from storage.database import Transaction


async def leave_initiative(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return the initiative that goes on without this person; raise a refusal where nobody else coordinates it."""
    demand("leave_initiative", by)
    await mergers.lock(tx, id_)  # two who leave at once must not both rely on each other
    coordinators = await initiatives.members(tx, id_)
    if by.id not in {it.id for it in coordinators}:
        raise NotFound("initiative_unknown")
    it = await initiatives.get(tx, id_)
    if len(coordinators) == 1:
        raise Refusal("leave_last", name=it.name)
    await initiatives.remove_member(tx, id_, by.id)
    await audit.write(tx, "leave_initiative", id_, by=by, now=now)
    return it
