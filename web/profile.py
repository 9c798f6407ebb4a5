"""The page of one initiative: what is public about it, its ties, who resembles it, and what is coming up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.browse_directory import open_entry
from actions.find_peers import within
from network.bond import Bond, bonds_of
from network.errors import NotFound
from network.initiative import PUBLIC, Initiative, Status
from network.matching import Index, Peer, Reason, peers
from network.matching.rows import Row
from storage import initiatives, meetings, news, suggestions
from web.directory import markers
from web.map import MapPicture, draw
from web.reception import language_of, page, reception

_ALIKE, _MEETINGS = 3, 2  # that are shown
_GUESSED, _CLEAR = 4, 0.6  # topics read off the texts that are shown, and how clearly they must stand there
_MAP = 320  # pixels of the map's width on a desktop


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An initiative like the one shown, and why; a fallback shares level and type only."""

    initiative: Initiative
    reasons: tuple[Reason, ...]
    fallback: bool


async def one(request: Request) -> Response:
    """/initiativen/<slug>: everything public about one initiative."""
    house = reception(request)
    async with house.db.reading() as tx:
        it = await initiatives.by_slug(tx, request.path_params["slug"])
        if it.status is Status.MERGED:
            return moved(f"/initiativen/{(await open_entry(tx, it.id, by=None)).slug}")
        if it.status not in PUBLIC:
            raise NotFound("initiative_unknown")
        items = await news.of_initiative(tx, it.id, limit=10)
        coming = await meetings.coming(tx, now=house.now())
        everybody = await initiatives.public(tx)
        index = await house.desk.matcher.index(tx)
        resting = {str(other) for other in await suggestions.resting(tx, now=house.now())}
    bonds = bonds_of(it, everybody)
    alike, guessed = _read(it, everybody, index, resting, today=house.now().date())
    return await page(
        request,
        "initiative.html",
        initiative=it,
        news=items,
        meetings=coming[:_MEETINGS],
        map=_picture(it, everybody, bonds, (await language_of(request)).value),
        bonds=bonds,
        alike=alike,
        guessed=guessed,
    )


def moved(path: str) -> Response:
    """Return the way to where an entry lives on; it may be told anew before long, because a merger can be undone."""
    return RedirectResponse(path, status_code=301, headers={"cache-control": "public, max-age=300"})


def surmised(it: Initiative, index: Index) -> tuple[str, ...]:
    """Return the topics that are read off an entry's texts and that its coordination never confirmed."""
    with within(index, it):
        return _guessed(it, index.row(str(it.id)))


def _picture(
    it: Initiative, everybody: Iterable[Initiative], bonds: dict[str, tuple[Bond, ...]], language: str
) -> MapPicture:
    others = {bond.other_slug for group in bonds.values() for bond in group}
    shown = markers(other for other in everybody if other.slug in {it.slug, *others})
    links = [(it.slug, slug) for slug in others]
    return draw(shown, links=links, selected=it.slug, width=_MAP, language=language)


def _read(
    it: Initiative, everybody: Iterable[Initiative], index: Index, resting: set[str], *, today: date
) -> tuple[list[Alike], tuple[str, ...]]:
    """Return who is alike and which topics are surmised."""
    with within(index, it):
        found = peers(index, str(it.id), exclude=resting, limit=_ALIKE, today=today)
    return _alike(found, everybody), surmised(it, index)


def _alike(found: Iterable[Peer], everybody: Iterable[Initiative]) -> list[Alike]:
    known = {str(it.id): it for it in everybody}
    return [Alike(initiative=known[it.id], reasons=it.reasons, fallback=it.fallback) for it in found if it.id in known]


def _guessed(it: Initiative, row: Row) -> tuple[str, ...]:
    """Return the topics that the initiative never confirmed: those of an entry of the study, and those of its texts."""
    told = it.topics if it.is_historic else ()
    clear = [mark for mark in row.marks.values() if not mark.confirmed and mark.strength >= _CLEAR]
    read = [mark.topic for mark in sorted(clear, key=lambda mark: (-mark.strength, mark.topic))][:_GUESSED]
    known = () if it.is_historic else it.topics
    return tuple(topic for topic in dict.fromkeys((*told, *read)) if topic not in known)
