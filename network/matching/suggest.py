"""Proposals while somebody registers: topics, categories, and names that already exist."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.matching.analyse import likely, likely_categories, read
from network.matching.analysis import fold

LEAST_TOPIC = 0.3
LEAST_CATEGORY = 0.25
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Proposal:
    """An id of the vocabulary, how sure the analysis is (0 to 1), and the words of the text that speak for it."""

    id: str
    strength: float
    words: tuple[str, ...]


def suggest_topics(text: str, *, limit: int = 5) -> tuple[Proposal, ...]:
    """Return the topics a text speaks of, clearest first; none when it speaks of none."""
    return _proposals(text, "t:", LEAST_TOPIC)[:limit]


def suggest_category(text: str) -> Proposal | None:
    """Return the category of offers and needs that fits a text best, or None."""
    reading = read(text)
    best = next(iter(likely_categories(text, reading)), None)
    if best is None or best[1] < LEAST_CATEGORY:
        return None
    surfaces = (hit.surfaces for hit in reading.hits if hit.key[:2] in ("c:", "h:") and hit.key[2:] == best[0])
    return Proposal(best[0], best[1], tuple(dict.fromkeys(it for found in surfaces for it in found))[:4])


def similar_names(name: str, names: Iterable[tuple[str, str]], *, limit: int = 3) -> tuple[str, ...]:
    """Return the ids of (id, name) whose names look or read like `name`, most alike first ("Meinten Sie …?")."""
    wanted = _grams(name)
    scored = [
        (2 * len(wanted & grams) / (len(wanted) + len(grams)), id) for id, other in names if (grams := _grams(other))
    ]
    return tuple(id for score, id in sorted(scored, key=lambda it: (-it[0], it[1])) if score >= ALIKE)[:limit]


def _proposals(text: str, prefix: str, least: float) -> tuple[Proposal, ...]:
    hits = read(text).hits
    surfaces = {hit.key[2:]: hit.surfaces for hit in hits if hit.key.startswith(prefix)}
    return tuple(Proposal(id, strength, surfaces[id][:4]) for id, strength in likely(hits, prefix) if strength >= least)


def _grams(name: str) -> set[str]:
    plain = f" {' '.join(fold(name).replace('.', ' ').split())} ".replace(" e v ", " ")
    return {plain[at : at + 3] for at in range(len(plain) - 2)}
