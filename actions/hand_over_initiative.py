"""The guided handover: a coordinator gives a successor a link, and the successor accepts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from network.errors import AlreadyDone, LinkInvalid, NotFound
from network.initiative import Initiative
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, links, mergers, people, post
from storage.database import Transaction

PURPOSE = "handover"
LASTS = timedelta(days=14)
MARK = "h_"  # stands before the token in a link to the bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What a link offers: to coordinate an initiative, and who offers it."""

    initiative: Initiative
    giver: Person


async def offer_handover(tx: Transaction, id_: UUID, *, by: Person, now: datetime) -> str:
    """Return a token with which one person may become a coordinator, once and within 14 days."""
    demand("hand_over_initiative", by)
    if not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")
    await audit.write(tx, "offer_handover", id_, by=by, now=now)
    return await links.add(tx, PURPOSE, str(id_), now=now, lasts=LASTS, giver=str(by.id))


async def offered_handover(tx: Transaction, token: str, *, by: Person, now: datetime) -> Handover:
    """Return what the token offers, using nothing up; raise LinkInvalid, also where the giver has left since."""
    demand("hand_over_initiative", by)
    subject, facts, used = await links.peek(tx, token, PURPOSE, now=now)
    if used:
        raise LinkInvalid("link_used")
    return await _handover(tx, UUID(subject), UUID(facts["giver"]))


async def hand_over_initiative(tx: Transaction, token: str, *, by: Person, now: datetime) -> Handover:
    """Make the person who accepts a coordinator beside the others; whoever offered it stays until they leave.

    Raises LinkInvalid, and AlreadyDone where the person coordinates the initiative already (the link stays good).
    """
    offered = await offered_handover(tx, token, by=by, now=now)
    id_ = offered.initiative.id
    if await initiatives.is_member(tx, id_, by.id):
        raise AlreadyDone("joining_done", name=offered.initiative.name)
    await links.use(tx, token, PURPOSE, now=now)
    facts = {"name": offered.initiative.name, "who": by.name}
    for person in await initiatives.members(tx, id_):
        await post.to_person(tx, person, "handover_accepted", facts, now=now)
    await initiatives.add_member(tx, id_, by.id, now=now)
    await audit.write(tx, "hand_over_initiative", id_, by=by, now=now, giver=str(offered.giver.id))
    return offered


async def _handover(tx: Transaction, id_: UUID, giver: UUID) -> Handover:
    id_ = await mergers.living(tx, id_)
    if not await initiatives.is_member(tx, id_, giver):
        raise LinkInvalid()
    return Handover(initiative=await initiatives.get(tx, id_), giver=await people.get(tx, giver))
