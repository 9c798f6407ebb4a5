"""One initiative, as others read it."""

from actions.browse_directory import open_entry
from bot.addresses import address, id_in, number_in
from bot.player import Visit
from bot.say import Link, Say, Tap, link, tap
from network.errors import NotFound
from network.initiative import PUBLIC
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return the entry; the address also says from which list of partners one came."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    initiative = await open_entry(visit.tx, id_, by=visit.person)
    mine = await initiatives.is_member(visit.tx, id_, visit.person.id)
    rows: list[tuple[Tap | Link, ...]] = []
    if mine:
        rows.append((tap("buttons.change", f"begin:change_initiative:{id_}"), tap("buttons.peers", "find_peers")))
    if initiative.is_historic:
        rows.append((tap("buttons.claim", f"begin:claim_initiative:{id_}"),))
    if initiative.status in PUBLIC:
        rows.append((link("buttons.web_page", f"/initiativen/{initiative.slug}"),))
    came_from = id_in(visit.address, 2)
    if came_from:
        back = address("find_peers", came_from, number_in(visit.address, 3))
        rows.append((tap("buttons.back_to_peers", back),))
    rows.append((tap("buttons.directory", "browse_directory"), tap("common.to_start", "start")))
    return Say(key="open_entry.detail", facts={"it": initiative}, rows=tuple(rows), edit=True)
