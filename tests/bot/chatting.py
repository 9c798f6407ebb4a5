"""Somebody in a chat with the house: the real engine on a real database, without any door between.

chat = Chat(db, person)
await chat.says("/registrieren")
await chat.taps("Lokal")
assert "Ort" in chat.text
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.commands import REPERTOIRE
from bot.desk import Desk
from bot.incoming import Door, Incoming, IncomingKind, tapped, typed
from bot.outgoing import Button
from bot.player import Repertoire
from bot.talk import Reply, Spoken, talk
from network.person import Person
from storage import people
from storage.database import Database
from tests import make


@dataclass(slots=True)
class Chat:
    """One person's chat; `messages` are those of the house as they stand now, `toast` is the note for the last tap."""

    db: Database
    person: Person
    desk: Desk = field(default_factory=make.desk)
    repertoire: Repertoire = REPERTOIRE
    now: datetime = make.NOW
    pause: timedelta = timedelta(seconds=5)  # between two messages
    messages: list[Spoken] = field(default_factory=list)
    toast: str | None = None
    answered: int = 0  # how many messages came back last

    async def says(self, *lines: str) -> str:
        """Type the lines one after the other and return the last answer's text."""
        for line in lines:
            await self.receives(typed(line, door=Door.TEST, chat=str(self.person.id)))
        return self.text

    async def taps(self, *labels: str) -> str:
        """Tap the newest buttons with these labels, one after the other, and return the last answer's text."""
        for label in labels:
            await self.presses(self.button(label))
        return self.text

    async def presses(self, data: str) -> None:
        """Press a button by what it carries: an old one, a forged one, the same one twice."""
        await self.receives(tapped(data, door=Door.TEST, chat=str(self.person.id)))

    async def does(self, kind: IncomingKind) -> None:
        """Do something without words: send a photo, change an old message."""
        await self.receives(Incoming(kind=kind, door=Door.TEST, chat=str(self.person.id)))

    async def receives(self, incoming: Incoming) -> None:
        """Hand over one message in a transaction of its own, as every door does."""
        self.now += self.pause
        async with self.db.transaction() as tx:
            person = await people.get(tx, self.person.id)
            reply = await talk(tx, incoming, self.desk, self.repertoire, person=person, now=self.now)
        self._show(reply, incoming)

    @property
    def text(self) -> str:
        """The newest message of the house, as HTML."""
        return self.messages[-1].html if self.messages else ""

    @property
    def labels(self) -> list[str]:
        """The buttons under the newest message."""
        return [button.label for row in self.messages[-1].rows for button in row]

    @property
    def links(self) -> dict[str, str]:
        """The buttons under the newest message that open an address."""
        return {button.label: button.url for row in self.messages[-1].rows for button in row if button.url}

    def button(self, label: str) -> str:
        """What the newest button with this label carries; ticks in front of it do not count."""
        for message in reversed(self.messages):
            for button in _buttons(message):
                if button.data and button.label.lstrip("☐☑ ") == label:
                    return button.data
        raise AssertionError(f"no button {label!r} among {self.labels}")

    def _show(self, reply: Reply, incoming: Incoming) -> None:
        self.toast, self.answered = reply.toast, len(reply.messages)
        for message in reply.messages:
            if message.edit and incoming.kind is IncomingKind.TAP and self.messages:
                self.messages[-1] = message
            else:
                self.messages.append(replace(message, edit=False))


def _buttons(message: Spoken) -> list[Button]:
    return [button for row in message.rows for button in row]
