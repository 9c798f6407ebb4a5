"""A coordinator changes an entry; one that staff returned goes back to them."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from actions.register_initiative import offers_of
from network.errors import NotFound
from network.initiative import Draft, Initiative, Place, Status, renamed
from network.person import Person
from network.profile import analysed_of
from network.rights import demand
from storage import audit, initiatives, post
from storage.database import Transaction

_RESUBMITTED = {Status.RETURNED: Status.WAITING}  # what is public stays public: a profile is the initiative's own


async def change_initiative(tx: Transaction, id_: UUID, draft: Draft, *, by: Person, now: datetime) -> Initiative:
    """Return the entry with these answers; raise NotFound unless the person coordinates it."""
    demand("change_initiative", by)
    if not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")  # whether there is one of another person is nobody's business
    before = await initiatives.get(tx, id_)
    if before.status is Status.MERGED:
        raise NotFound("initiative_unknown")  # it lives on elsewhere, where its coordinators are at home too
    changed = replace(
        renamed(before, draft.name, on=now.date()),
        level=draft.level,
        kind=draft.kind,
        place=place_of(draft, before),
        actors=draft.actors,
        goals=draft.goals,
        topics=draft.topics,
        offers=offers_of(draft, now=now),
        website=draft.website,
        status=_RESUBMITTED.get(before.status, before.status),
        updated_at=now,
        confirmed_at=now if before.status is Status.ACTIVE else before.confirmed_at,
    )
    await initiatives.change(tx, changed, analysed=analysed_of(changed))
    await audit.write(tx, "change_initiative", id_, by=by, now=now, status=changed.status)
    if changed.status is Status.WAITING:
        await post.to_staff_once_a_day(tx, "something_waits", {}, now=now)
    return changed


def place_of(draft: Draft, before: Initiative) -> Place:
    """Return the place of the draft; one that is only named keeps the point it had under the same name."""
    told, known = draft.place, before.place
    return known if told.lat is None and (told.name, told.land) == (known.name, known.land) else told
