"""How the door to Telegram stands: written by who works at it, read by /health, the same for every process."""

import asyncio
from contextlib import suppress
from datetime import datetime
from enum import StrEnum

from bot.telegram_failures import FailureKind
from storage import notes
from storage.database import Database, DatabaseAway, Transaction

_STATE = "telegram.state"
_USERNAME = "telegram.username"
_NOT_BEFORE = "telegram.not_before"


class State(StrEnum):
    """What an operator wants to know."""

    POLLING = "polling"
    LISTENING = "listening"  # a webhook is set
    CONFLICT = "conflict"  # another program uses the same token
    TOKEN_BAD = "token_bad"
    AWAY = "away"  # Telegram cannot be reached


_OF_FAILURE = {FailureKind.CONFLICT: State.CONFLICT, FailureKind.TOKEN_BAD: State.TOKEN_BAD}


def of_failure(kind: FailureKind) -> State:
    """Return what a failed call says about the whole door."""
    return _OF_FAILURE.get(kind, State.AWAY)


async def write(tx: Transaction, state: State, *, now: datetime) -> None:
    """Remember how the door stands since this moment; while polling, the moment of the last answer."""
    await notes.write(tx, _STATE, {"state": state.value, "at": now.isoformat()})


async def read(tx: Transaction) -> tuple[State, datetime] | None:
    """Return how the door stands and since when; None as long as nobody has opened it."""
    kept = await notes.read(tx, _STATE)
    return (State(kept["state"]), datetime.fromisoformat(kept["at"])) if kept else None


async def note_trouble(db: Database, kind: FailureKind, *, now: datetime) -> None:
    """Remember a failed call; where the database is away too, /health shows that anyway."""
    with suppress(DatabaseAway):
        async with db.transaction() as tx:
            await write(tx, of_failure(kind), now=now)


async def set_username(tx: Transaction, username: str) -> None:
    """Remember the bot's name without @."""
    await notes.write(tx, _USERNAME, username)


async def username(tx: Transaction) -> str:
    """Return the bot's name without @; empty as long as Telegram never told it."""
    return str(await notes.read(tx, _USERNAME, ""))


async def set_not_before(tx: Transaction, moment: datetime) -> None:
    """Remember until when Telegram wants to hear nothing from us, unless a later moment is known."""
    known = await not_before(tx)
    await notes.write(tx, _NOT_BEFORE, max(known or moment, moment).isoformat())


async def not_before(tx: Transaction) -> datetime | None:
    """Return the end of the last pause that Telegram asked for."""
    kept = await notes.read(tx, _NOT_BEFORE)
    return datetime.fromisoformat(kept) if kept else None


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Return after so many seconds, or at once when it is time to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
