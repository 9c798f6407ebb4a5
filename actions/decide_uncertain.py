"""Decide about letters of which nobody knows whether they arrived: once more, or let them be."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from network.infobrief import InfobriefState
from network.person import Person
from network.rights import demand
from storage import audit, infobriefe, ledger
from storage.database import Transaction


async def decide_uncertain(
    tx: Transaction,
    id_: UUID,
    *,
    resend: bool,
    subscription_ids: Iterable[UUID] | None = None,
    by: Person | None,
    now: datetime,
) -> int:
    """Return how many were decided; None as `subscription_ids` means all that wait for a person.

    Those the house will send once more by itself do not wait for a person and are left alone.
    """
    demand("decide_uncertain", by)
    infobrief = await infobriefe.get(tx, id_)
    if infobrief.state is not InfobriefState.SENDING:
        return 0
    ids = None if subscription_ids is None else set(subscription_ids)
    decided = await ledger.decide(tx, infobrief, ids, resend=resend, now=now)
    await audit.write(tx, "decide_uncertain", id_, by=by, now=now, resend=resend, people=decided)
    return decided
