"""News and announcements."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, update

from network.errors import AlreadyDone, NotFound
from network.news import News, NewsState, Rubric
from storage.database import Transaction
from storage.tables import infobriefe, initiatives, news, people

_decider = people.alias("decider")


async def add(tx: Transaction, item: News) -> None:
    """Keep a submitted item."""
    await tx.execute(
        insert(news).values(
            id=item.id,
            initiative_id=item.initiative_id,
            author_id=item.author_id,
            rubric=item.rubric,
            title=item.title,
            text=item.text,
            link=item.link,
            topics=list(item.topics),
            laender=list(item.laender),
            state=item.state,
            submitted_at=item.submitted_at,
            decided_at=item.decided_at,
            decided_by=item.author_id if item.decided_at else None,
        )
    )


async def get(tx: Transaction, id_: UUID) -> News:
    """Return the item or raise NotFound."""
    row = (await tx.execute(_items().where(news.c.id == id_))).one_or_none()
    if row is None:
        raise NotFound("news_unknown")
    return _news(row)


async def waiting(tx: Transaction) -> list[News]:
    """Return what staff have to read, oldest first."""
    query = _items().where(news.c.state == NewsState.SUBMITTED).order_by(news.c.submitted_at, news.c.id)
    return [_news(row) for row in await tx.execute(query)]


async def of_initiative(tx: Transaction, initiative_id: UUID, *, limit: int) -> list[News]:
    """Return released items of an initiative, newest first."""
    query = _items().where(news.c.initiative_id == initiative_id, news.c.state.in_(_PUBLIC))
    return [_news(row) for row in await tx.execute(query.order_by(news.c.decided_at.desc()).limit(limit))]


async def of_author(tx: Transaction, author_id: UUID, *, limit: int) -> list[News]:
    """Return everything a person submitted, newest first."""
    query = _items().where(news.c.author_id == author_id).order_by(news.c.submitted_at.desc()).limit(limit)
    return [_news(row) for row in await tx.execute(query)]


async def newest(tx: Transaction, *, limit: int) -> list[News]:
    """Return released items of everybody, newest first."""
    query = _items().where(news.c.state.in_(_PUBLIC)).order_by(news.c.decided_at.desc(), news.c.id.desc())
    return [_news(row) for row in await tx.execute(query.limit(limit))]


async def released_unused(tx: Transaction, *, until: datetime) -> list[News]:
    """Return released items that stand in no Infobrief yet and were released before `until`."""
    query = _items().where(news.c.state == NewsState.RELEASED, news.c.infobrief_id.is_(None))
    return [_news(row) for row in await tx.execute(query.where(news.c.decided_at < until))]


async def decide(
    tx: Transaction, id_: UUID, state: NewsState, *, by: UUID, now: datetime, reason: str | None = None
) -> None:
    """Release or return a submitted item; raise AlreadyDone (who, when) if it was decided before."""
    done = await tx.execute(
        update(news)
        .where(news.c.id == id_, news.c.state == NewsState.SUBMITTED)
        .values(state=state, decided_at=now, decided_by=by, reason=reason)
    )
    if not done.rowcount:
        item = await get(tx, id_)
        raise AlreadyDone("news_decided", who=item.decided_by, when=item.decided_at)


async def set_rubric(tx: Transaction, id_: UUID, rubric: Rubric) -> None:
    """Put an item into another section of the Infobrief."""
    await tx.execute(update(news).where(news.c.id == id_).values(rubric=rubric))


async def use(tx: Transaction, ids: Iterable[UUID], infobrief_id: UUID) -> None:
    """Mark items as standing in a released Infobrief."""
    await tx.execute(
        update(news).where(news.c.id.in_(list(ids))).values(state=NewsState.USED, infobrief_id=infobrief_id)
    )


_PUBLIC = (NewsState.RELEASED, NewsState.USED)


def _items() -> Select[Any]:
    return (
        select(
            news,
            initiatives.c.name.label("initiative_name"),
            initiatives.c.slug.label("initiative_slug"),
            people.c.name.label("author_name"),
            _decider.c.name.label("decider_name"),
            infobriefe.c.number.label("infobrief_number"),
        )
        .join(people, people.c.id == news.c.author_id)
        .outerjoin(initiatives, initiatives.c.id == news.c.initiative_id)
        .outerjoin(_decider, _decider.c.id == news.c.decided_by)
        .outerjoin(infobriefe, infobriefe.c.id == news.c.infobrief_id)
    )


def _news(row: Row[Any]) -> News:
    return News(
        id=row.id,
        rubric=Rubric(row.rubric),
        title=row.title,
        text=row.text,
        link=row.link,
        topics=tuple(row.topics),
        laender=tuple(row.laender),
        state=NewsState(row.state),
        initiative_id=row.initiative_id,
        initiative_name=row.initiative_name,
        initiative_slug=row.initiative_slug,
        author_id=row.author_id,
        author_name=row.author_name,
        submitted_at=row.submitted_at,
        decided_at=row.decided_at,
        decided_by=row.decider_name,
        reason=row.reason,
        infobrief_number=row.infobrief_number,
    )
