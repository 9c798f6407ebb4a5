"""Somebody asks in their own words whether a thing has been done before."""

from dataclasses import replace

from bot.cards import browse_measures
from bot.dialogue import Dialogue
from bot.player import Visit
from bot.say import Say
from network.measure import words_sought


async def script(chat: Dialogue) -> Say:
    """Return what there is; all measures where nothing is asked."""
    sought = await chat.ask_optional("sought", words_sought)
    address = ("browse_measures",)
    visit = Visit(tx=chat.tx, desk=chat.desk, person=chat.person, now=chat.now, address=address, argument=sought or "")
    return replace(await browse_measures.card(visit), edit=False)
