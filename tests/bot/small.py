"""A repertoire as small as can be, with words that exist anyway: two questions, one effect, one thing that breaks."""

from sqlalchemy import func, select

from bot.dialogue import Dialogue, yes_no
from bot.player import Repertoire, Visit
from bot.say import Say, tap
from network import text
from storage import audit
from storage.database import Database
from storage.tables import audit as audit_table

FIRST = "Doch weitermachen"  # what stands above the first question, which is typed
SECOND = "Zum Anfang"  # and above the second, which has the buttons Ja and Nein
DONE = "Abgebrochen"  # what is said in the end


async def script(chat: Dialogue) -> Say:
    """Asks for a line and for yes or no, then does something that can be counted."""
    chat.words = "common"
    said = await chat.ask("resume", lambda raw: text.line(raw, key="name", least=2))
    sure = await chat.choose("to_start", yes_no())
    await audit.write(chat.tx, "counted", said, by=chat.person, now=chat.now, sure=sure)
    return Say(key="common.cancelled")


async def start(visit: Visit) -> Say:
    """The first screen."""
    return Say(key="common.nothing_open", rows=((tap("common.afresh", "begin:count"),),))


async def broken(visit: Visit) -> Say:
    """A bug."""
    raise RuntimeError("a bug, made to order")


SMALL = Repertoire(
    scripts={"count": script},
    cards={"start": start, "broken": broken},
    commands={"start": "start", "zaehlen": "count", "kaputt": "broken"},
)


async def counted(db: Database) -> list[str]:
    """What the script has done so far, in order."""
    query = select(audit_table.c.subject).where(audit_table.c.action == "counted").order_by(audit_table.c.id)
    async with db.reading() as tx:
        return [row.subject for row in await tx.execute(query)]


async def rows(db: Database, table: object) -> int:
    """How many rows a table has."""
    async with db.reading() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())  # type: ignore[arg-type]
