"""The guided handover: who coordinates, the link for a successor, and leaving once there is one."""

from uuid import UUID

from actions.hand_over_initiative import LASTS, MARK, hand_over_initiative, offer_handover, offered_handover
from bot import telegram_state
from bot.addresses import address, id_in
from bot.player import Visit
from bot.pressing import once
from bot.say import Label, Link, Say, Tap, tap
from network.errors import NotFound
from storage import initiatives

_TO_START = (tap("buttons.entries", "my_entries"), tap("common.to_start", "start"))
_LEAVE = "gehen"


async def card(visit: Visit) -> Say:
    """Return how an initiative of this person is coordinated, or ask which one is meant."""
    id_ = id_in(visit.address, 1)
    if id_:
        return await (_farewell if visit.address[2:] == (_LEAVE,) else shown)(visit, id_)
    mine = await initiatives.of_person(visit.tx, visit.person.id)
    if not mine:
        return Say(key="hand_over_initiative.nothing", rows=(_TO_START,))
    if len(mine) == 1:
        return await shown(visit, mine[0].id)
    rows = tuple((Tap(label=Label(name=it.name), data=address("hand_over_initiative", it.id)),) for it in mine)
    return Say(key="hand_over_initiative.which", rows=(*rows, _TO_START), edit=True)


async def shown(visit: Visit, id_: UUID, *, lead: Say | None = None) -> Say:
    """Return the coordinators and what one may do, perhaps below what was just done."""
    it, others = await initiatives.get(visit.tx, id_), await _others(visit, id_)
    rows: list[tuple[Tap | Link, ...]] = [
        (await once(visit, "hand_over_initiative.offer", "offer_handover", id_),),
    ]
    if others:
        rows.append((tap("hand_over_initiative.leave", address("hand_over_initiative", id_, _LEAVE)),))
    facts = {"name": it.name, "others": others, "days": LASTS.days}
    return Say(key="hand_over_initiative.overview", facts=facts, rows=(*rows, _TO_START), edit=lead is None, lead=lead)


async def offered(visit: Visit, id_: UUID) -> Say:
    """Return a fresh link for one successor, to be copied."""
    token = await offer_handover(visit.tx, id_, by=visit.person, now=visit.now)
    bot = await telegram_state.username(visit.tx)
    facts = {
        "name": (await initiatives.get(visit.tx, id_)).name,
        "path": f"/uebergabe/{token}",
        "app": f"https://t.me/{bot}?start={MARK}{token}" if bot else None,
        "days": LASTS.days,
    }
    rows = ((tap("hand_over_initiative.back", address("hand_over_initiative", id_)),), _TO_START)
    return Say(key="hand_over_initiative.link", facts=facts, rows=rows)


async def accept_card(visit: Visit) -> Say:
    """Return what a link that was followed offers, and once it is accepted, how to go on."""
    match visit.address[1:]:
        case (token, "ja"):
            done = await hand_over_initiative(visit.tx, token, by=visit.person, now=visit.now)
            rows = ((tap("buttons.read_entry", address("open_entry", done.initiative.id)),), _TO_START)
            return Say(key="hand_over_initiative.accepted", facts={"name": done.initiative.name}, rows=rows, edit=True)
        case (token,):
            found = await offered_handover(visit.tx, token, by=visit.person, now=visit.now)
            facts = {"name": found.initiative.name, "giver": found.giver.name}
            accept = tap("hand_over_initiative.accept", f"accept_handover:{token}:ja")
            return Say(key="hand_over_initiative.offered", facts=facts, rows=((accept,), _TO_START))
    raise NotFound("button_unknown")


async def _farewell(visit: Visit, id_: UUID) -> Say:
    it, others = await initiatives.get(visit.tx, id_), await _others(visit, id_)
    rows = (
        (await once(visit, "hand_over_initiative.leave_yes", "leave_initiative", id_),),
        (tap("hand_over_initiative.stay", address("hand_over_initiative", id_)),),
    )
    return Say(key="hand_over_initiative.farewell", facts={"name": it.name, "others": others}, rows=rows, edit=True)


async def _others(visit: Visit, id_: UUID) -> list[str]:
    """Return the names of those who coordinate it too; to somebody who does not it is unknown."""
    coordinators = await initiatives.members(visit.tx, id_)
    if visit.person.id not in {it.id for it in coordinators}:
        raise NotFound("initiative_unknown")
    return [it.name for it in coordinators if it.id != visit.person.id]
