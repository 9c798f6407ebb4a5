"""What can be typed, and what it does."""

from collections.abc import Callable

from bot.player import Card, Visit
from bot.say import Say, tap
from network.person import Language, Role
from templates.render import Texts

Menu = Callable[[Role, Texts, Language], tuple[tuple[str, str], ...]]


def card_of(menu: Menu) -> Card:
    """Return the card that lists this menu for the person who asks."""

    async def card(visit: Visit) -> Say:
        listed = menu(visit.person.role, visit.desk.texts, visit.person.language)
        return Say(key="help.listed", facts={"commands": listed}, rows=((tap("common.to_start", "start"),),))

    return card
