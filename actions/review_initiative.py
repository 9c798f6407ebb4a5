"""Staff release a waiting entry or return it with a reason; its coordinators hear about it."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from network.errors import AlreadyDone
from network.initiative import Initiative, Status, renamed
from network.person import Person
from network.profile import analysed_of
from network.review import Verdict
from network.rights import demand
from storage import audit, initiatives, mergers, post
from storage.database import Transaction

_STATUS = {Verdict.APPROVE: Status.ACTIVE, Verdict.RETURN: Status.RETURNED}
_LETTER = {Verdict.APPROVE: "initiative_approved", Verdict.RETURN: "initiative_returned"}


async def review_initiative(
    tx: Transaction, id_: UUID, verdict: Verdict, *, reason: str | None = None, by: Person, now: datetime
) -> Initiative:
    """Return the entry as it then stands; raise AlreadyDone (who, when) if somebody decided before.

    `reason` says what should change and belongs to a return. A released claim becomes the entry it claims.
    """
    demand("review_initiative", by)
    before = await initiatives.get(tx, id_)
    decided = replace(before, status=_STATUS[verdict], updated_at=now)
    await initiatives.decide(tx, decided, by=by.id, now=now, analysed=analysed_of(decided), reason=reason)
    claimed = await initiatives.claim_of(tx, id_) if verdict is Verdict.APPROVE else None
    if claimed:
        decided = await _taken_over(tx, decided, claimed, now=now)
    await audit.write(tx, "review_initiative", decided.id, by=by, now=now, verdict=verdict)
    facts = {"name": decided.name, "slug": decided.slug, "reason": reason}
    for person in await initiatives.members(tx, decided.id):
        await post.to_person(tx, person, _LETTER[verdict], facts, now=now)
    return decided


async def _taken_over(tx: Transaction, claim: Initiative, claimed: UUID, *, now: datetime) -> Initiative:
    """The entry of the study with what its coordination says today; address, relations and old name stay.

    Raises AlreadyDone where another coordination took it over first.
    """
    study = await initiatives.get(tx, await mergers.living(tx, claimed))
    if not study.is_historic:
        raise AlreadyDone("claim_late", name=study.name)
    named = renamed(study, claim.name, on=now.date())
    taken = replace(
        claim,
        id=study.id,
        slug=study.slug,
        aliases=named.aliases,
        former_names=named.former_names,
        formats=study.formats,
        measures=(*study.measures, *claim.measures),
        founded=study.founded,
        legal_form=study.legal_form,
        office=study.office,
        composition=study.composition,
        place=claim.place
        if claim.place.lat is not None
        else replace(claim.place, lat=study.place.lat, lon=study.place.lon),
        created_at=study.created_at,
        confirmed_at=now,
    )
    await mergers.take_over(tx, claim.id, taken, analysed=analysed_of(taken), now=now)
    return taken
