"""Why somebody is suggested: codes and facts, taken from nothing but the parts of the score and the texts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from network.matching.analyse import read
from network.matching.area import distance, is_roof, neighbours
from network.matching.index import Index
from network.matching.question import Question
from network.matching.rows import FULL, Row, Said
from network.matching.trade import Deal, Wanted, best_deal, deal, matter, needs_of

MOST = 3
GOOD_DEAL = 0.38  # an offer that answers a need this well may be named
SAME_MATTER = 0.55  # words, resources or topics that both must speak of
ALMOST = 0.5
NEAR_KM = 60
TOLD = 0.3  # a piece of text that meets this much of a question may be quoted
FALLBACKS = frozenset({"same_kind", "same_level", "same_type", "nothing"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its code (a macro of templates/chat/reasons.jinja) and the facts it names."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    weight: float = 0.0  # only for the order


def reasons_of_peer(
    index: Index, me: Row, needs: tuple[Wanted, ...], other: Row, parts: Mapping[str, float]
) -> tuple[Reason, ...]:
    """Return at most three reasons, strongest first; the label of the fallback when there is none."""
    found = sorted(_of_peer(index, me, needs, other, parts), key=lambda it: (-it.weight, it.code))
    return tuple(found[:MOST]) or (no_reason(me, other),)


def reasons_of_search(index: Index, asked: Question, row: Row, parts: Mapping[str, float]) -> tuple[Reason, ...]:
    """Return at most three reasons why a row answers a question."""
    found = sorted(_of_search(index, asked, row, parts), key=lambda it: (-it.weight, it.code))
    return tuple(found[:MOST])


def no_reason(me: Row, other: Row) -> Reason:
    """Return the label of a fallback: same level and type, or as much of it as is true."""
    mine, theirs = me.profile, other.profile
    same = (mine.level == theirs.level, mine.kind == theirs.kind)
    code = {(True, True): "same_kind", (True, False): "same_level", (False, True): "same_type"}.get(same, "nothing")
    return Reason(code, {"level": theirs.level, "kind": theirs.kind})


def _of_peer(
    index: Index, me: Row, needs: tuple[Wanted, ...], other: Row, parts: Mapping[str, float]
) -> Iterator[Reason]:
    if parts.get("offers", 0.0) > 0.0:
        best = best_deal(needs, other)
        if best and _good(best):
            yield Reason("offers", {"need": best.need.text, "offer": best.offer.text}, 0.6 + best.score)
        elif best and _same_shelf(best):
            yield Reason("category", {"category": best.need.categories[0][0], "offer": best.offer.text}, 0.5)
    if parts.get("needs", 0.0) > 0.0:
        best = best_deal(needs_of(index, other), me)
        if best and _good(best):
            yield Reason("seeks", {"need": best.need.text, "offer": best.offer.text}, 0.4 + best.score)
    if parts.get("experience", 0.0) >= GOOD_DEAL:
        yield from _done(needs, other)
    if parts.get("area", 0.0) > 0.0:
        yield from _area(me, other)
    if parts.get("topics", 0.0) > 0.0:
        yield from _topics(index, me, other)


def _good(best: Deal) -> bool:
    """Return whether an offer answers a need well enough to say so: a common category alone is not enough."""
    return best.score >= GOOD_DEAL and matter(best) >= SAME_MATTER


def _same_shelf(best: Deal) -> bool:
    return best.need.ticked and best.offer.ticked and best.category == 1.0


def _done(needs: tuple[Wanted, ...], other: Row) -> Iterator[Reason]:
    deals = (deal(need, it) for need in needs for it in other.of("measure"))
    best = max(deals, key=lambda it: it.score, default=None)
    if best and _good(best):
        yield Reason("done", {"need": best.need.text, "done": best.offer.text}, 0.5 + best.score)


def _topics(index: Index, me: Row, other: Row) -> Iterator[Reason]:
    shared = sorted(
        (topic for topic in me.own if topic in other.own),
        key=lambda topic: (-_common(index, me, other, topic), topic),
    )
    for topic in shared[:2]:
        mine, theirs = me.marks[topic], other.marks[topic]
        weight = 0.4 + 0.1 * _common(index, me, other, topic)
        if mine.confirmed and theirs.confirmed:
            yield Reason("topic", {"topic": topic}, weight + 0.2)
        elif mine.certain and theirs.certain and theirs.words:
            yield Reason("topic_said", {"topic": topic, "words": theirs.words[:3]}, weight)
        elif min(mine.strength, theirs.strength) >= ALMOST:
            yield Reason("topic_likely", {"topic": topic, "words": theirs.words[:3]}, weight - 0.2)


def _common(index: Index, me: Row, other: Row, topic: str) -> float:
    return min(me.own[topic], other.own[topic]) * (1.0 + index.rarity("t:" + topic))


def _area(me: Row, other: Row) -> Iterator[Reason]:
    mine, theirs = me.profile, other.profile
    apart = distance(mine, theirs)
    if is_roof(mine, theirs):
        code = "roof" if theirs.level == "landesweit" else "under_roof"
        yield Reason(code, {"land": theirs.land}, 0.75)
    elif set(mine.areas) & set(theirs.areas):
        yield Reason("same_area", {}, 0.95)
    elif "landesweit" not in (mine.level, theirs.level) and apart is not None and apart <= NEAR_KM:
        yield Reason("near", {"km": max(1, round(apart)), "place": theirs.place}, 0.9 - 0.5 * apart / NEAR_KM)
    elif mine.land == theirs.land:
        yield Reason("same_land", {"land": theirs.land}, 0.3)
    elif neighbours(mine.land, theirs.land):
        yield Reason("next_land", {"land": theirs.land, "own": mine.land}, 0.35)


def _of_search(index: Index, asked: Question, row: Row, parts: Mapping[str, float]) -> Iterator[Reason]:
    if parts.get("name", 0.0) >= 0.75:
        yield Reason("name", {"name": row.profile.name}, 2.0)
    if parts.get("text", 0.0) > 0.0 or parts.get("topics", 0.0) > 0.0:
        yield from _told(index, asked, row)
    for topic, strength in sorted(asked.topics.items(), key=lambda it: (-it[1], it[0])):
        mark = row.marks.get(topic)
        if mark and mark.confirmed:
            yield Reason("works_on", {"topic": topic}, 0.5 * strength)
    for where in asked.places:
        if parts.get("area", 0.0) > 0.0 and where.nearness(row.profile) >= 0.3:
            yield Reason("in_place", {"place": where.name, "own": row.profile.place}, 0.4)


def _told(index: Index, asked: Question, row: Row) -> Iterator[Reason]:
    """Yield the piece of text that meets the question best, if any does."""
    weights = _wanted(index, asked)
    pieces = [piece for piece in row.pieces if piece.kind not in ("name", "alias")]
    scored = [(_meets(index, asked, piece, weights), number) for number, piece in enumerate(pieces)]
    best, number = max(scored, key=lambda it: (it[0], -it[1]), default=(0.0, 0))
    if best >= TOLD:
        piece = pieces[number]
        code = {"offer": "says_offer", "need": "says_need", "measure": "says_done"}.get(piece.kind, "says")
        yield Reason(code, {"text": piece.text, "words": _surfaces(index, piece, weights)}, min(1.2, best))


def _wanted(index: Index, asked: Question) -> dict[int, float]:
    wanted: dict[int, float] = {}
    for unit in asked.units:
        for route in unit.routes:
            for feature, share in route:
                number = index.number(feature)
                if number is not None and unit.weight >= 0.5:
                    wanted[number] = max(share, wanted.get(number, 0.0))
    return wanted


def _meets(index: Index, asked: Question, piece: Said, weights: Mapping[int, float]) -> float:
    words = sum(
        weights[number] * min(1.0, weight / FULL)
        for number, weight in zip(piece.features, piece.weights, strict=True)
        if number in weights
    )
    topics = max((0.6 * asked.topics.get(topic, 0.0) * sure for topic, sure in piece.topics), default=0.0)
    return words + topics


def _surfaces(index: Index, piece: Said, weights: Mapping[int, float]) -> tuple[str, ...]:
    reading = read(piece.text)
    found = [
        word.surface
        for word in reading.words
        if not word.weak and any(index.number("w:" + form) in weights for form in (word.stem, *word.parts))
    ]
    for hit in reading.hits:
        if index.number(hit.key) in weights:
            found += hit.surfaces[:1]
    return tuple(dict.fromkeys(found))[:4]
