"""The directory in the chat: all initiatives page by page, or those that answer what was typed."""

from uuid import UUID

from actions.browse_directory import browse_directory
from bot.addresses import address, number_in, page_of, turning
from bot.player import Visit
from bot.reasons import why
from bot.say import Label, Link, Say, Tap, link, tap
from network import text
from network.directory import Filter
from network.initiative import Initiative
from network.matching import search
from storage import initiatives

_MOST_HITS = 5
_MOST_WORDS = 200


async def card(visit: Visit) -> Say:
    """Return a page of the directory, or what was found for the typed words."""
    return await _found(visit, visit.argument[:_MOST_WORDS]) if visit.argument.strip() else await _listed(visit)


async def _listed(visit: Visit) -> Say:
    page = page_of(await browse_directory(visit.tx, by=visit.person), number_in(visit.address, 1))
    rows: list[tuple[Tap | Link, ...]] = [_row(it) for it in page.items]
    rows += [*turning(page, "browse_directory"), (link("buttons.directory_web", "/initiativen"),), _TO_START]
    return Say(key="browse_directory.listed", facts={"page": page}, rows=tuple(rows), edit=True)


async def _found(visit: Visit, words: str) -> Say:
    named = await browse_directory(visit.tx, Filter(words=words), by=visit.person) if text.fold(words) else []
    found = [(it, "") for it in named[:_MOST_HITS]] or await _about(visit, words)
    rows: list[tuple[Tap | Link, ...]] = [_row(it) for it, _ in found]
    rows += [(tap("buttons.directory", "browse_directory"), tap("buttons.help", "help")), _TO_START]
    return Say(key="browse_directory.hits", facts={"words": words, "found": found}, rows=tuple(rows))


async def _about(visit: Visit, words: str) -> list[tuple[Initiative, str]]:
    """What speaks of these words without carrying them, and why."""
    index = await visit.desk.matcher.index(visit.tx)
    hits = {UUID(it.id): it for it in search(index, words, limit=_MOST_HITS, today=visit.now.date())}
    return [(it, why(visit, hits[it.id].reasons)) for it in await initiatives.several(visit.tx, hits)]


def _row(it: Initiative) -> tuple[Tap, ...]:
    return (Tap(label=Label(name=it.name), data=address("open_entry", it.id)),)


_TO_START = (tap("common.to_start", "start"),)
