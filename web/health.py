"""Alive, and how well: what an operator's monitor asks every minute."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import telegram_state
from bot.telegram_state import State
from storage import inbox, outbox
from storage.database import DatabaseAway
from web.reception import VERSION, Reception, reception

_SLOW_UPDATE = 60  # seconds
_SLOW_LETTER = 900
_SILENT_POLLER = 120
_WELL = {"opening", "polling", "listening"}


async def health(request: Request) -> Response:
    """Return status (ok, slow, down), database, age of the oldest open update and due letter in seconds, version.

    `telegram` says how that door stands and since how many seconds; null where no token is set.
    """
    house = reception(request)
    facts: dict[str, object] = {"oldest_open_update": None, "oldest_due_letter": None, "telegram": None}
    try:
        update, letter = await _ages(house)
        telegram = await _telegram(house)
    except DatabaseAway:
        facts |= {"status": "down", "database": "away", "version": VERSION}
        return JSONResponse(facts, status_code=503)
    slow = (update or 0) > _SLOW_UPDATE or (letter or 0) > _SLOW_LETTER
    ill = telegram is not None and telegram["state"] not in _WELL
    facts |= {
        "status": "slow" if slow or ill else "ok",
        "database": house.db.url.get_backend_name(),
        "oldest_open_update": update,
        "oldest_due_letter": letter,
        "telegram": telegram,
    }
    return JSONResponse(facts | {"version": VERSION})


async def _telegram(house: Reception) -> dict[str, object] | None:
    """How the door to Telegram stands; a poller from which nothing was heard for long is silent."""
    if house.settings.telegram_token is None:
        return None
    async with house.db.reading() as tx:
        found = await telegram_state.read(tx)
    if found is None:
        return {"state": "opening", "seconds": None}
    state, seconds = found[0].value, _age(found[1], house.now()) or 0.0
    if found[0] is State.POLLING and seconds > _SILENT_POLLER:
        state = "silent"
    return {"state": state, "seconds": seconds}


async def _ages(house: Reception) -> tuple[float | None, float | None]:
    now = house.now()
    async with house.db.reading() as tx:
        update, letter = await inbox.oldest_open(tx), await outbox.oldest_due(tx, now=now)
    return _age(update, now), _age(letter, now)


def _age(since: datetime | None, now: datetime) -> float | None:
    return round((now - since).total_seconds(), 1) if since else None
