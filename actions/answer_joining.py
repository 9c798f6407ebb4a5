"""A coordinator lets somebody into the coordination who asked for it, or does not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.errors import AlreadyDone, NotFound
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, people, post, requests
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Somebody who asks to coordinate an initiative of mine."""

    initiative: Initiative
    person: Person
    at: datetime


async def asking_me(tx: Transaction, *, by: Person, now: datetime) -> list[Asking]:
    """Return who waits for an answer of this coordinator, longest first."""
    demand("answer_joining", by)
    mine = {it.id: it for it in await initiatives.of_person(tx, by.id)}
    return [
        Asking(initiative=mine[it.initiative], person=await people.get(tx, it.person), at=it.at)
        for it in await requests.open_for(tx, mine, now=now)
    ]


async def answer_joining(
    tx: Transaction, id_: UUID, person_id: UUID, *, accept: bool, by: Person, now: datetime
) -> Asking:
    """Return what was answered; who asked hears of it. Raises AlreadyDone where somebody answered before."""
    demand("answer_joining", by)
    if not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")
    found = [it for it in await requests.open_for(tx, [id_], now=now) if it.person == person_id]
    if not found or not await requests.settle(tx, found[0]):
        raise AlreadyDone("joining_answered")
    it, person = await initiatives.get(tx, id_), await people.get(tx, person_id)
    if accept:
        await initiatives.add_member(tx, id_, person_id, now=now)
    await audit.write(tx, "answer_joining", id_, by=by, now=now, person=str(person_id), accepted=accept)
    facts = {"name": it.name, "slug": it.slug, "accepted": accept}
    await post.to_person(tx, person, "joining_answered", facts, now=now)
    return Asking(initiative=it, person=person, at=found[0].at)
