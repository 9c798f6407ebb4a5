"""One bot's Telegram: its people, groups, messages and updates, as they stand and as they came to be."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.doubles.telegram_faults import Faults, Speed
from tests.doubles.telegram_shelf import Changes, Record, Shelf
from tests.doubles.telegram_spec import Refused, bad_request

_TAP_LASTS = 150.0  # seconds in which a tap can be answered


@dataclass(slots=True)
class World:
    """Everything behind one token. Ids are larger than 32 bits, as real ones are."""

    token: str
    shelf: Shelf
    changes: Changes = field(default_factory=Changes)
    faults: Faults = field(default_factory=Faults)
    speed: Speed = field(default_factory=Speed)
    polls: int = 0  # how many getUpdates were begun; a newer one ends the older
    deaf_polls: int = 0  # so many polls yet in which Telegram forgets what was confirmed

    @classmethod
    def opened(cls, token: str, directory: Path, *, username: str = "") -> "World":
        """The world of a token, with all that its file remembers."""
        world = cls(token=token, shelf=Shelf(directory / f"{token.partition(':')[0]}.jsonl"))
        if world.shelf.get("bot", "me") is None:
            world.shelf.put("bot", "me", {"token": token, "username": username, "revoked": False})
        return world

    # ------------------------------------------------------------------ counting

    def count(self, name: str, first: int = 1) -> int:
        """The next number of a series."""
        last = self.shelf.get("counters", name)
        number = int(last["last"]) + 1 if last else first
        self.shelf.put("counters", name, {"last": number})
        return number

    def last(self, name: str) -> int:
        """The number given last in a series."""
        record = self.shelf.get("counters", name)
        return int(record["last"]) if record else 0

    # ------------------------------------------------------------------ who is who

    def me(self) -> Record:
        """The bot as a User object."""
        bot = self.shelf.get("bot", "me") or {}
        return {
            "id": int(self.token.split(":")[0]),
            "is_bot": True,
            "first_name": bot["username"],
            "username": bot["username"],
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def user(self, person: int) -> Record:
        """A person as a User object."""
        known = self.shelf.get("people", person) or {}
        profile = {key: known.get(key) for key in ("first_name", "last_name", "username", "language_code")}
        return {"id": person, "is_bot": False} | {key: value for key, value in profile.items() if value}

    def chat(self, chat: int) -> Record:
        """A chat as a Chat object."""
        group = self.shelf.get("groups", chat)
        if group:
            return {"id": chat, "type": group["type"], "title": group["title"]}
        profile = self.user(chat)
        names = {key: profile[key] for key in ("first_name", "last_name", "username") if key in profile}
        return {"id": chat, "type": "private"} | names

    def writable(self, chat: int | str) -> int:
        """The chat's id if the bot may write there, or Telegram's refusal."""
        if isinstance(chat, int) and self.shelf.get("people", chat):
            self._check_person(self.shelf.get("people", chat) or {})
        elif isinstance(chat, int) and self.shelf.get("groups", chat):
            self._check_group(self.shelf.get("groups", chat) or {})
        else:
            raise bad_request("chat not found")
        return int(chat)

    # ------------------------------------------------------------------ what happens

    def add_message(self, chat: int, by: Record, content: Record, **more: Any) -> Record:
        """A new message in the chat, from the bot or from a person."""
        message = {
            "message_id": self.count("message"),
            "from": by,
            "chat": self.chat(chat),
            "date": int(time.time()),
            **content,
        }
        self.keep(message, **more)
        return message

    def keep(self, message: Record, **more: Any) -> None:
        """Store a new or changed message and let everybody who waits look again."""
        chat, number = f"chat {message['chat']['id']}", message["message_id"]
        before = self.shelf.get(chat, number) or {"edits": 0, "deleted": False}
        self.shelf.put(chat, number, {**before, "message": message, "touched": self.count("touch"), **more})
        self.changes.announce(chat)

    def find_message(self, chat: int, number: int) -> Record | None:
        """The kept message unless it was deleted."""
        kept = self.shelf.get(f"chat {chat}", number)
        return None if kept is None or kept["deleted"] else kept

    def messages(self, chat: int) -> list[Record]:
        """All messages that stand in a chat, oldest first."""
        return [it for it in self.shelf.all(f"chat {chat}") if not it["deleted"]]

    def add_update(self, kind: str, content: Record) -> int:
        """Have the bot told about something, unless it does not want this kind."""
        wanted = (self.shelf.get("settings", "allowed_updates") or {}).get("kinds")
        if wanted and kind not in wanted:
            return 0
        return self.add_raw_update({"update_id": self.count("update", 700_000_001), kind: content})

    def add_raw_update(self, update: Any) -> int:
        """Have the bot told exactly this, whatever it is; returns the number of the update."""
        found = update.get("update_id") if isinstance(update, dict) else None
        number = found if isinstance(found, int) else None
        order = self.count("order")
        record = {"order": order, "number": number, "update": update, "told": False}
        self.shelf.put("waiting", order, record)
        self.changes.announce("updates")
        return number or 0

    def waiting(self) -> list[Record]:
        """Updates that the bot has not confirmed, in the order in which they happened."""
        return self.shelf.all("waiting")

    def confirm(self, record: Record) -> None:
        """Never again tell the bot about this update."""
        self.shelf.put("waiting", record["order"], None)
        self.shelf.put("confirmed", record["order"], record)
        self.changes.announce("updates")

    def tap_answerable(self, query: str) -> Record:
        """The tap if it can still be answered, or Telegram's refusal."""
        tap = self.shelf.get("taps", query)
        if not tap or tap["answered"] or time.time() - tap["at"] > _TAP_LASTS:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        return tap

    def note_call(self, method: str, parameters: Record, status: int, description: str = "") -> None:
        """Remember that the bot called; `at` is a monotonic time in seconds."""
        number = self.count("call")
        call = {"method": method, "parameters": parameters, "status": status, "description": description}
        self.shelf.put("calls", number, {**call, "at": time.monotonic()})
        self.changes.announce("calls")

    def _check_person(self, person: Record) -> None:
        if person.get("deactivated"):
            raise Refused(403, "Forbidden: user is deactivated")
        if person.get("blocked"):
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if not person.get("started"):
            raise Refused(403, "Forbidden: bot can't initiate conversation with a user")

    def _check_group(self, group: Record) -> None:
        if group.get("moved_to"):
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refused(400, description, migrate_to_chat_id=group["moved_to"])
        if group.get("kicked"):
            raise Refused(403, f"Forbidden: bot was kicked from the {group['type']} chat")
