"""The stand-in pushes like Telegram: secret, order in each chat, again until it is acknowledged, in other chats on."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from tests.doubles.telegram import FakeTelegram

SECRET = "0123456789-abcdef"


@dataclass
class Hook:
    """A webhook that notes what it gets and answers as it is told."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    secrets: set[str | None] = field(default_factory=set)
    answers: Callable[[dict[str, Any]], int] = lambda _: 200

    async def receive(self, request: Request) -> Response:
        update = await request.json()
        self.got.append(update)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return Response(status_code=self.answers(update), headers={"Retry-After": "2"})

    @property
    def texts(self) -> list[str]:
        return [it["message"]["text"] for it in self.got]


@pytest.fixture
async def hook(telegram: FakeTelegram) -> AsyncIterator[Hook]:
    hook = Hook()
    listening = socket.create_server(("127.0.0.1", 0))
    hook.url = f"http://127.0.0.1:{listening.getsockname()[1]}/telegram"
    app = Starlette(routes=[Route("/telegram", hook.receive, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    async with Bot(telegram.token, base_url=f"{telegram.api_url}/bot") as bot:
        await bot.set_webhook(hook.url, secret_token=SECRET)
        yield hook
        await bot.delete_webhook()
    server.should_exit = True
    await serving


async def test_an_update_is_pushed_once_with_the_secret(telegram: FakeTelegram, hook: Hook) -> None:
    await telegram.user("Anna").says("Hallo")
    await telegram.waits_until_confirmed()
    assert hook.texts == ["Hallo"]
    assert hook.secrets == {SECRET}


async def test_a_refused_update_comes_again_and_holds_back_the_rest_of_its_chat(
    telegram: FakeTelegram, hook: Hook
) -> None:
    refused = iter([503, 503, 500])
    hook.answers = lambda update: next(refused, 200) if update["message"]["text"] == "eins" else 200
    anna, bernd = telegram.user("Anna"), telegram.user("Bernd")
    for text in ("eins", "zwei"):
        await anna.says(text)
    await bernd.says("drei")
    await telegram.waits_until_confirmed()
    assert [it for it in hook.texts if it != "drei"] == ["eins", "eins", "eins", "eins", "zwei"]
    assert hook.texts.count("drei") == 1
    assert hook.texts.index("drei") < 4
    webhook = (await telegram.settings())["webhook"]
    assert len(webhook["errors"]) == 3
    assert "503" in webhook["errors"][0]["message"]


async def test_a_confirmed_update_can_be_pushed_again_twice_at_once(telegram: FakeTelegram, hook: Hook) -> None:
    number = await telegram.user("Anna").says("Hallo")
    await telegram.waits_until_confirmed()
    assert await telegram.pushes_again(number, times=2) == [200, 200]
    assert hook.texts == ["Hallo"] * 3
    assert {it["update_id"] for it in hook.got} == {number}


async def test_updates_wait_while_nobody_listens(telegram: FakeTelegram, hook: Hook) -> None:
    async with Bot(telegram.token, base_url=f"{telegram.api_url}/bot") as bot:
        await bot.delete_webhook()
        await telegram.user("Anna").says("Hallo")
        assert (await bot.get_webhook_info()).pending_update_count == 1
        await bot.set_webhook(hook.url)
        await telegram.waits_until_confirmed()
    assert hook.texts == ["Hallo"]
    assert hook.secrets == {None}
