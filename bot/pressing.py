"""Buttons that change something: each belongs to one person and one purpose and works once."""

from bot.player import Visit
from bot.say import Tap, tap
from storage import taps


async def once(visit: Visit, key: str, purpose: str, subject: object, **facts: object) -> Tap:
    """Return a button that carries out `purpose` (see bot/cards/act.py) for this person, once."""
    id_ = await taps.add(visit.tx, visit.person.id, purpose, str(subject), now=visit.now)
    return tap(key, f"act:{id_.hex}", **facts)
