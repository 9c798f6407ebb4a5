"""The webhook: only Telegram may push, and nothing is acknowledged that is not stored."""

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot import telegram_state
from bot.telegram_state import State
from storage import tables
from storage.database import Database
from tests.bot.small import rows
from tests.web.front import Front, front

SECRET = "A-secret_1"
SETTINGS: dict[str, Any] = {"telegram_token": "7100000001:test", "telegram_webhook_secret": SECRET}
UPDATE = {"update_id": 5000, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}


async def push(house: Front, update: object = UPDATE, *, secret: str | None = SECRET, **headers: str) -> httpx.Response:
    """What Telegram does."""
    known: dict[bytes, bytes] = {it.encode(): value.encode() for it, value in headers.items()}
    known.setdefault(b"content-type", b"application/json")
    if secret is not None:
        known[b"x-telegram-bot-api-secret-token"] = secret.encode()
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return await house.client.post("/telegram/webhook", content=body, headers=known)


async def test_an_update_is_stored_and_acknowledged(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        answer = await push(house)
        assert (answer.status_code, answer.content) == (200, b"")
        assert await rows(db, tables.inbox) == 1
        assert house.nudges == 1


async def test_the_same_update_at_once_and_again_is_stored_once(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        answers = await asyncio.gather(*(push(house) for _ in range(5)))
        assert {it.status_code for it in answers} == {200}
        assert (await push(house)).status_code == 200
        assert await rows(db, tables.inbox) == 1


async def test_a_lower_id_is_no_repetition(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        await push(house)
        await push(house, UPDATE | {"update_id": 12})
        assert await rows(db, tables.inbox) == 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ä"])
async def test_whoever_does_not_know_the_secret_stores_nothing(
    db: Database, tmp_path: Path, secret: str | None
) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        assert (await push(house, secret=secret)).status_code == 403
        assert await rows(db, tables.inbox) == 0


@pytest.mark.parametrize(
    "body, status",
    [
        (b"{not json", 400),
        (b"[1, 2]", 400),
        (b'"x"', 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"update_id": 1, "x": "' + b"y" * 1_000_000 + b'"}', 413),
    ],
)
async def test_what_is_no_update_is_refused_and_not_stored(
    db: Database, tmp_path: Path, body: bytes, status: int
) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        assert (await push(house, body)).status_code == status
        assert await rows(db, tables.inbox) == 0


async def test_another_content_type_is_refused(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        assert (await push(house, **{"content-type": "text/plain"})).status_code == 415
        assert (await push(house, **{"content-type": "application/json; charset=utf-8"})).status_code == 200


async def test_hostile_but_authentic_updates_are_stored_as_they_are(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        for hostile in (b'{"update_id": 1, "a": "\\ud800"}', b'{"update_id": 2, "a": "\\u0000"}', b'{"no": "id"}'):
            assert (await push(house, hostile)).status_code == 200
        assert await rows(db, tables.inbox) == 3


async def test_without_token_or_secret_there_is_no_webhook(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, telegram_token="7100000001:test") as house:
        assert (await push(house)).status_code == 404
    async with front(db, tmp_path) as house:
        assert (await push(house)).status_code == 404


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_while_the_database_is_locked_telegram_is_asked_to_come_again(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, **SETTINGS) as house:
        async with db.transaction():
            answer = await push(house)
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "10"
        assert (await push(house)).status_code == 200
        assert await rows(db, tables.inbox) == 1


async def test_health_shows_how_the_door_stands(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        assert (await house.get("/health")).json()["telegram"] is None
    async with front(db, tmp_path, telegram_token="7100000001:test") as house:
        assert (await house.get("/health")).json()["telegram"] == {"state": "opening", "seconds": None}
        async with db.transaction() as tx:
            await telegram_state.write(tx, State.POLLING, now=house.now)
        house.later(seconds=90)
        told = (await house.get("/health")).json()
        assert (told["status"], told["telegram"]) == ("ok", {"state": "polling", "seconds": 90.0})
        house.later(seconds=60)
        told = (await house.get("/health")).json()
        assert (told["status"], told["telegram"]["state"]) == ("slow", "silent")
        async with db.transaction() as tx:
            await telegram_state.write(tx, State.TOKEN_BAD, now=house.now)
        told = (await house.get("/health")).json()
        assert (told["status"], told["telegram"]["state"]) == ("slow", "token_bad")
