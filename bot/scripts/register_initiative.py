"""A coordinator enters an initiative, question by question."""

from uuid import UUID

from actions.register_initiative import register_initiative
from bot.addresses import address
from bot.dialogue import Dialogue, Option
from bot.questions import PLAN, profile
from bot.say import Label, Say, Tap, tap
from network.initiative import Initiative, initiative_name
from network.matching import similar_names
from storage import initiatives

_NEW = "new"
_MOST_KNOWN, _MOST_NAMES = 3, 12  # entries that are offered, and names of theirs that are looked at


async def script(chat: Dialogue) -> Say:
    """Return the thanks after everything was answered, or the entry that was there before."""
    chat.plan = PLAN
    name = await chat.ask("name", initiative_name)
    known = await _known(chat, name)
    if known:
        return await _already_there(chat, known)
    initiative = await register_initiative(chat.tx, await profile(chat, name), by=chat.person, now=chat.now)
    rows = (
        (tap("buttons.peers_now", address("find_peers", initiative.id)),),
        (tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),
    )
    facts = {"entry": initiative.name, "composition": initiative.suggested_composition}
    return Say(key="register_initiative.done", facts=facts, rows=rows)


async def _known(chat: Dialogue, name: str) -> Initiative | None:
    """Return the entry one meant, where the directory has names much like this one."""
    alike = similar_names(name, await initiatives.names(chat.tx), limit=_MOST_NAMES)
    found = await initiatives.several(chat.tx, list(dict.fromkeys(UUID(id_) for id_ in alike))[:_MOST_KNOWN])
    if not found:
        return None
    options = [Option(value=str(it.id), label=_called(name, it)) for it in found]
    chosen = await chat.choose("known", [*options, Option(value=_NEW, label=Label(key="common.new_one"))], name=name)
    return next((it for it in found if str(it.id) == chosen), None)


def _called(name: str, it: Initiative) -> Label:
    """Return the present name of an entry; where it was found by a former or other one, that too."""
    if similar_names(name, [("", it.name)]):
        return Label(name=it.name)
    best = next(iter(similar_names(name, [(other, other) for other in it.other_names], limit=1)), it.name)
    facts = {"other": best, "called": it.name}
    if best in it.aliases:
        return Label(key="register_initiative.also_called", facts=facts)
    return Label(key="register_initiative.now_called", facts=facts)


async def _already_there(chat: Dialogue, known: Initiative) -> Say:
    """Return what to do about an entry that is there: take it over, ask to be let in, or write to the office."""
    coordinators = {it.id for it in await initiatives.members(chat.tx, known.id)}
    way = "office"
    step: tuple[tuple[Tap, ...], ...] = ()
    if known.is_historic:
        way, step = "claim", ((tap("buttons.claim", f"begin:claim_initiative:{known.id}"),),)
    elif chat.person.id in coordinators:
        way, step = "mine", ((tap("buttons.change", f"begin:change_initiative:{known.id}"),),)
    elif coordinators:
        way, step = "join", ((tap("buttons.join_initiative", address("join_initiative", known.id)),),)
    rows = (
        *step,
        (tap("buttons.read_entry", address("open_entry", known.id)),),
        (tap("buttons.register_another", "begin:register_initiative"), tap("common.to_start", "start")),
    )
    return Say(key="register_initiative.already_there", facts={"it": known, "way": way}, rows=rows)
