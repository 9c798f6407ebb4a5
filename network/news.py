"""News that coordinators submit and announcements that staff post."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from network import text
from network.errors import BadAnswer
from network.initiative import website


class NewsState(StrEnum):
    """From the desk of the author to the Infobrief."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    RELEASED = "released"
    USED = "used"  # stands in a released Infobrief


class Rubric(StrEnum):
    """Sections of the Infobrief, in their order."""

    AKTUELLES = "aktuelles"
    TERMINE = "termine"
    PRAXIS = "praxis"
    BOERSE = "boerse"
    NEU = "neu"
    LAND_UND_BUND = "land_und_bund"
    WERKZEUG = "werkzeug"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One item; without an initiative it is an announcement of the network itself. Texts are never altered."""

    id: UUID
    rubric: Rubric
    title: str
    text: str
    link: str | None
    topics: tuple[str, ...]
    laender: tuple[str, ...]
    state: NewsState
    initiative_id: UUID | None
    initiative_name: str | None
    initiative_slug: str | None
    author_id: UUID
    author_name: str
    submitted_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None
    infobrief_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsDraft:
    """What somebody wrote; without an initiative it speaks for the network itself."""

    rubric: Rubric
    title: str
    text: str
    link: str | None = None
    topics: tuple[str, ...] = ()
    initiative_id: UUID | None = None


def news_title(raw: str) -> str:
    """Return a headline: one line, 5 to 90 characters."""
    return text.line(raw, key="news_title", least=5, most=90)


def news_text(raw: str) -> str:
    """Return the text of an item: 20 to 1200 characters."""
    return text.block(raw, key="news_text", least=20, most=1200)


def news_link(raw: str) -> str:
    """Return a normalised http(s) address."""
    try:
        return website(raw)
    except BadAnswer:
        raise BadAnswer("link") from None
