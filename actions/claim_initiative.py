"""A coordinator takes over an entry of the study and brings it up to date; staff will read it first."""

from datetime import datetime
from uuid import UUID

from actions.register_initiative import enter
from network.errors import AlreadyDone
from network.initiative import Draft, Initiative
from network.person import Person
from network.rights import demand
from storage import initiatives
from storage.database import Transaction


async def claim_initiative(tx: Transaction, id_: UUID, draft: Draft, *, by: Person, now: datetime) -> Initiative:
    """Return the claim, an entry that waits; the old one stays as it is until staff release the new one.

    Raises AlreadyDone where somebody coordinates the entry already.
    """
    demand("claim_initiative", by)
    if not (await initiatives.get(tx, id_)).is_historic:
        raise AlreadyDone("initiative_claimed")
    return await enter(tx, draft, claims=id_, by=by, now=now)
