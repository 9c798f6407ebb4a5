"""Send oneself one copy of an issue as a reader with certain topics would get it; the subject says it is a test."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from network.errors import NotFound
from network.infobrief import letter_facts
from network.letter import Channel
from network.person import Language, Person
from network.rights import demand
from network.subscription import chosen_topics
from storage import audit, infobriefe, limits, outbox
from storage.database import Transaction

MOST_PER_HOUR = 30


async def test_infobrief(
    tx: Transaction,
    id_: UUID,
    *,
    topics: Iterable[str],
    language: Language,
    by: Person | None,
    now: datetime,
) -> None:
    """Put the copy into the outbox; raise NotFound for somebody without a mail address."""
    demand("test_infobrief", by)
    if by is None or by.email is None:
        raise NotFound("no_address")
    infobrief = await infobriefe.get(tx, id_)
    await limits.spend(tx, f"test_infobrief:{by.id}", most=MOST_PER_HOUR, within=timedelta(hours=1), now=now)
    facts = letter_facts(infobrief, chosen_topics(topics)) | {"test": True}
    await outbox.put(tx, Channel.MAIL, by.email, "infobrief", facts, language=language, now=now)
    await audit.write(tx, "test_infobrief", id_, by=by, now=now)
