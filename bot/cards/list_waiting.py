"""What staff have to read."""

from actions.list_waiting import list_waiting
from bot.addresses import address
from bot.player import Visit
from bot.say import Link, Say, Tap, link, tap

_MOST = 10


async def card(visit: Visit) -> Say:
    """Return the oldest registrations and news that wait."""
    return await shown(visit)


async def shown(visit: Visit, *, lead: Say | None = None) -> Say:
    """Return the list, perhaps below what was just done."""
    waiting = await list_waiting(visit.tx, by=visit.person)
    rows: list[tuple[Tap | Link, ...]] = [
        (tap("buttons.read_initiative", address("review_initiative", it.id), name=it.name),)
        for it in waiting.initiatives[:_MOST]
    ]
    rows += [
        (tap("buttons.read_news", address("review_news", it.id), title=it.title),)
        for it in waiting.news[: _MOST - len(rows)]
    ]
    rows.append((link("buttons.doubles", "/netzwerkstelle#dubletten"),))
    rows.append((link("buttons.staff_page", "/netzwerkstelle"), tap("common.to_start", "start")))
    facts = {"waiting": waiting, "shown": len(rows) - 2}
    return Say(key="list_waiting.list", facts=facts, rows=tuple(rows), edit=True, lead=lead)
