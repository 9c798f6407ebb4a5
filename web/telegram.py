"""The webhook: Telegram pushes an update, we keep it, and only then say that we have it."""

import hmac
import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.telegram_inbox import bot_id, store
from config.log import event
from web.reception import reception

_SECRET = "x-telegram-bot-api-secret-token"


async def webhook(request: Request) -> Response:
    """Return 200 once the update is stored; where the database is away, Telegram is asked to come again (503)."""
    settings = reception(request).settings
    if settings.telegram_token is None or settings.telegram_webhook_secret is None:
        raise HTTPException(404)
    given = request.headers.get(_SECRET, "").encode()
    if not hmac.compare_digest(given, settings.telegram_webhook_secret.get_secret_value().encode()):
        event("webhook.refused")
        return Response(status_code=403)
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        return Response(status_code=415)
    update = _update(await request.body())
    if update is None:
        return Response(status_code=400)
    await _keep(request, update, bot_id(settings.telegram_token.get_secret_value()))
    return Response()


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


async def _keep(request: Request, update: dict[str, Any], bot: str) -> None:
    house = reception(request)
    async with house.db.transaction() as tx:
        await store(tx, bot, update, now=house.now())
    house.nudge()
