"""Who asks to coordinate an initiative of mine."""

from actions.answer_joining import asking_me
from bot.player import Visit
from bot.pressing import once
from bot.say import Link, Say, Tap, tap

_MOST = 5


async def card(visit: Visit) -> Say:
    """Return the open requests with the two ways to answer each."""
    return await shown(visit)


async def shown(visit: Visit, *, lead: Say | None = None) -> Say:
    """Return the same, perhaps below what was just answered."""
    found = await asking_me(visit.tx, by=visit.person, now=visit.now)
    rows: list[tuple[Tap | Link, ...]] = []
    for it in found[:_MOST]:
        pair, who = f"{it.initiative.id} {it.person.id}", it.person.name
        rows.append(
            (
                await once(visit, "answer_joining.accept", "accept_joining", pair, who=who),
                await once(visit, "answer_joining.decline", "decline_joining", pair, who=who),
            )
        )
    rows.append((tap("buttons.entries", "my_entries"), tap("common.to_start", "start")))
    facts = {"asking": found[:_MOST], "more": max(0, len(found) - _MOST)}
    return Say(key="answer_joining.list", facts=facts, rows=tuple(rows), edit=True, lead=lead)
