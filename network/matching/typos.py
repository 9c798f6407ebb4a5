"""Finds the words of the index that a mistyped or unknown word of a question may mean."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from heapq import nsmallest

GRAM = 3
CANDIDATES = 40
RAREST = 6  # runs of letters that are looked up
SHORTEST = 5  # shorter words look like too many others
LONG_WORD = re.compile(rf"[a-z]{{{SHORTEST},}}")
TWO_SLIPS = 11  # letters from which two slips may be one
LEAST, MOST = 0.33, 8
REMEMBERED = 5000


class Lookalikes:
    """The words of the index as they are written (folded), by their runs of three letters."""

    def __init__(self) -> None:
        self._uses: Counter[str] = Counter()
        self._grams: dict[str, set[str]] = defaultdict(set)
        self._seen: dict[str, tuple[tuple[str, float], ...]] = {}

    def learn(self, words: Iterable[str]) -> None:
        """Count the words of an initiative that comes."""
        for word in words:
            self._uses[word] += 1
            if self._uses[word] == 1:
                self._seen.clear()
                for gram in _grams(word):
                    self._grams[gram].add(word)

    def forget(self, words: Iterable[str]) -> None:
        """Count off the words of an initiative that goes."""
        for word in words:
            self._uses[word] -= 1
            if not self._uses[word]:
                self._seen.clear()
                del self._uses[word]
                for gram in _grams(word):
                    self._grams[gram].discard(word)

    def like(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words most like a folded one with their likeness (0 to 1), best first; itself not among them."""
        if word not in self._seen:
            if len(self._seen) > REMEMBERED:
                self._seen.clear()
            self._seen[word] = tuple(self._find(word))
        return self._seen[word]

    def _find(self, word: str) -> Iterator[tuple[str, float]]:
        if len(word) < SHORTEST:
            return
        having = sorted((len(found), gram) for gram in set(_grams(word)) if (found := self._grams.get(gram)))[:RAREST]
        shared: Counter[str] = Counter()
        for _, gram in having:
            shared.update(self._grams[gram])
        least = 2 if len(having) > 3 else 1
        likely = ((-count, other) for other, count in shared.items() if count >= least and other != word)
        scored = sorted((-likeness(word, other), other) for _, other in nsmallest(CANDIDATES, likely))
        yield from ((other, round(-score, 3)) for score, other in scored[:MOST] if -score >= LEAST)


def likeness(word: str, other: str) -> float:
    """Return how likely `other` is what was meant by `word`: 0.9 for one slip, less for two, else by shared letters."""
    longest = max(len(word), len(other))
    allowed = 0 if longest < 4 else 1 if longest < TWO_SLIPS else 2
    if abs(len(word) - len(other)) <= allowed:
        slips = distance(word, other, most=allowed)
        if slips <= allowed:
            return 0.9 if slips == 1 else 0.75
    one, two = set(_grams(word)), set(_grams(other))
    dice = 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0
    return 0.6 * dice


def distance(word: str, other: str, *, most: int) -> int:
    """Return how many slips (letter too many, missing, wrong, two swapped) lie between words; `most` + 1 if more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(word, 1):
        earlier, before, row = before, row, [i]
        for j, other_char in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (char != other_char))
            if i > 1 and j > 1 and char == other[j - 2] and word[i - 2] == other_char:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return most + 1
    return row[-1]


def _grams(word: str) -> list[str]:
    padded = f"^{word}$"
    return [padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)]
