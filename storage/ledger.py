"""The delivery ledger: a frozen audience whose entries only move, and leases on chunks of it.

A worker's word counts only as long as it holds its lease: every write names the lease and locks its row, and what
takes a lease away (`recover`) does the same. A worker that slept too long writes to nobody.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Uuid,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from network.delivery import (
    AGAIN_AFTER_UNCERTAIN,
    MOST_COPIES,
    Balance,
    Delivery,
    DeliveryState,
    Reason,
    Verdict,
)
from network.infobrief import Infobrief, OnUncertain
from network.letter import Channel
from network.person import Language
from network.subscription import SubscriptionState
from storage import infobriefe, subscriptions
from storage.alone import is_gone
from storage.database import Transaction, UtcDateTime
from storage.tables import deliveries, leases
from storage.tables import subscriptions as subscriptions_table

LEASE = timedelta(seconds=60)  # renewed while the worker lives, however long the relay takes
CHUNK = 200

_S = DeliveryState
_UNDER_WAY = (_S.PACKED, _S.DOT_SENT)


async def freeze(tx: Transaction, infobrief: Infobrief, *, now: datetime) -> Balance:
    """Write down whom this issue is for, in one statement; whoever gets nothing stands there with the reason."""
    meant = subscriptions.something_for(tx, infobrief.items)
    it = subscriptions_table.c
    audience = select(
        literal(infobrief.id, Uuid),
        it.id,
        it.channel,
        it.address,
        it.language,
        it.topics,
        case((meant, _S.OPEN.value), else_=_S.SUPPRESSED.value),
        case((meant, null()), else_=Reason.NOTHING_MATCHING.value),
        literal(0),
        literal(0),
        literal(now, UtcDateTime),
        literal(now, UtcDateTime),
    ).where(it.state == SubscriptionState.ACTIVE)
    names = "infobrief_id subscription_id channel address language topics state reason attempts uncertain due_at"
    frozen = insert(deliveries).from_select([*names.split(), "changed_at"], audience)
    done = await tx.execute(frozen, execution_options={"preserve_rowcount": True})  # else lost with psycopg
    await infobriefe.set_audience(tx, infobrief.id, done.rowcount)
    return await balance(tx, infobrief.id)


async def claim(
    tx: Transaction, infobrief: Infobrief, *, lease: UUID, owner: int, now: datetime, limit: int = CHUNK
) -> list[Delivery]:
    """Lease up to `limit` due entries; whoever has left by now is suppressed in the same statement."""
    await tx.execute(insert(leases).values(id=lease, infobrief_id=infobrief.id, owner=owner, expires_at=now + LEASE))
    due = _locked(infobrief, now, limit)
    stays, here = _is_active(), deliveries.c.infobrief_id == infobrief.id
    taken = (
        update(deliveries)
        .where(here, deliveries.c.subscription_id.in_(select(due.c.subscription_id)))
        .values(
            state=case((stays, _S.PACKED.value), else_=_S.SUPPRESSED.value),
            reason=case((stays, deliveries.c.reason), else_=Reason.LEFT.value),
            lease_id=case((stays, literal(lease, Uuid)), else_=null()),
            changed_at=now,
        )
        .returning(*deliveries.c)
    )
    found = [_delivery(row) for row in await tx.execute(taken)]
    packed = [it for it in found if it.state is _S.PACKED]
    if not packed:
        await tx.execute(delete(leases).where(leases.c.id == lease))
    return sorted(packed, key=lambda it: it.subscription_id)


async def mark_dot(tx: Transaction, lease: UUID, ids: Collection[UUID], *, now: datetime) -> set[UUID]:
    """Write down that letters are perhaps sent, just before their dots leave; return for whom that is allowed.

    Not allowed are those who have left since they were claimed, and everybody once the lease is lost.
    """
    if not await _holds(tx, lease):
        return set()
    here = and_(deliveries.c.lease_id == lease, deliveries.c.subscription_id.in_(ids))
    await tx.execute(
        update(deliveries)
        .where(here, deliveries.c.state == _S.PACKED, ~_is_active())
        .values(state=_S.SUPPRESSED, reason=Reason.LEFT, lease_id=None, changed_at=now)
    )
    marked = (
        update(deliveries)
        .where(here, deliveries.c.state == _S.PACKED)
        .values(state=_S.DOT_SENT, changed_at=now)
        .returning(deliveries.c.subscription_id)
    )
    return set((await tx.execute(marked)).scalars())


async def settle(tx: Transaction, lease: UUID, verdicts: Iterable[Verdict], *, now: datetime) -> bool:
    """Write down what became of letters; False when the lease was lost and nothing was written."""
    if not await _holds(tx, lease):
        return False
    rows = [_verdict(it) for it in verdicts]
    if rows:
        await tx.execute(
            update(deliveries)
            .where(deliveries.c.lease_id == lease, deliveries.c.subscription_id == bindparam("id_"))
            .values(
                lease_id=None,
                changed_at=now,
                state=bindparam("state_"),
                reason=bindparam("reason_"),
                attempts=bindparam("attempts_"),
                uncertain=bindparam("uncertain_"),
                due_at=bindparam("due_at_"),
                reply_code=bindparam("reply_code_"),
                reply_text=bindparam("reply_text_"),
            ),
            rows,
        )
    return True


async def renew(tx: Transaction, lease: UUID, *, now: datetime) -> bool:
    """Keep the lease for another while; False when it is lost."""
    done = await tx.execute(update(leases).where(leases.c.id == lease).values(expires_at=now + LEASE))
    return bool(done.rowcount)


async def give_back(tx: Transaction, lease: UUID, *, now: datetime) -> int:
    """End a lease: what is packed is open again, what may be sent is uncertain; return how many are uncertain."""
    if not await _holds(tx, lease):
        return 0
    here = deliveries.c.lease_id == lease
    opened = {"state": _S.OPEN, "lease_id": None, "changed_at": now}
    await tx.execute(update(deliveries).where(here, deliveries.c.state == _S.PACKED).values(opened))
    doubtful = {
        "state": _S.UNCERTAIN,
        "reason": Reason.DIED,
        "uncertain": deliveries.c.uncertain + 1,
        "attempts": deliveries.c.attempts + 1,
        "due_at": now + AGAIN_AFTER_UNCERTAIN,
        "lease_id": None,
        "changed_at": now,
    }
    done = await tx.execute(update(deliveries).where(here, deliveries.c.state == _S.DOT_SENT).values(doubtful))
    await tx.execute(delete(leases).where(leases.c.id == lease))
    return done.rowcount


async def recover(tx: Transaction, *, now: datetime) -> int:
    """End the leases that ran out; return how many there were."""
    query = select(leases.c.id).where(leases.c.expires_at < now).with_for_update(skip_locked=True)
    lost = list((await tx.execute(query)).scalars())
    for lease in lost:
        await give_back(tx, lease, now=now)
    return len(lost)


async def end_leases(tx: Transaction, *, now: datetime) -> int:
    """Let the leases of dead processes run out, so that nobody has to wait for it; return how many processes."""
    owners = (await tx.execute(select(leases.c.owner).distinct())).scalars().all()
    dead = [owner for owner in owners if await is_gone(tx, owner)]
    await tx.execute(update(leases).where(leases.c.owner.in_(dead)).values(expires_at=now - LEASE))
    return len(dead)


async def any_expired(tx: Transaction, *, now: datetime) -> bool:
    """Return whether `recover` would find something."""
    return (await tx.execute(select(leases.c.id).where(leases.c.expires_at < now).limit(1))).first() is not None


async def is_due(tx: Transaction, infobrief: Infobrief, *, now: datetime) -> bool:
    """Return whether `claim` would find something."""
    query = select(deliveries.c.subscription_id).where(deliveries.c.infobrief_id == infobrief.id)
    return (await tx.execute(query.where(_due(infobrief, now)).limit(1))).first() is not None


async def balance(tx: Transaction, infobrief_id: UUID) -> Balance:
    """Return the account of an issue as it stands at this moment."""
    infobrief = await infobriefe.get(tx, infobrief_id)
    columns = (deliveries.c.state, func.count(), _how_many(_undecided(infobrief)), _how_many(_let_be()))
    query = select(*columns).where(deliveries.c.infobrief_id == infobrief_id).group_by(deliveries.c.state)
    rows = list(await tx.execute(query))  # one statement, so that the account is of one instant
    count = {DeliveryState(state): number for state, number, _, _ in rows}
    under_way = sum(count.get(state, 0) for state in _UNDER_WAY)
    return Balance(
        audience=infobrief.audience,
        accepted=count.get(_S.ACCEPTED, 0),
        deferred=count.get(_S.DEFERRED, 0),
        refused=count.get(_S.REFUSED, 0),
        uncertain=count.get(_S.UNCERTAIN, 0),
        suppressed=count.get(_S.SUPPRESSED, 0),
        given_up=count.get(_S.GIVEN_UP, 0),
        open=count.get(_S.OPEN, 0) + under_way,
        under_way=under_way,
        undecided=sum(undecided for _, _, undecided, _ in rows),
        let_be=sum(let_be for _, _, _, let_be in rows),
    )


async def entries(
    tx: Transaction, infobrief_id: UUID, *, state: DeliveryState | None = None, limit: int, offset: int = 0
) -> list[Delivery]:
    """Return the account person by person, by address; `state` open includes what is under way."""
    query = select(deliveries).where(deliveries.c.infobrief_id == infobrief_id)
    if state:
        states = (state, *_UNDER_WAY) if state is _S.OPEN else (state,)
        query = query.where(deliveries.c.state.in_(states))
    query = query.order_by(deliveries.c.address, deliveries.c.subscription_id).limit(limit).offset(offset)
    return [_delivery(row) for row in await tx.execute(query)]


async def decide(
    tx: Transaction, infobrief: Infobrief, ids: Collection[UUID] | None, *, resend: bool, now: datetime
) -> int:
    """Send uncertain letters once more or let them be, as a person says; return how many were undecided."""
    here = and_(deliveries.c.infobrief_id == infobrief.id, _undecided(infobrief))
    if ids is not None:
        here = and_(here, deliveries.c.subscription_id.in_(ids))
    values: dict[str, object] = {"reason": Reason.LET_BE, "changed_at": now}
    if resend:
        values = {"state": _S.OPEN, "reason": Reason.AGAIN, "due_at": now, "changed_at": now}
    return (await tx.execute(update(deliveries).where(here).values(values))).rowcount


async def close_if_settled(tx: Transaction, infobrief_id: UUID, *, now: datetime) -> bool:
    """Close the account when it is right and nothing is left to do; return whether it was closed now."""
    if not (await balance(tx, infobrief_id)).is_settled:
        return False
    return await infobriefe.close(tx, infobrief_id, now=now)


async def _holds(tx: Transaction, lease: UUID) -> bool:
    """Lock the lease; False when it is lost."""
    return (await tx.execute(select(leases.c.id).where(leases.c.id == lease).with_for_update())).first() is not None


def _how_many(where: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((where, 1), else_=0))


def _locked(infobrief: Infobrief, now: datetime, limit: int) -> CTE:
    """What is due and in nobody else's hands; as a CTE, because a plain subquery may be asked more than once."""
    return (
        select(deliveries.c.subscription_id)
        .where(deliveries.c.infobrief_id == infobrief.id, _due(infobrief, now))
        .order_by(deliveries.c.due_at, deliveries.c.subscription_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )


def _due(infobrief: Infobrief, now: datetime) -> ColumnElement[bool]:
    waiting: ColumnElement[bool] = deliveries.c.state.in_([_S.OPEN, _S.DEFERRED])
    if infobrief.on_uncertain is OnUncertain.RESEND:
        waiting = or_(waiting, _to_be_resent())
    return and_(waiting, deliveries.c.due_at <= now)


def _to_be_resent() -> ColumnElement[bool]:
    """Uncertain, and the house itself makes the second copy."""
    once = and_(deliveries.c.state == _S.UNCERTAIN, deliveries.c.uncertain < MOST_COPIES)
    return and_(once, deliveries.c.reason != Reason.LET_BE)


def _undecided(infobrief: Infobrief) -> ColumnElement[bool]:
    """Uncertain, and a person has to say what to do."""
    by_itself = infobrief.on_uncertain is OnUncertain.RESEND
    spent = deliveries.c.uncertain >= (MOST_COPIES if by_itself else 1)
    return and_(deliveries.c.state == _S.UNCERTAIN, deliveries.c.reason != Reason.LET_BE, spent)


def _let_be() -> ColumnElement[bool]:
    return and_(deliveries.c.state == _S.UNCERTAIN, deliveries.c.reason == Reason.LET_BE)


def _is_active() -> ColumnElement[bool]:
    it = subscriptions_table.c
    mine = select(it.id).where(it.id == deliveries.c.subscription_id, it.state == SubscriptionState.ACTIVE)
    return mine.exists()


def _verdict(it: Verdict) -> dict[str, object]:
    return {
        "id_": it.subscription_id,
        "state_": it.state,
        "reason_": it.reason,
        "attempts_": it.attempts,
        "uncertain_": it.uncertain,
        "due_at_": it.due_at,
        "reply_code_": it.reply_code,
        "reply_text_": it.reply_text,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        infobrief_id=row.infobrief_id,
        subscription_id=row.subscription_id,
        channel=Channel(row.channel),
        address=row.address,
        language=Language(row.language),
        topics=tuple(row.topics),
        state=DeliveryState(row.state),
        reason=Reason(row.reason) if row.reason else None,
        attempts=row.attempts,
        uncertain=row.uncertain,
        due_at=row.due_at,
        reply_code=row.reply_code,
        reply_text=row.reply_text,
        changed_at=row.changed_at,
    )
