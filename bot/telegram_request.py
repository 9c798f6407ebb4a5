"""python-telegram-bot's client, with the three answers put right that it would drop, log or warn about."""

import json
from datetime import timedelta
from typing import Any

from telegram import Bot
from telegram.error import TelegramError
from telegram.request import BaseRequest, HTTPXRequest, RequestData

from bot.telegram_failures import TooManyRequests

_DEFAULT: Any = BaseRequest.DEFAULT_NONE


class Request(HTTPXRequest):
    """Requests to the Bot API that keep every 429 and never write an answer into the log."""

    async def do_request(  # noqa: PLR0917 - the library's signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = _DEFAULT,
        write_timeout: Any = _DEFAULT,
        connect_timeout: Any = _DEFAULT,
        pool_timeout: Any = _DEFAULT,
    ) -> tuple[int, bytes]:
        """Return status and body, or raise TooManyRequests with the pause that Telegram asks for."""
        status, body = await super().do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if status == 429:
            raise TooManyRequests(_retry_after(body))
        return status, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer, or raise TelegramError if it is no JSON object; the library would log it."""
        try:
            answer = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError) as broken:
            raise TelegramError("Invalid server response") from broken
        if not isinstance(answer, dict):
            raise TelegramError("Invalid server response")
        return answer


class Client(Bot):
    """The library's bot, plus updates as they came: one unreadable update must not cost us the other 99."""

    async def raw_updates(self, *, offset: int, limit: int, wait: int) -> list[dict[str, Any]]:
        """Return waiting updates with an id of at least `offset`; asking confirms everything below it.

        `wait` is in seconds, Telegram caps it at 50. Never names `allowed_updates`, so the default stays: all
        kinds but a few that we do not read.
        """
        updates = await self._post(
            "getUpdates",
            {"offset": offset, "limit": limit, "timeout": wait},
            read_timeout=wait + 10,
        )
        if not isinstance(updates, list):
            raise TelegramError("Invalid server response")
        return [update for update in updates if isinstance(update, dict)]


def _retry_after(body: bytes) -> timedelta | None:
    try:
        seconds = json.loads(body)["parameters"]["retry_after"]
        return timedelta(seconds=min(max(float(seconds), 1), 86_400))
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
