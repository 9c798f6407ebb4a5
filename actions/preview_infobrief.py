"""Show what a reader with certain topics would get of an issue, and how many would get nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.infobrief import Infobrief, Item, items_for
from network.person import Language, Person
from network.rights import demand
from network.subscription import chosen_topics
from storage import infobriefe, subscriptions
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An issue as one profile sees it; `audience` are the confirmed readers now, `nothing` those without a match."""

    infobrief: Infobrief
    topics: tuple[str, ...]
    language: Language
    items: tuple[Item, ...]
    audience: int
    nothing: int


async def preview_infobrief(
    tx: Transaction,
    id_: UUID,
    *,
    topics: Iterable[str] = (),
    language: Language = Language.DE,
    by: Person | None,
    now: datetime,
) -> Preview:
    """Return the issue for these topics (none: everything); newsletter.infobrief_letter puts it into words."""
    demand("preview_infobrief", by)
    infobrief = await infobriefe.get(tx, id_)
    choice = chosen_topics(topics)
    audience, nothing = await subscriptions.audience(tx, infobrief.items)
    return Preview(
        infobrief=infobrief,
        topics=choice,
        language=language,
        items=items_for(infobrief.items, choice),
        audience=audience,
        nothing=nothing,
    )
