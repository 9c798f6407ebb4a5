"""How well what one initiative offers answers what another seeks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from config.vocabulary import Concept, vocabulary
from network.matching.index import Index
from network.matching.lookup import carries
from network.matching.rows import FULL, Row, Said

TICKED = {"category": 0.6, "resource": 0.1, "topic": 0.15, "text": 0.15}  # both categories confirmed by people
GUESSED = {"category": 0.25, "resource": 0.2, "topic": 0.25, "text": 0.3}
OFFER, CARRIES, MENTIONS = 0.6, 0.22, 0.18  # what answers a need: an offer, the whole profile, its words

Pairs = Iterable[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need with what each of its features is worth, rare ones more."""

    said: Said
    values: tuple[tuple[int, int, float], ...]  # number, weight, worth
    whole: float


@dataclass(frozen=True, slots=True)
class Deal:
    """An offer (or measure) beside a need, and how well it answers it by its parts (0 to 1)."""

    need: Said
    offer: Said
    score: float
    category: float
    text: float


def wanted(index: Index, need: Said) -> Wanted:
    """Return a need made ready for comparing it with many offers."""
    values = []
    whole = 0.0
    for number, weight in zip(need.features, need.weights, strict=True):
        worth = weight * index.rarity_of(number)
        whole += worth
        values.append((number, weight, worth))
    return Wanted(need, tuple(values), whole)


def needs_of(index: Index, row: Row) -> tuple[Wanted, ...]:
    """Return all needs of an initiative, made ready."""
    return tuple(wanted(index, need) for need in row.of("need"))


def answer(index: Index, needs: Iterable[Wanted], giver: Row) -> float:
    """Return how well `giver` answers the best answered of these needs, by one offer and by all it says."""
    return max((_answer(index, need, giver) for need in needs), default=0.0)


def best_deal(needs: Iterable[Wanted], giver: Row) -> Deal | None:
    """Return the best pair of a need and an offer of `giver`, or None."""
    deals = (deal(need, offer) for need in needs for offer in giver.of("offer"))
    return max(deals, key=lambda it: it.score, default=None)


def deal(need: Wanted, offer: Said) -> Deal:
    """Return how well one offer (or measure) answers one need."""
    category = likeness(need.said.categories, offer.categories, _categories())
    text = mentioned(need, offer)
    resource = likeness(need.said.resources, offer.resources, _resources())
    topic = likeness(need.said.topics, offer.topics, _topics())
    weights = TICKED if need.said.ticked and offer.ticked else GUESSED
    score = weights["category"] * category + weights["text"] * text
    score += weights["resource"] * resource + weights["topic"] * topic
    return Deal(need.said, offer, min(1.0, score), category, text)


def matter(found: Deal) -> float:
    """Return how surely need and offer are about the same matter, not merely the same kind of thing."""
    generic = _generic()

    def specific(pairs: Pairs) -> Pairs:
        return tuple(it for it in pairs if it[0] not in generic)

    need, offer = found.need, found.offer
    resource = likeness(specific(need.resources), specific(offer.resources), _resources())
    topic = likeness(specific(need.topics), specific(offer.topics), _topics())
    return max(2 * found.text, resource, topic)


def likeness(one: Pairs, other: Pairs, related: Mapping[tuple[str, str], float]) -> float:
    """Return how surely two texts share a concept, related ones counting by their nearness."""
    best = 0.0
    for wanted_, sure in one:
        for given, also_sure in other:
            nearness = 1.0 if wanted_ == given else related.get((wanted_, given), 0.0)
            best = max(best, nearness * sure * also_sure)
    return best


def mentioned(need: Wanted, told: Said | Row) -> float:
    """Return how much of what a need asks for stands in a text, rare words counting more."""
    if not need.whole:
        return 0.0
    full = FULL if isinstance(told, Row) else 0
    met = 0.0
    for number, weight, worth in need.values:
        found = told.weight_of(number)
        if found:
            met += worth * min(1.0, found / (full or weight))
    return met / need.whole


def _answer(index: Index, need: Wanted, giver: Row) -> float:
    best = max((deal(need, offer).score for offer in giver.of("offer")), default=0.0)
    return OFFER * best + CARRIES * _carried(index, need.said, giver) + MENTIONS * mentioned(need, giver)


def _carried(index: Index, need: Said, giver: Row) -> float:
    """Return how surely a whole profile is about what a need is about."""
    topics = max((sure * carries(giver, topic) for topic, sure in need.topics), default=0.0)
    resources = max((sure * index.weight(giver, "r:" + it) for it, sure in need.resources), default=0.0)
    return max(topics, resources)


@cache
def _generic() -> frozenset[str]:
    told = vocabulary()
    return frozenset(it.id for it in (*told.resources, *told.topics) if it.generic)


@cache
def _categories() -> dict[tuple[str, str], float]:
    return _nearness(vocabulary().categories)


@cache
def _resources() -> dict[tuple[str, str], float]:
    return _nearness(vocabulary().resources)


@cache
def _topics() -> dict[tuple[str, str], float]:
    return _nearness(vocabulary().topics)


def _nearness(concepts: tuple[Concept, ...]) -> dict[tuple[str, str], float]:
    return {(it.id, other): nearness for it in concepts for other, nearness in it.related.items()}
