"""Staff release a submitted item or return it with a reason; its author hears about it."""

from datetime import datetime
from uuid import UUID

from network.news import News, NewsState, Rubric
from network.person import Person
from network.review import Verdict
from network.rights import demand
from storage import audit, news, people, post
from storage.database import Transaction

_STATE = {Verdict.APPROVE: NewsState.RELEASED, Verdict.RETURN: NewsState.RETURNED}
_LETTER = {Verdict.APPROVE: "news_released", Verdict.RETURN: "news_returned"}


async def review_news(
    tx: Transaction,
    id_: UUID,
    verdict: Verdict,
    *,
    reason: str | None = None,
    rubric: Rubric | None = None,
    by: Person,
    now: datetime,
) -> News:
    """Return the item as it then stands; raise AlreadyDone (who, when) if somebody decided before.

    Its text is never altered; a `rubric` puts it into another section of the Infobrief.
    """
    demand("review_news", by)
    await news.get(tx, id_)
    await news.decide(tx, id_, _STATE[verdict], by=by.id, now=now, reason=reason)
    if rubric:
        await news.set_rubric(tx, id_, rubric)
    item = await news.get(tx, id_)
    await audit.write(tx, "review_news", id_, by=by, now=now, verdict=verdict, rubric=item.rubric)
    author = await people.get(tx, item.author_id)
    await post.to_person(tx, author, _LETTER[verdict], {"title": item.title, "reason": reason}, now=now)
    return item
