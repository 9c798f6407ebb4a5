"""Partners for an initiative: who, and why."""

from uuid import UUID

from actions.find_peers import find_peers
from bot.addresses import address, id_in, number_in, page_of, turning
from bot.player import Visit
from bot.reasons import why
from bot.say import Label, Link, Say, Tap, link, tap
from storage import initiatives

_TO_START = (tap("common.to_start", "start"),)
_DIRECTORY = tap("buttons.directory", "browse_directory")


async def card(visit: Visit) -> Say:
    """Return the suggestions for the initiative in the address, or ask which one is meant."""
    id_ = id_in(visit.address, 1)
    if id_:
        return await _suggested(visit, id_)
    mine = await initiatives.of_person(visit.tx, visit.person.id)
    if not mine:
        register = (tap("buttons.register", "begin:register_initiative"),)
        return Say(key="find_peers.none_registered", rows=(register, (_DIRECTORY, *_TO_START)), edit=True)
    if len(mine) == 1:
        return await _suggested(visit, mine[0].id)
    rows = tuple((Tap(label=Label(name=it.name), data=address("find_peers", it.id)),) for it in mine)
    return Say(key="find_peers.which", rows=(*rows, _TO_START), edit=True)


async def _suggested(visit: Visit, id_: UUID) -> Say:
    index = await visit.desk.matcher.index(visit.tx)
    found = await find_peers(visit.tx, index, id_, by=visit.person, now=visit.now)
    name = (await initiatives.get(visit.tx, id_)).name
    if not found:
        return Say(key="find_peers.alone", facts={"name": name}, rows=((_DIRECTORY, *_TO_START),), edit=True)
    page = page_of(found, number_in(visit.address, 2))
    rows: list[tuple[Tap | Link, ...]] = [
        (Tap(label=Label(name=it.initiative.name), data=address("open_entry", it.initiative.id, id_, page.number)),)
        for it in page.items
    ]
    rows += turning(page, "find_peers", id_)
    rows += [
        (link("buttons.directory_web", "/initiativen"),),
        (tap("buttons.change", f"begin:change_initiative:{id_}"), *_TO_START),
    ]
    all_weak = all(it.fallback for it in found)
    shown = [(it.initiative, why(visit, it.reasons)) for it in page.items]
    facts = {"name": name, "page": page, "rows": shown, "all_weak": all_weak}
    return Say(key="find_peers.found", facts=facts, rows=tuple(rows), edit=True)
