"""What the stand-in remembers: records of JSON in memory, each change appended to a file that outlives everybody."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Shelf:
    """Records by kind and key; a new shelf on the same file knows everything the old one knew."""

    def __init__(self, file: Path) -> None:
        self._kept: dict[str, dict[str, Record]] = {}
        if file.exists():
            for line in file.read_text().splitlines():
                kind, key, record = json.loads(line)
                self._set(kind, key, record)
        self._journal = file.open("a", buffering=1)

    def get(self, kind: str, key: object) -> Record | None:
        """The record, or None; whoever changes it must put it back."""
        return self._kept.get(kind, {}).get(str(key))

    def all(self, kind: str) -> list[Record]:
        """All records of a kind, oldest first."""
        return list(self._kept.get(kind, {}).values())

    def items(self, kind: str) -> dict[str, Record]:
        """All records of a kind by their keys."""
        return dict(self._kept.get(kind, {}))

    def put(self, kind: str, key: object, record: Record | None) -> None:
        """Keep the record, or forget it when it is None."""
        self._set(kind, str(key), record)
        self._journal.write(json.dumps([kind, str(key), record]) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._journal.close()

    def _set(self, kind: str, key: str, record: Record | None) -> None:
        if record is None:
            self._kept.get(kind, {}).pop(key, None)
        else:
            self._kept.setdefault(kind, {})[key] = record


class Changes:
    """Lets many wait for something to become so, without asking again and again; a topic wakes only its own."""

    def __init__(self) -> None:
        self._next: dict[str, asyncio.Future[None]] = {}

    def announce(self, topic: str) -> None:
        """Have everybody who waits for something of this topic look again."""
        waited_for = self._next.pop(topic, None)
        if waited_for:
            waited_for.set_result(None)

    async def until(self, topic: str, true: Callable[[], object], within: float) -> bool:
        """Whether `true()` became so within so many seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while not true():
            left = end - loop.time()
            if left <= 0:
                return False
            change = self._next.setdefault(topic, loop.create_future())
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(change), left)
        return True
