"""What is kept, what for, how long, and how to be rid of it."""

from bot.player import Visit
from bot.say import Say, link, tap


async def card(visit: Visit) -> Say:
    """Return the short privacy note with a link to the whole one."""
    rows = ((link("buttons.privacy_page", "/datenschutz"),), (tap("common.to_start", "start"),))
    return Say(key="privacy.note", rows=rows, edit=True)
