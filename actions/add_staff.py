"""Making somebody a member of the network staff, by mail address."""

from datetime import datetime

from network import text
from network.address import mail_address
from network.person import Language, Person, Role
from network.rights import demand
from storage import audit, people
from storage.database import Transaction
from storage.keys import new_id


async def add_staff(tx: Transaction, address: str, *, name: str = "", by: Person | None, now: datetime) -> Person:
    """Return the person of this address, who is staff now; a missing name is asked for at the first sign-in.

    Raises BadAnswer. An admin stays admin, and who has a name keeps it.
    """
    demand("add_staff", by)
    whom = mail_address(address)
    shown = text.line(name, key="name", least=2, most=120) if name else ""
    known = await people.by_email(tx, whom.key)
    if known is None:
        fresh = Person(
            id=new_id(now), name=shown, role=Role.STAFF, language=Language.DE, email=whom.wire, created_at=now
        )
        await people.add(tx, fresh, email_key=whom.key)
        known = await people.by_email(tx, whom.key) or fresh
    if shown and not known.name:
        await people.set_name(tx, known.id, shown)
    if known.role not in {Role.STAFF, Role.ADMIN}:
        await people.set_role(tx, known.id, Role.STAFF)
    await audit.write(tx, "add_staff", known.id, by=by, now=now)
    return await people.get(tx, known.id)
