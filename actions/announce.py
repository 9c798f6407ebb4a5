"""Staff post something in the name of the network; it is public at once and stands in the next Infobrief."""

from datetime import datetime

from network.news import News, NewsDraft, NewsState
from network.person import Person
from network.rights import demand
from storage import audit, news
from storage.database import Transaction
from storage.keys import new_id


async def announce(tx: Transaction, draft: NewsDraft, *, by: Person, now: datetime) -> News:
    """Return the released announcement."""
    demand("announce", by)
    item = News(
        id=new_id(now),
        rubric=draft.rubric,
        title=draft.title,
        text=draft.text,
        link=draft.link,
        topics=draft.topics,
        laender=(),
        state=NewsState.RELEASED,
        initiative_id=None,
        initiative_name=None,
        initiative_slug=None,
        author_id=by.id,
        author_name=by.name,
        submitted_at=now,
        decided_at=now,
        decided_by=by.name,
    )
    await news.add(tx, item)
    await audit.write(tx, "announce", item.id, by=by, now=now)
    return item
