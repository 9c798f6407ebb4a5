"""A coordinator enters an initiative, question by question."""

from uuid import UUID

from actions.register_initiative import register_initiative
from bot.addresses import address
from bot.dialogue import Dialogue, Option
from bot.questions import PLAN, entries, profile
from bot.say import Label, Say, tap
from network.initiative import Initiative, initiative_name
from network.matching import similar_names
from storage import initiatives

_NEW = "new"


async def script(chat: Dialogue) -> Say:
    """Return the thanks after everything was answered, or the entry that was there before."""
    chat.plan = PLAN
    name = await chat.ask("name", initiative_name)
    known = await _known(chat, name)
    if known:
        return _already_there(known)
    initiative = await register_initiative(chat.tx, await profile(chat, name), by=chat.person, now=chat.now)
    rows = (
        (tap("buttons.peers_now", address("find_peers", initiative.id)),),
        (tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),
    )
    facts = {"entry": initiative.name, "composition": initiative.suggested_composition}
    return Say(key="register_initiative.done", facts=facts, rows=rows)


async def _known(chat: Dialogue, name: str) -> Initiative | None:
    """Return the entry one meant, where the directory has names much like this one."""
    alike = similar_names(name, await initiatives.names(chat.tx))
    if not alike:
        return None
    found = await initiatives.several(chat.tx, dict.fromkeys(UUID(id_) for id_ in alike))
    options = [*entries([(str(it.id), it.name) for it in found]), Option(value=_NEW, label=Label(key="common.new_one"))]
    chosen = await chat.choose("known", options, name=name)
    return next((it for it in found if str(it.id) == chosen), None)


def _already_there(known: Initiative) -> Say:
    claim = ((tap("buttons.claim", f"begin:claim_initiative:{known.id}"),),) if known.is_historic else ()
    rows = (
        *claim,
        (tap("buttons.read_entry", address("open_entry", known.id)),),
        (tap("buttons.register_another", "begin:register_initiative"), tap("common.to_start", "start")),
    )
    return Say(key="register_initiative.already_there", facts={"it": known}, rows=rows)
