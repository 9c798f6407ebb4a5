"""A registration as staff read it: everything others will see, and the two ways to decide."""

from bot.addresses import id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, tap
from network.errors import NotFound
from network.initiative import Status
from network.rights import demand
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return the entry with its buttons while it waits; afterwards who decided and when."""
    demand("review_initiative", visit.person)
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    initiative = await initiatives.get(visit.tx, id_)
    claimed = await initiatives.claim_of(visit.tx, id_)
    who, when = await initiatives.decision_of(visit.tx, id_)
    waits = initiative.status is Status.WAITING
    rows: list[tuple[Tap | Link, ...]] = []
    if waits:
        rows.append((await once(visit, "buttons.approve", "approve_initiative", id_),))
        rows.append((tap("buttons.return", f"begin:review_initiative:{id_}"),))
    rows.append((tap("buttons.all_waiting", "list_waiting"), tap("common.to_start", "start")))
    facts = {
        "it": initiative,
        "waits": waits,
        "study": await initiatives.get(visit.tx, claimed) if claimed else None,
        "who": who,
        "when": when,
        "last_reason": await initiatives.reason_of(visit.tx, id_),
        "authors": [person.name for person in await initiatives.members(visit.tx, id_)],
    }
    return Say(key="review_initiative.detail", facts=facts, rows=tuple(rows), edit=True)
