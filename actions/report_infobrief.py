"""Report on an issue: the account that is always right, and every person once with a reason."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.delivery import Balance, Delivery, DeliveryState
from network.infobrief import Infobrief
from network.person import Person
from network.rights import demand
from storage import infobriefe, ledger
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The account of an issue and one page of its entries; `more`: there is another page."""

    infobrief: Infobrief
    balance: Balance
    lines: tuple[Delivery, ...]
    more: bool


async def report_infobrief(
    tx: Transaction,
    id_: UUID,
    *,
    by: Person | None,
    now: datetime,
    state: DeliveryState | None = None,
    page: int = 1,
    limit: int = 100,
) -> Report:
    """Return the report; with `state` only the entries in it (open: under way included), by address."""
    demand("report_infobrief", by)
    infobrief = await infobriefe.get(tx, id_)
    found = await ledger.entries(tx, id_, state=state, limit=limit + 1, offset=(max(page, 1) - 1) * limit)
    return Report(
        infobrief=infobrief,
        balance=await ledger.balance(tx, id_),
        lines=tuple(found[:limit]),
        more=len(found) > limit,
    )
