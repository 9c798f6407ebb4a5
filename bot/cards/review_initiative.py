"""A registration as staff read it: everything others will see, and the two ways to decide."""

from uuid import UUID

from bot.addresses import id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, link, tap
from network.errors import NotFound
from network.initiative import Initiative, Status
from network.namesake import lookalikes
from network.rights import demand
from storage import initiatives, mergers

_MOST_ALIKE = 2


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
        rows += await _comparisons(visit, initiative, claimed)
    rows.append((tap("buttons.all_waiting", "list_waiting"), tap("common.to_start", "start")))
    facts = {
        "it": initiative,
        "waits": waits,
        "study": await _living(visit, claimed) if claimed else None,
        "into": await _living(visit, id_) if initiative.status is Status.MERGED else None,
        "who": who,
        "when": when,
        "last_reason": await initiatives.reason_of(visit.tx, id_),
        "authors": [person.name for person in await initiatives.members(visit.tx, id_)],
    }
    return Say(key="review_initiative.detail", facts=facts, rows=tuple(rows), edit=True)


async def _comparisons(visit: Visit, it: Initiative, claimed: UUID | None) -> list[tuple[Link, ...]]:
    """Return the ways to the page that shows this entry beside those of similar names, but for the one it claims."""
    apart = await mergers.told_apart(visit.tx)
    others = (other for other in await initiatives.public(visit.tx) if frozenset((it.id, other.id)) not in apart)
    twins = lookalikes(it, (other for other in others if other.id != claimed), limit=_MOST_ALIKE)
    found = [twin.initiative for twin in twins if twin.by_name]
    path = "/netzwerkstelle/zusammenlegen"
    return [(link("buttons.compare", f"{path}?a={other.id}&b={it.id}", name=other.name),) for other in found]


async def _living(visit: Visit, id_: UUID) -> Initiative:
    return await initiatives.get(visit.tx, await mergers.living(visit.tx, id_))
