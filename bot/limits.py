"""How fast we may speak on Telegram: whom may we write to, and from when on.

Every limit is a bucket written as one instant (generic cell rate algorithm): `spent_until` moves on by one
interval for each message and may run ahead of now by the burst. Knows no clock; holds one process's buckets.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `burst` messages at once, then one each `interval`: in a window w at most burst + w / interval."""

    interval: timedelta
    burst: int

    @property
    def slack(self) -> timedelta:
        """How far ahead of now a bucket may be spent while still giving."""
        return self.interval * (self.burst - 1)


EVERYBODY = Limit(interval=timedelta(milliseconds=40), burst=5)  # 25/s; never over Telegram's 30 in one second
PERSON = Limit(interval=timedelta(seconds=1), burst=3)  # 1/s; an answer of three parts goes out at once
GROUP = Limit(interval=timedelta(seconds=60) / 17, burst=3)  # never over Telegram's 20 in one minute

_KEPT_CHATS = 4096


class Limits:
    """The buckets of one bot: ask `ready_at`, then `take` when the message really leaves.

    A 429 is not kept here but in the database, where every process sees it: pass it as `not_before`.
    """

    def __init__(self, everybody: Limit = EVERYBODY, person: Limit = PERSON, group: Limit = GROUP) -> None:
        self._everybody, self._person, self._group = everybody, person, group
        self._spent_until: datetime | None = None
        self._chats: dict[str, datetime] = {}

    def ready_at(self, chat: str, *, now: datetime, not_before: datetime | None = None) -> datetime:
        """Return the first instant, now or later, at which a message may go to `chat`; changes nothing."""
        gates = [now, not_before or now]
        if self._spent_until:
            gates.append(self._spent_until - self._everybody.slack)
        if chat in self._chats:
            gates.append(self._chats[chat] - self._limit_of(chat).slack)
        return max(gates)

    def take(self, chat: str, *, now: datetime) -> None:
        """Note that one message goes to `chat` now."""
        self._spent_until = max(self._spent_until or now, now) + self._everybody.interval
        self._chats[chat] = max(self._chats.get(chat, now), now) + self._limit_of(chat).interval
        if len(self._chats) > _KEPT_CHATS:
            self._forget_full(now)

    def book(self, chat: str, *, now: datetime, not_before: datetime | None = None) -> datetime:
        """Take the next free place for `chat` and return when it is; whoever books must wait until then."""
        at = self.ready_at(chat, now=now, not_before=not_before)
        self.take(chat, now=at)
        return at

    def _limit_of(self, chat: str) -> Limit:
        return self._group if chat.startswith("-") else self._person

    def _forget_full(self, now: datetime) -> None:
        self._chats = {chat: spent for chat, spent in self._chats.items() if spent > now}
