"""What can go wrong between a bot and Telegram: made to order, or because the bot speaks too fast."""

import json
import math
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_HTML = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"

# Answers by the name under which a test orders them: status, body, content type.
_ANSWERS: dict[str, tuple[int, str]] = {
    "500": (500, json.dumps({"ok": False, "error_code": 500, "description": "Internal Server Error"})),
    "500 html": (500, _HTML.format("500 Internal Server Error")),
    "502 html": (502, _HTML.format("502 Bad Gateway")),
    "empty": (200, ""),
    "broken json": (200, '{"ok":true,"result":{"message_id":1'),
    "not ok": (200, '{"ok":false}'),
    "wrong type": (200, '{"ok":true,"result":"yes"}'),
    "list": (200, "[]"),
    "429 bare": (429, json.dumps({"ok": False, "error_code": 429, "description": "Too Many Requests"})),
}


@dataclass(slots=True, kw_only=True)
class Fault:
    """A fault: spares `skip` calls of `method` ("*": any), then hits `times` of them.

    `how` is a name of the table above, "drop" (the connection is cut), "hang" (for `seconds`), or a status with
    `description` and `parameters`. With `done` Telegram does what was asked, and only the answer is lost.
    """

    method: str
    how: str = ""
    status: int = 0
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    skip: int = 0
    seconds: float = 0
    done: bool = False

    def answer(self) -> tuple[int, str]:
        """Status and body."""
        if self.how in _ANSWERS:
            return _ANSWERS[self.how]
        said: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            said["parameters"] = self.parameters
        return self.status, json.dumps(said)


class Faults:
    """The faults still to come, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, fault: Fault) -> None:
        """Have this go wrong."""
        if not fault.status and fault.how not in {*_ANSWERS, "drop", "hang"}:
            raise ValueError(f"no such fault: {fault.how}; there are drop, hang, {', '.join(_ANSWERS)}")
        self._ordered.append(fault)

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._ordered.clear()

    def due(self, method: str) -> Fault | None:
        """The fault that hits this call, used up by one, or None."""
        for fault in self._ordered:
            if fault.method not in {"*", method}:
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.times -= 1
            if fault.times <= 0:
                self._ordered.remove(fault)
            return fault
        return None


class Speed:
    """Telegram's flood limits: 30 a second in all, 1 a second to a person after a burst, 20 a minute to a group."""

    def __init__(self) -> None:
        self.on = False
        self.burst = 4.0
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._people: dict[int, tuple[float, float]] = {}
        self._closed_until: dict[int, float] = {}

    def wait(self, chat: int) -> int:
        """Seconds that the bot must wait before writing to `chat`; 0 lets it write and counts."""
        if not self.on:
            return 0
        now = time.monotonic()
        closed = max(self._closed_until.get(chat, 0), self._closed_until.get(0, 0)) - now
        if closed > 0:
            return math.ceil(closed)
        if len(_recent(self._all, now - 1)) >= 30:
            return self._close(0, now, 1)
        excess = self._group_excess(chat, now) if chat < 0 else self._person_excess(chat, now)
        if excess > 0:
            return self._close(chat, now, excess)
        self._all.append(now)
        return 0

    def _group_excess(self, chat: int, now: float) -> float:
        sent = _recent(self._groups.setdefault(chat, deque()), now - 60)
        if len(sent) >= 20:
            return sent[0] + 60 - now
        sent.append(now)
        return 0

    def _person_excess(self, chat: int, now: float) -> float:
        full, since = self._people.get(chat, (self.burst, now))
        full = min(self.burst, full + now - since)
        if full < 1:
            self._people[chat] = (full, now)
            return 1 - full
        self._people[chat] = (full - 1, now)
        return 0

    def _close(self, chat: int, now: float, seconds: float) -> int:
        self._closed_until[chat] = now + math.ceil(seconds)
        return math.ceil(seconds)


def _recent(times: deque[float], since: float) -> deque[float]:
    while times and times[0] <= since:
        times.popleft()
    return times
