"""Letters to people we know: by mail where their address is proven, else into their chat."""

from collections.abc import Mapping
from datetime import datetime

from network.letter import Channel
from network.person import Person
from storage import outbox, people
from storage.database import Transaction


async def to_person(
    tx: Transaction,
    person: Person,
    template: str,
    facts: Mapping[str, object],
    *,
    now: datetime,
    dedupe_key: str | None = None,
) -> bool:
    """Put a letter into the outbox; return False where the person can be reached on no way."""
    channel, address = Channel.MAIL, person.email
    if address is None:
        channel, address = Channel.TELEGRAM, await people.chat_of(tx, person.id, Channel.TELEGRAM.value)
    if address is None:
        return False
    await outbox.put(tx, channel, address, template, facts, language=person.language, now=now, dedupe_key=dedupe_key)
    return True


async def to_staff_once_a_day(tx: Transaction, template: str, facts: Mapping[str, object], *, now: datetime) -> None:
    """Put one letter a day of this kind to everybody on the staff, however often there is a reason for it."""
    for person in await people.all_staff(tx):
        key = f"{template}:{person.id}:{now.date().isoformat()}"
        await to_person(tx, person, template, facts, now=now, dedupe_key=key)
