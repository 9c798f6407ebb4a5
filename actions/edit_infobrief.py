"""Edit a draft: the words before the items, their order, what is left out and what is taken in again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from network.errors import AlreadyDone
from network.infobrief import Infobrief, InfobriefState, edited, introduction
from network.person import Person
from network.rights import demand
from storage import audit, infobriefe
from storage.database import Transaction


async def edit_infobrief(
    tx: Transaction,
    id_: UUID,
    *,
    by: Person | None,
    now: datetime,
    intro: str | None = None,
    order: Sequence[str] | None = None,
    leave_out: Iterable[str] = (),
    take_in: Iterable[str] = (),
) -> Infobrief:
    """Return the draft as it is now; `order`, `leave_out` and `take_in` name items by their ids.

    Submitted texts are never altered. What is not named in `order` follows what is; rubrics keep their order.
    Raises AlreadyDone once it was released, BadAnswer for an unknown item or too long an introduction.
    """
    demand("edit_infobrief", by)
    await infobriefe.one_at_a_time(tx, now=now)
    draft = await infobriefe.get(tx, id_)
    if draft.state is not InfobriefState.DRAFT:
        raise AlreadyDone("infobrief_released", number=draft.number, who=draft.released_by, when=draft.released_at)
    items, left_out = edited(draft, order=order, leave_out=leave_out, take_in=take_in)
    words = draft.intro if intro is None else introduction(intro)
    changed = replace(draft, intro=words, items=items, left_out=left_out)
    await infobriefe.rewrite(tx, changed)
    await audit.write(tx, "edit_infobrief", id_, by=by, now=now, content_hash=changed.content_hash)
    return changed
