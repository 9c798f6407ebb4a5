"""A question in one's own words, also in the middle of a conversation."""

from bot.cards import browse_directory
from bot.player import Visit
from bot.say import Say, tap
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return who else answers the typed question and why, or how to ask."""
    asked = visit.argument.strip()
    if asked:
        mine = await initiatives.of_person(visit.tx, visit.person.id)
        return await browse_directory.found(visit, asked[: browse_directory.MOST_WORDS], but=[it.id for it in mine])
    rows = ((tap("buttons.directory", "browse_directory"), tap("common.to_start", "start")),)
    return Say(key="ask.how", rows=rows, edit=True)
