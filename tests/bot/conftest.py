"""Chat tests have the stand-in for Telegram."""

from tests.doubles.telegram_fixtures import telegram, telegram_server

__all__ = ["telegram", "telegram_server"]
