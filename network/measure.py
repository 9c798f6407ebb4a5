"""A measure: what an initiative has done, so that others can build on it (product: "Gibt es das schon?")."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from network import text
from network.errors import BadAnswer


class State(StrEnum):
    """Where a measure stands: tried on a small scale first, then rolled out (real-world labs of the Bottrop study)."""

    IDEA = "idea"
    TRIAL = "trial"
    DONE = "done"
    TRANSFERRED = "transferred"  # others have taken it over
    ENDED = "ended"


class Reuse(StrEnum):
    """Whether others may take over what was made for it."""

    YES = "yes"
    ASK = "ask"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure in its initiative's words; `format` and `topics` are ids of the vocabulary, `ask` is an office.

    `sources` name the chapters it was read off; where there are any, nobody of the initiative has confirmed it.
    """

    id: UUID
    slug: str
    initiative_id: UUID
    initiative_name: str
    initiative_slug: str
    place: str
    land: str
    title: str
    text: str
    format: str | None = None
    topics: tuple[str, ...] = ()
    state: State = State.DONE
    happened: str | None = None
    effort: str | None = None
    reach: str | None = None
    learned: str | None = None
    reuse: Reuse = Reuse.UNKNOWN
    ask: str | None = None
    sources: tuple[str, ...] = ()
    created_at: datetime
    updated_at: datetime

    @property
    def is_historic(self) -> bool:
        """Whether it stands in the study of 2018 and nobody has confirmed it."""
        return bool(self.sources)

    @property
    def is_experience(self) -> bool:
        """Whether somebody has really done it, be it small or long ago."""
        return self.state is not State.IDEA


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureDraft:
    """What a coordinator answered about a measure."""

    title: str
    text: str
    format: str | None = None
    topics: tuple[str, ...] = ()
    state: State = State.DONE
    happened: str | None = None
    effort: str | None = None
    reach: str | None = None
    learned: str | None = None
    reuse: Reuse = Reuse.UNKNOWN
    ask: str | None = None


def measure_title(raw: str) -> str:
    """Return the cleaned title: one line, 5 to 120 characters."""
    return text.line(raw, key="measure_title", least=5, most=120)


def measure_text(raw: str) -> str:
    """Return what was done in the coordinator's words: 20 to 1200 characters."""
    return text.block(raw, key="measure_text", least=20, most=1200)


def happened(raw: str) -> str:
    """Return when it was, as people say it; a mere year will do: 2 to 80 characters."""
    return _figure(raw, key="happened", most=80)


def effort(raw: str) -> str:
    """Return what it took; a mere number will do: up to 200 characters."""
    return _figure(raw, key="effort", most=200)


def reach(raw: str) -> str:
    """Return whom it reached; a mere number will do: up to 200 characters."""
    return _figure(raw, key="reach", most=200)


def learned(raw: str) -> str:
    """Return what others should know: 5 to 800 characters."""
    return text.block(raw, key="learned", least=5, most=800)


def office_to_ask(raw: str) -> str:
    """Return who knows more: one line, 3 to 120 characters."""
    return text.line(raw, key="office_to_ask", least=3, most=120)


def words_sought(raw: str) -> str:
    """Return what somebody has in mind: one line, 2 to 200 characters."""
    return text.line(raw, key="words_sought", least=2, most=200)


def _figure(raw: str, *, key: str, most: int) -> str:
    cleaned = " ".join(text.clean(raw).split())
    if not any(char.isalnum() for char in cleaned):
        raise BadAnswer(f"{key}_empty")
    if len(cleaned) > most:
        raise BadAnswer(f"{key}_long", most=most, length=len(cleaned))
    return cleaned
