"""Carries out what a button of one purpose stands for; rights are checked now, not when it was shown."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from actions.end_subscription import end_subscription
from actions.join_meeting import join_meeting
from actions.leave_meeting import leave_meeting
from actions.review_initiative import review_initiative
from actions.review_news import review_news
from bot.cards import browse_infobriefe, browse_meetings, list_waiting
from bot.player import Visit
from bot.say import Say
from network.errors import NotFound
from network.review import Verdict
from network.subscription import leave_token
from storage import meetings, subscriptions, taps


async def card(visit: Visit) -> Say:
    """Use the button up and return what came of it; a refusal leaves it unused."""
    try:
        id_ = UUID(hex=visit.address[1])
    except (IndexError, ValueError):
        raise NotFound("button_unknown") from None
    purpose, subject = await taps.use(visit.tx, id_, visit.person.id, now=visit.now)
    if purpose not in _DOES:
        raise NotFound("button_unknown")
    return await _DOES[purpose](visit, UUID(subject))


async def _approve_initiative(visit: Visit, id_: UUID) -> Say:
    initiative = await review_initiative(visit.tx, id_, Verdict.APPROVE, by=visit.person, now=visit.now)
    return await list_waiting.shown(visit, lead=Say(key="review_initiative.approved", facts={"name": initiative.name}))


async def _approve_news(visit: Visit, id_: UUID) -> Say:
    item = await review_news(visit.tx, id_, Verdict.APPROVE, by=visit.person, now=visit.now)
    return await list_waiting.shown(visit, lead=Say(key="review_news.approved", facts={"title": item.title}))


async def _join_meeting(visit: Visit, id_: UUID) -> Say:
    await join_meeting(visit.tx, id_, by=visit.person, now=visit.now)
    return await browse_meetings.shown(visit, await meetings.get(visit.tx, id_))


async def _leave_meeting(visit: Visit, id_: UUID) -> Say:
    await leave_meeting(visit.tx, id_, by=visit.person, now=visit.now)
    left = Say(key="browse_meetings.left")
    return await browse_meetings.shown(visit, await meetings.get(visit.tx, id_), lead=left)


async def _end_subscription(visit: Visit, id_: UUID) -> Say:
    subscription = await subscriptions.get(visit.tx, id_)
    if subscription.person_id != visit.person.id:
        raise NotFound("subscription_unknown")
    token = leave_token(id_, visit.desk.secret)
    await end_subscription(visit.tx, token, door="chat", by=visit.person, now=visit.now)
    return await browse_infobriefe.shown(visit, lead=Say(key="browse_infobriefe.ended"))


_DOES: Mapping[str, Callable[[Visit, UUID], Awaitable[Say]]] = {
    "approve_initiative": _approve_initiative,
    "approve_news": _approve_news,
    "end_subscription": _end_subscription,
    "join_meeting": _join_meeting,
    "leave_meeting": _leave_meeting,
}
