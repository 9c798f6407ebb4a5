"""Fixtures of the stand-in for Telegram; a conftest.py takes part by importing them."""

from collections.abc import AsyncIterator

import pytest

from tests.doubles.telegram import FakeTelegram, TelegramServer


@pytest.fixture(scope="session")
async def telegram_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[TelegramServer]:
    """The session's own stand-in; a test that stops it starts one for itself."""
    async with TelegramServer(tmp_path_factory.mktemp("telegram")) as server:
        yield server


@pytest.fixture
async def telegram(telegram_server: TelegramServer) -> AsyncIterator[FakeTelegram]:
    """A Telegram of this test's own; afterwards everything the bot sent must have been known to the Bot API."""
    async with await telegram_server.bot() as telegram:
        yield telegram
        assert await telegram.complaints() == []
