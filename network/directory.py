"""The directory: which initiatives a visitor asked for, and how many there would be under each choice."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from network import text
from network.initiative import Initiative


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a visitor asked for; empty means everything. Every word of `words` must occur in an entry."""

    words: str = ""
    land: str = ""
    level: str = ""
    kind: str = ""
    topic: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self == Filter()

    def without(self, field: str) -> "Filter":
        """Return the same question with one part left out."""
        return replace(self, **{field: ""})


def pick(initiatives: Iterable[Initiative], asked: Filter) -> list[Initiative]:
    """Return the initiatives that answer the question, in the order given."""
    words = text.fold(asked.words).split()
    return [it for it in initiatives if _fits(it, asked) and all(word in _said(it) for word in words)]


def counts(initiatives: Iterable[Initiative], asked: Filter, field: str) -> Counter[str]:
    """Return how many there are under each value of a filter field while the other parts of the question hold."""
    found: Counter[str] = Counter()
    for it in pick(initiatives, asked.without(field)):
        found.update(_values(it, field))
    return found


def _fits(it: Initiative, asked: Filter) -> bool:
    wanted = {"land": asked.land, "level": asked.level, "kind": asked.kind, "topic": asked.topic}
    return all(value in _values(it, field) for field, value in wanted.items() if value)


def _values(it: Initiative, field: str) -> tuple[str, ...]:
    match field:
        case "land":
            return (it.place.land,)
        case "level":
            return (it.level.value,)
        case "kind":
            return (it.kind.value,)
    return it.topics


def _said(it: Initiative) -> str:
    offers = " ".join(offer.text for offer in it.offers)
    return text.fold(" ".join((it.name, *it.aliases, it.place.name, it.goals, offers, it.legal_form or "")))
