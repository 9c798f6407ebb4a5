"""Partners for an initiative: who, and why."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from actions.find_peers import Suggestion, find_peers, note_shown
from actions.restore_peer import dismissed_by
from bot.addresses import Page, address, id_in, number_in, page_of, turning
from bot.player import Visit
from bot.reasons import why
from bot.say import Label, Link, Say, Tap, link, tap
from storage import initiatives, mergers

Rows = list[tuple[Tap | Link, ...]]

_TO_START = (tap("common.to_start", "start"),)
_DIRECTORY = tap("buttons.directory", "browse_directory")


async def card(visit: Visit) -> Say:
    """Return the suggestions for the initiative in the address, or ask which one is meant."""
    return await for_one(visit, "find_peers", suggested)


async def suggested(visit: Visit, id_: UUID, *, lead: Say | None = None, undo: Tap | None = None) -> Say:
    """Return a page of suggestions; `undo` takes back what `lead` tells."""
    index = await visit.desk.matcher.index(visit.tx)
    found = await find_peers(visit.tx, index, id_, by=visit.person, now=visit.now)
    await note_shown(visit.tx, id_, found, now=visit.now)
    page = page_of(found, number_in(visit.address, 2))
    rows: Rows = [(undo,)] if undo else []
    rows += [*listed(page, id_), *turning(page, "find_peers", id_)]
    rows.append((tap("find_trades.tab", address("find_trades", id_)),))
    rows += await hidden(visit, id_)
    rows += [(link("buttons.directory_web", "/initiativen"),)] if found else [(_DIRECTORY,)]
    rows.append((tap("buttons.change", f"begin:change_initiative:{id_}"), *_TO_START))
    facts = {
        "name": (await initiatives.get(visit.tx, id_)).name,
        "page": page,
        "rows": [(it.initiative, why(visit, it.reasons)) for it in page.items],
        "all_weak": all(it.fallback for it in found),
    }
    key = "find_peers.found" if found else "find_peers.alone"
    return Say(key=key, facts=facts, rows=tuple(rows), edit=True, lead=lead)


async def for_one(visit: Visit, name: str, shown: Callable[[Visit, UUID], Awaitable[Say]]) -> Say:
    """Return what `shown` says of the initiative in the address or the only one, or ask which one is meant."""
    id_ = id_in(visit.address, 1)
    if id_:
        return await shown(visit, await mergers.living(visit.tx, id_))
    mine = await initiatives.of_person(visit.tx, visit.person.id)
    if not mine:
        register = (tap("buttons.register", "begin:register_initiative"),)
        return Say(key="find_peers.none_registered", rows=(register, (_DIRECTORY, *_TO_START)), edit=True)
    if len(mine) == 1:
        return await shown(visit, mine[0].id)
    rows = tuple((Tap(label=Label(name=it.name), data=address(name, it.id)),) for it in mine)
    return Say(key="find_peers.which", rows=(*rows, _TO_START), edit=True)


def listed(page: Page[Suggestion], id_: UUID, *came_by: str) -> Rows:
    """Return a button for each suggestion; its entry leads back to this page."""
    return [
        (Tap(label=Label(name=name), data=address("open_entry", other, id_, page.number, *came_by)),)
        for name, other in ((it.initiative.name, it.initiative.id) for it in page.items)
    ]


async def hidden(visit: Visit, id_: UUID) -> Rows:
    """Return the way to those who were dismissed, if there are any."""
    count = len(await dismissed_by(visit.tx, id_, by=visit.person, now=visit.now))
    return [(tap("restore_peer.open", address("restore_peer", id_), count=count),)] if count else []
