"""A coordinator changes an entry on its summary; one that staff returned goes back to them."""

from uuid import UUID

from actions.change_initiative import change_initiative
from bot.addresses import address
from bot.dialogue import Dialogue
from bot.questions import answers_of, entries, profile
from bot.say import Say, tap
from network.initiative import Status
from storage import initiatives


async def script(chat: Dialogue) -> Say:
    """Return what became of the changed entry."""
    mine = await initiatives.of_person(chat.tx, chat.person.id)
    if not mine:
        return _nothing()
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.name) for it in mine])))
    before = next(it for it in mine if it.id == id_)
    reason = await initiatives.reason_of(chat.tx, id_) if before.status is Status.RETURNED else None
    chat.words = "register_initiative"
    chat.fill(answers_of(before))
    draft = await profile(chat, reason=reason)
    changed = await change_initiative(chat.tx, id_, draft, by=chat.person, now=chat.now)
    rows = (
        (tap("buttons.read_entry", address("open_entry", id_)), tap("buttons.peers", address("find_peers", id_))),
        (tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),
    )
    return Say(key="change_initiative.done", facts={"it": changed}, rows=rows)


def _nothing() -> Say:
    rows = ((tap("buttons.register", "begin:register_initiative"),), (tap("common.to_start", "start"),))
    return Say(key="change_initiative.nothing", rows=rows)
