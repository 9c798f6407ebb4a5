"""Somebody does not want an initiative to be suggested to theirs any more; the other side never learns of it."""

from datetime import datetime
from uuid import UUID

from actions.browse_directory import open_entry
from actions.find_peers import own
from network.errors import NotFound
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from network.suggestion import Dismissal, Grounds, dismissed_until
from storage import audit, suggestions
from storage.database import Transaction


async def dismiss_peer(
    tx: Transaction, id_: UUID, other: UUID, grounds: Grounds, *, by: Person, now: datetime
) -> Initiative:
    """Return who will not be suggested any more: for a year when they know each other, else for good."""
    demand("dismiss_peer", by)
    mine = await own(tx, id_, by=by)
    dismissed = await open_entry(tx, other, by=by)
    if dismissed.id == mine.id:
        raise NotFound("initiative_unknown")
    dismissal = Dismissal(other=dismissed.id, grounds=grounds, until=dismissed_until(grounds, now=now), at=now)
    await suggestions.dismiss(tx, id_, dismissal)
    await audit.write(tx, "dismiss_peer", id_, by=by, now=now, grounds=grounds)  # whom it is about stays private
    return dismissed
