"""Which initiatives could an initiative learn from or work with, and why?"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.errors import NotFound
from network.initiative import Initiative
from network.matching import Index, Peer, Reason, analyse, peers
from network.person import Person
from network.profile import profile_of
from network.rights import demand
from storage import initiatives
from storage.database import Transaction

MOST, LEAST = 15, 3  # suggestions


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A partner initiative and why it is suggested; a fallback only shares level and type."""

    initiative: Initiative
    reasons: tuple[Reason, ...]
    fallback: bool


async def find_peers(
    tx: Transaction, index: Index, id_: UUID, *, by: Person, now: datetime, limit: int = MOST
) -> tuple[Suggestion, ...]:
    """Return partners for an initiative of this person, best first; empty only while the network has no other one."""
    demand("find_peers", by)
    if not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")
    mine = await initiatives.get(tx, id_)
    own = {str(it.id) for it in await initiatives.of_person(tx, by.id)}
    found = _ranked(index, mine, own - {str(id_)}, now=now, limit=limit)
    told = {UUID(it.id): it for it in found}
    return tuple(
        Suggestion(initiative=it, reasons=told[it.id].reasons, fallback=told[it.id].fallback)
        for it in await initiatives.several(tx, told)
    )


def _ranked(index: Index, mine: Initiative, exclude: set[str], *, now: datetime, limit: int) -> list[Peer]:
    """What the index suggests: labelled fallbacks only as far as there is too little else."""
    id_ = str(mine.id)
    waits = id_ not in index  # an entry that is not public yet may ask all the same
    if waits:
        index.put(analyse(profile_of(mine)))
    try:
        found = peers(index, id_, exclude=exclude, limit=limit, today=now.date())
    finally:
        if waits:
            index.drop(id_)
    fitting = [it for it in found if not it.fallback]
    return fitting + [it for it in found if it.fallback][: max(0, LEAST - len(fitting))]
