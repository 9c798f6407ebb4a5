"""Who asks to be let into the coordination of an initiative; a request lapses after thirty days."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from storage import mergers, notes
from storage.database import Transaction
from storage.keys import short, whole

LASTS = timedelta(days=30)
_JOIN = "join:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An open request; `initiative` is the entry in which the one that was `asked` for lives on."""

    initiative: UUID
    asked: UUID
    person: UUID
    at: datetime


async def add(tx: Transaction, id_: UUID, person_id: UUID, *, now: datetime) -> bool:
    """Keep a request; return False where the same one is open already."""
    if any(it.person == person_id for it in await open_for(tx, [id_], now=now)):
        return False
    await notes.write(tx, _key(id_, person_id), now.isoformat())
    return True


async def open_for(tx: Transaction, ids: Collection[UUID], *, now: datetime) -> list[Request]:
    """Return the open requests for these initiatives, oldest first."""
    told = await notes.beginning_with(tx, _JOIN)
    found = [await _request(tx, key, at) for key, at in told.items()]
    still = (it for it in found if it.initiative in ids and it.at > now - LASTS)
    return sorted(still, key=lambda it: (it.at, it.person))


async def settle(tx: Transaction, request: Request) -> bool:
    """Drop a request; return False where somebody did before."""
    return await notes.forget(tx, _key(request.asked, request.person))


async def forget_before(tx: Transaction, moment: datetime) -> int:
    """Drop requests from before this moment; return how many."""
    told = await notes.beginning_with(tx, _JOIN)
    old = [key for key, at in told.items() if datetime.fromisoformat(at) < moment]
    return sum([await notes.forget(tx, _JOIN + key) for key in old])


async def _request(tx: Transaction, key: str, at: str) -> Request:
    asked, person = map(whole, key.split(":"))
    living = await mergers.living(tx, asked)
    return Request(initiative=living, asked=asked, person=person, at=datetime.fromisoformat(at))


def _key(id_: UUID, person_id: UUID) -> str:
    return f"{_JOIN}{short(id_)}:{short(person_id)}"
