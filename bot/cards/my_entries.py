"""What I have entered: my initiatives and my news, and where each stands."""

from dataclasses import dataclass
from datetime import datetime

from actions.answer_joining import asking_me
from bot.addresses import address, number_in, page_of, turning
from bot.player import Visit
from bot.pressing import once
from bot.say import Label, Link, Say, Tap, tap
from network.initiative import Initiative, Status
from storage import initiatives, news, suggestions

_MOST_NEWS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    initiative: Initiative
    reason: str | None  # what staff asked for, while it is returned
    paused_until: datetime | None  # it is not suggested to others


async def card(visit: Visit) -> Say:
    """Return all entries of the person with their state."""
    return await shown(visit)


async def shown(visit: Visit, *, lead: Say | None = None) -> Say:
    """Return all entries of the person with their state; `lead` tells what has just been done."""
    page = page_of(await initiatives.of_person(visit.tx, visit.person.id), number_in(visit.address, 1))
    found = page.items
    pauses = await suggestions.pauses(visit.tx, [it.id for it in found], now=visit.now)
    mine = [_Entry(initiative=it, reason=await _reason(visit, it), paused_until=pauses.get(it.id)) for it in found]
    items = await news.of_author(visit.tx, visit.person.id, limit=_MOST_NEWS)
    rows: list[tuple[Tap | Link, ...]] = []
    for it in found:
        name = Tap(label=Label(name=it.name), data=address("open_entry", it.id))
        rows += [(name,), (tap("buttons.change_entry", f"begin:change_initiative:{it.id}", name=it.name),)]
        if it.id in pauses:
            resume = await once(visit, "resume_suggestions.resume_one", "resume_suggestions", it.id, name=it.name)
            rows.append((resume,))
    rows += turning(page, "my_entries")
    if asking := await asking_me(visit.tx, by=visit.person, now=visit.now):
        rows.append((tap("buttons.joining", "answer_joining", count=len(asking)),))
    rows.append((tap("buttons.register" if not mine else "buttons.register_another", "begin:register_initiative"),))
    if mine:
        rows.append((tap("buttons.submit_news", "begin:submit_news"), tap("buttons.peers", "find_peers")))
        rows.append((tap("buttons.add_measure", "begin:add_measure"),))
    rows.append((tap("common.to_start", "start"),))
    return Say(key="my_entries.list", facts={"entries": mine, "news": items}, rows=tuple(rows), edit=True, lead=lead)


async def _reason(visit: Visit, it: Initiative) -> str | None:
    return await initiatives.reason_of(visit.tx, it.id) if it.status is Status.RETURNED else None
