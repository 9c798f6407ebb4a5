"""Staff take a merger back: both entries stand for themselves again."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from network.errors import AlreadyDone, Refusal
from network.initiative import Initiative, Status
from network.merger import without_gain
from network.person import Person
from network.profile import analysed_of
from network.rights import demand
from storage import audit, initiatives, mergers, post
from storage.database import Transaction
from storage.mergers import Merger


async def unmerge_initiatives(tx: Transaction, drop: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return the entry that stands for itself again; what was changed in the kept one since then stays there.

    Raises AlreadyDone where nothing is to be taken back, and a refusal where the kept one was merged in its turn.
    """
    demand("unmerge_initiatives", by)
    merger = await _locked(tx, drop)
    dropped, kept = await initiatives.get(tx, drop), await initiatives.get(tx, merger.keep)
    if kept.status is Status.MERGED:
        raise Refusal("unmerge_later", name=kept.name)
    await mergers.give_back(tx, merger)
    kept = without_gain(await initiatives.get(tx, kept.id), dropped, merger.gain)
    kept = replace(kept, updated_at=now)
    await initiatives.change(tx, kept, analysed=analysed_of(kept))
    await initiatives.analyse_anew(tx, drop, at=dropped.updated_at)
    await audit.write(tx, "unmerge_initiatives", drop, by=by, now=now, keep=str(kept.id))
    facts = {"kept": kept.name, "dropped": dropped.name, "slug": dropped.slug}
    whom = {it.id: it for id_ in (kept.id, drop) for it in await initiatives.members(tx, id_)}
    for person in whom.values():
        await post.to_person(tx, person, "initiative_unmerged", facts, now=now)
    return await initiatives.get(tx, drop)


async def _locked(tx: Transaction, drop: UUID) -> Merger:
    """Return the merger as it stands once nobody else works on its two entries."""
    merger = await mergers.of(tx, drop)
    if merger:
        await mergers.lock(tx, drop, merger.keep)
        merger = await mergers.of(tx, drop)
    if merger is None:
        raise AlreadyDone("unmerge_done")
    return merger
