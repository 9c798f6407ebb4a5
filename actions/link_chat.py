"""One person, two doors: a chat app joins the account with a mail address, after a question in the chat."""

from datetime import datetime, timedelta
from uuid import UUID

from network.errors import AlreadyDone, LinkInvalid
from network.person import Person
from network.rights import demand
from storage import audit, links, people
from storage.database import Transaction

PURPOSE = "verknuepfen"
LASTS = timedelta(minutes=30)


async def offer_link(tx: Transaction, *, by: Person, now: datetime) -> str:
    """Return a token with which a chat can join this person, once and within half an hour."""
    demand("link_chat", by)
    return await links.add(tx, PURPOSE, str(by.id), now=now, lasts=LASTS)


async def offered_by(tx: Transaction, token: str, *, by: Person, now: datetime) -> Person:
    """Return whom the token would join this chat to, using nothing up; raise LinkInvalid."""
    demand("link_chat", by)
    subject, _, used = await links.peek(tx, token, PURPOSE, now=now)
    if used:
        raise LinkInvalid("link_used")
    return await people.get(tx, UUID(subject))


async def link_chat(tx: Transaction, token: str, *, by: Person, now: datetime) -> Person:
    """Join the chats of `by`, and what was entered there, to the person of the token; return that person.

    Raises LinkInvalid, and AlreadyDone where this chat has joined an account before.
    """
    demand("link_chat", by)
    if by.email:
        raise AlreadyDone("chat_linked")
    subject, _ = await links.use(tx, token, PURPOSE, now=now)
    person = await people.get(tx, UUID(subject))
    await people.hand_over(tx, by.id, person.id)
    await audit.write(tx, "link_chat", person.id, by=by, now=now)
    return person


def masked(address: str) -> str:
    """Return a mail address as its owner recognises it and nobody else learns it: a…n@ihk.example."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…{local[-1:] if len(local) > 2 else ''}@{domain}"
