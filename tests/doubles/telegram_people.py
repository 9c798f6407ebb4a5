"""People of the stand-in: they type, tap and read what a real person would, and nothing else."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, Protocol

_WITHIN = 10.0


class Asks(Protocol):
    """Somebody who passes a verb on to the server."""

    def ask(self, verb: str, **facts: Any) -> Awaitable[Any]:
        """The result of a verb."""

    def ask_now(self, verb: str, **facts: Any) -> Any:
        """The same without awaiting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One message as it stands in the chat now: its visible text and its buttons."""

    number: int
    text: str
    source: str  # as the bot sent it, with its markup
    entities: tuple[dict[str, Any], ...]
    rows: tuple[tuple[str, ...], ...]
    data: dict[str, str]  # callback data by label
    urls: dict[str, str]  # addresses by label
    edits: int
    silent: bool
    touched: int

    @property
    def buttons(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [label for row in self.rows for label in row]

    @property
    def edited(self) -> bool:
        """Whether it was changed after it was sent."""
        return self.edits > 0

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Seen":
        """The message in a record of the server."""
        message = kept["message"]
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        every = [button for row in rows for button in row]
        return cls(
            number=message["message_id"],
            text=message.get("text", ""),
            source=kept.get("source", message.get("text", "")),
            entities=tuple(message.get("entities", ())),
            rows=tuple(tuple(button["text"] for button in row) for row in rows),
            data={it["text"]: it["callback_data"] for it in every if "callback_data" in it},
            urls={it["text"]: it["url"] for it in every if "url" in it},
            edits=kept["edits"],
            silent=kept.get("silent", False),
            touched=kept["touched"],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the bot; `at` is in seconds of a monotonic clock, `status` the answer's (0: none was given)."""

    method: str
    parameters: dict[str, Any]
    status: int
    description: str
    at: float

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Call":
        """The call in a record of the server."""
        return cls(**kept)


class _Chat:
    """What stands in one chat."""

    def __init__(self, telegram: Asks, profile: dict[str, Any]) -> None:
        self._telegram = telegram
        self.profile = profile

    @property
    def id(self) -> int:
        """The chat's id, which of a person is their own."""
        return int(self.profile["id"])

    @property
    def messages(self) -> list[Seen]:
        """What the bot has said and not deleted, oldest first."""
        kept = self._telegram.ask_now("chat", chat=self.id)
        return [Seen.read(it) for it in kept if it["message"]["from"]["is_bot"]]

    @property
    def last(self) -> Seen:
        """The newest message of the bot."""
        seen = self.messages
        assert seen, "the bot has said nothing"
        return seen[-1]


class Person(_Chat):
    """Somebody with a private chat with the bot; `waits_for` looks at what came since their own last act."""

    def __init__(self, telegram: Asks, profile: dict[str, Any]) -> None:
        super().__init__(telegram, profile)
        self._mark = 0

    # ------------------------------------------------------------------ doing

    async def says(self, text: str, *, to: "Group | None" = None) -> int:
        """Write a line to the bot or to a group; the number of the update."""
        return await self._act("says", text=text, group=to.profile if to else None)

    async def starts(self, payload: str = "") -> int:
        """Press the start button, or follow a deep link with this payload."""
        return await self.says(f"/start {payload}".strip())

    async def taps(self, label: str, *, on: Seen | None = None) -> int:
        """Tap the button with this label on the newest message that has it."""
        return await self._act("taps", label=label, number=on.number if on else None)

    async def taps_data(self, data: str, *, on: Seen | None = None) -> int:
        """Send forged callback data."""
        return await self._act("taps_data", data=data, number=on.number if on else None)

    async def edits(self, text: str, *, number: int | None = None) -> int:
        """Change one's own newest message."""
        return await self._act("edits", text=text, number=number)

    async def sends(self, kind: str, *, to: "Group | None" = None) -> int:
        """Send something that is no text: a kind of telegram_kinds.py."""
        return await self._act("sends", kind=kind, group=to.profile if to else None)

    async def sends_photo(self) -> int:
        """Send a photo."""
        return await self.sends("photo")

    async def sends_sticker(self) -> int:
        """Send a sticker."""
        return await self.sends("sticker")

    async def sends_voice(self) -> int:
        """Send a voice message."""
        return await self.sends("voice")

    async def sends_document(self) -> int:
        """Send a file."""
        return await self.sends("document")

    async def sends_contact(self) -> int:
        """Send somebody else's contact card."""
        return await self.sends("contact")

    async def sends_location(self) -> int:
        """Send a place."""
        return await self.sends("location")

    async def block(self) -> int:
        """Block the bot."""
        return await self._act("blocks")

    async def unblock(self) -> int:
        """Let the bot write again."""
        return await self._act("unblocks")

    async def deactivate(self) -> int:
        """Delete the account; the bot is not told."""
        return await self._act("blocks", deactivates=True)

    # ------------------------------------------------------------------ reading

    async def waits_for(self, text: str, *, within: float = _WITHIN, ever: bool = False) -> Seen:
        """The newest message that contains the text, sent or changed since one's own last act.

        With `ever` older ones count too. Fails with what the bot did say.
        """
        since = 0 if ever else self._mark
        found = await self._telegram.ask("await_message", chat=self.id, text=text, since=since, within=within)
        if found is None:
            heard = [it.text for it in self.messages if it.touched > since]
            raise AssertionError(f"nobody said {text!r} within {within:g} s, but {heard}")
        return Seen.read(found)

    async def waits_for_toast(self, text: str = "", *, within: float = _WITHIN) -> str:
        """The text of the answer to a tap."""
        found = await self._telegram.ask("await_toast", person=self.id, text=text, within=within)
        assert found is not None, f"no tap was answered with {text!r} within {within:g} s, but {self.toasts}"
        return str(found["text"])

    @property
    def toasts(self) -> list[str]:
        """The answers to one's own taps, empty for those without words."""
        return [it["text"] for it in self._telegram.ask_now("toasts", person=self.id)]

    async def _act(self, verb: str, **facts: Any) -> int:
        done = await self._telegram.ask(verb, person=self.profile, **facts)
        self._mark = done["mark"]
        return int(done["update"])


class Group(_Chat):
    """A group with the bot in it."""

    async def opens(self) -> None:
        """Come into being, or take the bot back."""
        await self._telegram.ask("opens_group", group=self.profile)

    async def kicks_bot(self) -> None:
        """Throw the bot out."""
        await self._telegram.ask("kicks", group=self.id)

    async def migrates(self) -> "Group":
        """Become a supergroup; the new one, with another id."""
        to = int(f"-100{-self.id}")
        await self._telegram.ask("migrates", group=self.id, to=to)
        return Group(self._telegram, {**self.profile, "id": to, "type": "supergroup"})
