"""A coordinator submits a news item of an initiative; staff will read it before it appears."""

from datetime import datetime, timedelta

from network.errors import NotFound
from network.news import News, NewsDraft, NewsState
from network.person import Person
from network.rights import demand
from storage import audit, initiatives, limits, news, post
from storage.database import Transaction
from storage.keys import new_id

_MOST_A_DAY = 20  # items of one person


async def submit_news(tx: Transaction, draft: NewsDraft, *, by: Person, now: datetime) -> News:
    """Return the item, which waits for staff; raise NotFound unless the person coordinates its initiative."""
    demand("submit_news", by)
    id_ = draft.initiative_id
    if id_ is None or not await initiatives.is_member(tx, id_, by.id):
        raise NotFound("initiative_unknown")
    await limits.spend(tx, f"news:{by.id}", most=_MOST_A_DAY, within=timedelta(days=1), now=now)
    initiative = await initiatives.get(tx, id_)
    item = News(
        id=new_id(now),
        rubric=draft.rubric,
        title=draft.title,
        text=draft.text,
        link=draft.link,
        topics=draft.topics,
        laender=(initiative.place.land,),
        state=NewsState.SUBMITTED,
        initiative_id=id_,
        initiative_name=initiative.name,
        initiative_slug=initiative.slug,
        author_id=by.id,
        author_name=by.name,
        submitted_at=now,
    )
    await news.add(tx, item)
    await audit.write(tx, "submit_news", item.id, by=by, now=now)
    await post.to_staff_once_a_day(tx, "something_waits", {}, now=now)
    return item
