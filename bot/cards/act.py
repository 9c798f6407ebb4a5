"""Carries out what a button of one purpose stands for; rights are checked now, not when it was shown."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from uuid import UUID

from actions.answer_joining import answer_joining
from actions.dismiss_peer import dismiss_peer
from actions.end_subscription import end_subscription
from actions.join_initiative import join_initiative
from actions.join_meeting import join_meeting
from actions.leave_initiative import leave_initiative
from actions.leave_meeting import leave_meeting
from actions.pause_suggestions import pause_suggestions
from actions.remove_measure import remove_measure
from actions.restore_peer import restore_peer
from actions.resume_suggestions import resume_suggestions
from actions.review_initiative import review_initiative
from actions.review_news import review_news
from bot.cards import answer_joining as answer_card
from bot.cards import (
    browse_infobriefe,
    browse_measures,
    browse_meetings,
    find_peers,
    hand_over_initiative,
    list_waiting,
    my_entries,
)
from bot.cards import restore_peer as restore_card
from bot.player import Visit
from bot.pressing import once
from bot.say import Say, tap
from network.errors import NotFound
from network.review import Verdict
from network.subscription import leave_token
from network.suggestion import PAUSES, Grounds
from storage import meetings, subscriptions, taps


async def card(visit: Visit) -> Say:
    """Use the button up and return what came of it; a refusal leaves it unused."""
    try:
        id_ = UUID(hex=visit.address[1])
    except (IndexError, ValueError):
        raise NotFound("button_unknown") from None
    purpose, subject = await taps.use(visit.tx, id_, visit.person.id, now=visit.now)
    if purpose in _WITH_PAIR:
        mine, other = subject.split()
        return await _WITH_PAIR[purpose](visit, UUID(mine), UUID(other))
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


async def _remove_measure(visit: Visit, id_: UUID) -> Say:
    measure = await remove_measure(visit.tx, id_, by=visit.person, now=visit.now)
    gone = Say(key="remove_measure.done", facts={"headline": measure.title})
    return await browse_measures.shown(visit, measure.initiative_id, lead=gone)


async def _end_subscription(visit: Visit, id_: UUID) -> Say:
    subscription = await subscriptions.get(visit.tx, id_)
    if subscription.person_id != visit.person.id:
        raise NotFound("subscription_unknown")
    token = leave_token(id_, visit.desk.secret)
    await end_subscription(visit.tx, token, door="chat", by=visit.person, now=visit.now)
    return await browse_infobriefe.shown(visit, lead=Say(key="browse_infobriefe.ended"))


async def _dismiss(visit: Visit, id_: UUID, other: UUID, *, grounds: Grounds) -> Say:
    gone = await dismiss_peer(visit.tx, id_, other, grounds, by=visit.person, now=visit.now)
    undo = await once(visit, "restore_peer.undo", "undo_dismissal", f"{id_} {other}")
    told = Say(key=f"dismiss_peer.{grounds}_done", facts={"name": gone.name})
    return await find_peers.suggested(visit, id_, lead=told, undo=undo)


async def _undo_dismissal(visit: Visit, id_: UUID, other: UUID) -> Say:
    return await find_peers.suggested(visit, id_, lead=await _restored(visit, id_, other))


async def _restore(visit: Visit, id_: UUID, other: UUID) -> Say:
    return await restore_card.shown(visit, id_, lead=await _restored(visit, id_, other))


async def _restored(visit: Visit, id_: UUID, other: UUID) -> Say:
    back = await restore_peer(visit.tx, id_, other, by=visit.person, now=visit.now)
    return Say(key="restore_peer.done", facts={"name": back.name})


async def _pause(visit: Visit, id_: UUID, *, months: int) -> Say:
    until = await pause_suggestions(visit.tx, id_, months, by=visit.person, now=visit.now)
    return await my_entries.shown(visit, lead=Say(key="pause_suggestions.done", facts={"until": until}))


async def _resume(visit: Visit, id_: UUID) -> Say:
    mine = await resume_suggestions(visit.tx, id_, by=visit.person, now=visit.now)
    return await my_entries.shown(visit, lead=Say(key="resume_suggestions.done", facts={"name": mine.name}))


async def _join_initiative(visit: Visit, id_: UUID) -> Say:
    asked = await join_initiative(visit.tx, id_, by=visit.person, now=visit.now)
    rows = ((tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),)
    return Say(key="join_initiative.done", facts={"name": asked.name}, rows=rows, edit=True)


async def _answer_joining(visit: Visit, id_: UUID, person_id: UUID, *, accept: bool) -> Say:
    told = await answer_joining(visit.tx, id_, person_id, accept=accept, by=visit.person, now=visit.now)
    key = "answer_joining.accepted" if accept else "answer_joining.declined"
    facts = {"who": told.person.name, "name": told.initiative.name}
    return await answer_card.shown(visit, lead=Say(key=key, facts=facts))


async def _leave_initiative(visit: Visit, id_: UUID) -> Say:
    left = await leave_initiative(visit.tx, id_, by=visit.person, now=visit.now)
    return await my_entries.shown(visit, lead=Say(key="hand_over_initiative.left", facts={"name": left.name}))


_DOES: Mapping[str, Callable[[Visit, UUID], Awaitable[Say]]] = {
    "approve_initiative": _approve_initiative,
    "approve_news": _approve_news,
    "end_subscription": _end_subscription,
    "join_initiative": _join_initiative,
    "join_meeting": _join_meeting,
    "leave_initiative": _leave_initiative,
    "leave_meeting": _leave_meeting,
    "offer_handover": hand_over_initiative.offered,
    "remove_measure": _remove_measure,
    "resume_suggestions": _resume,
    **{f"pause_{months}": partial(_pause, months=months) for months in PAUSES},
}

# an initiative of mine, and another one or a person
_WITH_PAIR: Mapping[str, Callable[[Visit, UUID, UUID], Awaitable[Say]]] = {
    "accept_joining": partial(_answer_joining, accept=True),
    "decline_joining": partial(_answer_joining, accept=False),
    "restore_peer": _restore,
    "undo_dismissal": _undo_dismissal,
    **{f"dismiss_{grounds}": partial(_dismiss, grounds=grounds) for grounds in Grounds},
}
