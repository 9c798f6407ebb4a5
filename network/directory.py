"""The directory: which initiatives a visitor asked for, why each is shown, and how many there are under each choice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from network import spelling, text
from network.initiative import Initiative
from network.matching import Index, Peer, Reason, search
from network.matching.question import Question, understand
from network.matching.rows import Row

_MOST_HITS = 300  # that the matching is asked for
_FAINT = 0.25  # of the best score: what fits less is left out
_SURE = 0.3  # strength from which a topic read off a text is named
_SAME_WORD = 0.7  # share of a feature that is the word itself or what it was mistyped for
_TOLD_BY_CARD = frozenset({"name"})  # the name stands on the card already, so "the name fits" says nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What a visitor asked for; empty means everything. `offer` and `need` are categories."""

    words: str = ""
    land: str = ""
    level: str = ""
    kind: str = ""
    topic: str = ""
    offer: str = ""
    need: str = ""
    status: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked."""
        return self == Filter()

    def without(self, field: str) -> "Filter":
        """Return the same question with one part left out."""
        return replace(self, **{field: ""})


CHOICES = ("land", "level", "kind", "topic", "offer", "need", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An initiative and why it is shown: by the matching, by the fields that hold the words, by likely topics."""

    initiative: Initiative
    score: float = 0.0
    named: bool = False  # its name holds all the words
    reasons: tuple[Reason, ...] = ()
    fields: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Who answers the words of a question, best first; `meant` is the question with its slips put right, if any."""

    hits: tuple[Hit, ...]
    meant: str = ""


def ask(initiatives: Sequence[Initiative], words: str, index: Index, *, today: date | None = None) -> Answer:
    """Return which of these initiatives answer the words; without words all of them in the order given.

    The index knows partners only: resting and ended initiatives are found by the words that stand in their entry.
    """
    if not text.fold(words):
        return Answer(hits=tuple(Hit(initiative=it) for it in initiatives))
    hits = _hits(initiatives, words, index, today)
    if hits:
        return Answer(hits=hits, meant=spelling.meant(words, index, [str(it.initiative.id) for it in hits]))
    known = (word for it in initiatives for word in (it.name, *it.other_names, it.place.name))
    right = spelling.put_right(words, known)
    return Answer(hits=_hits(initiatives, right, index, today), meant=right) if right else Answer(hits=())


def pick(initiatives: Iterable[Initiative], asked: Filter) -> list[Initiative]:
    """Return the initiatives that hold every word and answer every other part of the question, in the order given."""
    words = text.fold(asked.words).split()
    return [it for it in initiatives if fits(it, asked) and all(word in _said(it) for word in words)]


def fits(it: Initiative, asked: Filter) -> bool:
    """Return whether an initiative answers everything of the question but its words."""
    return all(value in _values(it, field) for field in CHOICES if (value := getattr(asked, field)))


def counts(initiatives: Iterable[Initiative], asked: Filter, field: str) -> Counter[str]:
    """Return how many there are under each value of a field while the other choices hold; words count for nothing."""
    others = asked.without(field)
    found: Counter[str] = Counter()
    for it in initiatives:
        if fits(it, others):
            found.update(_values(it, field))
    return found


def _hits(initiatives: Iterable[Initiative], words: str, index: Index, today: date | None) -> tuple[Hit, ...]:
    folded, asked = text.fold(words).split(), understand(words, index)
    ranked = {peer.id: peer for peer in search(index, words, limit=_MOST_HITS, today=today)}
    least = _FAINT * max((peer.score for peer in ranked.values()), default=0.0)
    found = []
    for it in initiatives:
        hit = _held(it, folded)
        peer = ranked.get(str(it.id))
        if peer and (peer.score >= least or hit.fields):
            hit = _met(hit, peer, index.row(peer.id), asked, index)
        if hit.reasons or hit.fields or hit.topics:
            found.append(hit)
    return tuple(sorted(found, key=lambda hit: (not hit.named, -round(hit.score, 9), text.fold(hit.initiative.name))))


def _held(it: Initiative, words: list[str]) -> Hit:
    """Return the plain hit of an initiative: the fields that hold a word, where together they hold all of them."""
    texts = {field: _folded(said) for field, said in _texts(it).items()}
    names = f"{texts['name']} {texts['alias']}"
    if not all(any(word in said for said in texts.values()) for word in words):
        return Hit(initiative=it)
    fields = tuple(field for field, said in texts.items() if any(word in said for word in words))
    return Hit(initiative=it, named=all(word in names for word in words), fields=fields)


def _met(hit: Hit, peer: Peer, row: Row, asked: Question, index: Index) -> Hit:
    """Return the hit with what the matching knows of it."""
    reasons = tuple(it for it in peer.reasons if it.code not in _TOLD_BY_CARD)
    return replace(
        hit,
        score=peer.score,
        reasons=reasons,
        fields=tuple(dict.fromkeys((*hit.fields, *_holding(row, asked, index)))),
        topics=tuple(it for it in asked.topics if it in row.marks and row.marks[it].strength >= _SURE),
    )


def _holding(row: Row, asked: Question, index: Index) -> list[str]:
    """Return the kinds of text of a row in which a word of the question stands, in any form."""
    routes = (route for unit in asked.units for route in unit.routes)
    wanted = {index.number(feature) for route in routes for feature, share in route if share >= _SAME_WORD}
    return [piece.kind for piece in row.pieces if any(it is not None and piece.weight_of(it) for it in wanted)]


def _values(it: Initiative, field: str) -> tuple[str, ...]:
    categories = {"offer": it.offered, "need": it.needed}
    if field in categories:
        return tuple({offer.category for offer in categories[field] if offer.category})
    if field == "topic":
        return it.topics
    return ({"land": it.place.land, "level": it.level, "kind": it.kind, "status": it.status}[field],)


def _said(it: Initiative) -> str:
    return _folded(" ".join(_texts(it).values()))


@lru_cache(maxsize=8192)  # the same entries are asked again and again
def _folded(said: str) -> str:
    return text.fold(said)


def _texts(it: Initiative) -> dict[str, str]:
    return {
        "name": it.name,
        "alias": " ".join(it.other_names),
        "place": it.place.name,
        "goal": it.goals,
        "offer": " ".join(offer.text for offer in it.offered),
        "need": " ".join(need.text for need in it.needed),
        "legal_form": it.legal_form or "",
    }
