"""What every conversation has at hand besides its transaction."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.matcher import Matcher
from templates.render import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Texts, the matcher of this worker, the time zone of all times people type, and the key for keyed hashes."""

    texts: Texts
    matcher: Matcher
    zone: ZoneInfo
    secret: bytes
