"""Signing in with the link from the letter; the first sign-in of an address makes a person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from actions.request_sign_in import PURPOSE
from network import text
from network.address import mail_address
from network.errors import BadAnswer, LinkInvalid
from network.person import Language, Person, Role
from network.rights import demand
from storage import audit, links, people, sessions
from storage.database import Transaction
from storage.keys import new_id
from storage.links import hashed

_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link offers: to sign in `address`, in the browser that asked or in another, and whether we need a name."""

    address: str
    same_browser: bool
    needs_name: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who is signed in now, the token for the browser's cookie, and the page to go on with (empty: none)."""

    person: Person
    session: str
    to: str


async def invitation(tx: Transaction, token: str, *, browser: str, now: datetime) -> Invitation:
    """Return what the link offers without using it; raise LinkInvalid."""
    address, facts, used = await links.peek(tx, token, PURPOSE, now=now)
    if used:
        raise LinkInvalid("link_used")
    known = await people.by_email(tx, facts["key"])
    return Invitation(
        address=address,
        same_browser=bool(browser) and facts["browser"] == hashed(browser),
        needs_name=known is None or not known.name,
    )


async def sign_in(
    tx: Transaction,
    token: str,
    *,
    name: str,
    staff: Sequence[str],
    language: Language,
    by: Person | None,
    now: datetime,
) -> SignedIn:
    """Use the link up and open a session; `staff` are the addresses from the settings, the first one is admin's.

    Raises LinkInvalid, and BadAnswer where a name is needed and the given one is none (the link stays good).
    """
    demand("sign_in", by)
    address, facts = await links.use(tx, token, PURPOSE, now=now)
    person = await _known_or_new(tx, address, facts["key"], name, language, now=now)
    person = await _with_role(tx, person, _role_of(facts["key"], staff))
    session = await sessions.open_(tx, person.id, now=now)
    await audit.write(tx, "sign_in", person.id, by=person, now=now)
    return SignedIn(person=person, session=session, to=facts["to"])


async def _known_or_new(
    tx: Transaction, address: str, key: str, name: str, language: Language, *, now: datetime
) -> Person:
    known = await people.by_email(tx, key)
    if known and known.name:
        return known
    shown = text.line(name, key="name", least=2, most=_NAME)
    if known:
        await people.set_name(tx, known.id, shown)
        return replace(known, name=shown)
    fresh = Person(id=new_id(now), name=shown, role=Role.COORDINATOR, language=language, email=address, created_at=now)
    await people.add(tx, fresh, email_key=key)
    return await people.by_email(tx, key) or fresh  # two first sign-ins at once are one person


async def _with_role(tx: Transaction, person: Person, wanted: Role | None) -> Person:
    if wanted is None or person.role in {wanted, Role.ADMIN}:
        return person
    await people.set_role(tx, person.id, wanted)
    return replace(person, role=wanted)


def _role_of(key: str, staff: Sequence[str]) -> Role | None:
    keys = [_key(address) for address in staff]
    if key not in keys:
        return None
    return Role.ADMIN if keys[0] == key else Role.STAFF


def _key(address: str) -> str:
    try:
        return mail_address(address).key
    except BadAnswer:
        return address.casefold()
