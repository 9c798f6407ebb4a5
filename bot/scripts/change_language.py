"""Somebody chooses the language of everything said to them."""

from actions.change_language import change_language
from bot.dialogue import Dialogue, Option
from bot.say import Label, Say, tap
from network.person import Language


async def script(chat: Dialogue) -> Say:
    """Return the confirmation, already in the new language."""
    options = [Option(value=it.value, label=Label(key=f"change_language.{it.value}")) for it in Language]
    chosen = Language(await chat.choose("language", options, across=2))
    await change_language(chat.tx, chosen, by=chat.person, now=chat.now)
    rows = ((tap("buttons.settings", "settings"), tap("common.to_start", "start")),)
    return Say(key="change_language.done", rows=rows)
