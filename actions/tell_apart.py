"""Staff say that two entries look alike and are different initiatives, or take that back."""

from datetime import datetime
from uuid import UUID

from network.errors import Refusal
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, mergers
from storage.database import Transaction


async def tell_apart(tx: Transaction, one: UUID, other: UUID, *, apart: bool = True, by: Person, now: datetime) -> None:
    """Remember for everybody on the staff whether this pair is different; raise NotFound where one is unknown."""
    demand("tell_apart", by)
    if one == other:
        raise Refusal("merge_itself")
    for id_ in (one, other):
        await initiatives.get(tx, id_)
    await mergers.tell_apart(tx, one, other, apart=apart)
    await audit.write(tx, "tell_apart", one, by=by, now=now, other=str(other), apart=apart)
