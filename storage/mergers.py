"""Entries that were there twice: where they live on, what goes over to the other one, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, Uuid, and_, delete, func, or_, select, update

from network.initiative import FormerName, Initiative, Status
from network.merger import Gain
from network.offer import Offer, OfferKind
from storage import initiatives as entries
from storage import measures as measures_
from storage import notes
from storage.database import Transaction, insert_or_skip
from storage.keys import short, whole
from storage.tables import initiatives, measures, memberships, news, offers, relations, unwanted

_MERGER, _DIFFERENT = "merger:", "different:"
_MOVED = (news, measures)
_COPIED = {  # with the columns that name an initiative; the originals stay for the day the entry comes back
    memberships: ("initiative_id",),
    relations: ("from_id", "to_id"),
    unwanted: ("initiative_id", "other_id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Merger:
    """Everything that takes a merger back; `status` is what the dropped entry was before.

    By table, `copied` holds the keys of the rows that the kept entry did not have, `moved` the ids of those that went
    over. `alone` says that it had no coordinator of its own.
    """

    keep: UUID
    drop: UUID
    status: Status
    at: datetime
    gain: Gain
    alone: bool
    copied: Mapping[str, Sequence[Sequence[str]]]
    moved: Mapping[str, Sequence[str]]


async def living(tx: Transaction, id_: UUID) -> UUID:
    """Return the entry in which this one lives on: itself, unless it was merged, perhaps more than once."""
    query = select(initiatives.c.merged_into)
    while into := (await tx.execute(query.where(initiatives.c.id == id_))).scalar_one_or_none():
        id_ = into
    return id_


async def lock(tx: Transaction, *ids: UUID) -> None:
    """Wait until no other transaction works on these entries (SQLite has one writer anyway)."""
    rows = select(initiatives.c.id).where(initiatives.c.id.in_(ids)).order_by(initiatives.c.id)
    await tx.execute(rows.with_for_update())


async def take_over(tx: Transaction, claim: UUID, taken: Initiative, *, analysed: object, now: datetime) -> None:
    """Let an entry of the study go on as `taken`: the claim lives on in it, with its coordinators and decision."""
    await _copy(tx, memberships, claim, taken.id)
    await measures_.hand_over(tx, claim, taken.id)
    await tx.execute(delete(offers).where(offers.c.initiative_id == claim))  # the entry has them now, by their ids
    await _lead(tx, claim, into=taken.id, status=Status.MERGED)
    await entries.change(tx, taken, analysed=analysed)
    decision = select(initiatives.c.decided_at, initiatives.c.decided_by).where(initiatives.c.id == claim)
    at, by = (await tx.execute(decision)).one()
    values = {"published_at": func.coalesce(initiatives.c.published_at, now), "decided_at": at, "decided_by": by}
    await tx.execute(update(initiatives).where(initiatives.c.id == taken.id).values(values))


async def carry_over(tx: Transaction, keep: Initiative, drop: Initiative, gain: Gain, *, now: datetime) -> None:
    """Let one entry live on in another, with all that hangs on it, and remember how it was."""
    merger = Merger(
        keep=keep.id,
        drop=drop.id,
        status=drop.status,
        at=now,
        gain=gain,
        alone=not await entries.members(tx, keep.id),
        copied={table.name: await _copy(tx, table, drop.id, keep.id) for table in _COPIED},
        moved={table.name: await _move(tx, table, drop.id, keep.id) for table in _MOVED},
    )
    await _lead(tx, drop.id, into=keep.id, status=Status.MERGED)
    await _remember(tx, merger)


async def give_back(tx: Transaction, merger: Merger) -> None:
    """Let an entry stand for itself again, with what hung on it and still hangs on the kept one."""
    for table in _COPIED:
        rows = _rows(table, merger.copied[table.name])
        if table is not memberships or merger.alone or await _others(tx, merger.keep, rows):
            await tx.execute(delete(table).where(rows))
    for table in _MOVED:
        mine = table.c.id.in_([UUID(it) for it in merger.moved[table.name]]) & (table.c.initiative_id == merger.keep)
        await tx.execute(update(table).where(mine).values(initiative_id=merger.drop))
    await _lead(tx, merger.drop, into=None, status=merger.status)
    await notes.forget(tx, f"{_MERGER}{merger.drop}")
    alone = not await entries.members(tx, merger.keep)
    for other in await recent(tx):
        if other.keep == merger.keep:  # it may have brought the same
            more = {table.name: await _copy(tx, table, other.drop, other.keep) for table in _COPIED}
            copied = {name: (*other.copied[name], *keys) for name, keys in more.items()}
            await _remember(tx, replace(other, copied=copied, alone=alone or other.alone))


async def of(tx: Transaction, drop: UUID) -> Merger | None:
    """Return how this entry went into another, while that can be taken back."""
    told = await notes.read(tx, f"{_MERGER}{drop}")
    return _merger(drop, told) if told else None


async def recent(tx: Transaction) -> list[Merger]:
    """Return all mergers that can be taken back, the newest first."""
    told = await notes.beginning_with(tx, _MERGER)
    return sorted((_merger(UUID(drop), it) for drop, it in told.items()), key=lambda it: it.at, reverse=True)


async def hanging(tx: Transaction, id_: UUID) -> tuple[int, int]:
    """Return how many items of news and how many measures hang on an entry."""
    counted = [select(func.count()).select_from(table).where(table.c.initiative_id == id_) for table in _MOVED]
    found = [(await tx.execute(query)).scalar_one() for query in counted]
    return found[0], found[1]


async def tell_apart(tx: Transaction, one: UUID, other: UUID, *, apart: bool) -> None:
    """Remember that two entries look alike and are not the same, or forget it."""
    key = _DIFFERENT + ":".join(sorted(map(short, (one, other))))
    await (notes.write(tx, key, True) if apart else notes.forget(tx, key))


async def told_apart(tx: Transaction) -> set[frozenset[UUID]]:
    """Return all pairs that look alike and are not the same."""
    return {frozenset(map(whole, pair.split(":"))) for pair in await notes.beginning_with(tx, _DIFFERENT)}


async def _lead(tx: Transaction, id_: UUID, *, into: UUID | None, status: Status) -> None:
    values = {"merged_into": into, "status": status, "revision": await entries.next_revision(tx)}
    await tx.execute(update(initiatives).where(initiatives.c.id == id_).values(values))


async def _copy(tx: Transaction, table: Table, drop: UUID, keep: UUID) -> list[list[str]]:
    """Write each row that names one entry for the other too; return the keys of those it did not have."""
    ends, fresh = _COPIED[table], []
    for row in list(await tx.execute(select(table).where(or_(*(table.c[end] == drop for end in ends))))):
        values = {name: keep if name in ends and it == drop else it for name, it in row._mapping.items()}
        if len({values[end] for end in ends}) < len(ends):
            continue  # a tie to itself
        if (await tx.execute(insert_or_skip(tx, table).values(values))).rowcount:
            fresh.append([str(values[column.name]) for column in table.primary_key])
    return fresh


async def _move(tx: Transaction, table: Table, drop: UUID, keep: UUID) -> list[str]:
    ids = list((await tx.execute(select(table.c.id).where(table.c.initiative_id == drop))).scalars())
    await tx.execute(update(table).where(table.c.id.in_(ids)).values(initiative_id=keep))
    return [str(it) for it in ids]


def _rows(table: Table, keys: Sequence[Sequence[str]]) -> Any:
    columns = list(table.primary_key)
    named = [
        and_(*(it == (UUID(key) if isinstance(it.type, Uuid) else key) for it, key in zip(columns, row, strict=True)))
        for row in keys
    ]
    return or_(*named) if named else columns[0].in_([])


async def _others(tx: Transaction, id_: UUID, rows: Any) -> bool:
    """Whether the entry has coordinators besides these: nobody may be left without one."""
    query = select(memberships.c.person_id).where(memberships.c.initiative_id == id_, ~rows)
    return (await tx.execute(query.limit(1))).first() is not None


async def _remember(tx: Transaction, it: Merger) -> None:
    gain = {
        "fields": it.gain.fields,
        "offers": [[str(offer.id), offer.kind, offer.text] for offer in it.gain.offers],
        "aliases": it.gain.aliases,
        "former_names": [[name.name, name.until.isoformat()] for name in it.gain.former_names],
    }
    told = {"keep": str(it.keep), "status": it.status, "at": it.at.isoformat(), "gain": gain, "alone": it.alone}
    await notes.write(tx, f"{_MERGER}{it.drop}", told | {"copied": it.copied, "moved": it.moved})


def _merger(drop: UUID, told: dict[str, Any]) -> Merger:
    gain = told["gain"]
    return Merger(
        keep=UUID(told["keep"]),
        drop=drop,
        status=Status(told["status"]),
        at=datetime.fromisoformat(told["at"]),
        gain=Gain(
            fields=tuple(gain["fields"]),
            offers=tuple(Offer(id=UUID(id_), kind=OfferKind(kind), text=it) for id_, kind, it in gain["offers"]),
            aliases=tuple(gain["aliases"]),
            former_names=tuple(FormerName(name=it, until=date.fromisoformat(day)) for it, day in gain["former_names"]),
        ),
        alone=told["alone"],
        copied=told["copied"],
        moved=told["moved"],
    )
