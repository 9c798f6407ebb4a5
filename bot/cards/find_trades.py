"""Who offers what an initiative seeks, and what both could trade."""

from uuid import UUID

from actions.find_peers import note_shown
from actions.find_trades import find_trades
from bot.addresses import address, number_in, page_of, turning
from bot.cards.find_peers import Rows, for_one, hidden, listed
from bot.player import Visit
from bot.reasons import why
from bot.say import Say, tap
from storage import initiatives

CAME_BY = "t"  # the end of the address of an entry that was opened from here


async def card(visit: Visit) -> Say:
    """Return who offers what is sought by the initiative in the address, or ask which one is meant."""
    return await for_one(visit, "find_trades", _offering)


async def _offering(visit: Visit, id_: UUID) -> Say:
    index = await visit.desk.matcher.index(visit.tx)
    found = await find_trades(visit.tx, index, id_, by=visit.person, now=visit.now)
    await note_shown(visit.tx, id_, found, now=visit.now)
    mine = await initiatives.get(visit.tx, id_)
    page = page_of(found, number_in(visit.address, 2))
    rows: Rows = [*listed(page, id_, CAME_BY), *turning(page, "find_trades", id_)]
    if mine.needed and not found:
        rows.append((tap("buttons.done_before", "begin:browse_measures"),))
    rows.append((tap("find_peers.tab", address("find_peers", id_)),))
    rows += await hidden(visit, id_)
    rows.append((tap("buttons.change", f"begin:change_initiative:{id_}"), tap("common.to_start", "start")))
    shown = [(it.initiative, why(visit, it.reasons)) for it in page.items]
    facts = {"name": mine.name, "seeks": bool(mine.needed), "page": page, "rows": shown}
    return Say(key="find_trades.found", facts=facts, rows=tuple(rows), edit=True)
