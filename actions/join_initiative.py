"""Somebody asks to be let into the coordination of an initiative; its coordinators decide."""

from datetime import datetime, timedelta
from uuid import UUID

from network.errors import AlreadyDone, NotFound, Refusal
from network.initiative import PUBLIC, Initiative
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, limits, mergers, post, requests
from storage.database import Transaction

_MOST_A_DAY = 5  # requests of one person


async def join_initiative(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return the initiative whose coordinators were asked.

    Raises AlreadyDone where the person coordinates it or has asked before, and a refusal where nobody coordinates it.
    """
    demand("join_initiative", by)
    it = await initiatives.get(tx, await mergers.living(tx, id_))
    if it.status not in PUBLIC:
        raise NotFound("initiative_unknown")
    if await initiatives.is_member(tx, it.id, by.id):
        raise AlreadyDone("joining_done", name=it.name)
    coordinators = await initiatives.members(tx, it.id)
    if not coordinators:
        raise Refusal("joining_nobody", name=it.name)
    await limits.spend(tx, f"join:{by.id}", most=_MOST_A_DAY, within=timedelta(days=1), now=now)
    if not await requests.add(tx, it.id, by.id, now=now):
        raise AlreadyDone("joining_asked", name=it.name)
    await audit.write(tx, "join_initiative", it.id, by=by, now=now)
    facts = {"name": it.name, "who": by.name, "days": requests.LASTS.days}
    for person in coordinators:
        await post.to_person(tx, person, "joining_asked", facts, now=now)
    return it
