"""What initiatives have done: the list with its filters, and the page of each measure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from actions.browse_measures import browse_measures, open_measure
from config.laender import all_laender
from config.vocabulary import vocabulary
from network import precedent
from network.measure import Measure, Reuse
from network.precedent import Filter
from storage import initiatives, measures
from web import choices
from web.reception import asking, language_of, page, reception

_PER_PAGE = 30
_RELATED = 3  # other measures of one format that are shown


async def listing(request: Request) -> Response:
    """/massnahmen: what answers the question in the address."""
    language = (await language_of(request)).value
    address = _Address(asked=_asked(request))
    async with reception(request).db.reading() as tx:
        everything = (await browse_measures(tx, by=await asking(request))).hits
    answer = precedent.ask(everything, address.asked)
    number, pages = _page_number(request, len(answer.hits))
    return await page(
        request,
        "measures.html",
        asked=address.asked,
        address=address,
        answer=answer,
        found=answer.hits[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        total=len(answer.hits),
        everything=len(everything),
        number=number,
        pages=pages,
        choices=_choices(everything, address.asked, language),
        chosen=_chosen(address.asked, language),
    )


async def one(request: Request) -> Response:
    """/massnahmen/<slug>: everything told of one measure, and others of its kind."""
    person = await asking(request)
    async with reception(request).db.reading() as tx:
        found = await measures.by_slug(tx, request.path_params["slug"])
        measure = await open_measure(tx, found.id, by=person)
        owner = await initiatives.get(tx, measure.initiative_id)
        others = await browse_measures(tx, Filter(format=measure.format or ""), by=person)
        mine = bool(person and await initiatives.is_member(tx, owner.id, person.id))
    related = [it for it in others.hits if measure.format and it.id != measure.id][:_RELATED]
    return await page(request, "measure.html", it=measure, owner=owner, related=related, mine=mine)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """Where a state of the list can be found again."""

    asked: Filter

    def __str__(self) -> str:
        query = urlencode(self._values())
        return f"/massnahmen?{query}" if query else "/massnahmen"

    def without(self, field: str) -> "_Address":
        """The same with one choice taken back."""
        return replace(self, asked=self.asked.without(field))

    def only_format(self, format_: str) -> "_Address":
        """All measures of one format."""
        return replace(self, asked=Filter(format=format_))

    def of_page(self) -> str:
        """The address of a page of the list, with {page} for its number."""
        return f"/massnahmen?{urlencode([*self._values(), ('seite', '')])}{{page}}"

    def _values(self) -> list[tuple[str, str]]:
        values = [(name, getattr(self.asked, field)) for field, name in _NAMES.items()]
        return [(name, value) for name, value in values if value]


_NAMES = {"words": "q", "format": "format", "topic": "thema", "reuse": "nachnutzung", "land": "land"}


def _asked(request: Request) -> Filter:
    return Filter(words=choices.words(request), **choices.chosen(request, _NAMES, _labels("de")))


def _labels(language: str) -> dict[str, dict[str, str]]:
    """Return for each filter its values with their labels, in their order."""
    words = vocabulary()
    return {
        "format": {it.id: it.label(language) for it in words.entries("format")},
        "topic": {it.id: it.label(language) for it in words.topics},
        "reuse": {it.value: words.label("reuse", it.value, language) for it in Reuse},
        "land": {it.code: it.name(language) for it in all_laender()},
    }


def _choices(everything: Sequence[Measure], asked: Filter, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each filter the values that lead somewhere, with how many measures there are."""
    offered = {}
    for field, labels in _labels(language).items():
        counted, chosen = precedent.counts(everything, asked, field), getattr(asked, field)
        offered[field] = [
            (value, f"{label} ({counted[value]})")
            for value, label in labels.items()
            if counted[value] or value == chosen
        ]
    return offered


def _chosen(asked: Filter, language: str) -> list[tuple[str, str]]:
    """Return the parts of the question that narrow the list: field and how the choice is called."""
    labels = _labels(language)
    told = [("words", asked.words)] if asked.words else []
    return told + [(field, labels[field][value]) for field in precedent.CHOICES if (value := getattr(asked, field))]


def _page_number(request: Request, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // _PER_PAGE))
    given = request.query_params.get("seite", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return min(max(number, 1), pages), pages
