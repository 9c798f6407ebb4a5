"""The question before a measure is taken out."""

from actions.browse_measures import open_measure
from bot.addresses import address, id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Say, tap
from network.errors import NotFound
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return the question with the button that removes it, and the way back."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("measure_unknown")
    measure = await open_measure(visit.tx, id_, by=visit.person)
    if not await initiatives.is_member(visit.tx, measure.initiative_id, visit.person.id):
        raise NotFound("measure_unknown")
    yes = await once(visit, "remove_measure.yes", "remove_measure", id_)
    rows = ((yes,), (tap("remove_measure.no", address("open_measure", id_)),))
    return Say(key="remove_measure.sure", facts={"headline": measure.title}, rows=rows, edit=True)
