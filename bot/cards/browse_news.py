"""What is new: released news and announcements."""

from bot.addresses import number_in, page_of, turning
from bot.player import Visit
from bot.say import Link, Say, Tap, link, tap
from storage import news

_NEWEST = 30


async def card(visit: Visit) -> Say:
    """Return a page of the newest items."""
    page = page_of(await news.newest(visit.tx, limit=_NEWEST), number_in(visit.address, 1))
    rows: list[tuple[Tap | Link, ...]] = list(turning(page, "browse_news"))
    rows.append((tap("buttons.submit_news", "begin:submit_news"), link("buttons.archive", "/infobrief")))
    rows.append((tap("common.to_start", "start"),))
    return Say(key="browse_news.list", facts={"page": page}, rows=tuple(rows), edit=True)
