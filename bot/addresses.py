"""Addresses of cards: names, ids and pages that fit into the 64 bytes of a button."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from bot.say import Tap, tap
from network.errors import NotFound

T = TypeVar("T")

PER_PAGE = 5


def address(*parts: object) -> str:
    """Return an address such as "entry:<id>:2"; ids take 22 characters."""
    return ":".join(_short(part) if isinstance(part, UUID) else str(part) for part in parts)


def id_in(parts: Sequence[str], place: int) -> UUID | None:
    """Return the id at this place of an address, or None where it ends before; a forged one raises NotFound."""
    if place >= len(parts) or not parts[place]:
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(parts[place] + "=="))
    except (ValueError, binascii.Error):
        raise NotFound("button_unknown") from None


def id_or_none(said: str | None) -> UUID | None:
    """Return the id in its long form, as scripts keep it, or None where it is none."""
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def number_in(parts: Sequence[str], place: int) -> int:
    """Return the number at this place of an address; 1 where there is none."""
    said = parts[place] if place < len(parts) else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list: `first` and `last` count from 1 over the whole list."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int

    @property
    def first(self) -> int:
        """The place of the first item in the whole list."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The place of the last item in the whole list."""
        return self.first + len(self.items) - 1


def page_of(items: Sequence[T], number: int) -> Page[T]:
    """Return this page of a list; a page beyond the end is the last one."""
    pages = max(1, -(-len(items) // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = tuple(items[(number - 1) * PER_PAGE : number * PER_PAGE])
    return Page(items=shown, number=number, pages=pages, total=len(items))


def turning(page: Page[T], *parts: object) -> tuple[tuple[Tap, ...], ...]:
    """Return the row that leads to the pages before and after; `parts` is the address without the page."""
    row = []
    if page.number > 1:
        row.append(tap("common.page_before", address(*parts, page.number - 1)))
    if page.number < page.pages:
        row.append(tap("common.page_after", address(*parts, page.number + 1)))
    return (tuple(row),) if row else ()


def _short(id_: UUID) -> str:
    return base64.urlsafe_b64encode(id_.bytes).decode().rstrip("=")
