"""Why is somebody suggested or found? Every part of the score, for the staff of the network."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from actions.find_peers import FIRST, Wish, first_and_rest, wish_of, within
from actions.find_trades import names_offer
from network.initiative import Initiative
from network.matching import Index, Peer, Reason, peers, score, search, trades
from network.person import Person
from network.rights import demand
from storage import initiatives, suggestions
from storage.database import Transaction

_MOST, _ALL = 10, 1000
PEER_WEIGHTS: Mapping[str, float] = score.PEERS  # what each part is worth at most
TRADE_WEIGHTS: Mapping[str, float] = score.TRADES
SEARCH_WEIGHTS: Mapping[str, float] = {**score.SEARCH, "area": score.SEARCH_AREA}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A suggestion or hit with the parts of its score; `undamped` is what it was worth had it never been shown."""

    initiative: Initiative
    score: float
    undamped: float
    shown: int = 0  # to how many others it was suggested lately
    parts: Mapping[str, float]
    reasons: tuple[Reason, ...]
    fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What an initiative is suggested and why; `dismissed` counts whom it does not want, without naming them."""

    initiative: Initiative
    peers: tuple[Explained, ...]
    trades: tuple[Explained, ...]
    dismissed: int
    paused_until: datetime | None


async def explain_peers(tx: Transaction, index: Index, id_: UUID, *, by: Person, now: datetime) -> Explanation:
    """Return the suggestions for an initiative as its coordinators see them, each with all parts."""
    demand("explain_peers", by)
    mine = await initiatives.get(tx, id_)
    wish = await wish_of(tx, mine, by=None, now=now)
    with within(index, mine):
        alike, giving = (_asked(partial(ask, index, str(id_), today=now.date()), wish) for ask in (peers, trades))
    return Explanation(
        initiative=mine,
        peers=await _explained(tx, *alike, wish.shown),
        trades=await _explained(tx, [it for it in giving[0] if names_offer(it)], giving[1], wish.shown),
        dismissed=len(await suggestions.dismissals(tx, id_, now=now)),
        paused_until=(await suggestions.pauses(tx, [id_], now=now)).get(id_),
    )


async def explain_search(
    tx: Transaction, index: Index, words: str, *, by: Person, now: datetime
) -> tuple[Explained, ...]:
    """Return what answers a question, each with all parts."""
    demand("explain_peers", by)
    found = search(index, words, limit=_MOST, today=now.date())
    return await _explained(tx, found, {it.id: it.score for it in found}, {})


def _asked(ask: Callable[..., tuple[Peer, ...]], wish: Wish) -> tuple[list[Peer], dict[str, float]]:
    """Return what is suggested, and the scores of all as if nobody had been shown before.

    A score depends a little on whom it is compared with, so the first page and the rest are asked for apart again.
    """
    found = first_and_rest(partial(ask, shown=wish.shown), wish.exclude, limit=_MOST)
    first = {it.id for it in found[:FIRST]}
    plain = {it.id: it.score for it in ask(exclude=wish.exclude | first, limit=_ALL)}
    plain |= {it.id: it.score for it in ask(exclude=wish.exclude, limit=_ALL) if it.id in first}
    return found, plain


async def _explained(
    tx: Transaction, found: Iterable[Peer], undamped: Mapping[str, float], shown: Mapping[str, int]
) -> tuple[Explained, ...]:
    known = {UUID(it.id): it for it in found}
    return tuple(
        Explained(
            initiative=it,
            score=known[it.id].score,
            undamped=undamped.get(str(it.id), known[it.id].score),
            shown=shown.get(str(it.id), 0),
            parts=known[it.id].parts,
            reasons=known[it.id].reasons,
            fallback=known[it.id].fallback,
        )
        for it in await initiatives.several(tx, known)
    )
