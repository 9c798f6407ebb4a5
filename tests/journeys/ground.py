"""How a network stood before a journey begins, and when its Infobrief is due."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.compile_infobrief import compile_infobrief
from actions.release_infobrief import release_infobrief
from knotenpunkt.seed import seed
from network.infobrief import InfobriefState
from storage import infobriefe, notes, people
from storage.database import Database

_BERLIN = ZoneInfo("Europe/Berlin")
_DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")


async def has_stood_for(database_url: str, *, hours: float) -> None:
    """This house has had a timetable for so long: only a new one owes nothing for the time before it stood."""
    db = Database(database_url)
    try:
        async with db.transaction() as tx:
            await notes.write(tx, "timetable_since", (datetime.now(UTC) - timedelta(hours=hours)).isoformat())
    finally:
        await db.close()


async def has_the_initiatives_of_the_study(database_url: str) -> None:
    """The 40 stand in the directory, as `knotenpunkt seed` enters them."""
    db = Database(database_url)
    try:
        await seed(db, now=datetime.now(UTC))
    finally:
        await db.close()


async def has_released_an_issue(database_url: str) -> None:
    """Its staff have released Infobrief 1, and the draft of the next one lies there."""
    db, now = Database(database_url), datetime.now(UTC)
    try:
        async with db.transaction() as tx:
            staff = (await people.all_staff(tx))[0]
            draft = (await compile_infobrief(tx, zone=_BERLIN, by=staff, now=now)).infobrief
            assert draft
            await release_infobrief(tx, draft.id, draft.content_hash, by=staff, now=now)
            await compile_infobrief(tx, zone=_BERLIN, by=staff, now=now)
    finally:
        await db.close()


async def issue_is_closed(database_url: str, number: int) -> bool:
    """Whether everybody has an answer about this issue of the Infobrief."""
    db = Database(database_url)
    try:
        async with db.reading() as tx:
            return (await infobriefe.by_number(tx, number)).state is InfobriefState.CLOSED
    finally:
        await db.close()


def due_in_days(days: int) -> str:
    """A schedule that is not due during a test."""
    return f"{_DAYS[(datetime.now(_BERLIN) + timedelta(days=days)).weekday()]} 12:00"


def due_a_moment_ago() -> str:
    """A schedule that was due a few minutes ago, or before the hour that the clocks may skip or repeat."""
    moment = datetime.now(UTC) - timedelta(minutes=3)
    while moment.astimezone(_BERLIN).hour == 2:
        moment -= timedelta(minutes=10)
    local = moment.astimezone(_BERLIN)
    return f"{_DAYS[local.weekday()]} {local:%H:%M}"
