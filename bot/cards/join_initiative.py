"""Asking to be let into the coordination of an initiative."""

from actions.browse_directory import open_entry
from bot.addresses import address, id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Say, tap
from network.errors import NotFound


async def card(visit: Visit) -> Say:
    """Return what happens with a request, and the button that sends it."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("initiative_unknown")
    it = await open_entry(visit.tx, id_, by=visit.person)
    rows = (
        (await once(visit, "join_initiative.send", "join_initiative", it.id),),
        (tap("buttons.read_entry", address("open_entry", it.id)), tap("common.to_start", "start")),
    )
    return Say(key="join_initiative.ask", facts={"it": it, "who": visit.person.name}, rows=rows)
