"""Partners for one's own initiatives, with all that the chat can do about them: dismiss, undo, pause."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.dismiss_peer import dismiss_peer
from actions.find_peers import FIRST, Suggestion, find_peers, note_shown
from actions.find_trades import find_trades
from actions.pause_suggestions import pause_suggestions
from actions.restore_peer import dismissed_by, restore_peer
from actions.resume_suggestions import resume_suggestions
from network.errors import BadAnswer
from network.initiative import Initiative
from network.person import Person
from network.suggestion import PAUSES, Grounds
from storage import initiatives, suggestions
from storage.database import Transaction
from web.reception import language_of, page, reception
from web.staff_parts import member

_TRADES = "angebote"  # the value of `art` for those who offer what is sought


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A suggestion with its reasons in words."""

    initiative: Initiative
    why: tuple[str, ...]


async def listing(request: Request) -> Response:
    """/partner: one's own initiatives, and whether they are suggested to others."""
    house, by = reception(request), await member(request)
    async with house.db.reading() as tx:
        mine = await initiatives.of_person(tx, by.id)
        pauses = await suggestions.pauses(tx, [it.id for it in mine], now=house.now())
    return await page(request, "partners.html", mine=[(it, pauses.get(it.id)) for it in mine])


async def show(request: Request) -> Response:
    """POST: remember that the first suggestions are shown now, and lead to them."""
    house, by = reception(request), await member(request)
    async with house.db.transaction() as tx:
        mine = await initiatives.by_slug(tx, request.path_params["slug"])
        found = await _found(request, tx, mine, by=by)
        await note_shown(tx, mine.id, found, now=house.now())
    return RedirectResponse(_address(mine, trades=_wants_trades(request)), status_code=303)


async def one(request: Request) -> Response:
    """/partner/<slug>: who fits one's initiative or, with art=angebote, who offers what it seeks."""
    house, by = reception(request), await member(request)
    async with house.db.reading() as tx:
        mine = await initiatives.by_slug(tx, request.path_params["slug"])
        found = await _found(request, tx, mine, by=by)
        dismissed = await dismissed_by(tx, mine.id, by=by, now=house.now())
        paused_until = (await suggestions.pauses(tx, [mine.id], now=house.now())).get(mine.id)
    cards = await _cards(request, found)
    answer = await page(
        request,
        "partner.html",
        mine=mine,
        trades=_wants_trades(request),
        first=cards[:FIRST],
        rest=cards[FIRST:],
        all_weak=bool(found) and all(it.fallback for it in found),
        dismissed=dismissed,
        paused_until=paused_until,
        lengths=PAUSES,
        done=request.query_params.get("hinweis", ""),
        last=next((it for it in dismissed if it.initiative.slug == request.query_params.get("wen")), None),
    )
    answer.headers["cache-control"] = "private, no-cache"
    return answer


async def dismiss(request: Request) -> Response:
    """POST: do not suggest `andere` any more, because of `grund`."""
    given = await request.form()
    grounds = _text(given, "grund")
    if grounds not in set(Grounds):
        raise BadAnswer

    async def do(tx: Transaction, mine: Initiative, by: Person, now: datetime) -> str:
        other = await initiatives.by_slug(tx, _text(given, "andere"))
        await dismiss_peer(tx, mine.id, other.id, Grounds(grounds), by=by, now=now)
        return f"hinweis=ausgeblendet&wen={other.slug}"

    return await _done(request, do)


async def restore(request: Request) -> Response:
    """POST: let `andere` be suggested again."""
    given = await request.form()

    async def do(tx: Transaction, mine: Initiative, by: Person, now: datetime) -> str:
        other = await initiatives.by_slug(tx, _text(given, "andere"))
        await restore_peer(tx, mine.id, other.id, by=by, now=now)
        return "hinweis=wieder"

    return await _done(request, do)


async def pause(request: Request) -> Response:
    """POST: do not suggest one's own initiative to others for some `monate`."""
    months = _text(await request.form(), "monate")

    async def do(tx: Transaction, mine: Initiative, by: Person, now: datetime) -> str:
        await pause_suggestions(tx, mine.id, int(months) if months in map(str, PAUSES) else 0, by=by, now=now)
        return "hinweis=pause"

    return await _done(request, do)


async def resume(request: Request) -> Response:
    """POST: end the pause."""

    async def do(tx: Transaction, mine: Initiative, by: Person, now: datetime) -> str:
        await resume_suggestions(tx, mine.id, by=by, now=now)
        return "hinweis=pause_beendet"

    return await _done(request, do)


async def _done(
    request: Request, do: Callable[[Transaction, Initiative, Person, datetime], Awaitable[str]]
) -> Response:
    """Do something about the initiative in the address, and lead back to where the button stood."""
    house, by = reception(request), await member(request)
    async with house.db.transaction() as tx:
        mine = await initiatives.by_slug(tx, request.path_params["slug"])
        notice = await do(tx, mine, by, house.now())
    trades = _text(await request.form(), "art") == _TRADES
    return RedirectResponse(_address(mine, notice, trades=trades), status_code=303)


async def _found(request: Request, tx: Transaction, mine: Initiative, *, by: Person) -> tuple[Suggestion, ...]:
    house = reception(request)
    find = find_trades if _wants_trades(request) else find_peers
    return await find(tx, await house.desk.matcher.index(tx), mine.id, by=by, now=house.now())


async def _cards(request: Request, found: Iterable[Suggestion]) -> list[Card]:
    texts, language = reception(request).desk.texts, await language_of(request)
    return [
        Card(
            initiative=it.initiative,
            why=tuple(texts.plain(f"reasons.{reason.code}", reason.facts, language) for reason in it.reasons),
        )
        for it in found
    ]


def _wants_trades(request: Request) -> bool:
    return request.query_params.get("art") == _TRADES


def _address(mine: Initiative, notice: str = "", *, trades: bool) -> str:
    query = "&".join(it for it in (f"art={_TRADES}" if trades else "", notice) if it)
    return f"/partner/{mine.slug}" + (f"?{query}" if query else "")


def _text(given: FormData, name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""
