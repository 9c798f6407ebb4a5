"""Which initiatives are there?"""

from uuid import UUID

from network import directory
from network.directory import Filter
from network.errors import NotFound
from network.initiative import PUBLIC, Initiative
from network.person import Person
from network.rights import demand
from storage import initiatives, mergers
from storage.database import Transaction


async def browse_directory(tx: Transaction, asked: Filter | None = None, *, by: Person | None) -> list[Initiative]:
    """Return the public initiatives that answer the question, by name."""
    demand("browse_directory", by)
    return directory.pick(await initiatives.public(tx), asked or Filter())


async def open_entry(tx: Transaction, id_: UUID, *, by: Person | None) -> Initiative:
    """Return one initiative: public ones to everybody, others to their coordinators and staff only.

    For one that was merged it is the entry in which it lives on.
    """
    demand("browse_directory", by)
    initiative = await initiatives.get(tx, await mergers.living(tx, id_))
    if initiative.status in PUBLIC:
        return initiative
    if by and (by.is_staff or await initiatives.is_member(tx, initiative.id, by.id)):
        return initiative
    raise NotFound("initiative_unknown")
