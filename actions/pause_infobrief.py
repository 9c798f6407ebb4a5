"""Stop the sending of an issue, or let it go on: also after the relay would not have us."""

from datetime import datetime
from uuid import UUID

from network.delivery import Pause
from network.errors import AlreadyDone
from network.infobrief import Infobrief, InfobriefState
from network.person import Person
from network.rights import demand
from storage import audit, infobriefe
from storage.database import Transaction


async def pause_infobrief(tx: Transaction, id_: UUID, *, paused: bool, by: Person | None, now: datetime) -> Infobrief:
    """Return the issue at rest or under way again; what is with the relay already is not called back."""
    demand("pause_infobrief", by)
    infobrief = await infobriefe.get(tx, id_)
    if infobrief.state is not InfobriefState.SENDING:
        raise AlreadyDone("infobrief_not_sending", number=infobrief.number)
    if paused:
        await infobriefe.pause(tx, id_, Pause.STAFF, until=None)
    else:
        await infobriefe.resume(tx, id_)
    await audit.write(tx, "pause_infobrief", id_, by=by, now=now, paused=paused)
    return await infobriefe.get(tx, id_)
