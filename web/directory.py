"""The public directory: list and map side by side, and the page of each initiative."""

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from config.laender import all_laender
from config.vocabulary import vocabulary
from network import directory
from network.directory import Filter
from network.errors import NotFound
from network.initiative import PUBLIC, Initiative, Kind, Level
from storage import initiatives, meetings, news
from web.map import Marker, draw
from web.reception import asking, language_of, page, reception

_PER_PAGE = 50
_MOST_WORDS = 200  # characters of a question
_SMALL, _MIDDLE, _WIDE = 320, 480, 640  # pixels of the map's width on a desktop


async def listing(request: Request) -> Response:
    """/initiativen: what answers the question in the address, as list and as map."""
    return await _listing(request, "directory.html", _MIDDLE)


async def atlas(request: Request) -> Response:
    """/karte: the same with the map first."""
    return await _listing(request, "atlas.html", _WIDE)


async def profile(request: Request) -> Response:
    """/initiativen/<slug>: everything public about one initiative."""
    house = reception(request)
    async with house.db.reading() as tx:
        initiative = await initiatives.by_slug(tx, request.path_params["slug"])
        if initiative.status not in PUBLIC:
            raise NotFound("initiative_unknown")
        items = await news.of_initiative(tx, initiative.id, limit=10)
        everybody = await initiatives.public(tx)
    language = (await language_of(request)).value
    related = {initiative.slug, *(it.other_slug for it in initiative.relations)}
    shown = draw(
        markers(it for it in everybody if it.slug in related),
        links=[(initiative.slug, it.other_slug) for it in initiative.relations],
        selected=initiative.slug,
        width=_SMALL,
        language=language,
    )
    return await page(request, "initiative.html", initiative=initiative, news=items, map=shown)


async def home(request: Request) -> Response:
    """The front page: map, newest entries, next meetings, the Infobrief."""
    house = reception(request)
    async with house.db.reading() as tx:
        everybody = await initiatives.public(tx)
        coming = await meetings.coming(tx, now=house.now())
        items = await news.newest(tx, limit=3)
    language = (await language_of(request)).value
    return await page(
        request,
        "home.html",
        count=len(everybody),
        newest=_newest(everybody),
        meetings=coming[:3],
        news=items,
        map=draw(markers(everybody), width=_WIDE, language=language),
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
    house = reception(request)
    asked = _asked(request)
    async with house.db.reading() as tx:
        everybody = await initiatives.public(tx)
    found = directory.pick(everybody, asked)
    number, pages = _page_number(request, len(found))
    language = (await language_of(request)).value
    return await page(
        request,
        template,
        asked=asked,
        found=found[(number - 1) * _PER_PAGE : number * _PER_PAGE],
        total=len(found),
        number=number,
        pages=pages,
        query=_query(asked),
        choices=_choices(everybody, asked, language),
        map=draw(
            markers(found),
            land=asked.land or None,
            width=width,
            language=language,
            href=_land_link(request.url.path, asked),
        ),
        person=await asking(request),
    )


def _asked(request: Request) -> Filter:
    def given(name: str, known: Iterable[str]) -> str:
        value = request.query_params.get(name, "")
        return value if value in set(known) else ""

    return Filter(
        words=request.query_params.get("q", "")[:_MOST_WORDS].strip(),
        land=given("land", (it.code for it in all_laender())),
        level=given("ebene", Level),
        kind=given("typ", Kind),
        topic=given("thema", (topic.id for topic in vocabulary().topics)),
    )


_NAMES = {"words": "q", "land": "land", "level": "ebene", "kind": "typ", "topic": "thema"}


def _query(asked: Filter) -> str:
    values = {name: getattr(asked, field) for field, name in _NAMES.items()}
    return urlencode({name: value for name, value in values.items() if value})


def _land_link(path: str, asked: Filter) -> str:
    others = _query(asked.without("land"))
    return path + "?land={land}" + (f"&{others}" if others else "")


def _choices(everybody: list[Initiative], asked: Filter, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return for each filter the values that lead somewhere, with how many initiatives there are."""
    words = vocabulary()
    names = {
        "land": {it.code: it.name(language) for it in all_laender()},
        "level": {it.value: words.label("level", it.value, language) for it in Level},
        "kind": {it.value: words.label("kind", it.value, language) for it in Kind},
        "topic": {it.id: words.label("topic", it.id, language) for it in words.topics},
    }
    offered = {}
    for field, labels in names.items():
        counted = directory.counts(everybody, asked, field)
        chosen = getattr(asked, field)
        offered[field] = [
            (value, f"{label} ({counted[value]})")
            for value, label in labels.items()
            if counted[value] or value == chosen
        ]
    return offered


def _page_number(request: Request, total: int) -> tuple[int, int]:
    pages = max(1, -(-total // _PER_PAGE))
    given = request.query_params.get("seite", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 1
    return min(max(number, 1), pages), pages


def _newest(everybody: list[Initiative]) -> list[Initiative]:
    confirmed = [it for it in everybody if not it.is_historic]
    return sorted(confirmed, key=lambda it: it.confirmed_at or it.created_at, reverse=True)[:3]
