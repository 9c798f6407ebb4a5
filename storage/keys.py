"""Keys made by the client: UUIDs that sort by time (RFC 9562, version 7)."""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from uuid import UUID

_STEP = 32  # bits
_KEPT = 256  # milliseconds whose newest key is remembered
_newest: dict[int, int] = {}  # the random part of the newest key by millisecond


def new_id(now: datetime) -> UUID:
    """Return a fresh UUIDv7 for this moment; keys of one process for one millisecond sort as they were made.

    So the letters and updates of one transaction, which share their moment, keep their order.
    """
    milliseconds = int(now.timestamp() * 1000) & (2**48 - 1)
    before = _newest.pop(milliseconds, None)
    # The first one leaves a bit free, as room for the steps of the others.
    number = secrets.randbits(73) if before is None else before + 1 + secrets.randbits(_STEP)
    _newest[milliseconds] = number
    if len(_newest) > _KEPT:
        del _newest[next(iter(_newest))]
    high, low = number >> 62, number & (2**62 - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)


def moment_of(id_: UUID) -> datetime:
    """Return the moment for which a key was made, in whole milliseconds."""
    return datetime.fromtimestamp((id_.int >> 80) / 1000, UTC)


def short(id_: UUID) -> str:
    """Return a key in 22 characters, for where its usual 36 do not fit."""
    return urlsafe_b64encode(id_.bytes).decode().rstrip("=")


def whole(told: str) -> UUID:
    """Return the key that `short` told."""
    return UUID(bytes=urlsafe_b64decode(told + "=="))
