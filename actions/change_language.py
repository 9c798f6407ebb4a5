"""Somebody wants to be addressed in another language."""

from dataclasses import replace
from datetime import datetime

from network.person import Language, Person
from network.rights import demand
from storage import audit, people
from storage.database import Transaction


async def change_language(tx: Transaction, language: Language, *, by: Person, now: datetime) -> Person:
    """Return the person with the new language."""
    demand("change_language", by)
    await people.set_language(tx, by.id, language)
    await audit.write(tx, "change_language", by.id, by=by, now=now)
    return replace(by, language=language)
