"""Why somebody is suggested: codes and facts, taken from nothing but the parts of the score and the texts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from config.vocabulary import vocabulary
from network.matching.analyse import read
from network.matching.area import bordering, common_district, distance, is_roof, neighbours
from network.matching.index import Index
from network.matching.parts import taste
from network.matching.profile import Profile
from network.matching.question import Question
from network.matching.rows import FULL, Row, Said
from network.matching.trade import Deal, Wanted, best_deal, deal, matter, needs_of
from network.matching.where import Where

MOST, NAMED = 3, 3  # reasons, and words that one of them names
GOOD_DEAL = 0.38  # an offer that answers a need this well may be named
SAME_MATTER = 0.55  # words, resources or topics that both must speak of
ALMOST = 0.5
NEXT_DOOR_KM, NEAR_KM = 25, 60  # so near that the distance says more than a common border; near at all
TELLING = 128  # weight (of 255) from which a word of a need is what the need is about
SAME_DEED = 0.3  # share of the words of a need that must stand in a measure: kinds of events are alike all too soon
ALIKE_TEXT = 0.25  # likeness of two texts from which their common words may be named
CHOSEN, UNSAID, METHOD = 1.5, 0.5, 0.5  # topics one ticked, of which the other says nothing, that say how one works
SECOND = 0.5  # what a second topic must tell in relation to the first
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
        yield from _done(index, needs, other)
    if parts.get("area", 0.0) > 0.0:
        yield from _area(me, other)
    yield from _matter(index, me, other, parts)


def _good(best: Deal) -> bool:
    """Return whether an offer answers a need well enough to say so: a common category alone is not enough."""
    return best.score >= GOOD_DEAL and matter(best) >= SAME_MATTER


def _same_shelf(best: Deal) -> bool:
    return best.need.ticked and best.offer.ticked and best.category == 1.0


def _done(index: Index, needs: tuple[Wanted, ...], other: Row) -> Iterator[Reason]:
    deals = (deal(need, it) for need in needs for it in other.of("measure"))
    best = max(deals, key=lambda it: it.score, default=None)
    if best and _good(best) and best.text >= SAME_DEED and _shows(index, best):
        yield Reason("done", {"need": best.need.text, "done": _title(best.offer)}, 0.5 + best.score)


def _shows(index: Index, best: Deal) -> bool:
    """Return whether what may be quoted of a deed says itself that it is what is sought."""
    sought = {name for name, weight in index.named(best.need) if weight >= TELLING}
    told = read(_title(best.offer))
    return any(
        "w:" + form in sought for word in told.words if not word.weak for form in (word.stem, *word.parts)
    ) or any(hit.key in sought for hit in told.hits if hit.strength >= ALMOST)


def _title(piece: Said) -> str:
    """Return what may be quoted: of a measure its first line."""
    return piece.text.partition("\n")[0]


def _matter(index: Index, me: Row, other: Row, parts: Mapping[str, float]) -> Iterator[Reason]:
    """Yield the topics both share, or failing that the words."""
    shared = tuple(_topics(index, me, other)) if parts.get("topics", 0.0) > 0.0 else ()
    if shared:
        yield from shared
    elif parts.get("text", 0.0) >= ALIKE_TEXT:
        yield from _words(index, me, other)


def _topics(index: Index, me: Row, other: Row) -> Iterator[Reason]:
    shared = sorted(
        (topic for topic in me.own if topic in other.own),
        key=lambda topic: (-_telling(index, me, other, topic), topic),
    )
    telling = [_telling(index, me, other, topic) for topic in shared[:2]]
    for topic, tells in zip(shared, telling, strict=False):
        if tells < SECOND * telling[0]:
            break
        mine, theirs = me.marks[topic], other.marks[topic]
        weight = 0.4 + 0.1 * tells
        if mine.confirmed and theirs.confirmed:
            yield Reason("topic", {"topic": topic}, weight + 0.2)
        elif mine.confirmed and theirs.certain and theirs.words:
            yield Reason("topic_yours", {"topic": topic, "words": _shortest_list(theirs.words)}, weight)
        elif mine.certain and theirs.certain and theirs.words:
            yield Reason("topic_said", {"topic": topic, "words": _shortest_list(theirs.words)}, weight)
        elif min(mine.strength, theirs.strength) >= ALMOST:
            yield Reason("topic_likely", {"topic": topic, "words": _shortest_list(theirs.words)}, weight - 0.2)


def _words(index: Index, me: Row, other: Row) -> Iterator[Reason]:
    """Yield the most telling words of the other that mean what one says oneself."""
    likes = taste(index, me)
    met = sorted(
        ((share * other.weight_of(number), number) for number, share in likes.terms), key=lambda it: (-it[0], it[1])
    )
    wanted = {number: 1.0 for value, number in met[:3] if value > 0.0}
    words = (word for piece in other.pieces for word in _surfaces(index, piece, wanted))
    told = _shortest_list(words)
    if told:
        yield Reason("alike", {"words": told}, 0.2)


def _shortest_list(words: Iterable[str]) -> tuple[str, ...]:
    """Return at most three words or phrases, none that stands in another one."""
    told = tuple(dict.fromkeys(words))
    inside = {one for one in told for other in told if one != other and one.casefold() in other.casefold()}
    return tuple(word for word in told if word not in inside)[:NAMED]


def _telling(index: Index, me: Row, other: Row, topic: str) -> float:
    """Return how much a shared topic explains: most where one chose it and the other tells of it in words."""
    mine, theirs = me.marks[topic], other.marks[topic]
    chosen = CHOSEN if mine.confirmed else 1.0
    said = 1.0 if theirs.confirmed or theirs.words else UNSAID
    return chosen * said * (METHOD if topic in _methods() else 1.0) * _common(index, me, other, topic)


@cache
def _methods() -> frozenset[str]:
    """Return the topics that say how an initiative works, not what it works on."""
    return frozenset(it.id for it in vocabulary().topics if it.group == "arbeitsweise")


def _common(index: Index, me: Row, other: Row, topic: str) -> float:
    return min(me.own[topic], other.own[topic]) * (1.0 + index.rarity("t:" + topic))


def _area(me: Row, other: Row) -> Iterator[Reason]:
    mine, theirs = me.profile, other.profile
    apart = distance(mine, theirs)
    if is_roof(mine, theirs):
        code = "roof" if theirs.level == "landesweit" else "under_roof"
        yield Reason(code, {"land": theirs.land}, 0.75)
    elif "landesweit" not in (mine.level, theirs.level) and (found := _local(mine, theirs, apart)):
        yield found
    elif mine.land == theirs.land:
        yield Reason("same_land", {"land": theirs.land}, 0.15)
    elif neighbours(mine.land, theirs.land):
        yield Reason("next_land", {"land": theirs.land, "own": mine.land}, 0.1)


def _local(mine: Profile, theirs: Profile, apart: float | None) -> Reason | None:
    """Return what two local or regional initiatives share: a district, a border of districts, or being near."""
    if set(mine.areas) & set(theirs.areas):
        common = _shared_area(mine, theirs)
        return Reason("same_district", {"district": common}, 0.95) if common else Reason("same_area", {}, 0.95)
    beside = bordering(mine.areas, theirs.areas)
    if beside and (apart is None or apart > NEXT_DOOR_KM):
        return Reason("next_district", {"district": beside[1].name, "own": beside[0].name}, 0.65)
    if apart is not None and apart <= NEAR_KM:
        return Reason("near", {"km": max(1, round(apart)), "place": theirs.place}, 0.9 - 0.5 * apart / NEAR_KM)
    return None


def _shared_area(mine: Profile, theirs: Profile) -> str:
    """Return what both call the area they share, the name of the one that lies within the other, or a district."""
    shared = set(mine.areas) & set(theirs.areas)
    narrow = min(mine, theirs, key=lambda it: len(set(it.areas)))
    if len(shared) > 1 and shared == set(narrow.areas) and narrow.place:
        return narrow.place.partition(" (")[0]
    common = common_district(mine.areas, theirs.areas)
    return common.name if common else ""


def _of_search(index: Index, asked: Question, row: Row, parts: Mapping[str, float]) -> Iterator[Reason]:
    if parts.get("name", 0.0) >= 0.75:
        yield Reason("name", {"name": row.profile.name}, 2.0)
    if parts.get("text", 0.0) > 0.0 or parts.get("topics", 0.0) > 0.0:
        yield from _told(index, asked, row)
    for topic, strength in sorted(asked.topics.items(), key=lambda it: (-it[1], it[0])):
        mark = row.marks.get(topic)
        if mark and mark.confirmed:
            yield Reason("works_on", {"topic": topic}, 0.5 * strength)
    if parts.get("area", 0.0) > 0.0:
        yield from (told for where in asked.places if (told := _placed(where, row.profile)))


def _placed(where: Where, profile: Profile) -> Reason | None:
    """Return what an initiative has to do with a place: it is there, in the same district, or in one that touches."""
    if where.holds(profile):
        return Reason("in_place", {"place": where.name, "own": profile.place}, 0.4)
    if profile.level == "landesweit":
        return None
    common = common_district(where.districts, profile.areas)
    if common:
        return Reason("in_district", {"district": common.name, "place": where.name, "own": profile.place}, 0.35)
    beside = bordering(where.districts, profile.areas)
    return Reason("next_district", {"district": beside[1].name, "own": beside[0].name}, 0.3) if beside else None


def _told(index: Index, asked: Question, row: Row) -> Iterator[Reason]:
    """Yield the piece of text that meets the question best, if any does."""
    weights = _wanted(index, asked)
    pieces = [piece for piece in row.pieces if piece.kind not in ("name", "alias")]
    scored = [(_meets(index, asked, piece, weights), number) for number, piece in enumerate(pieces)]
    best, number = max(scored, key=lambda it: (it[0], -it[1]), default=(0.0, 0))
    if best >= TOLD:
        piece = pieces[number]
        code = {"offer": "says_offer", "need": "says_need", "measure": "says_done"}.get(piece.kind, "says")
        yield Reason(code, {"text": _title(piece), "words": _surfaces(index, piece, weights)}, min(1.2, best))


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
