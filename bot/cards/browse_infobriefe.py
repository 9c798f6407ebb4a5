"""The Infobrief: whether one gets it, and the issues so far."""

from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, link, tap
from network.subscription import SubscriptionState
from storage import infobriefe, subscriptions

_NEWEST = 5


async def card(visit: Visit) -> Say:
    """Return one's own subscriptions and links to the newest issues."""
    return await shown(visit)


async def shown(visit: Visit, *, lead: Say | None = None) -> Say:
    """Return the same, perhaps below what was just done."""
    mine = await subscriptions.of_person(visit.tx, visit.person.id)
    active = [it for it in mine if it.state is SubscriptionState.ACTIVE]
    issues = await infobriefe.public(visit.tx, limit=_NEWEST)
    rows: list[tuple[Tap | Link, ...]] = [
        (link("buttons.issue", f"/infobrief/{it.number}", number=it.number, on=it.released_at),) for it in issues
    ]
    rows.append((tap("buttons.change_topics" if active else "buttons.subscribe", "begin:choose_topics"),))
    for it in active:
        rows.append((await once(visit, f"buttons.end_{it.channel.value}", "end_subscription", it.id),))
    rows.append((link("buttons.archive", "/infobrief"), tap("common.to_start", "start")))
    facts = {"active": active, "issues": issues}
    return Say(key="browse_infobriefe.list", facts=facts, rows=tuple(rows), edit=True, lead=lead)
