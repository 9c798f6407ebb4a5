"""The three questions: who fits this text, who is like us, who has what we seek."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from heapq import nsmallest

from network.matching import lookup, parts, trade
from network.matching.analyse import need as analysed_need
from network.matching.analysis import fold
from network.matching.index import Index
from network.matching.question import Question, understand
from network.matching.reasons import FALLBACKS, Reason, no_reason, reasons_of_peer, reasons_of_search
from network.matching.rows import Row

SEARCH = {"text": 0.58, "topics": 0.3, "resources": 0.12}
SEARCH_AREA = 0.45  # share of the area where the question names a place
PEERS = {"topics": 0.35, "text": 0.35, "area": 0.2, "level": 0.04, "offers": 0.07, "needs": 0.05, "experience": 0.05}
TRADES = {"offers": 0.72, "text": 0.08, "needs": 0.06, "topics": 0.05, "area": 0.06, "level": 0.03}
CANDIDATES, LIKE = 80, 60  # rows by each way of finding them that are looked at in full
CLOSER = 15  # half of the rows whose texts, offers and needs are compared one by one
LEAST = 0.01  # below this nothing was found
MEANING = 0.15  # what a plugged-in model adds
FEW = 3.0  # times shown that are usual at least, so that in a young network one suggestion weighs little
SHOWN = 0.45  # how much being shown as often as usual costs
MIXED = 4, 15  # lists of this length hold at least one neighbour and one who was rarely shown
NEIGHBOUR = 0.2  # part "area" from which somebody counts as one
NEWCOMER = 0.5  # of the usual number of times shown: below it one counts as rarely shown
TRIED = 5  # how many are looked at to fill such a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the results are limited to; an empty set limits nothing. Offers and needs are categories."""

    laender: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    offers: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()

    def let(self, row: Row) -> bool:
        """Return whether an initiative passes."""
        profile = row.profile
        return (
            (not self.laender or profile.land in self.laender)
            and (not self.levels or profile.level in self.levels)
            and (not self.kinds or profile.kind in self.kinds)
            and (not self.statuses or profile.status in self.statuses)
            and (not self.topics or not self.topics.isdisjoint(row.marks))
            and (not self.offers or _has(row, "offer", self.offers))
            and (not self.needs or _has(row, "need", self.needs))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One suggestion: the parts of its score (0 to 1 each), at most three reasons, and whether it is a fallback."""

    id: str
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    fallback: bool = False


_Scored = tuple[float, Row, dict[str, float]]


@dataclass(frozen=True, slots=True)
class _Asker:
    index: Index
    me: Row
    needs: tuple[trade.Wanted, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    exclude: Collection[str]
    shown: Mapping[str, int] | None
    limit: int
    today: date | None
    neighbour: bool = False  # at least one suggestion should be near


def search(
    index: Index, text: str, *, filters: Filters | None = None, limit: int = 10, today: date | None = None
) -> tuple[Peer, ...]:
    """Return the initiatives that fit a question best; none when nothing of it is known here."""
    asked = understand(text, index)
    scored: list[_Scored] = []
    for row, found in _found(index, asked, filters):
        score = _search_score(asked, found) * parts.freshness(row.profile, today)
        if score > LEAST:
            scored.append((score, row, found))
    return tuple(
        Peer(
            id=row.id, score=round(score, 5), parts=_rounded(found), reasons=reasons_of_search(index, asked, row, found)
        )
        for score, row, found in _best(scored, limit)
    )


def peers(
    index: Index,
    id: str,
    *,
    exclude: Collection[str] = frozenset(),
    shown: Mapping[str, int] | None = None,
    limit: int = 5,
    today: date | None = None,
) -> tuple[Peer, ...]:
    """Return the initiatives most like one; never empty while there is another one that is not excluded.

    `shown` counts how often each was suggested before; those shown often step back a little.
    """
    me = index.row(id)
    needs, likes = trade.needs_of(index, me), parts.taste(index, me)
    resembling, giving = parts.resembling(index, likes), parts.givers(index, needs, limit=CLOSER)
    near = parts.around(index, me, limit=LIKE // 2)
    rows = _others(index, me, {*resembling.best(LIKE), *giving, *near}, exclude)
    worth = parts.rarities(index, (me, *rows))
    found = [(row, _alike(me, row, worth, resembling.of(row.slot))) for row in rows]
    scored = [(_peer_score(told), row, told) for row, told in found]
    for _, row, told in _best(scored, 2 * CLOSER + limit):
        told["text"] = parts.similar(likes, row)
        told["offers"] = trade.answer(index, needs, row)
        told["needs"] = trade.answer(index, trade.needs_of(index, row), me)
        told["experience"] = parts.experience(needs, row)
        told.update(_meaning(index, me, row))
    return _ranked(_Asker(index, me, needs), scored, _peer_score, _Wish(exclude, shown, limit, today, True))


def trades(
    index: Index,
    id: str,
    *,
    need: str | None = None,
    exclude: Collection[str] = frozenset(),
    shown: Mapping[str, int] | None = None,
    limit: int = 5,
    today: date | None = None,
) -> tuple[Peer, ...]:
    """Return those who offer what one seeks, better still those who also seek what it offers.

    With `need` only that one need counts: one of the profile by its text, or one that is told here for the first time.
    """
    me = index.row(id)
    needs, likes = _needs(index, me, need), parts.taste(index, me)
    rows = _others(index, me, parts.givers(index, needs, limit=CANDIDATES), exclude)
    worth = parts.rarities(index, (me, *rows))
    scored: list[_Scored] = []
    for row in rows:
        told = _alike(me, row, worth, 0.0)
        told["offers"] = trade.answer(index, needs, row)
        scored.append((_trade_score(told), row, told))
    for _, row, told in _best(scored, 2 * CLOSER + limit):
        told["text"] = parts.similar(likes, row)
        told["needs"] = trade.answer(index, trade.needs_of(index, row), me)
        told.update(_meaning(index, me, row))
    return _ranked(_Asker(index, me, needs), scored, _trade_score, _Wish(exclude, shown, limit, today))


def _needs(index: Index, me: Row, text: str | None) -> tuple[trade.Wanted, ...]:
    """Return the needs that count: all, or the one with this text, be it in the profile or not."""
    every = trade.needs_of(index, me)
    if text is None:
        return every
    known = tuple(it for it in every if fold(it.said.text) == fold(text))
    return known or (trade.wanted(index, index.foreign(analysed_need(text))),)


def _let(index: Index, filters: Filters) -> Callable[[int], bool]:
    return lambda slot: filters.let(index.at(slot))


def _meaning(index: Index, me: Row, other: Row) -> dict[str, float]:
    """Return how near two profiles are to the plugged-in model; nothing without one."""
    mine = index.vectors.at(me.slot) if index.vectors else None
    return {"meaning": index.vectors.nearness(mine, other.slot)} if index.vectors and mine else {}


def _has(row: Row, kind: str, wanted: frozenset[str]) -> bool:
    return any(it.categories and it.categories[0][0] in wanted for it in row.of(kind))


def _best(scored: Iterable[_Scored], limit: int) -> list[_Scored]:
    return nsmallest(limit, scored, key=lambda it: (-round(it[0], 9), it[1].id))


def _others(index: Index, me: Row, slots: Iterable[int], exclude: Collection[str]) -> list[Row]:
    rows = (index.at(slot) for slot in slots)
    return [row for row in rows if row is not me and row.id not in exclude]


def _found(index: Index, asked: Question, filters: Filters | None) -> Iterator[tuple[Row, dict[str, float]]]:
    """Yield everybody who may answer a question, with all parts of the score."""
    texts, names = lookup.text_scores(index, asked), lookup.name_scores(index, asked)
    topics = lookup.topic_scores(index, asked.topics)
    if filters:
        texts, topics = texts.only(_let(index, filters)), topics.only(_let(index, filters))
    quotes = lookup.quote_scores(index, asked, texts)
    candidates = {*names, *texts.best(CANDIDATES), *topics.best(CANDIDATES)}
    for where in asked.places:
        candidates |= lookup.around(index, where, limit=CANDIDATES // 2)
    meant = index.vectors.of(asked.text) if index.vectors else None
    for slot in candidates:
        row = index.at(slot)
        if filters and not filters.let(row):
            continue
        found = _search_parts(index, asked, row, texts.of(slot))
        found |= {"name": names.get(slot, 0.0), "quote": quotes.get(slot, 0.0)}
        if index.vectors and meant:
            found["meaning"] = index.vectors.nearness(meant, slot)
        yield row, found


def _search_parts(index: Index, asked: Question, row: Row, text: float) -> dict[str, float]:
    found = {
        "text": text,
        "topics": lookup.topics_asked(asked.topics, row),
        "resources": lookup.resources_asked(index, asked.resources, row),
    }
    if asked.places:
        found["area"] = max(where.nearness(row.profile) for where in asked.places)
    return found


def _search_score(asked: Question, found: Mapping[str, float]) -> float:
    content, whole = SEARCH["text"] * found["text"], SEARCH["text"]
    if asked.topics:
        content, whole = content + SEARCH["topics"] * found["topics"], whole + SEARCH["topics"]
    if asked.resources:
        content, whole = content + SEARCH["resources"] * found["resources"], whole + SEARCH["resources"]
    content /= whole
    content += MEANING * found.get("meaning", 0.0)
    if asked.places:
        content = (1 - SEARCH_AREA) * content + SEARCH_AREA * found["area"]
    exact = max(found["name"], found["quote"])
    return max(content, exact) + 0.2 * min(content, exact)


def _alike(me: Row, other: Row, worth: Mapping[str, float], text: float) -> dict[str, float]:
    return {
        "topics": parts.common_topics(me, other, worth),
        "text": text,
        "area": parts.area(me, other),
        "level": parts.level(me, other),
    }


def _peer_score(found: Mapping[str, float]) -> float:
    return _sum(PEERS, found) + MEANING * found.get("meaning", 0.0)


def _trade_score(found: Mapping[str, float]) -> float:
    return _sum(TRADES, found) + MEANING * found.get("meaning", 0.0)


def _sum(weights: Mapping[str, float], found: Mapping[str, float]) -> float:
    total = 0.0
    for part, weight in weights.items():
        if part in found:
            total += weight * found[part]
    return total


def _ranked(
    asker: _Asker, scored: Iterable[_Scored], score_of: Callable[[Mapping[str, float]], float], wish: _Wish
) -> tuple[Peer, ...]:
    """Return the best as suggestions, the fallbacks last."""
    usual = max(FEW, sum(wish.shown.values()) / max(1, len(asker.index))) if wish.shown else FEW
    final: list[_Scored] = []
    for _, row, found in scored:
        score = score_of(found) * parts.freshness(row.profile, wish.today)
        if wish.shown:
            score /= 1.0 + SHOWN * wish.shown.get(row.id, 0) / usual
        final.append((score, row, found))
    best = [_peer(asker, it) for it in _best(final, wish.limit)]
    if MIXED[0] <= wish.limit <= MIXED[1]:
        if wish.neighbour:
            best = _with_one(asker, best, final, lambda row, found: found["area"] >= NEIGHBOUR, place=-2)
        if wish.shown:
            few, shown = NEWCOMER * usual, wish.shown
            best = _with_one(asker, best, final, lambda row, found: shown.get(row.id, 0) < few, place=-1)
        best.sort(key=lambda it: (-it.score, it.id))
    taken = {asker.me.id, *(it.id for it in best), *wish.exclude}
    return tuple(best + _fallbacks(asker, taken, wish.limit - len(best)))


def _peer(asker: _Asker, scored: _Scored) -> Peer:
    score, row, found = scored
    reasons = reasons_of_peer(asker.index, asker.me, asker.needs, row, found)
    return Peer(
        id=row.id, score=round(score, 5), parts=_rounded(found), reasons=reasons, fallback=reasons[0].code in FALLBACKS
    )


def _rounded(found: Mapping[str, float]) -> dict[str, float]:
    """Return parts as they are shown; the order in which the index was filled leaves traces far behind the point."""
    return {part: round(value, 5) for part, value in found.items()}


def _with_one(
    asker: _Asker,
    best: list[Peer],
    final: list[_Scored],
    fits: Callable[[Row, Mapping[str, float]], bool],
    *,
    place: int,
) -> list[Peer]:
    """Return the suggestions with at least one that fits; where none did, the best of those stands at `place`."""
    if any(fits(asker.index.row(peer.id), peer.parts) for peer in best):
        return best
    for scored in _best((it for it in final if fits(it[1], it[2])), TRIED):
        peer = _peer(asker, scored)
        if not peer.fallback:
            mixed = list(best)
            mixed[place] = peer
            return mixed
    return best


def _fallbacks(asker: _Asker, taken: Collection[str], limit: int) -> list[Peer]:
    """Return initiatives of the same level and type where nothing else is known, marked as such."""
    if limit <= 0:
        return []
    me = asker.me
    rest = (row for row in asker.index if row.id not in taken)
    alike = nsmallest(limit, rest, key=lambda row: (-parts.level(me, row), row.id))
    return [
        Peer(
            id=row.id,
            score=0.0,
            parts={"level": parts.level(me, row)},
            reasons=(no_reason(me, row),),
            fallback=True,
        )
        for row in alike
    ]
