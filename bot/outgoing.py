"""What a door shows under a text: rows of buttons, plain enough for a chat app and for a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """A label to tap: it either sends `data` (at most 64 bytes) back to us or opens `url`, never both."""

    label: str
    data: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        if (self.data is None) == (self.url is None):
            raise ValueError(f"button {self.label!r} needs either data or url")
        if self.data is not None and not 1 <= len(self.data.encode()) <= 64:
            raise ValueError(f"button {self.label!r} carries {len(self.data.encode())} bytes, at most 64 fit")


Rows = tuple[tuple[Button, ...], ...]
