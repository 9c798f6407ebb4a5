"""How long one's own initiative shall not be suggested to others."""

from actions.find_peers import own
from bot.addresses import address, id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Say, tap
from network.errors import NotFound
from network.suggestion import PAUSES


async def card(visit: Visit) -> Say:
    """Return the choice of lengths for the initiative in the address."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    mine = await own(visit.tx, id_, by=visit.person)
    lengths = [await once(visit, "pause_suggestions.length", f"pause_{it}", id_, months=it) for it in PAUSES]
    rows = (tuple(lengths), (tap("buttons.read_entry", address("open_entry", id_)), tap("common.to_start", "start")))
    return Say(key="pause_suggestions.choose", facts={"name": mine.name}, rows=rows, edit=True)
