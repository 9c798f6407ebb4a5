"""What a failed call to Telegram means for whoever wanted to say something. Decides, and does nothing."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, TelegramError

PAUSE_WITHOUT_A_WORD = timedelta(seconds=30)  # a 429 that does not say how long

# The request had not left when these broke it; any other break may have come after Telegram took the message.
_BEFORE_SENDING = {
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "ProxyError",
    "UnsupportedProtocol",
    "RuntimeError",
}
_SECRET = re.compile(r"\d{5,}:[\w-]{20,}")
_QUOTED = re.compile(r"\"[^\"]*\"|(?<=url )'.*'", re.IGNORECASE)  # Telegram quotes our text and our links


class FailureKind(StrEnum):
    """Ways in which a call ends without the wanted answer."""

    BLOCKED = "blocked"  # this chat cannot be reached any more, until the person comes back by themselves
    FOR_GOOD = "for_good"  # this message will never be taken as it is
    LATER = "later"  # too fast: nobody may be written to before `retry_after` is over
    MOVED = "moved"  # the group goes on under the id `moved_to`
    NOT_SENT = "not_sent"  # certainly not sent: try again as often as you like
    UNCERTAIN = "uncertain"  # it may have arrived: at most one more try
    TOKEN_BAD = "token_bad"  # the whole bot is out of order, not this message
    CONFLICT = "conflict"  # somebody else fetches updates with this token
    UNCHANGED = "unchanged"  # an edit that changes nothing: a success
    GONE = "gone"  # the message to edit or delete is no longer there
    UNPARSABLE = "unparsable"  # Telegram does not understand our markup
    STALE = "stale"  # a tap is too old to be answered; its effect counts all the same


_FINAL = {
    FailureKind.BLOCKED,
    FailureKind.FOR_GOOD,
    FailureKind.UNCHANGED,
    FailureKind.GONE,
    FailureKind.UNPARSABLE,
    FailureKind.STALE,
}

# Parts of Telegram's own sentences, in small letters because python-telegram-bot changes the case.
_SENTENCES = {
    "message is not modified": FailureKind.UNCHANGED,
    "message to edit not found": FailureKind.GONE,
    "message can't be edited": FailureKind.GONE,
    "message to delete not found": FailureKind.GONE,
    "message can't be deleted": FailureKind.GONE,
    "message_id_invalid": FailureKind.GONE,
    "can't parse entities": FailureKind.UNPARSABLE,
    "query is too old": FailureKind.STALE,
    "query id is invalid": FailureKind.STALE,
    "query_id_invalid": FailureKind.STALE,
    "chat not found": FailureKind.BLOCKED,
    "peer_id_invalid": FailureKind.BLOCKED,
    "user is deactivated": FailureKind.BLOCKED,
}

_CLASSES = {
    InvalidToken: FailureKind.TOKEN_BAD,
    Conflict: FailureKind.CONFLICT,
    Forbidden: FailureKind.BLOCKED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a call failed and what may be done next; `reason` may be logged: no token, no text of a person."""

    kind: FailureKind
    reason: str
    retry_after: timedelta | None = None
    moved_to: str | None = None

    @property
    def for_good(self) -> bool:
        """Whether trying the same again is pointless."""
        return self.kind in _FINAL

    @property
    def certain(self) -> bool:
        """Whether we know that nothing arrived."""
        return self.kind is not FailureKind.UNCERTAIN


class NotSent(Exception):
    """A call to Telegram failed; of a message in several pieces the first `arrived` did arrive."""

    def __init__(self, failure: Failure, *, arrived: int = 0) -> None:
        super().__init__(f"{failure.kind}: {failure.reason}")
        self.failure = failure
        self.arrived = arrived


class TooManyRequests(TelegramError):
    """Telegram said 429; stands in for RetryAfter, which warns on every use and needs a number."""

    def __init__(self, retry_after: timedelta | None) -> None:
        super().__init__("Too Many Requests")
        self.retry_after = retry_after or PAUSE_WITHOUT_A_WORD


def classify(error: Exception) -> Failure:
    """Return what `error`, raised by a call of python-telegram-bot, means.

    Whatever is not understood counts as uncertain, because that costs at most one message too many.
    """
    reason = _reason(error)
    if isinstance(error, TooManyRequests):
        return Failure(kind=FailureKind.LATER, reason=reason, retry_after=error.retry_after)
    if isinstance(error, ChatMigrated):
        return Failure(kind=FailureKind.MOVED, reason=reason, moved_to=str(error.new_chat_id))
    return Failure(kind=_kind(error), reason=reason)


def _kind(error: Exception) -> FailureKind:
    # BadRequest comes first because it is a NetworkError there; TimedOut covers what never left and what did.
    if isinstance(error, BadRequest):
        said = str(error).lower()
        return next((kind for part, kind in _SENTENCES.items() if part in said), FailureKind.FOR_GOOD)
    if type(error.__cause__).__name__ in _BEFORE_SENDING:
        return FailureKind.NOT_SENT
    if "entity too large" in str(error).lower():
        return FailureKind.FOR_GOOD
    return next((kind for kin, kind in _CLASSES.items() if isinstance(error, kin)), FailureKind.UNCERTAIN)


def _reason(error: Exception) -> str:
    said = _QUOTED.sub("...", str(error).partition(". Parsing the server response")[0])
    cause = f" from {type(error.__cause__).__name__}" if error.__cause__ else ""
    return _SECRET.sub("***", f"{type(error).__name__}{cause}: {said[:200]}")
