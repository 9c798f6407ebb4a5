"""People and the chats they write from."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update

from network.errors import NotFound
from network.person import Language, Person, Role
from storage.database import Transaction, insert_or_skip
from storage.tables import chats, memberships, news, people, seats, subscriptions


async def add(tx: Transaction, person: Person, *, email_key: str | None = None) -> None:
    """Keep a new person; a known mail address is skipped without a word (look it up afterwards)."""
    await tx.execute(
        insert_or_skip(tx, people).values(
            id=person.id,
            name=person.name,
            role=person.role,
            language=person.language,
            email=person.email,
            email_key=email_key,
            created_at=person.created_at,
        )
    )


async def get(tx: Transaction, id_: UUID) -> Person:
    """Return the person or raise NotFound."""
    row = (await tx.execute(select(people).where(people.c.id == id_))).one_or_none()
    if row is None:
        raise NotFound("person_unknown")
    return _person(row)


async def by_email(tx: Transaction, email_key: str) -> Person | None:
    """Return the person with this proven address (casefolded key)."""
    row = (await tx.execute(select(people).where(people.c.email_key == email_key))).one_or_none()
    return _person(row) if row else None


async def by_chat(tx: Transaction, door: str, address: str) -> Person | None:
    """Return the person who writes from this chat."""
    query = select(people).join(chats).where(chats.c.door == door, chats.c.address == address)
    row = (await tx.execute(query)).one_or_none()
    return _person(row) if row else None


async def all_staff(tx: Transaction) -> list[Person]:
    """Return staff and admins by name."""
    query = select(people).where(people.c.role.in_([Role.STAFF, Role.ADMIN])).order_by(people.c.name, people.c.id)
    return [_person(row) for row in await tx.execute(query)]


async def earliest(tx: Transaction, *, limit: int) -> list[Person]:
    """Return the people with a mail address who have been known longest."""
    query = select(people).where(people.c.email_key.is_not(None)).order_by(people.c.created_at, people.c.id)
    return [_person(row) for row in await tx.execute(query.limit(limit))]


async def lock(tx: Transaction, id_: UUID) -> None:
    """Wait until no other transaction works for this person (SQLite has one writer anyway)."""
    await tx.execute(select(people.c.id).where(people.c.id == id_).with_for_update())


async def add_chat(tx: Transaction, door: str, address: str, person_id: UUID, *, now: datetime) -> bool:
    """Remember whose chat this is; return False if it was known already."""
    done = await tx.execute(
        insert_or_skip(tx, chats).values(
            door=door, address=address, person_id=person_id, reachable=True, created_at=now
        )
    )
    return bool(done.rowcount)


async def chat_of(tx: Transaction, person_id: UUID, door: str) -> str | None:
    """Return the person's reachable address at a door, or None."""
    query = select(chats.c.address).where(
        chats.c.person_id == person_id, chats.c.door == door, chats.c.reachable.is_(True)
    )
    return (await tx.execute(query.order_by(chats.c.created_at).limit(1))).scalar_one_or_none()


async def set_reachable(tx: Transaction, door: str, address: str, reachable: bool) -> None:
    """Remember that a chat was blocked or opened again."""
    await tx.execute(update(chats).where(chats.c.door == door, chats.c.address == address).values(reachable=reachable))


async def move_chat(tx: Transaction, door: str, old: str, new: str) -> None:
    """Replace a chat address (a group that became a supergroup); the new one wins where both are known."""
    known = (await tx.execute(select(chats).where(chats.c.door == door, chats.c.address == new))).first()
    here = (chats.c.door == door) & (chats.c.address == old)
    await tx.execute(delete(chats).where(here) if known else update(chats).where(here).values(address=new))


async def hand_over(tx: Transaction, old: UUID, new: UUID) -> None:
    """Give the chats of one person, and all that was entered there, to another; what both have stays the other's."""
    for table, key in ((memberships, memberships.c.initiative_id), (seats, seats.c.meeting_id)):
        theirs = select(key).where(table.c.person_id == new).scalar_subquery()
        mine = (table.c.person_id == old) & key.not_in(theirs)
        await tx.execute(update(table).where(mine).values(person_id=new))
    for column in (chats.c.person_id, subscriptions.c.person_id, news.c.author_id):
        await tx.execute(update(column.table).where(column == old).values({column: new}))


async def set_role(tx: Transaction, id_: UUID, role: Role) -> None:
    """Change what a person is to the network."""
    await tx.execute(update(people).where(people.c.id == id_).values(role=role))


async def set_name(tx: Transaction, id_: UUID, name: str) -> None:
    """Change the name shown beside what a person does."""
    await tx.execute(update(people).where(people.c.id == id_).values(name=name))


async def set_language(tx: Transaction, id_: UUID, language: Language) -> None:
    """Change the language of everything said to a person."""
    await tx.execute(update(people).where(people.c.id == id_).values(language=language))


async def count(tx: Transaction) -> int:
    """Return how many people are known."""
    return (await tx.execute(select(func.count()).select_from(people))).scalar_one()


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        role=Role(row.role),
        language=Language(row.language),
        email=row.email,
        created_at=row.created_at,
    )
