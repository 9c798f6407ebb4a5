"""Somebody writes to us from a chat: who is it?"""

from datetime import datetime

from network.person import Language, Person, Role
from network.rights import demand
from storage import audit, people
from storage.database import Transaction
from storage.keys import new_id

_NAME = 120  # as long as the column


async def meet_person(
    tx: Transaction, door: str, chat: str, *, name: str, language: Language, by: Person | None, now: datetime
) -> Person:
    """Return the person of this chat, on first contact a new one; whoever writes can be reached again."""
    demand("meet_person", by)
    known = await people.by_chat(tx, door, chat)
    if known:
        await people.set_reachable(tx, door, chat, True)
        return known
    person = Person(id=new_id(now), name=name[:_NAME], role=Role.COORDINATOR, language=language, created_at=now)
    await people.add(tx, person)
    await people.add_chat(tx, door, chat, person.id, now=now)
    await audit.write(tx, "meet_person", person.id, by=person, now=now, door=door)
    return person
