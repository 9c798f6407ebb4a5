"""The Infobrief: what goes in, in which order, what is left out, and for whom it is made."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from network import text
from network.errors import BadAnswer
from network.initiative import Initiative
from network.letter import Fact
from network.meeting import Meeting
from network.news import News, Rubric

INTRO_LIMIT = 2000
ENOUGH_NEWS = 3  # an issue needs this many items, or one meeting (domain rule 9)


class InfobriefState(StrEnum):
    """From the draft to the closed account."""

    DRAFT = "draft"
    SENDING = "sending"
    CLOSED = "closed"
    DROPPED = "dropped"


class OnUncertain(StrEnum):
    """What happens when the relay's last answer was lost: one more copy after a while, or a person decides."""

    RESEND = "resend"
    HOLD = "hold"


class ItemKind(StrEnum):
    """What an item of an issue was before."""

    NEWS = "news"
    MEETING = "meeting"
    INITIATIVE = "initiative"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of an issue, frozen as it was when compiled; `when` is ISO 8601 with offset for meetings."""

    kind: ItemKind
    id: str
    rubric: Rubric
    title: str
    text: str
    link: str | None
    source: str
    topics: tuple[str, ...]
    place: str | None = None
    when: str | None = None
    until: str | None = None

    def plain(self) -> dict[str, Fact]:
        """Return the item as plain JSON values; `item_from` reads it back."""
        return asdict(self) | {"kind": str(self.kind), "rubric": str(self.rubric), "topics": list(self.topics)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A rubric and its items."""

    rubric: Rubric
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Infobrief:
    """One issue; `window` is half open: from inclusive, to exclusive. `content_hash` is what a release binds to.

    `left_out` holds what staff took out of the draft. `audience` is how many deliveries the release froze.
    `paused` is why sending rests (network.delivery.Pause), without an end where a person has to look.
    """

    id: UUID
    number: int
    period: str
    state: InfobriefState
    window_from: datetime
    window_to: datetime
    intro: str
    items: tuple[Item, ...]
    left_out: tuple[Item, ...] = ()
    compiled_at: datetime
    released_at: datetime | None = None
    released_by: str | None = None
    released_hash: str | None = None
    closed_at: datetime | None = None
    audience: int = 0
    paused: str | None = None
    paused_until: datetime | None = None
    on_uncertain: OnUncertain = OnUncertain.RESEND

    @property
    def content_hash(self) -> str:
        """A fingerprint of everything a reader sees."""
        content = json.dumps([self.number, self.intro, [item.plain() for item in self.items]], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it in the archive."""
        return self.state in {InfobriefState.SENDING, InfobriefState.CLOSED}


def compose(news: Iterable[News], meetings: Iterable[Meeting], newcomers: Iterable[Initiative]) -> tuple[Item, ...]:
    """Return the items of an issue in the order of the rubrics.

    Meetings come by date, news by the time of their release; an item whose link stands above already is left out.
    `newcomers` are initiatives that became public in the window.
    """
    items = [_news_item(it) for it in sorted(news, key=lambda it: (it.decided_at or it.submitted_at, it.id))]
    items += [_meeting_item(it) for it in sorted(meetings, key=lambda it: (it.starts_at, it.id))]
    items += [_newcomer_item(it) for it in newcomers]
    return _without_doubles(_by_rubric(items))


def has_enough(items: tuple[Item, ...]) -> bool:
    """Return whether the items make an issue worth sending: three of any kind, or one meeting."""
    return len(items) >= ENOUGH_NEWS or any(item.kind is ItemKind.MEETING for item in items)


def items_for(items: Iterable[Item], topics: Iterable[str]) -> tuple[Item, ...]:
    """Return what a reader with these topics gets; no topics means everything, an item without topics is for all."""
    chosen = set(topics)
    return tuple(it for it in items if not chosen or not it.topics or chosen & set(it.topics))


def sections(items: Iterable[Item]) -> tuple[Section, ...]:
    """Return the items by rubric, rubrics in their order, empty ones left out."""
    grouped: dict[Rubric, list[Item]] = {rubric: [] for rubric in Rubric}
    for item in items:
        grouped[item.rubric].append(item)
    return tuple(Section(rubric=rubric, items=tuple(found)) for rubric, found in grouped.items() if found)


def introduction(raw: str) -> str:
    """Return the words staff put before the items: at most 2000 characters, or none."""
    return text.block(raw, key="intro", most=INTRO_LIMIT) if text.clean(raw) else ""


def remade(fresh: Iterable[Item], draft: Infobrief) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items of a draft made anew, and those left out: what staff removed or moved stays so."""
    gone = {item.id for item in draft.left_out}
    place = {item.id: number for number, item in enumerate(draft.items)}
    current = list(fresh)
    kept = [item for item in current if item.id not in gone]
    ordered = sorted(kept, key=lambda item: place.get(item.id, len(place)))
    return _by_rubric(ordered), tuple(item for item in current if item.id in gone)


def edited(
    draft: Infobrief, *, order: Iterable[str] | None, leave_out: Iterable[str], take_in: Iterable[str]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    """Return the items of a draft and those left out after an edit by item ids; rubrics keep their order."""
    out, back = set(leave_out), set(take_in)
    place = {id_: number for number, id_ in enumerate(order or ())}
    everything = [*draft.items, *draft.left_out]
    known = {item.id for item in everything}
    if unknown := (out | back | set(place)) - known:
        raise BadAnswer("item_unknown", given=min(unknown))
    gone = ({item.id for item in draft.left_out} | out) - back
    kept = [item for item in everything if item.id not in gone]
    ordered = sorted(kept, key=lambda item: place.get(item.id, len(place)))
    return _by_rubric(ordered), tuple(item for item in everything if item.id in gone)


def letter_facts(infobrief: Infobrief, topics: Iterable[str]) -> dict[str, Fact]:
    """Return what the letter `infobrief` says to a reader with these topics, as plain JSON values.

    `brief` leaves the texts of the items to the page; without tokens it is nobody's own copy.
    """
    chosen = tuple(topics)
    return {
        "number": infobrief.number,
        "on": (infobrief.released_at or infobrief.compiled_at).isoformat(),
        "intro": infobrief.intro,
        "archive": infobrief.is_public,
        "test": False,
        "brief": False,
        "leave_token": "",
        "choose_token": "",
        "topics": list(chosen),
        "sections": [
            {"rubric": str(section.rubric), "items": [item.plain() for item in section.items]}
            for section in sections(items_for(infobrief.items, chosen))
        ],
    }


def item_from(row: Mapping[str, object]) -> Item:
    """Return an item from its stored form (the inverse of `Item.plain`)."""
    values = dict(row) | {
        "kind": ItemKind(str(row["kind"])),
        "rubric": Rubric(str(row["rubric"])),
        "topics": tuple(row["topics"]),  # type: ignore[arg-type]  # JSON gives a list of strings here
    }
    return Item(**values)  # type: ignore[arg-type]  # JSON's types are those asdict wrote


def _news_item(news: News) -> Item:
    return Item(
        kind=ItemKind.NEWS,
        id=str(news.id),
        rubric=news.rubric,
        title=news.title,
        text=news.text,
        link=news.link,
        source=news.initiative_name or "",
        topics=news.topics,
    )


def _meeting_item(meeting: Meeting) -> Item:
    return Item(
        kind=ItemKind.MEETING,
        id=str(meeting.id),
        rubric=Rubric.TERMINE,
        title=meeting.title,
        text=meeting.text,
        link=f"/termine/{meeting.slug}",
        source=meeting.host,
        topics=meeting.topics,
        place=meeting.place,
        when=meeting.starts_at.isoformat(),
        until=meeting.ends_at.isoformat(),
    )


def _newcomer_item(initiative: Initiative) -> Item:
    return Item(
        kind=ItemKind.INITIATIVE,
        id=str(initiative.id),
        rubric=Rubric.NEU,
        title=initiative.name,
        text=initiative.goals,
        link=f"/initiativen/{initiative.slug}",
        source=initiative.place.name,
        topics=initiative.topics,
    )


def _by_rubric(items: Iterable[Item]) -> tuple[Item, ...]:
    order = {rubric: place for place, rubric in enumerate(Rubric)}
    return tuple(sorted(items, key=lambda item: order[item.rubric]))


def _without_doubles(items: Iterable[Item]) -> tuple[Item, ...]:
    seen: set[str] = set()
    kept = []
    for item in items:
        if item.link and item.link in seen:
            continue
        if item.link:
            seen.add(item.link)
        kept.append(item)
    return tuple(kept)
