"""A coordinator enters an initiative; staff will read it before it appears."""

from datetime import datetime, timedelta
from uuid import UUID

from network.initiative import Draft, Initiative, Status
from network.offer import Offer, OfferKind
from network.person import Person
from network.profile import analysed_of
from network.rights import demand
from storage import audit, initiatives, limits, post
from storage.database import Transaction
from storage.keys import new_id

_MOST_A_DAY = 20  # entries of one person


async def register_initiative(tx: Transaction, draft: Draft, *, by: Person, now: datetime) -> Initiative:
    """Return the new entry, which waits for staff; the person becomes its coordinator."""
    demand("register_initiative", by)
    return await enter(tx, draft, claims=None, by=by, now=now)


async def enter(tx: Transaction, draft: Draft, *, claims: UUID | None, by: Person, now: datetime) -> Initiative:
    """Keep a draft as an entry that waits, with the person as its coordinator."""
    await limits.spend(tx, f"register:{by.id}", most=_MOST_A_DAY, within=timedelta(days=1), now=now)
    initiative = Initiative(
        id=new_id(now),
        slug=await initiatives.free_slug(tx, draft.name),
        name=draft.name,
        level=draft.level,
        kind=draft.kind,
        status=Status.WAITING,
        place=draft.place,
        actors=draft.actors,
        goals=draft.goals,
        topics=draft.topics,
        offers=offers_of(draft, now=now),
        website=draft.website,
        created_at=now,
        updated_at=now,
    )
    await initiatives.add(tx, initiative, analysed=analysed_of(initiative), claims=claims)
    await initiatives.add_member(tx, initiative.id, by.id, now=now)
    verb = "claim_initiative" if claims else "register_initiative"
    await audit.write(tx, verb, initiative.id, by=by, now=now)
    await post.to_staff_once_a_day(tx, "something_waits", {}, now=now)
    return initiative


def offers_of(draft: Draft, *, now: datetime) -> tuple[Offer, ...]:
    """Return what a draft offers and seeks; a category in it was chosen by the coordinator."""
    told = [(OfferKind.OFFER, it) for it in draft.offers] + [(OfferKind.NEED, it) for it in draft.needs]
    return tuple(
        Offer(id=new_id(now), kind=kind, text=text, category=category, category_confirmed=category is not None)
        for kind, (text, category) in told
    )
