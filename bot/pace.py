"""How fast one person may type: who hurries is told so once, and then not heard until the minute is over."""

from datetime import datetime, timedelta
from uuid import UUID

from bot.dialogue import refused
from bot.incoming import Incoming, IncomingKind
from bot.say import Say
from config.log import event
from network.errors import TooMuch
from storage import limits
from storage.database import Transaction

MOST = 30  # typed messages; taps are not counted, ticking a list takes many
_WITHIN = timedelta(minutes=1)
_TYPED = {IncomingKind.TEXT, IncomingKind.COMMAND, IncomingKind.OTHER, IncomingKind.EDITED}


async def slowed(tx: Transaction, incoming: Incoming, person_id: UUID, *, now: datetime) -> tuple[Say, ...] | None:
    """Return what is said in place of an answer, perhaps nothing; None where the message may be answered."""
    if incoming.kind not in _TYPED:
        return None
    try:
        await limits.spend(tx, f"typed:{person_id}", most=MOST, within=_WITHIN, now=now)
    except TooMuch as refusal:
        return await _told_once(tx, refusal, person_id, now=now)
    return None


async def _told_once(tx: Transaction, refusal: TooMuch, person_id: UUID, *, now: datetime) -> tuple[Say, ...]:
    try:
        await limits.spend(tx, f"typed-told:{person_id}", most=1, within=_WITHIN, now=now)
    except TooMuch:
        return ()
    event("chat.slowed", person=person_id)
    return (refused(refusal),)
