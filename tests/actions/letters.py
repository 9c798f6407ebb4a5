"""What waits in the outbox, for tests."""

from network.letter import Channel, Letter
from storage import outbox
from storage.database import Database
from storage.keys import new_id
from tests.make import NOW


async def taken(db: Database, *, now: object = NOW) -> list[Letter]:
    """Take every letter out of the outbox, oldest first; one address's letters come one at a time."""
    found: list[Letter] = []
    while True:
        async with db.transaction() as tx:
            lease = new_id(NOW)
            letters = await outbox.take(tx, [Channel.MAIL, Channel.TELEGRAM], lease=lease, limit=50, now=now)  # type: ignore[arg-type]
            for letter in letters:
                await outbox.settle(tx, letter.id, lease, now=now)  # type: ignore[arg-type]
        if not letters:
            return found
        found += letters
