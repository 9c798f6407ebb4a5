"""Telegram's side of a webhook: pushes until it is answered with 2xx, one at a time for each chat, in order."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.doubles.telegram_shelf import Record
from tests.doubles.telegram_world import World

_LONGEST = 60.0  # seconds between two tries, before `pace`


@dataclass(slots=True)
class Pusher:
    """Pushes a world's updates. `pace` shortens all pauses: 1 is real time, 0.01 a hundredth of it."""

    world: World
    pace: float = 0.02
    patience: float = 10.0  # seconds for an answer; the real one waits 60
    _busy: set[str] = field(default_factory=set)
    _tries: dict[int, int] = field(default_factory=dict)
    _not_before: dict[int, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Push for ever."""
        async with (
            httpx.AsyncClient(trust_env=False, verify=False, timeout=self.patience) as client,
            asyncio.TaskGroup() as tasks,
        ):
            while True:
                await self.world.changes.until("updates", self._due, within=3600)
                for record in self._due():
                    self._busy.add(_queue(record["update"]))
                    tasks.create_task(self._push(client, record))

    async def again(self, record: Record, times: int) -> list[int]:
        """Push an update `times` times at once, whether it was confirmed or not; the answers' status codes."""
        async with httpx.AsyncClient(trust_env=False, verify=False, timeout=self.patience) as client:
            answers = await asyncio.gather(*(self._post(client, record["update"]) for _ in range(times)))
        return [status for status, _, _ in answers]

    def _due(self) -> list[Record]:
        webhook = self.world.shelf.get("settings", "webhook")
        if not webhook:
            return []
        heads: dict[str, Record] = {}
        for record in self.world.waiting():
            heads.setdefault(_queue(record["update"]), record)
        now = time.monotonic()
        due = [
            record
            for queue, record in heads.items()
            if queue not in self._busy and self._not_before.get(record["order"], 0) <= now
        ]
        return due[: webhook["max_connections"] - len(self._busy)]

    async def _push(self, client: httpx.AsyncClient, record: Record) -> None:
        try:
            status, retry_after, problem = await self._post(client, record["update"])
            if 200 <= status < 300:
                self._not_before.pop(record["order"], None)
                self.world.confirm(record)
            else:
                self._put_off(record, retry_after, problem)
        finally:
            self._busy.discard(_queue(record["update"]))
            self.world.changes.announce("updates")

    async def _post(self, client: httpx.AsyncClient, update: Any) -> tuple[int, float, str]:
        webhook = self.world.shelf.get("settings", "webhook")
        if not webhook:
            return 0, 0, "the webhook was deleted"
        headers = {"Content-Type": "application/json"}
        if webhook["secret"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook["secret"]
        try:
            answer = await client.post(webhook["url"], content=json.dumps(update), headers=headers)
        except httpx.HTTPError as error:
            return 0, 0, f"{type(error).__name__}"
        wrong = f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
        asked = answer.headers.get("retry-after", "")
        return answer.status_code, float(asked) if asked.isdigit() else 0, wrong

    def _put_off(self, record: Record, retry_after: float, problem: str) -> None:
        tries = self._tries[record["order"]] = self._tries.get(record["order"], 0) + 1
        pause = min(retry_after or 2.0 ** (tries - 1), _LONGEST) * self.pace
        self._not_before[record["order"]] = time.monotonic() + pause
        asyncio.get_running_loop().call_later(pause + 0.001, self.world.changes.announce, "updates")
        webhook = self.world.shelf.get("settings", "webhook")
        if webhook:
            errors = [*webhook["errors"], {"date": int(time.time()), "message": problem}]
            self.world.shelf.put("settings", "webhook", {**webhook, "errors": errors})


def _queue(update: Any) -> str:
    if not isinstance(update, dict):
        return "?"
    for kind in ("message", "edited_message", "my_chat_member"):
        if isinstance(update.get(kind), dict) and isinstance(update[kind].get("chat"), dict):
            return f"chat {update[kind]['chat'].get('id')}"
    tap = update.get("callback_query")
    return f"taps of {tap['from'].get('id')}" if isinstance(tap, dict) and isinstance(tap.get("from"), dict) else "?"
