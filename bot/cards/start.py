"""The way in: what one can do here, and what waits."""

from actions.list_waiting import list_waiting
from bot.player import Visit
from bot.say import Say, tap
from storage import initiatives


async def card(visit: Visit) -> Say:
    """Return the welcome with the most useful next steps."""
    mine = await initiatives.of_person(visit.tx, visit.person.id)
    staff = visit.person.is_staff
    waiting = (await list_waiting(visit.tx, by=visit.person)).count if staff else 0
    rows = [
        (tap("buttons.peers", "find_peers"), tap("buttons.entries", "my_entries"))
        if mine
        else (tap("buttons.register", "begin:register_initiative"),),
        (tap("buttons.meetings", "browse_meetings"), tap("buttons.news", "browse_news")),
        (tap("buttons.infobrief", "browse_infobriefe"), tap("buttons.directory", "browse_directory")),
        (tap("buttons.done_before", "begin:browse_measures"),),
    ]
    if staff:
        rows.append((tap("buttons.waiting", "list_waiting", count=waiting),))
        rows.append((tap("buttons.announce", "begin:announce"), tap("buttons.new_meeting", "begin:announce_meeting")))
    rows.append((tap("buttons.help", "help"), tap("buttons.settings", "settings")))
    facts = {"initiatives": [it.name for it in mine], "staff": staff, "waiting": waiting}
    return Say(key="start.welcome", facts=facts, rows=tuple(rows))
