"""What initiatives have done: page by page, of one format, of one initiative, or what answers the typed words."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from actions.browse_measures import browse_measures, measures_of
from bot.addresses import Page, address, id_in, number_in, page_of, turning
from bot.player import Visit
from bot.say import Label, Link, Say, Tap, link, tap
from config.vocabulary import vocabulary
from network.measure import Measure
from network.precedent import Answer, Filter
from storage import initiatives

_OF, _KINDS = "von", "arten"  # in an address: the measures of one initiative; the kinds of formats
_MOST_HITS = 5
_MOST_WORDS = 200


async def card(visit: Visit) -> Say:
    """Return the part of the list that the address names, or what was found for the typed words."""
    words, where = visit.argument.strip()[:_MOST_WORDS], "".join(visit.address[1:2])
    if words:
        return _found(words, await browse_measures(visit.tx, Filter(words=words), by=visit.person))
    if where == _OF and (id_ := id_in(visit.address, 2)):
        return await shown(visit, id_, number=number_in(visit.address, 3))
    everything = (await browse_measures(visit.tx, by=visit.person)).hits
    return _kinds(everything) if where == _KINDS else await _listed(visit, everything, where)


async def shown(visit: Visit, initiative_id: UUID, *, number: int = 1, lead: Say | None = None) -> Say:
    """Return what one initiative has done; `lead` tells what has just been changed about it."""
    page = page_of(await measures_of(visit.tx, initiative_id, by=visit.person), number)
    owner = await initiatives.get(visit.tx, initiative_id)
    rows = [*_rows(page, f"i{page.number}"), *turning(page, "browse_measures", _OF, initiative_id)]
    if await initiatives.is_member(visit.tx, initiative_id, visit.person.id):
        rows.append((tap("buttons.add_measure", f"begin:add_measure:{initiative_id}"),))
    rows.append((tap("buttons.read_entry", address("open_entry", initiative_id)), tap("common.to_start", "start")))
    facts = {"page": page, "name": owner.name}
    return Say(key="browse_measures.of_one", facts=facts, rows=tuple(rows), edit=True, lead=lead)


def way_back(measure: Measure, came_from: str) -> str:
    """Return the address of the list that `came_from` stands for: all (a), its format (f), kind (k), initiative (i)."""
    sign, number = came_from[:1], came_from[1:]
    match sign:
        case "f" if measure.format:
            return address("browse_measures", measure.format, number)
        case "k" if measure.format:
            return address("browse_measures", _kind_of(measure), number)
        case "i":
            return address("browse_measures", _OF, measure.initiative_id, number)
    return address("browse_measures", "", number)


async def _listed(visit: Visit, everything: Sequence[Measure], where: str) -> Say:
    found = [it for it in everything if not where or where in (it.format, _kind_of(it))]
    page = page_of(found, number_in(visit.address, 2))
    sign = "a" if not where else "k" if where in _kind_ids() else "f"
    rows = [*_rows(page, f"{sign}{page.number}"), *turning(page, "browse_measures", where)]
    search = tap("browse_measures.search", "begin:browse_measures")
    other = tap("browse_measures.all", "browse_measures") if where else tap("browse_measures.by_kind", _to_kinds())
    rows += [(search, other), (link("browse_measures.web", "/massnahmen"),)]
    if await initiatives.of_person(visit.tx, visit.person.id):
        rows.append((tap("buttons.add_measure", "begin:add_measure"),))
    facts = {"page": page, "kind": "format_kind" if sign == "k" else "format", "where": where}
    return Say(key="browse_measures.listed", facts=facts, rows=(*rows, _TO_START), edit=True)


def _kinds(everything: Sequence[Measure]) -> Say:
    present = [kind for kind in _kind_ids() if any(_kind_of(it) == kind for it in everything)]
    rows = [(Tap(label=Label(word=("format_kind", kind)), data=address("browse_measures", kind)),) for kind in present]
    rows.append((tap("browse_measures.all", "browse_measures"),))
    return Say(key="browse_measures.kinds", rows=(*rows, _TO_START), edit=True)


def _found(words: str, answer: Answer) -> Say:
    shown_, query = (answer.hits or answer.near)[:_MOST_HITS], urlencode({"q": words})
    rows: list[tuple[Tap | Link, ...]] = [_row(it, "a1") for it in shown_]
    if not answer.hits:
        rows += [(Tap(label=Label(word=("format", it)), data=address("browse_measures", it)),) for it in answer.formats]
        rows.append((link("browse_measures.directory", f"/initiativen?{query}"),))
    elif len(answer.hits) > _MOST_HITS:
        rows.append((link("browse_measures.all_hits", f"/massnahmen?{query}", count=len(answer.hits)),))
    rows.append((tap("browse_measures.search", "begin:browse_measures"), tap("browse_measures.all", "browse_measures")))
    facts = {"asked": answer.meant or words, "shown": shown_, "total": len(answer.hits), "formats": answer.formats}
    return Say(key="browse_measures.hits", facts=facts, rows=(*rows, _TO_START))


def _rows(page: Page[Measure], came_from: str) -> list[tuple[Tap | Link, ...]]:
    return [_row(it, came_from) for it in page.items]


def _row(it: Measure, came_from: str) -> tuple[Tap | Link, ...]:
    return (Tap(label=Label(name=it.title), data=address("open_measure", it.id, came_from)),)


def _kind_of(it: Measure) -> str:
    entry = next((entry for entry in vocabulary().entries("format") if entry.id == it.format), None)
    return (entry.group or "") if entry else ""


def _kind_ids() -> list[str]:
    return [entry.id for entry in vocabulary().entries("format_kind")]


def _to_kinds() -> str:
    return address("browse_measures", _KINDS)


_TO_START = (tap("common.to_start", "start"),)
