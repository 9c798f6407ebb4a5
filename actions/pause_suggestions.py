"""An initiative is not suggested to others for a while; its entry stays in the directory."""

from datetime import datetime
from uuid import UUID

from actions.find_peers import own
from network.person import Person
from network.rights import demand
from network.suggestion import paused_until
from storage import audit, suggestions
from storage.database import Transaction


async def pause_suggestions(tx: Transaction, id_: UUID, months: int, *, by: Person, now: datetime) -> datetime:
    """Return until when it pauses; a new choice replaces the one before."""
    demand("pause_suggestions", by)
    await own(tx, id_, by=by)
    until = paused_until(months, now=now)
    await suggestions.pause(tx, id_, until)
    await audit.write(tx, "pause_suggestions", id_, by=by, now=now, months=months)
    return until
