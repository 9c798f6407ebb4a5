"""The Bot API's methods, played on a World: each returns the result or raises Telegram's own refusal."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.doubles.telegram_html import Unparsable, is_link, parse, units
from tests.doubles.telegram_shelf import Record
from tests.doubles.telegram_spec import Refused, bad_request
from tests.doubles.telegram_world import World

Given = dict[str, Any]

_ACTIONS = {"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"}
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def call(world: World, method: str, given: Given) -> Any:
    """The result of one call."""
    return await _METHODS[method](world, given)


# ---------------------------------------------------------------------- updates


async def _get_updates(world: World, given: Given) -> Any:
    if world.shelf.get("settings", "webhook"):
        raise Refused(409, _WEBHOOK_ACTIVE)
    world.polls += 1
    mine = world.polls
    world.changes.announce("updates")
    _allow(world, given)
    _confirm(world, given.get("offset", 0))
    wait = min(given.get("timeout", 0), 50)
    await world.changes.until("updates", lambda: world.waiting() or world.polls != mine, wait)
    if world.polls != mine:
        raise Refused(409, _CONFLICT)
    batch = world.waiting()[: max(1, min(given.get("limit", 100), 100))]
    for record in batch:
        world.shelf.put("waiting", record["order"], {**record, "told": True})
    return [record["update"] for record in batch]


def _confirm(world: World, offset: int) -> None:
    if world.deaf_polls:
        world.deaf_polls -= 1
        return
    waiting = world.waiting()
    if offset < 0:
        old = waiting[:offset]
    else:
        old = [it for it in waiting if (it["told"] if it["number"] is None else it["number"] < offset)]
    for record in old:
        world.confirm(record)


def _allow(world: World, given: Given) -> None:
    if "allowed_updates" in given:
        world.shelf.put("settings", "allowed_updates", {"kinds": given["allowed_updates"]})


async def _set_webhook(world: World, given: Given) -> Any:
    if not given["url"]:
        return await _delete_webhook(world, given)
    if not re.match(r"https://|http://127\.0\.0\.1[:/]", given["url"]):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = given.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(world, given)
    _drop_waiting(world, given)
    connections = given.get("max_connections", 40)
    webhook = {"url": given["url"], "secret": secret, "max_connections": connections, "errors": []}
    world.polls += 1
    world.shelf.put("settings", "webhook", webhook)
    world.changes.announce("updates")
    return True


async def _delete_webhook(world: World, given: Given) -> Any:
    world.shelf.put("settings", "webhook", None)
    _drop_waiting(world, given)
    world.changes.announce("updates")
    return True


def _drop_waiting(world: World, given: Given) -> None:
    for record in world.waiting() if given.get("drop_pending_updates") else []:
        world.confirm(record)


async def _get_webhook_info(world: World, _: Given) -> Any:
    webhook = world.shelf.get("settings", "webhook") or {"url": ""}
    info = {"has_custom_certificate": False, "pending_update_count": len(world.waiting())}
    if webhook["url"]:
        info["max_connections"] = webhook["max_connections"]
        for error in webhook["errors"][-1:]:
            info |= {"last_error_date": error["date"], "last_error_message": error["message"]}
    return {"url": webhook["url"], **info}


# ---------------------------------------------------------------------- messages


async def _send_message(world: World, given: Given) -> Any:
    chat = world.writable(given["chat_id"])
    content = _text(given) | _markup(given)
    wait = world.speed.wait(chat)
    if wait:
        raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
    silent = bool(given.get("disable_notification"))
    return world.add_message(chat, world.me(), content, silent=silent, source=given["text"])


async def _edit_message_text(world: World, given: Given) -> Any:
    return _edited(world, given, lambda: _text(given) | _markup(given), source=given["text"])


async def _edit_message_reply_markup(world: World, given: Given) -> Any:
    return _edited(world, given, lambda: _markup(given))


def _edited(world: World, given: Given, content: Callable[[], Record], **more: Any) -> Record:
    if "message_id" not in given or "chat_id" not in given:
        raise bad_request("message identifier is not specified")
    kept = world.find_message(world.writable(given["chat_id"]), given["message_id"])
    if not kept:
        raise bad_request("message to edit not found")
    if kept["message"]["from"]["id"] != world.me()["id"]:
        raise bad_request("message can't be edited")
    before = kept["message"]
    changed = content()
    after = {key: value for key, value in before.items() if key not in {"reply_markup", "edit_date"}}
    after |= changed
    if "text" in changed and "entities" not in changed:
        after.pop("entities", None)
    if after == {key: value for key, value in before.items() if key != "edit_date"}:
        raise bad_request(_NOT_MODIFIED)
    after["edit_date"] = int(time.time())
    world.keep(after, edits=kept["edits"] + 1, **more)
    return after


async def _delete_message(world: World, given: Given) -> Any:
    kept = world.find_message(world.writable(given["chat_id"]), given["message_id"])
    if not kept:
        raise bad_request("message to delete not found")
    world.keep(kept["message"], deleted=True)
    return True


async def _delete_messages(world: World, given: Given) -> Any:
    for number in given["message_ids"]:
        kept = world.find_message(world.writable(given["chat_id"]), number)
        if kept:
            world.keep(kept["message"], deleted=True)
    return True


async def _answer_callback_query(world: World, given: Given) -> Any:
    tap = world.tap_answerable(given["callback_query_id"])
    if units(given.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    alert = given.get("show_alert", False)
    answer = {"answered": True, "text": given.get("text", ""), "alert": alert}
    world.shelf.put("taps", tap["id"], {**tap, **answer})
    world.changes.announce("taps")
    return True


async def _send_chat_action(world: World, given: Given) -> Any:
    world.writable(given["chat_id"])
    if given["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _text(given: Given) -> Record:
    shown: str = given["text"]
    entities: list[Record] = []
    mode = given.get("parse_mode", "").lower()
    if mode not in {"", "html"}:
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        try:
            shown, entities = parse(shown)
        except Unparsable as broken:
            raise bad_request(f"can't parse entities: {broken}") from None
    if not shown.strip():
        raise bad_request("message text is empty")
    if units(shown) > 4096:
        raise bad_request("message is too long")
    lead = units(shown) - units(shown.lstrip())
    moved = [{**it, "offset": max(0, it["offset"] - lead)} for it in entities[:100]]
    return {"text": shown.strip()} | ({"entities": moved} if moved else {})


def _markup(given: Given) -> Record:
    rows = given.get("reply_markup", {}).get("inline_keyboard")
    if not rows:
        return {}
    buttons = [button for row in rows for button in row]
    if len(buttons) > 100:
        raise bad_request("reply markup is too long")
    for button in buttons:
        _check_button(button)
    return {"reply_markup": {"inline_keyboard": [row for row in rows if row]}}


def _check_button(button: Record) -> None:
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if "callback_data" in button:
        if not 1 <= len(button["callback_data"].encode()) <= 64:
            raise bad_request("BUTTON_DATA_INVALID")
    elif "url" in button:
        if not is_link(button["url"]):
            raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    else:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


# ---------------------------------------------------------------------- who the bot is


async def _get_me(world: World, _: Given) -> Any:
    return world.me()


async def _get_chat(world: World, given: Given) -> Any:
    chat = given["chat_id"]
    if not world.shelf.get("people", chat) and not world.shelf.get("groups", chat):
        raise bad_request("chat not found")
    return world.chat(chat) | {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _NO_GIFTS}


_NO_GIFTS = dict.fromkeys(
    ["unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"], False
)


async def _leave_chat(world: World, given: Given) -> Any:
    group = world.shelf.get("groups", world.writable(given["chat_id"]))
    if not group:
        raise bad_request("chat member status can't be changed in private chats")
    world.shelf.put("groups", group["id"], {**group, "kicked": True})
    return True


async def _set_my_commands(world: World, given: Given) -> Any:
    if len(given["commands"]) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in given["commands"]:
        if not _COMMAND.fullmatch(command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.shelf.put("commands", _scope(given), {"commands": given["commands"]})
    return True


async def _get_my_commands(world: World, given: Given) -> Any:
    return (world.shelf.get("commands", _scope(given)) or {"commands": []})["commands"]


async def _delete_my_commands(world: World, given: Given) -> Any:
    world.shelf.put("commands", _scope(given), None)
    return True


def _scope(given: Given) -> str:
    scope = given.get("scope", {"type": "default"})
    return f"{scope['type']}/{scope.get('chat_id', '')}/{_language(given)}"


def _language(given: Given) -> str:
    code = str(given.get("language_code", ""))
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad_request("language code specified is invalid")
    return code


def _setter(field: str, most: int) -> Callable[[World, Given], Awaitable[Any]]:
    async def set_it(world: World, given: Given) -> Any:
        if len(given.get(field, "")) > most:
            raise bad_request(f"bot {field} is too long")
        world.shelf.put(field, _language(given), {field: given.get(field, "")})
        return True

    return set_it


def _getter(field: str) -> Callable[[World, Given], Awaitable[Any]]:
    async def get_it(world: World, given: Given) -> Any:
        return world.shelf.get(field, _language(given)) or {field: ""}

    return get_it


_METHODS: dict[str, Callable[[World, Given], Awaitable[Any]]] = {
    "getMe": _get_me,
    "getUpdates": _get_updates,
    "setWebhook": _set_webhook,
    "deleteWebhook": _delete_webhook,
    "getWebhookInfo": _get_webhook_info,
    "sendMessage": _send_message,
    "editMessageText": _edit_message_text,
    "editMessageReplyMarkup": _edit_message_reply_markup,
    "answerCallbackQuery": _answer_callback_query,
    "sendChatAction": _send_chat_action,
    "deleteMessage": _delete_message,
    "deleteMessages": _delete_messages,
    "setMyCommands": _set_my_commands,
    "getMyCommands": _get_my_commands,
    "deleteMyCommands": _delete_my_commands,
    "setMyDescription": _setter("description", 512),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120),
    "getMyShortDescription": _getter("short_description"),
    "setMyName": _setter("name", 64),
    "getMyName": _getter("name"),
    "getChat": _get_chat,
    "leaveChat": _leave_chat,
}
