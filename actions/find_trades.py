"""Who offers what an initiative seeks, better still in return for something it offers?"""

from datetime import datetime
from functools import partial
from uuid import UUID

from actions.find_peers import MOST, Suggestion, first_and_rest, own, told, wish_of, within
from network.matching import Index, Peer, trades
from network.person import Person
from network.rights import demand
from storage.database import Transaction

_OFFERED = frozenset({"offers", "category"})  # reasons that name the offer


async def find_trades(
    tx: Transaction, index: Index, id_: UUID, *, by: Person, now: datetime, limit: int = MOST
) -> tuple[Suggestion, ...]:
    """Return who offers what an initiative of this person seeks, best first; nobody whose offer cannot be named."""
    demand("find_trades", by)
    wish = await wish_of(tx, await own(tx, id_, by=by), by=by, now=now)
    with within(index, wish.mine):
        ask = partial(trades, index, str(id_), shown=wish.shown, today=now.date())
        found = first_and_rest(ask, wish.exclude, limit=limit)
    return await told(tx, [it for it in found if names_offer(it)])


def names_offer(peer: Peer) -> bool:
    """Return whether a reason says what the other one offers."""
    return any(reason.code in _OFFERED for reason in peer.reasons)
