"""The public directory: the front page, and list and map side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from config.laender import all_laender
from config.vocabulary import vocabulary
from network import directory
from network.bond import pairs
from network.directory import Filter, Hit
from network.initiative import PARTNERS, PUBLIC, Initiative, Kind, Level, Status
from network.measure import Measure
from network.offer import Offer
from network.person import Language
from storage import infobriefe, initiatives, measures, meetings, news
from templates.render import Texts
from web import choices
from web.map import Marker, draw
from web.reception import language_of, page, reception

_PER_PAGE = 50
_MOST_REASONS = 2  # on a card
_NEW, _NEWS, _TRADES = 3, 4, 6  # of each kind on the front page
_MIDDLE, _WIDE = 480, 640  # pixels of the map's width on a desktop


async def listing(request: Request) -> Response:
    """/initiativen: what answers the question in the address, as list and as map."""
    return await _listing(request, "directory.html", _MIDDLE)


async def atlas(request: Request) -> Response:
    """/karte: the same with the map first."""
    return await _listing(request, "atlas.html", _WIDE)


async def home(request: Request) -> Response:
    """The front page: the map, and what is new since yesterday."""
    house = reception(request)
    async with house.db.reading() as tx:
        everybody = await initiatives.public(tx)
        told = await measures.public(tx)
        coming = await meetings.coming(tx, now=house.now())
        items = await news.newest(tx, limit=_NEWS)
        issues = await infobriefe.public(tx, limit=1)
    language = (await language_of(request)).value
    return await page(
        request,
        "home.html",
        count=len(everybody),
        newest=_newest(everybody)[:_NEW],
        trades=_trades(_newest(everybody)),
        measures=[it for it in told if not it.is_historic][:_NEW],
        of_today=_of_today(told, house.now().date()),
        meetings=coming[:_NEW],
        news=items,
        issues=issues,
        map=draw(markers(everybody), width=_MIDDLE, language=language),
    )


def markers(found: Iterable[Initiative]) -> list[Marker]:
    """Return a sign on the map for every initiative with a place."""
    return [
        Marker(
            key=it.slug,
            name=it.name,
            href=f"/initiativen/{it.slug}",
            lat=it.place.lat,
            lon=it.place.lon,
            land=it.place.land,
            level=it.level.value,
            confirmed=not it.is_historic,
        )
        for it in found
        if it.place.lat is not None and it.place.lon is not None
    ]


async def _listing(request: Request, template: str, width: int) -> Response:
    house, language = reception(request), await language_of(request)
    address = _Address(path=request.url.path, asked=_asked(request), lines="linien" in request.query_params)
    asked = address.asked
    async with house.db.reading() as tx:
        everybody = await initiatives.public(tx)
        index = await house.desk.matcher.index(tx)
    answer = directory.ask(everybody, asked.words, index, today=house.now().date())
    hits = [hit for hit in answer.hits if directory.fits(hit.initiative, asked)]
    number, pages = _page_number(request, len(hits))
    shown = hits[(number - 1) * _PER_PAGE : number * _PER_PAGE]
    return await page(
        request,
        template,
        asked=asked,
        address=address,
        meant=answer.meant,
        found=[_Entry(hit=hit, why=_why(house.desk.texts, hit, language)) for hit in shown],
        total=len(hits),
        number=number,
        pages=pages,
        choices=_choices([hit.initiative for hit in answer.hits], asked, language.value),
        chosen=_chosen(asked, language.value),
        **_drawn([hit.initiative for hit in hits], address, width, language.value),
    )


def _drawn(found: list[Initiative], address: "_Address", width: int, language: str) -> dict[str, Any]:
    """Return the map, the ties between those on it, and how many have no place there."""
    ties = pairs(found)
    links = [(one.slug, other.slug) for one, _, other in ties] if address.lines else []
    land = address.asked.land or None
    return {
        "map": draw(markers(found), links=links, land=land, width=width, language=language, href=address.of_land()),
        "ties": ties,
        "placeless": sum(it.place.lat is None for it in found),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A hit in the list with its reasons in words."""

    hit: Hit
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Address:
    """Where a state of the directory can be found again; `lines`: the map shows relations."""

    path: str
    asked: Filter
    lines: bool = False

    def __str__(self) -> str:
        query = urlencode(self._values())
        return f"{self.path}?{query}" if query else self.path

    def without(self, field: str) -> "_Address":
        """The same with one choice taken back."""
        return replace(self, asked=self.asked.without(field))

    def asking(self, words: str) -> "_Address":
        """The same with other words."""
        return replace(self, asked=replace(self.asked, words=words))

    def turned(self) -> "_Address":
        """The same with the relations shown, or hidden again."""
        return replace(self, lines=not self.lines)

    def of_page(self) -> str:
        """The address of a page of the list, with {page} for its number."""
        return f"{self.path}?{urlencode([*self._values(), ('seite', '')])}{{page}}"

    def of_land(self) -> str:
        """The address of the same for one Land, with {land} for its code."""
        others = urlencode(self.without("land")._values())
        return f"{self.path}?land={{land}}" + (f"&{others}" if others else "")

    def _values(self) -> list[tuple[str, str]]:
        values = [(name, getattr(self.asked, field)) for field, name in _NAMES.items()]
        return [(name, value) for name, value in [*values, ("linien", "1" if self.lines else "")] if value]


_NAMES = {
    "words": "q",
    "land": "land",
    "level": "ebene",
    "kind": "typ",
    "topic": "thema",
    "offer": "bietet",
    "need": "sucht",
    "status": "stand",
}


def _asked(request: Request) -> Filter:
    return Filter(words=choices.words(request), **choices.chosen(request, _NAMES, _labels("de")))


def _labels(language: str) -> dict[str, dict[str, str]]:
    """Return for each filter its values with their labels, in their order."""
    words = vocabulary()
    categories = {it.id: words.label("category", it.id, language) for it in words.categories}
    return {
        "land": {it.code: it.name(language) for it in all_laender()},
        "level": {it.value: words.label("level", it.value, language) for it in Level},
        "kind": {it.value: words.label("kind", it.value, language) for it in Kind},
        "topic": {it.id: words.label("topic", it.id, language) for it in words.topics},
        "offer": categories,
        "need": categories,
        "status": {it.value: words.label("status", it.value, language) for it in Status if it in PUBLIC},
    }


def _choices(found: list[Initiative], asked: Filter, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each filter the values that lead somewhere, with how many initiatives there are."""
    offered = {}
    for field, labels in _labels(language).items():
        counted = directory.counts(found, asked, field)
        chosen = getattr(asked, field)
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
    return told + [(field, labels[field][value]) for field in directory.CHOICES if (value := getattr(asked, field))]


def _why(texts: Texts, hit: Hit, language: Language) -> tuple[str, ...]:
    return tuple(texts.plain(f"reasons.{it.code}", it.facts, language) for it in hit.reasons[:_MOST_REASONS])


def _page_number(request: Request, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // _PER_PAGE))
    given = request.query_params.get("seite", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return min(max(number, 1), pages), pages


def _newest(everybody: Iterable[Initiative]) -> list[Initiative]:
    confirmed = [it for it in everybody if not it.is_historic]
    return sorted(confirmed, key=lambda it: it.confirmed_at or it.created_at, reverse=True)


def _trades(newest: Iterable[Initiative]) -> list[tuple[Initiative, Offer]]:
    """Return what was sought and offered last: one of each initiative before a second one of any."""
    working = [it for it in newest if it.status in PARTNERS]
    by_turns = zip_longest(*([(it, offer) for offer in (*it.needed, *it.offered)] for it in working))
    return [told for turn in by_turns for told in turn if told][:_TRADES]


def _of_today(told: Sequence[Measure], day: date) -> Measure | None:
    """Return a measure of the study, every day the next one: chosen by the calendar alone, none is put first."""
    studied = sorted((it for it in told if it.is_historic), key=lambda it: it.slug)
    return studied[day.toordinal() % len(studied)] if studied else None
