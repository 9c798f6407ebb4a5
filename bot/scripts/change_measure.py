"""A coordinator changes a measure on its summary."""

from actions.change_measure import change_measure
from bot.addresses import address
from bot.dialogue import Dialogue
from bot.questions import entries
from bot.say import Say, tap
from bot.scripts.add_measure import answers_of, measure
from storage import initiatives


async def script(chat: Dialogue) -> Say:
    """Return the changed measure."""
    mine = await initiatives.of_person(chat.tx, chat.person.id)
    measures = {str(it.id): it for owner in mine for it in owner.measures}
    if not measures:
        return _nothing()
    before = measures[await chat.choose("of", entries([(id_, it.title) for id_, it in measures.items()]))]
    chat.fill(answers_of(before))
    draft = await measure(chat, before.initiative_name)
    changed = await change_measure(chat.tx, before.id, draft, by=chat.person, now=chat.now)
    rows = (
        (tap("add_measure.read", address("open_measure", changed.id)),),
        (tap("buttons.entries", "my_entries"), tap("common.to_start", "start")),
    )
    return Say(key="change_measure.done", facts={"headline": changed.title}, rows=rows)


def _nothing() -> Say:
    rows = ((tap("buttons.add_measure", "begin:add_measure"),), (tap("common.to_start", "start"),))
    return Say(key="change_measure.nothing", rows=rows)
