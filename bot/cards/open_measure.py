"""One measure, as others read it: what it took, what it brought, and whom to ask."""

from actions.browse_measures import open_measure
from bot.addresses import address, id_in
from bot.cards.browse_measures import way_back
from bot.player import Visit
from bot.say import Link, Say, Tap, link, tap
from network.errors import NotFound
from network.initiative import PUBLIC
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return the measure; the address also says from which list one came."""
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("measure_unknown")
    measure = await open_measure(visit.tx, id_, by=visit.person)
    rows: list[tuple[Tap | Link, ...]] = []
    if await initiatives.is_member(visit.tx, measure.initiative_id, visit.person.id):
        change = tap("open_measure.change", f"begin:change_measure:{id_}")
        rows.append((change, tap("open_measure.remove", address("remove_measure", id_))))
    rows.append((tap("open_measure.owner", address("open_entry", measure.initiative_id)),))
    if (await initiatives.get(visit.tx, measure.initiative_id)).status in PUBLIC:
        rows.append((link("buttons.web_page", f"/massnahmen/{measure.slug}"),))
    if measure.format:
        rows.append((tap("open_measure.same_format", address("browse_measures", measure.format)),))
    back = tap("open_measure.back", way_back(measure, "".join(visit.address[2:3])))
    rows.append((back, tap("common.to_start", "start")))
    return Say(key="open_measure.detail", facts={"it": measure}, rows=tuple(rows), edit=True)
