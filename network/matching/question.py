"""A question in free text, made ready for the index: what to look for, and by which ways a word may be met."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from network.matching.analyse import PART, WEAK, read
from network.matching.analysis import Word, fold, stem, words
from network.matching.concepts import Finder, Hit, either
from network.matching.index import Index
from network.matching.where import Where, find_places

GROUP = 0.9  # a word met by a synonym
PHRASE = 1.5  # how much a phrase counts beside a word, and what is left of the words it is made of
EXPLAINED = 0.5
CORRECTED, ONE_SLIP = 0.75, 0.9  # likeness from which an unknown word is taken for a slip
SLIPPED = 0.9  # weight of a word that had to be corrected
LEAST_CORRECTED = 5  # letters
SIMILAR = 0.5  # weight of words that merely look alike
LEAST = 0.3  # of a topic or resource
SHADE = 0.45  # of the clearest topic: what is fainter than this is left out

Route = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One word or phrase of the question and the routes by which it can be met.

    A route is features with weights that add up; of several routes the best counts.
    """

    surface: str
    routes: tuple[Route, ...]
    weight: float
    meant: str | None = None  # the word it was taken for (folded), when it seems mistyped


@dataclass(frozen=True, slots=True)
class Question:
    """Everything understood from a text: words, topics and resources with their strength, places."""

    text: str
    units: tuple[Unit, ...]
    topics: dict[str, float]
    resources: dict[str, float]
    places: tuple[Where, ...]
    folded: str


def understand(text: str, index: Index) -> Question:
    """Return what `text` asks for; words the index does not know are read as what they most likely mean."""
    asked = words(text)
    hits = list(read(text).hits)
    phrases = [hit for hit in hits if hit.key.startswith("g:") and " " in hit.surfaces[0]]
    explained = {surface for hit in phrases for surface in hit.surfaces[0].split()}
    units = [_phrase(hit) for hit in phrases]
    for word in asked:
        meant = _corrected(word, index)
        if meant:
            hits += Finder.of_house().find((meant,))
        units.append(_unit(word, meant, index, EXPLAINED if word.surface in explained else 1.0))
    return Question(
        text=text,
        units=tuple(units),
        topics=_concepts(hits, "t:"),
        resources=_concepts(hits, "r:"),
        places=find_places(text),
        folded=fold(text),
    )


def _phrase(hit: Hit) -> Unit:
    return Unit(hit.surfaces[0], (((hit.key, GROUP * hit.strength),),), PHRASE)


def _unit(word: Word, meant: Word | None, index: Index, weight: float) -> Unit:
    routes = list(_routes(meant, factor=SLIPPED) if meant else _routes(word, factor=1.0))
    if not (word.weak or index.count("w:" + word.stem) or Finder.of_house().knows(word)):
        routes += _similar(word, index, least=CORRECTED if meant else 0.0)
    weight *= WEAK if word.weak else 1.0
    return Unit(word.surface, tuple(routes), weight, meant.surface if meant else None)


def _similar(word: Word, index: Index, *, least: float) -> Iterator[Route]:
    """Yield the words of the index that look like one that nobody says, slips and compounds alike."""
    written = fold(word.surface)
    for other, likeness in index.lookalikes.like(written):
        slip = likeness >= CORRECTED and len(written) >= LEAST_CORRECTED
        if likeness >= least:
            yield (("w:" + stem(other), likeness * (1.0 if slip else SIMILAR)),)


def _routes(word: Word, *, factor: float) -> Iterator[Route]:
    yield (("w:" + word.stem, factor),)
    if word.parts:
        share = factor * 2 * PART / max(2, len(word.parts))
        yield tuple(("w:" + part, share) for part in dict.fromkeys(word.parts))
    for hit in Finder.of_house().find((word,)):
        if hit.key.startswith("g:"):
            yield ((hit.key, factor * GROUP * hit.strength),)


def _corrected(word: Word, index: Index) -> Word | None:
    """Return the word of the index that was meant, if this one is nobody's and one slip or two away from it."""
    if word.weak or index.count("w:" + word.stem) or Finder.of_house().knows(word):
        return None
    written = fold(word.surface)
    best = index.lookalikes.like(written)[:1]
    if not best or len(written) < LEAST_CORRECTED:
        return None
    other, likeness = best[0]
    understood = bool(Finder.of_house().find((word,)))  # a compound of known parts; only one slip makes it another word
    if likeness < (ONE_SLIP if understood else CORRECTED):
        return None
    return replace(next(iter(words(other)), word), at=word.at)


def _concepts(hits: list[Hit], prefix: str) -> dict[str, float]:
    found: dict[str, list[float]] = {}
    for hit in hits:
        if hit.key.startswith(prefix):
            found.setdefault(hit.key[2:], []).append(hit.strength)
    strengths = {concept: either(strengths) for concept, strengths in found.items()}
    least = max(LEAST, SHADE * max(strengths.values(), default=0.0))
    return {concept: strength for concept, strength in strengths.items() if strength >= least}
