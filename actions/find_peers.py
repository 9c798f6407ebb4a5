"""Which initiatives could an initiative learn from or work with, and why?"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from network.errors import NotFound
from network.initiative import Initiative
from network.matching import Index, Peer, Reason, analyse, peers
from network.person import Person
from network.profile import profile_of
from network.rights import demand
from network.suggestion import COUNTED
from storage import initiatives, suggestions
from storage.database import Transaction

MOST, LEAST = 15, 3  # suggestions
FIRST = 5  # that count as shown, and hold a neighbour and one who was rarely shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A partner initiative and why it is suggested; a fallback only shares level and type."""

    initiative: Initiative
    reasons: tuple[Reason, ...]
    fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who asks, who must not be suggested to them, and to how many others each was suggested lately."""

    mine: Initiative
    exclude: frozenset[str]
    shown: dict[str, int]


async def find_peers(
    tx: Transaction, index: Index, id_: UUID, *, by: Person, now: datetime, limit: int = MOST
) -> tuple[Suggestion, ...]:
    """Return partners for an initiative of this person, best first; empty only while the network has no other one."""
    demand("find_peers", by)
    wish = await wish_of(tx, await own(tx, id_, by=by), by=by, now=now)
    with within(index, wish.mine):
        ask = partial(peers, index, str(id_), shown=wish.shown, today=now.date())
        found = first_and_rest(ask, wish.exclude, limit=limit)
    fitting = [it for it in found if not it.fallback]
    weak = [it for it in found if it.fallback][: max(0, LEAST - len(fitting))]
    return await told(tx, [*fitting, *weak])


async def note_shown(tx: Transaction, id_: UUID, found: Iterable[Suggestion], *, now: datetime) -> None:
    """Remember that the first of these were shown, so that others get their turn as well."""
    await suggestions.note(tx, id_, [it.initiative.id for it in list(found)[:FIRST]], now=now)


async def own(tx: Transaction, id_: UUID, *, by: Person) -> Initiative:
    """Return the initiative if the person coordinates it; to everybody else it does not exist."""
    if not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")
    return await initiatives.get(tx, id_)


async def wish_of(tx: Transaction, mine: Initiative, *, by: Person | None, now: datetime) -> Wish:
    """Return what suggestions for an initiative have to heed; nobody needs to be told of their own others."""
    exclude = await suggestions.excluded(tx, mine.id, now=now)
    if by:
        exclude |= {it.id for it in await initiatives.of_person(tx, by.id)}
    shown = await suggestions.shown(tx, since=now - COUNTED, but=mine.id)
    return Wish(
        mine=mine,
        exclude=frozenset(str(it) for it in exclude - {mine.id}),
        shown={str(other): number for other, number in shown.items()},
    )


@contextmanager
def within(index: Index, mine: Initiative) -> Iterator[None]:
    """Keep an entry that rests, or that is not public yet, in the index for as long as it is asked about."""
    waits = str(mine.id) not in index
    if waits:
        index.put(analyse(profile_of(mine)))
    try:
        yield
    finally:
        if waits:
            index.drop(str(mine.id))


def first_and_rest(ask: Callable[..., tuple[Peer, ...]], exclude: Collection[str], *, limit: int) -> list[Peer]:
    """Return the first page, mixed for itself, and what comes after it; the order is the same on every page."""
    first = ask(exclude=exclude, limit=min(FIRST, limit))
    if len(first) < FIRST or limit <= FIRST:
        return list(first)
    return [*first, *ask(exclude={*exclude, *(it.id for it in first)}, limit=limit - FIRST)]


async def told(tx: Transaction, found: Iterable[Peer]) -> tuple[Suggestion, ...]:
    """Return what the index suggested with the initiatives themselves."""
    known = {UUID(it.id): it for it in found}
    return tuple(
        Suggestion(initiative=it, reasons=known[it.id].reasons, fallback=known[it.id].fallback)
        for it in await initiatives.several(tx, known)
    )
