"""Joins a Telegram chat to the account of the browser: begun there, confirmed here."""

from actions.link_chat import link_chat, masked, offer_link, offered_by
from bot import telegram_state
from bot.player import Visit
from bot.say import Say, link, tap

_BACK = (tap("common.to_start", "start"),)


async def card(visit: Visit) -> Say:
    """Return the link to the app; for a chat that followed it, the question whether to join, and what came of it."""
    match visit.address[1:]:
        case (token, "ja"):
            person = await link_chat(visit.tx, token, by=visit.person, now=visit.now)
            return Say(key="link_chat.done", facts={"name": person.name}, rows=(_BACK,), edit=True)
        case (token,):
            return await _question(visit, token)
    return await _offer(visit)


async def _offer(visit: Visit) -> Say:
    bot = await telegram_state.username(visit.tx)
    if not bot:
        return Say(key="link_chat.shut", rows=(_BACK,))
    if not visit.person.email:
        return Say(key="link_chat.from_browser", rows=((link("link_chat.browser", "/chat"),), _BACK))
    token = await offer_link(visit.tx, by=visit.person, now=visit.now)
    app = link("link_chat.open", f"https://t.me/{bot}?start=v_{token}")
    return Say(key="link_chat.offer", rows=((app,), _BACK))


async def _question(visit: Visit, token: str) -> Say:
    person = await offered_by(visit.tx, token, by=visit.person, now=visit.now)
    if person.id == visit.person.id:
        return Say(key="link_chat.joined", rows=(_BACK,))
    facts = {"address": masked(person.email or "")}
    return Say(key="link_chat.ask", facts=facts, rows=((tap("link_chat.yes", f"link_chat:{token}:ja"),), _BACK))
