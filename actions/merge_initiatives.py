"""Staff make two entries of one initiative into one; the address of the dropped one leads to the kept one."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from network.initiative import Initiative
from network.merger import check, gain_of, with_gain
from network.person import Person
from network.profile import analysed_of
from network.rights import demand
from storage import audit, initiatives, mergers, post
from storage.database import Transaction
from storage.keys import new_id


async def merge_initiatives(tx: Transaction, keep: UUID, drop: UUID, *, by: Person, now: datetime) -> Initiative:
    """Return the kept entry with everything that hung on the other; raise a refusal where they may not become one.

    The coordinators of both hear about it. `unmerge_initiatives` takes it back.
    """
    demand("merge_initiatives", by)
    await mergers.lock(tx, keep, drop)
    kept, dropped = await initiatives.get(tx, keep), await initiatives.get(tx, drop)
    check(kept, dropped)
    whom = {it.id: it for id_ in (keep, drop) for it in await initiatives.members(tx, id_)}
    gain = gain_of(kept, dropped, on=now.date())
    gain = replace(gain, offers=tuple(replace(it, id=new_id(now)) for it in gain.offers))
    await mergers.carry_over(tx, kept, dropped, gain, now=now)
    kept = replace(with_gain(await initiatives.get(tx, keep), dropped, gain), updated_at=now)
    await initiatives.change(tx, kept, analysed=analysed_of(kept))
    await audit.write(tx, "merge_initiatives", keep, by=by, now=now, drop=str(drop))
    facts = {"kept": kept.name, "dropped": dropped.name, "slug": kept.slug}
    for person in whom.values():
        await post.to_person(tx, person, "initiative_merged", facts, now=now)
    return kept
