"""Staff return a registration and say why; releasing it takes one button (bot/cards/review_initiative.py)."""

from uuid import UUID

from actions.list_waiting import list_waiting
from actions.review_initiative import review_initiative
from bot.addresses import id_or_none
from bot.dialogue import Dialogue
from bot.questions import entries
from bot.say import Say, tap
from network.errors import AlreadyDone
from network.review import Verdict, return_reason
from storage import initiatives


async def script(chat: Dialogue) -> Say:
    """Return what the coordinators are told."""
    waiting = (await list_waiting(chat.tx, by=chat.person)).initiatives
    await _still_waits(chat, {it.id for it in waiting})
    rows = ((tap("buttons.all_waiting", "list_waiting"), tap("common.to_start", "start")),)
    if not waiting:
        return Say(key="review_initiative.nothing", rows=rows)
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.name) for it in waiting])))
    name = next(it.name for it in waiting if it.id == id_)
    reason = await chat.ask("reason", return_reason, name=name)
    await chat.review([("reason", reason)], name=name)
    await review_initiative(chat.tx, id_, Verdict.RETURN, reason=reason, by=chat.person, now=chat.now)
    return Say(key="review_initiative.returned", facts={"name": name}, rows=rows)


async def _still_waits(chat: Dialogue, waiting: set[UUID]) -> None:
    """Refuse where somebody decided meanwhile: the reason must not be given to another entry."""
    id_ = id_or_none(chat.given("of"))
    if id_ and id_ not in waiting:
        who, when = await initiatives.decision_of(chat.tx, id_)
        raise AlreadyDone("initiative_decided", who=who, when=when)
