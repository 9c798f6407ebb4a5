"""Release an issue: exactly the content that was shown, to exactly the people who are there at this moment."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.errors import AlreadyDone, Refusal
from network.infobrief import Infobrief, InfobriefState, ItemKind, OnUncertain, has_enough
from network.person import Person
from network.rights import demand
from storage import audit, infobriefe, ledger, news
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """The issue on its way; `suppressed` of the `audience` get nothing, because nothing matches their topics."""

    infobrief: Infobrief
    audience: int
    suppressed: int


async def release_infobrief(
    tx: Transaction,
    id_: UUID,
    content_hash: str,
    *,
    by: Person | None,
    now: datetime,
    on_uncertain: OnUncertain = OnUncertain.RESEND,
) -> Released:
    """Let the draft go if its content is still the one with this hash, and freeze its audience.

    Raises AlreadyDone for the second release, Refusal `infobrief_changed` where the content is another one by now,
    and `infobrief_too_little` where staff left too little in it.
    """
    demand("release_infobrief", by)
    assert by is not None
    await infobriefe.one_at_a_time(tx, now=now)
    draft = await infobriefe.get(tx, id_)
    if draft.state is not InfobriefState.DRAFT:
        raise AlreadyDone("infobrief_released", number=draft.number, who=draft.released_by, when=draft.released_at)
    if draft.content_hash != content_hash:
        raise Refusal("infobrief_changed", number=draft.number)
    if not has_enough(draft.items):
        raise Refusal("infobrief_too_little", number=draft.number)
    await infobriefe.release(tx, id_, by=by.id, now=now, content_hash=content_hash, on_uncertain=on_uncertain)
    frozen = await ledger.freeze(tx, draft, now=now)
    await news.use(tx, [UUID(item.id) for item in draft.items if item.kind is ItemKind.NEWS], id_)
    await audit.write(tx, "release_infobrief", id_, by=by, now=now, content_hash=content_hash, audience=frozen.audience)
    released = await infobriefe.get(tx, id_)
    return Released(infobrief=released, audience=frozen.audience, suppressed=frozen.suppressed)
