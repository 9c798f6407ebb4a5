"""What the house throws away every night: nothing that proves, nothing that is still open."""

from datetime import datetime, timedelta

from network.subscription import CONFIRM_WITHIN
from network.suggestion import COUNTED
from storage import dialogues, inbox, limits, links, outbox, requests, sessions, subscriptions, suggestions, taps
from storage.database import Transaction

_DIALOGUES = timedelta(days=30)
_LINKS = timedelta(days=30)  # after they ran out
_LIMITS = timedelta(days=31)  # longer than the longest limit counts
_BUTTONS = timedelta(days=90)  # single-use ones; those that only open something work for ever
_LETTERS = timedelta(days=90)  # sent ones; until then their dedupe keys hold


async def tidy(tx: Transaction, *, now: datetime) -> str:
    """Drop what is old, and return in a few words how much that was."""
    dropped = {
        "subscriptions": await subscriptions.forget_unconfirmed(tx, now - CONFIRM_WITHIN),
        "updates": await inbox.forget_old(tx, now=now),
        "dialogues": await dialogues.forget_before(tx, now - _DIALOGUES),
        "links": await links.forget_expired(tx, now - _LINKS),
        "sessions": await sessions.forget_expired(tx, now),
        "buttons": await taps.forget_before(tx, now - _BUTTONS),
        "requests": await requests.forget_before(tx, now - requests.LASTS),
        "suggestions": await suggestions.forget_before(tx, now - COUNTED),
        "dismissals": await suggestions.forget_lapsed(tx, now=now),
        "letters": await outbox.forget_sent(tx, now - _LETTERS),
    }
    await limits.forget_before(tx, now - _LIMITS)
    return ", ".join(f"{name} {count}" for name, count in dropped.items())
