"""What the house knows of me, and how it addresses me."""

from bot.player import Visit
from bot.say import Say, tap
from network.subscription import SubscriptionState
from storage import subscriptions


async def card(visit: Visit) -> Say:
    """Return name, language, address and subscriptions with the ways to change them."""
    mine = await subscriptions.of_person(visit.tx, visit.person.id)
    active = [it for it in mine if it.state is SubscriptionState.ACTIVE]
    rows = (
        (tap("buttons.language", "begin:change_language"), tap("buttons.topics", "begin:choose_topics")),
        (tap("buttons.privacy", "privacy"), tap("common.to_start", "start")),
    )
    return Say(key="settings.overview", facts={"person": visit.person, "active": active}, rows=rows, edit=True)
