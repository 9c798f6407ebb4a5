"""The directory in the chat: all initiatives page by page, or those that answer what was typed."""

from collections.abc import Collection
from uuid import UUID

from actions.browse_directory import browse_directory
from bot.addresses import address, number_in, page_of, turning
from bot.player import Visit
from bot.reasons import why
from bot.say import Label, Link, Say, Tap, link, tap
from network import text
from network.directory import Answer, ask
from network.initiative import Initiative

_MOST_HITS = 5
MOST_WORDS = 200


async def card(visit: Visit) -> Say:
    """Return a page of the directory, or what was found for the typed words."""
    return await found(visit, visit.argument[:MOST_WORDS]) if visit.argument.strip() else await _listed(visit)


async def _listed(visit: Visit) -> Say:
    page = page_of(await browse_directory(visit.tx, by=visit.person), number_in(visit.address, 1))
    rows: list[tuple[Tap | Link, ...]] = [_row(it) for it in page.items]
    rows += [*turning(page, "browse_directory"), (link("buttons.directory_web", "/initiativen"),), _TO_START]
    return Say(key="browse_directory.listed", facts={"page": page}, rows=tuple(rows), edit=True)


async def found(visit: Visit, words: str, *, but: Collection[UUID] = ()) -> Say:
    """Return what was found for these words: of the entries `but` nothing, unless only they answer."""
    answer = await _answer(visit, words, but)
    if but and not answer.hits:
        answer = await _answer(visit, words)
    hits = answer.hits[:_MOST_HITS]
    rows: list[tuple[Tap | Link, ...]] = [_row(it.initiative) for it in hits]
    rows += [(tap("buttons.directory", "browse_directory"), tap("buttons.help", "help")), _TO_START]
    told = [(it.initiative, why(visit, it.reasons)) for it in hits]
    facts = {"words": words, "meant": answer.meant, "found": told}
    return Say(key="browse_directory.hits", facts=facts, rows=tuple(rows))


async def _answer(visit: Visit, words: str, but: Collection[UUID] = ()) -> Answer:
    """What the directory answers to these words, as on its page; to signs that are no words, nothing."""
    everybody = await browse_directory(visit.tx, by=visit.person) if text.fold(words) else []
    others = [it for it in everybody if it.id not in but]
    return ask(others, words, await visit.desk.matcher.index(visit.tx), today=visit.now.date())


def _row(it: Initiative) -> tuple[Tap, ...]:
    return (Tap(label=Label(name=it.name), data=address("open_entry", it.id)),)


_TO_START = (tap("common.to_start", "start"),)
