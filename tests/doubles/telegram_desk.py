"""The other side of the stand-in: what people do in their app, and what a test wants to know or to break."""

import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from tests.doubles.telegram_faults import Fault
from tests.doubles.telegram_kinds import KINDS
from tests.doubles.telegram_push import Pusher
from tests.doubles.telegram_shelf import Record
from tests.doubles.telegram_world import World


class Mistake(Exception):
    """The test asks for something that a person could not do, such as tapping a button that is not there."""


class Desk:
    """Verbs of the control API: each public coroutine is one, its keyword arguments are the body's JSON."""

    def __init__(self, world: World, pusher: Pusher) -> None:
        self._world = world
        self._shelf = world.shelf
        self._pusher = pusher

    def verb(self, name: str) -> Callable[..., Awaitable[Any]]:
        """The coroutine behind a name, or KeyError."""
        if name.startswith("_") or name not in type(self).__dict__ or name == "verb":
            raise KeyError(name)
        found: Callable[..., Awaitable[Any]] = getattr(self, name)
        return found

    # ------------------------------------------------------------------ what people do

    async def says(self, person: Record, text: str, group: Record | None = None) -> Record:
        """A person writes a line, in private or in a group (where bots only get to see commands)."""
        content: Record = {"text": text}
        command = re.match(r"/\w+(?:@\w+)?", text)
        if command:
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": command.end()}]
        return await self._new_message(person, content, group, heard=not group or bool(command))

    async def sends(self, person: Record, kind: str, group: Record | None = None) -> Record:
        """A person sends a photo, a sticker, a contact, ..."""
        return await self._new_message(person, KINDS[kind], group, heard=not group)

    async def edits(self, person: Record, text: str, number: int | None = None) -> Record:
        """A person changes a message, the newest of theirs if no number is given."""
        mark = self._arrive(person)
        mine = [it for it in self._world.messages(person["id"]) if it["message"]["from"]["id"] == person["id"]]
        kept = next((it for it in reversed(mine) if number in {None, it["message"]["message_id"]}), None)
        if not kept:
            raise Mistake("there is no message of theirs to edit")
        message = {**kept["message"], "text": text, "edit_date": int(time.time())}
        message.pop("entities", None)
        self._world.keep(message, edits=kept["edits"] + 1)
        return {"mark": mark, "update": self._world.add_update("edited_message", message)}

    async def taps(self, person: Record, label: str, number: int | None = None) -> Record:
        """A person taps the button with this label, on the newest message that has it."""
        seen: list[str] = []
        for kept in reversed(self._world.messages(person["id"])):
            if number not in {None, kept["message"]["message_id"]}:
                continue
            for button in _buttons(kept):
                seen.append(button["text"])
                if button["text"].strip() == label.strip():
                    return self._tap(person, kept["message"], button)
        raise Mistake(f"there is no button {label!r}, only {', '.join(map(repr, seen)) or 'none at all'}")

    async def taps_data(self, person: Record, data: str, number: int | None = None) -> Record:
        """A person sends callback data of their own making, as if from the newest message with buttons."""
        kept = [it for it in self._world.messages(person["id"]) if _buttons(it)]
        if number:
            kept = [it for it in self._world.messages(person["id"]) if it["message"]["message_id"] == number]
        gone = {"message_id": number or 1, "chat": self._world.chat(person["id"]), "date": 0}
        return self._tap(person, kept[-1]["message"] if kept else gone, {"callback_data": data})

    async def blocks(self, person: Record, deactivates: bool = False) -> Record:
        """A person blocks the bot; deactivating the account instead tells the bot nothing."""
        mark = self._arrive(person)
        self._change("people", person["id"], blocked=True, deactivated=deactivates)
        update = 0 if deactivates else self._membership(person, "member", "kicked")
        return {"mark": mark, "update": update}

    async def unblocks(self, person: Record) -> Record:
        """A person lets the bot write again."""
        mark = self._arrive(person)
        self._change("people", person["id"], blocked=False, deactivated=False)
        return {"mark": mark, "update": self._membership(person, "kicked", "member")}

    async def opens_group(self, group: Record) -> None:
        """A group with the bot in it comes into being, or takes it back."""
        self._shelf.put("groups", group["id"], {**group, "kicked": False, "moved_to": None})

    async def kicks(self, group: int) -> None:
        """A group throws the bot out."""
        self._change("groups", group, kicked=True)

    async def migrates(self, group: int, to: int) -> None:
        """A group becomes a supergroup with another id."""
        before = self._shelf.get("groups", group) or {}
        self._shelf.put("groups", to, {**before, "id": to, "type": "supergroup"})
        self._change("groups", group, moved_to=to)

    async def tells(self, update: Any) -> int:
        """The bot is told exactly this, however malformed."""
        return self._world.add_raw_update(update)

    # ------------------------------------------------------------------ what a test asks

    async def chat(self, chat: int) -> list[Record]:
        """Everything that stands in a chat."""
        return self._world.messages(chat)

    async def await_message(self, chat: int, text: str, since: int, within: float) -> Record | None:
        """The bot's newest message with this text, new or changed after the mark; None if it never came."""

        def found() -> Record | None:
            fresh = [it for it in self._said_in(chat) if it["touched"] > since]
            return next((it for it in reversed(fresh) if text in it["message"]["text"]), None)

        await self._world.changes.until(f"chat {chat}", found, within)
        return found()

    async def await_toast(self, person: int, text: str, within: float) -> Record | None:
        """The answer to a tap of this person that contains the text."""

        def found() -> Record | None:
            return next((it for it in reversed(self._toasts(person)) if text in it["text"]), None)

        await self._world.changes.until("taps", found, within)
        return found()

    async def toasts(self, person: int) -> list[Record]:
        """All answered taps of a person."""
        return self._toasts(person)

    async def calls(self, method: str = "") -> list[Record]:
        """All calls, or those of one method, oldest first; without getUpdates unless asked for."""
        wanted = {method} if method else {it["method"] for it in self._shelf.all("calls")} - {"getUpdates"}
        return [it for it in self._shelf.all("calls") if it["method"] in wanted]

    async def await_calls(self, method: str, count: int, within: float) -> list[Record]:
        """The calls of one method as soon as there are `count`, or what there is after the time."""

        def found() -> list[Record]:
            return [it for it in self._shelf.all("calls") if it["method"] == method]

        await self._world.changes.until("calls", lambda: len(found()) >= count, within)
        return found()

    async def await_polls(self, count: int, within: float) -> bool:
        """Whether so many getUpdates were begun."""
        return await self._world.changes.until("updates", lambda: self._world.polls >= count, within)

    async def await_confirmed(self, within: float) -> list[Any]:
        """Updates that are still not confirmed by the bot; empty as soon as all are."""
        await self._world.changes.until("updates", lambda: not self._world.waiting(), within)
        return [it["update"] for it in self._world.waiting()]

    async def settings(self) -> Record:
        """Webhook, commands and descriptions as the bot has set them, by language."""
        commands = {key.rsplit("/", 1)[1]: record["commands"] for key, record in self._shelf.items("commands").items()}
        shown = {
            name: {language: record[name] for language, record in self._shelf.items(name).items()}
            for name in ("description", "short_description", "name")
        }
        return {"webhook": self._shelf.get("settings", "webhook"), "commands": commands, **shown}

    async def complaints(self) -> list[str]:
        """What the bot sent that the Bot API does not know."""
        return sorted({it["said"] for it in self._shelf.all("complaints")})

    # ------------------------------------------------------------------ what a test breaks

    async def fault(self, **ordered: Any) -> None:
        """Something will go wrong."""
        self._world.faults.order(Fault(**ordered))

    async def heal(self) -> None:
        """Nothing goes wrong any more."""
        self._world.faults.heal()
        self._world.deaf_polls = 0
        self._change("bot", "me", revoked=False)

    async def speed(self, on: bool, burst: float = 4.0) -> None:
        """Flood limits are kept, or not."""
        self._world.speed.on, self._world.speed.burst = on, burst

    async def revoke(self) -> None:
        """The token stops working."""
        self._change("bot", "me", revoked=True)

    async def forget_confirmations(self, polls: int) -> None:
        """So many polls return the same updates again."""
        self._world.deaf_polls = polls

    async def number_updates_from(self, number: int) -> None:
        """The next update has this id."""
        self._shelf.put("counters", "update", {"last": number - 1})

    async def age_taps(self) -> None:
        """All taps so far are too old to be answered."""
        for tap in self._shelf.all("taps"):
            self._shelf.put("taps", tap["id"], {**tap, "at": 0})

    async def push_again(self, update: int, times: int = 1) -> list[int]:
        """The webhook gets an update again, `times` times at once; the status codes."""
        known = [*self._shelf.all("waiting"), *self._shelf.all("confirmed")]
        record = next((it for it in known if it["number"] == update), None)
        if not record:
            raise Mistake(f"there was no update {update}")
        return await self._pusher.again(record, times)

    # ------------------------------------------------------------------ how

    def _arrive(self, person: Record) -> int:
        if not self._shelf.get("people", person["id"]):
            self._shelf.put("people", person["id"], person)
        return self._world.last("touch")

    async def _new_message(self, person: Record, content: Record, group: Record | None, *, heard: bool) -> Record:
        mark = self._arrive(person)
        if not group:
            if (self._shelf.get("people", person["id"]) or {}).get("blocked"):
                await self.unblocks(person)
            self._change("people", person["id"], started=True)
        if group and not self._shelf.get("groups", group["id"]):
            self._shelf.put("groups", group["id"], group)
        chat = group["id"] if group else person["id"]
        message = self._world.add_message(chat, self._world.user(person["id"]), content)
        update = self._world.add_update("message", message) if heard else 0
        return {"mark": mark, "update": update, "number": message["message_id"]}

    def _tap(self, person: Record, message: Record, button: Record) -> Record:
        mark = self._arrive(person)
        if "url" in button:
            return {"mark": mark, "update": 0, "url": button["url"]}
        query = str(self._world.count("tap", 4_000_000_000_000_001))
        tap = {"id": query, "person": person["id"], "at": time.time(), "answered": False, "text": ""}
        self._shelf.put("taps", query, tap)
        content = {
            "id": query,
            "from": self._world.user(person["id"]),
            "message": message,
            "chat_instance": str(person["id"]),
            "data": button["callback_data"],
        }
        return {"mark": mark, "update": self._world.add_update("callback_query", content)}

    def _membership(self, person: Record, before: str, after: str) -> int:
        def member(status: str) -> Record:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._world.me(), "status": status} | until

        content = {
            "chat": self._world.chat(person["id"]),
            "from": self._world.user(person["id"]),
            "date": int(time.time()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        return self._world.add_update("my_chat_member", content)

    def _change(self, kind: str, key: object, **more: Any) -> None:
        self._shelf.put(kind, key, {**(self._shelf.get(kind, key) or {}), **more})

    def _said_in(self, chat: int) -> list[Record]:
        me = self._world.me()["id"]
        return [it for it in self._world.messages(chat) if it["message"]["from"]["id"] == me]

    def _toasts(self, person: int) -> list[Record]:
        return [it for it in self._shelf.all("taps") if it["person"] == person and it["answered"]]


def _buttons(kept: Record) -> list[Record]:
    rows = kept["message"].get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
