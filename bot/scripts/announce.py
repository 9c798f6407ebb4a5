"""Staff post an announcement of the network."""

from actions.announce import announce
from bot.dialogue import Dialogue
from bot.say import Say, tap
from bot.scripts.submit_news import news
from network.news import Rubric
from network.rights import demand


async def script(chat: Dialogue) -> Say:
    """Return what happens with the announcement."""
    demand("announce", chat.person)
    item = await announce(chat.tx, await news(chat, tuple(Rubric)), by=chat.person, now=chat.now)
    rows = ((tap("buttons.news", "browse_news"), tap("common.to_start", "start")),)
    return Say(key="announce.done", facts={"title": item.title}, rows=rows)
