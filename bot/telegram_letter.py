"""What goes back to a Telegram chat, as it waits in the outbox: already in words, because its moment is now."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot import reading
from bot.incoming import Incoming, IncomingKind
from bot.outgoing import Button, Rows
from bot.talk import Reply
from network.letter import Fact

TEMPLATE = "chat"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatLetter:
    """One message; `message` is the number of the tapped one, which is replaced (`edit`) or loses its buttons (`drop`).

    With `callback` the tap is answered first, showing `toast`; without `html` that is all.
    """

    html: str = ""
    rows: Rows = ()
    message: int | None = None
    edit: bool = False
    drop: bool = False
    callback: str | None = None
    toast: str | None = None

    @property
    def facts(self) -> dict[str, Fact]:
        """The letter as plain JSON values."""
        return {
            "html": self.html,
            "rows": [[{"label": it.label, "data": it.data, "url": it.url} for it in row] for row in self.rows],
            "message": self.message,
            "edit": self.edit,
            "drop": self.drop,
            "callback": self.callback,
            "toast": self.toast,
        }

    @classmethod
    def read(cls, facts: Mapping[str, Any]) -> "ChatLetter":
        """Return the letter that was kept as these facts."""
        rows = tuple(tuple(Button(**button) for button in row) for row in facts["rows"])
        return cls(**{**facts, "rows": rows})


def letters(reply: Reply, to: Incoming) -> list[ChatLetter]:
    """Return the letters for an answer, in order; a tap is answered even where there is nothing to say."""
    said = [
        ChatLetter(html=it.html, rows=it.rows, message=to.message, edit=it.edit and to.message is not None)
        for it in reply.messages
    ]
    if to.callback is None:
        return said
    first = said[0] if said else ChatLetter(message=to.message)
    answered = ChatLetter(
        html=first.html,
        rows=first.rows,
        message=first.message,
        edit=first.edit,
        drop=bool(said) and not any(it.edit for it in said) and _is_answer(to),
        callback=to.callback,
        toast=reply.toast,
    )
    return [answered, *said[1:]]


def _is_answer(to: Incoming) -> bool:
    """Whether the button belonged to a question, which is answered now; buttons of cards stay good for ever."""
    return to.kind is IncomingKind.TAP and reading.pressed(to.tap or "") is not None
