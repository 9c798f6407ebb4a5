"""An initiative ends its pause and is suggested to others again."""

from datetime import datetime
from uuid import UUID

from actions.find_peers import own
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from storage import audit, suggestions
from storage.database import Transaction


async def resume_suggestions(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return the initiative, which pauses no longer; where it did not, nothing changes."""
    demand("resume_suggestions", by)
    mine = await own(tx, id_, by=by)
    if await suggestions.pauses(tx, [id_], now=now):
        await suggestions.pause(tx, id_, None)
        await audit.write(tx, "resume_suggestions", id_, by=by, now=now)
    return mine
