"""Those who are not suggested to an initiative any more, and the way back for each."""

from uuid import UUID

from actions.restore_peer import dismissed_by
from bot.addresses import address, id_in, number_in, page_of, turning
from bot.cards.find_peers import Rows
from bot.player import Visit
from bot.pressing import once
from bot.say import Say, tap
from network.errors import NotFound
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return whom the initiative in the address has dismissed."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    return await shown(visit, id_)


async def shown(visit: Visit, id_: UUID, *, lead: Say | None = None) -> Say:
    """Return a page of them, newest first; `lead` tells what has just been done."""
    found = await dismissed_by(visit.tx, id_, by=visit.person, now=visit.now)
    page = page_of(found, number_in(visit.address, 2))
    rows: Rows = []
    for it in page.items:
        pair = f"{id_} {it.initiative.id}"
        rows.append((await once(visit, "restore_peer.again", "restore_peer", pair, name=it.initiative.name),))
    rows += turning(page, "restore_peer", id_)
    rows.append((tap("buttons.back_to_peers", address("find_peers", id_)), tap("common.to_start", "start")))
    facts = {"name": (await initiatives.get(visit.tx, id_)).name, "page": page}
    return Say(key="restore_peer.list", facts=facts, rows=tuple(rows), edit=True, lead=lead)
