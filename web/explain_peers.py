"""/netzwerkstelle/warum: every part of a suggestion's score, and of a search's, for the staff of the network."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from actions.explain_peers import (
    PEER_WEIGHTS,
    SEARCH_WEIGHTS,
    TRADE_WEIGHTS,
    Explained,
    explain_peers,
    explain_search,
)
from network.matching import Reason
from storage import initiatives
from web import choices
from web.reception import language_of, reception
from web.staff_parts import desk_page, member


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A suggestion or hit with its reasons in words."""

    it: Explained
    why: tuple[str, ...]


async def show(request: Request) -> Response:
    """?a=<slug>: what an initiative is suggested and why. ?q=<words>: what a question finds and why."""
    house, by, now = reception(request), await member(request), reception(request).now()
    slug = request.query_params.get("a", "")
    words = choices.words(request)
    async with house.db.reading() as tx:
        everybody = await initiatives.public(tx)
        index = await house.desk.matcher.index(tx)
        chosen = await initiatives.by_slug(tx, slug) if slug else None
        told = await explain_peers(tx, index, chosen.id, by=by, now=now) if chosen else None
        found = await explain_search(tx, index, words, by=by, now=now) if words else ()
    return await desk_page(
        request,
        "staff_explain_peers.html",
        everybody=everybody,
        chosen=chosen,
        words=words,
        told=told,
        alike=await _entries(request, told.peers if told else ()),
        giving=await _entries(request, told.trades if told else ()),
        found=await _entries(request, found),
        weights={"alike": PEER_WEIGHTS, "giving": TRADE_WEIGHTS, "found": SEARCH_WEIGHTS},
    )


async def _entries(request: Request, found: Iterable[Explained]) -> list[Entry]:
    language, texts = await language_of(request), reception(request).desk.texts

    def said(reason: Reason) -> str:
        return texts.plain(f"reasons.{reason.code}", reason.facts, language)

    return [Entry(it=it, why=tuple(said(reason) for reason in it.reasons)) for it in found]
