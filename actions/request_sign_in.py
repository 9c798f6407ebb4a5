"""A link to sign in, by mail: the answer is the same whether the address is known or not."""

from datetime import datetime, timedelta

from network.address import mail_address
from network.errors import TooMuch
from network.letter import Channel
from network.person import Language, Person
from network.rights import demand
from storage import audit, limits, links, outbox
from storage.database import Transaction
from storage.links import hashed

LASTS = timedelta(minutes=15)
PURPOSE = "anmelden"
_MOST_LETTERS = 5  # to one address
_MOST_AT_ALL = 300
_WITHIN = timedelta(hours=1)


async def request_sign_in(
    tx: Transaction, address: str, *, browser: str, to: str, language: Language, by: Person | None, now: datetime
) -> None:
    """Put a letter with a link for one sign-in into the outbox; none where there were too many, and nobody learns.

    `browser` is a secret of the browser that asked, `to` the page to go on with. Raises BadAnswer.
    """
    demand("request_sign_in", by)
    whom = mail_address(address)
    if await _too_many(tx, whom.key, now=now):
        await audit.write(tx, "request_sign_in", "refused", by=by, now=now)
        return
    facts = {"key": whom.key, "browser": hashed(browser), "to": to}
    token = await links.add(tx, PURPOSE, whom.wire, now=now, lasts=LASTS, **facts)
    letter = {"path": f"/anmelden/{token}", "minutes": LASTS // timedelta(minutes=1)}
    await outbox.put(tx, Channel.MAIL, whom.wire, "sign_in", letter, language=language, now=now)


async def _too_many(tx: Transaction, key: str, *, now: datetime) -> bool:
    try:
        await limits.spend(tx, f"sign-in:{hashed(key)}", most=_MOST_LETTERS, within=_WITHIN, now=now)
        await limits.spend(tx, "sign-in", most=_MOST_AT_ALL, within=_WITHIN, now=now)
    except TooMuch:
        return True
    return False
