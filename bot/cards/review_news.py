"""A submitted item as staff read it, and the two ways to decide."""

from bot.addresses import id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, tap
from network.errors import NotFound
from network.news import NewsState
from network.rights import demand
from storage import news


async def card(visit: Visit) -> Say:
    """Return the item with its buttons while it waits; afterwards who decided and when."""
    demand("review_news", visit.person)
    id_ = id_in(visit.address, 1)
    if id_ is None:
        raise NotFound("news_unknown")
    item = await news.get(visit.tx, id_)
    rows: list[tuple[Tap | Link, ...]] = []
    if item.state is NewsState.SUBMITTED:
        rows.append((await once(visit, "buttons.approve", "approve_news", id_),))
        rows.append((tap("buttons.return", f"begin:review_news:{id_}"),))
    rows.append((tap("buttons.all_waiting", "list_waiting"), tap("common.to_start", "start")))
    return Say(
        key="review_news.detail", facts={"it": item, "links": item.text.count("://")}, rows=tuple(rows), edit=True
    )
