"""Issues of the Infobrief, from the draft to the closed account."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, insert, select, update

from network.delivery import Pause
from network.errors import NotFound
from network.infobrief import Infobrief, InfobriefState, Item, OnUncertain, item_from
from storage import notes
from storage.database import Transaction
from storage.tables import infobriefe, people

_PUBLIC = (InfobriefState.SENDING, InfobriefState.CLOSED)


async def one_at_a_time(tx: Transaction, *, now: datetime) -> None:
    """Wait until no other transaction makes, changes or releases an issue; they wait until this one ends."""
    await notes.write(tx, "infobrief_touched", now.isoformat())


async def add(tx: Transaction, infobrief: Infobrief) -> None:
    """Keep a new draft."""
    await tx.execute(
        insert(infobriefe).values(
            id=infobrief.id,
            number=infobrief.number,
            period=infobrief.period,
            state=infobrief.state,
            window_from=infobrief.window_from,
            compiled_at=infobrief.compiled_at,
            **_content(infobrief),
        )
    )


async def rewrite(tx: Transaction, infobrief: Infobrief) -> None:
    """Replace the content of a draft and the end of its window."""
    here = (infobriefe.c.id == infobrief.id) & (infobriefe.c.state == InfobriefState.DRAFT)
    await tx.execute(update(infobriefe).where(here).values(_content(infobrief)))


async def get(tx: Transaction, id_: UUID) -> Infobrief:
    """Return the issue or raise NotFound."""
    return _found(await _one(tx, infobriefe.c.id == id_))


async def by_number(tx: Transaction, number: int) -> Infobrief:
    """Return the issue with this number or raise NotFound."""
    return _found(await _one(tx, infobriefe.c.number == number))


async def draft(tx: Transaction) -> Infobrief | None:
    """Return the one issue staff still work on, if there is one."""
    return await _one(tx, infobriefe.c.state == InfobriefState.DRAFT)


async def public(tx: Transaction, *, limit: int) -> list[Infobrief]:
    """Return what everybody may read, newest first."""
    query = _issues().where(infobriefe.c.state.in_(_PUBLIC)).order_by(infobriefe.c.number.desc()).limit(limit)
    return [_infobrief(row) for row in await tx.execute(query)]


async def everything(tx: Transaction, *, limit: int) -> list[Infobrief]:
    """Return all issues, newest first."""
    query = _issues().order_by(infobriefe.c.number.desc()).limit(limit)
    return [_infobrief(row) for row in await tx.execute(query)]


async def sending(tx: Transaction) -> list[Infobrief]:
    """Return the issues whose account is open, oldest first."""
    query = _issues().where(infobriefe.c.state == InfobriefState.SENDING).order_by(infobriefe.c.number)
    return [_infobrief(row) for row in await tx.execute(query)]


async def last_window_end(tx: Transaction) -> datetime | None:
    """Return where the newest window ends; issues that were dropped leave no gap."""
    query = select(func.max(infobriefe.c.window_to)).where(infobriefe.c.state != InfobriefState.DROPPED)
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def next_number(tx: Transaction) -> int:
    """Return the number of the next issue."""
    return ((await tx.execute(select(func.max(infobriefe.c.number)))).scalar_one_or_none() or 0) + 1


async def free_period(tx: Transaction, wanted: str) -> str:
    """Return the period, with a counter where it already has an issue."""
    query = select(infobriefe.c.period).where(infobriefe.c.period.startswith(wanted, autoescape=True))
    used = set((await tx.execute(query)).scalars())
    return next(it for it in [wanted, *(f"{wanted}-{n}" for n in range(2, len(used) + 3))] if it not in used)


async def release(
    tx: Transaction, id_: UUID, *, by: UUID, now: datetime, content_hash: str, on_uncertain: OnUncertain
) -> bool:
    """Let a draft go; False where it is none any more."""
    here = (infobriefe.c.id == id_) & (infobriefe.c.state == InfobriefState.DRAFT)
    values = {
        "state": InfobriefState.SENDING,
        "released_at": now,
        "released_by": by,
        "released_hash": content_hash,
        "on_uncertain": on_uncertain,
    }
    return bool((await tx.execute(update(infobriefe).where(here).values(values))).rowcount)


async def set_audience(tx: Transaction, id_: UUID, size: int) -> None:
    """Note how many deliveries the release froze; the account must always add up to it."""
    await tx.execute(update(infobriefe).where(infobriefe.c.id == id_).values(audience=size))


async def pause(tx: Transaction, id_: UUID, why: Pause, *, until: datetime | None) -> None:
    """Let sending rest, without `until` until a person lets it go on; a person's pause is not replaced."""
    here = (infobriefe.c.id == id_) & (infobriefe.c.paused.is_(None) | (infobriefe.c.paused != Pause.STAFF))
    await tx.execute(update(infobriefe).where(here).values(paused=why, paused_until=until))


async def resume(tx: Transaction, id_: UUID, *, only: Pause | None = None) -> None:
    """Let sending go on; with `only` just where it rests for that reason."""
    here = (infobriefe.c.id == id_) if only is None else (infobriefe.c.id == id_) & (infobriefe.c.paused == only)
    await tx.execute(update(infobriefe).where(here).values(paused=None, paused_until=None))


async def close(tx: Transaction, id_: UUID, *, now: datetime) -> bool:
    """Close the account of an issue; False where it was not open."""
    here = (infobriefe.c.id == id_) & (infobriefe.c.state == InfobriefState.SENDING)
    values = {"state": InfobriefState.CLOSED, "closed_at": now, "paused": None, "paused_until": None}
    return bool((await tx.execute(update(infobriefe).where(here).values(values))).rowcount)


def _content(infobrief: Infobrief) -> dict[str, Any]:
    return {
        "window_to": infobrief.window_to,
        "intro": infobrief.intro,
        "items": _plain(infobrief.items),
        "left_out": _plain(infobrief.left_out),
    }


def _plain(items: Iterable[Item]) -> list[dict[str, Any]]:
    return [item.plain() for item in items]


def _issues() -> Select[Any]:
    return select(infobriefe, people.c.name.label("releaser")).outerjoin(
        people, people.c.id == infobriefe.c.released_by
    )


async def _one(tx: Transaction, where: ColumnElement[bool]) -> Infobrief | None:
    row = (await tx.execute(_issues().where(where))).one_or_none()
    return _infobrief(row) if row else None


def _found(infobrief: Infobrief | None) -> Infobrief:
    if infobrief is None:
        raise NotFound("infobrief_unknown")
    return infobrief


def _infobrief(row: Row[Any]) -> Infobrief:
    return Infobrief(
        id=row.id,
        number=row.number,
        period=row.period,
        state=InfobriefState(row.state),
        window_from=row.window_from,
        window_to=row.window_to,
        intro=row.intro,
        items=tuple(item_from(it) for it in row.items),
        left_out=tuple(item_from(it) for it in row.left_out),
        compiled_at=row.compiled_at,
        released_at=row.released_at,
        released_by=row.releaser,
        released_hash=row.released_hash,
        closed_at=row.closed_at,
        audience=row.audience,
        paused=row.paused,
        paused_until=row.paused_until,
        on_uncertain=OnUncertain(row.on_uncertain),
    )
