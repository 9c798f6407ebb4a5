"""Staff return a news item and say why; releasing it takes one button (bot/cards/review_news.py)."""

from uuid import UUID

from actions.list_waiting import list_waiting
from actions.review_news import review_news
from bot.addresses import id_or_none
from bot.dialogue import Dialogue
from bot.questions import entries
from bot.say import Say, tap
from network.errors import AlreadyDone
from network.review import Verdict, return_reason
from storage import news


async def script(chat: Dialogue) -> Say:
    """Return what the author is told."""
    waiting = (await list_waiting(chat.tx, by=chat.person)).news
    await _still_waits(chat, {it.id for it in waiting})
    rows = ((tap("buttons.all_waiting", "list_waiting"), tap("common.to_start", "start")),)
    if not waiting:
        return Say(key="review_news.nothing", rows=rows)
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.title) for it in waiting])))
    title = next(it.title for it in waiting if it.id == id_)
    reason = await chat.ask("reason", return_reason, title=title)
    await chat.review([("reason", reason)], title=title)
    await review_news(chat.tx, id_, Verdict.RETURN, reason=reason, by=chat.person, now=chat.now)
    return Say(key="review_news.returned", facts={"title": title}, rows=rows)


async def _still_waits(chat: Dialogue, waiting: set[UUID]) -> None:
    """Refuse where somebody decided meanwhile: the reason must not be given to another item."""
    id_ = id_or_none(chat.given("of"))
    if id_ and id_ not in waiting:
        item = await news.get(chat.tx, id_)
        raise AlreadyDone("news_decided", who=item.decided_by, when=item.decided_at)
