"""One initiative, as others read it."""

from uuid import UUID

from actions.browse_directory import open_entry
from bot.addresses import address, id_in, number_in
from bot.cards.find_trades import CAME_BY
from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, link, tap
from network.errors import NotFound
from network.initiative import PUBLIC, Initiative
from network.suggestion import Grounds
from storage import initiatives, suggestions


async def card(visit: Visit) -> Say:
    """Return the entry; the address also says from which list of partners one came."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    initiative = await open_entry(visit.tx, id_, by=visit.person)
    id_ = initiative.id  # one that was merged lives on under another
    mine = await initiatives.is_member(visit.tx, id_, visit.person.id)
    rows: list[tuple[Tap | Link, ...]] = []
    if mine:
        rows.append((tap("buttons.change", f"begin:change_initiative:{id_}"), tap("buttons.peers", "find_peers")))
        rows.append((await _pause(visit, id_), tap("buttons.hand_over", address("hand_over_initiative", id_))))
    rows += _measures(initiative, mine=mine)
    if initiative.is_historic:
        rows.append((tap("buttons.claim", f"begin:claim_initiative:{id_}"),))
    elif not mine and initiative.status in PUBLIC and await initiatives.members(visit.tx, id_):
        rows.append((tap("buttons.join_initiative", address("join_initiative", id_)),))
    if initiative.status in PUBLIC:
        rows.append((link("buttons.web_page", f"/initiativen/{initiative.slug}"),))
    came_from = id_in(visit.address, 2)
    if came_from:
        rows += [] if mine else [await _dismissals(visit, came_from, id_)]
        list_ = "find_trades" if visit.address[4:] == (CAME_BY,) else "find_peers"
        rows.append((tap("buttons.back_to_peers", address(list_, came_from, number_in(visit.address, 3))),))
    rows.append((tap("buttons.directory", "browse_directory"), tap("common.to_start", "start")))
    return Say(key="open_entry.detail", facts={"it": initiative}, rows=tuple(rows), edit=True)


def _measures(initiative: Initiative, *, mine: bool) -> list[tuple[Tap, ...]]:
    """Return the way to what it has done, and for its coordinators to telling more."""
    count, row = len(initiative.measures), list[Tap]()
    if count:
        row.append(tap("buttons.measures", address("browse_measures", "von", initiative.id), count=count))
    if mine:
        row.append(tap("buttons.add_measure", f"begin:add_measure:{initiative.id}"))
    return [tuple(row)] if row else []


async def _pause(visit: Visit, id_: UUID) -> Tap:
    """Return the button that lets one's own initiative not be suggested for a while, or the one that ends this."""
    if await suggestions.pauses(visit.tx, [id_], now=visit.now):
        return await once(visit, "resume_suggestions.resume", "resume_suggestions", id_)
    return tap("pause_suggestions.begin", address("pause_suggestions", id_))


async def _dismissals(visit: Visit, mine: UUID, other: UUID) -> tuple[Tap, ...]:
    """Return the buttons that take somebody out of the suggestions one came from."""
    return tuple(
        [await once(visit, f"dismiss_peer.{grounds}", f"dismiss_{grounds}", f"{mine} {other}") for grounds in Grounds]
    )
