"""German text turned into stems: one spelling for umlauts, hyphens both ways, compounds taken apart.

Pure and the same for profiles and questions; a change of result must change `ANALYSIS_VERSION`, because stored rows
carry it.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import NamedTuple

import snowballstemmer

from config.places import atlas_version
from config.vocabulary import Lexicon, vocabulary

ANALYSIS_VERSION = "2"

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "’": "'"})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_INNER_BAR = re.compile(r"(?<=\w)\|(?=\w)")  # In|du|strie
_INNER_GENDER = re.compile(r"(?<=\w)[*:_](?=in(?:nen)?\b)")  # Mitarbeiter:innen
_CAMEL = re.compile(r"(?<=[a-zäöüß]{3})(?=[A-ZÄÖÜ][a-zäöüß]{2})")  # StrategieWerkstatt
_ELEMENT = r"(?:\d+[.,]\d+|[^\W_]+(?:'[^\W_]+)?)"
_TOKEN = re.compile(rf"{_ELEMENT}(?:[-‐‑–/&+@.|·]{_ELEMENT})*")
_ONE_ELEMENT = re.compile(_ELEMENT)
_JOINS = re.compile(r"[-‐‑@]")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+(?=[^\W\d_]|[„\"“])|\n+|(?<=[^\W\d_]{4}\.)\s+")
_FEMALE = re.compile(r"(?<=\w{3})(?:er|or|ent|ant|ist|eur|at|oge|wirt|arzt|aerzt)(innen|in)$")
# What the stemmer leaves of foreign and derived endings, longest first, and the letters that must remain.
_DERIVED = (
    *((it, 4) for it in ("isierung", "isation", "isiert", "isier", "isator", "isi")),
    *((it, 4) for it in ("fikation", "fiziert", "fizier", "fizi")),
    *((it, 5) for it in ("kation", "ziert", "zier", "zi")),
    *((it, 5) for it in ("ation", "ativ", "ator")),
    *((it, 4) for it in ("iert", "ierung", "ier")),
    ("itat", 4),
    ("igt", 5),
    ("ell", 5),
    ("er", 5),
    ("t", 6),
    ("i", 5),
)

_STEMMING = Lock()  # one at a time, also among threads: a stemmer keeps its place in the word in itself


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, its stem, the stems it is made of (modifiers first) and where it stands."""

    surface: str
    stem: str
    parts: tuple[str, ...] = ()
    at: int = 0  # position among the words that count
    weak: bool = False  # says little: a filler verb, a bare number
    before: tuple[str, ...] = ()  # the stop words just before it, as written


def version() -> str:
    """Return what stored analyses are marked with: rules, words of the vocabulary, places."""
    return f"{ANALYSIS_VERSION}.{vocabulary().version}.{atlas_version()}"


def plain(text: str) -> str:
    """Return `text` in composed Unicode without invisible characters and without bars inside words."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _INNER_GENDER.sub("", _INNER_BAR.sub("", text))


def fold(text: str) -> str:
    """Return small letters in which ä, ae and so on are the same, and accents of other languages are gone."""
    folded = plain(text).casefold().translate(_FOLD)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, trimmed, none empty."""
    return tuple(trimmed for it in _SENTENCE_END.split(plain(text)) if (trimmed := it.strip()))


def words(text: str) -> tuple[Word, ...]:
    """Return the words of `text` that count, in order; stop words are left out."""
    found: list[Word] = []
    before: tuple[str, ...] = ()
    for token in _TOKEN.findall(_CAMEL.sub("-", plain(text))):
        forms = _forms(token)
        for form in forms:
            found.append(Word(form.surface, form.stem, form.parts, len(found), form.weak, before))
        before = () if forms else (*before, token)
    return tuple(found)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of one folded word."""
    known = _folded_lexicon().stems.get(word)
    if known:
        return known
    base = _FEMALE.sub(lambda match: match.group()[: -len(match.group(1))], word)
    if not (base.isascii() and base.isalpha()):
        return base
    with _STEMMING:
        found = str(_stemmer().stemWord(base))
    return _family(found)


@lru_cache(maxsize=100_000)
def split(word: str) -> tuple[str, ...]:
    """Return the parts of a folded compound, or () for a word that is not known to be one."""
    return _Splitter.of_house().split(word)


def _family(found: str) -> str:
    """Return what a stem has in common with its relatives: digital, digitalisieren, Digitalisierung."""
    for ending, least in _DERIVED:
        if found.endswith(ending) and len(found) - len(ending) >= least:
            return found[: -len(ending)]
    return found


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("german")


class _Form(NamedTuple):
    surface: str
    stem: str
    parts: tuple[str, ...]
    weak: bool


@lru_cache(maxsize=100_000)
def _forms(token: str) -> tuple[_Form, ...]:
    elements = _ONE_ELEMENT.findall(token)
    short = _short(token)
    if len(elements) == 1 or short:
        return tuple(_form(token, short or fold(token)))
    if _JOINS.search(token):
        return tuple(_chain(token, elements))
    return tuple(form for it in elements for form in _forms(it))


def _form(surface: str, folded: str) -> Iterator[_Form]:
    lexicon = _folded_lexicon()
    if folded in lexicon.stop or (len(folded) < 2 and not folded.isdigit()):
        return
    weak = folded in lexicon.weak or folded.isdigit()
    yield _Form(surface, stem(folded), tuple(stem(part) for part in split(folded)), weak)


def _chain(token: str, elements: list[str]) -> Iterator[_Form]:
    """Yield a hyphenated word as one word with parts: Null-Emissions-Konzept, E-Auto."""
    folded = [fold(it) for it in elements]
    kept = [it for it in folded if it not in _folded_lexicon().stop and len(it) > 1]
    if kept:
        parts = (stem(part) for it in kept for part in (split(it) or (it,)))
        yield _Form(token, stem("".join(folded)), tuple(parts), False)


def _short(token: str) -> str | None:
    """Return the folded token when the whole of it, punctuation included, is a known abbreviation."""
    folded = fold(token)
    return folded if folded in _folded_lexicon().short else None


@dataclass(frozen=True, slots=True)
class _Folded:
    stop: frozenset[str]
    weak: frozenset[str]
    short: frozenset[str]
    stems: dict[str, str]


@cache
def _folded_lexicon() -> _Folded:
    lexicon = vocabulary().lexicon
    return _Folded(
        stop=frozenset(fold(it) for it in lexicon.stop),
        weak=frozenset(fold(it) for it in lexicon.weak),
        short=frozenset(fold(it) for it in lexicon.short),
        stems={fold(word): fold(root) for root, forms in lexicon.stems.items() for word in forms.split()},
    )


class _Splitter:
    """Takes compounds apart: fewest known parts first; one unknown part is allowed beside a known one."""

    LINKS = ("", "s", "es", "n", "en", "er", "e", "ens")
    ENDINGS = ("", "e", "en", "n", "s", "es", "innen", "in", "se", "sen")  # no "er": Fraunhofer, Dortmunder
    SHORTEST = 3
    OPEN = 4  # letters an unknown part needs

    def __init__(self, lexicon: Lexicon) -> None:
        self._whole = frozenset(fold(it) for it in lexicon.whole)
        self._parts = frozenset(fold(it) for it in lexicon.parts) | self._whole
        self._whole_stems = frozenset(stem(it) for it in self._whole | self._parts)

    @staticmethod
    @cache
    def of_house() -> "_Splitter":
        return _Splitter(vocabulary().lexicon)

    def split(self, word: str) -> tuple[str, ...]:
        if len(word) < 7 or not word.isalpha() or word in self._parts or stem(word) in self._whole_stems:
            return ()
        return self._closed(word) or self._half_open(word)

    def _closed(self, word: str) -> tuple[str, ...]:
        """Return the cut into known parts only, with the fewest parts, then the longest last part."""
        best: dict[int, tuple[str, ...]] = {0: ()}
        for start in range(len(word)):
            if start not in best:
                continue
            for end in range(start + self.SHORTEST, len(word) + 1):
                part = word[start:end]
                if part in self._parts:
                    for reached in self._reached(word, end):
                        longer = (*best[start], part)
                        if reached not in best or len(longer) < len(best[reached]):
                            best[reached] = longer
        found = best.get(len(word), ())
        return found if len(found) > 1 else ()

    def _reached(self, word: str, end: int) -> Iterator[int]:
        rest = word[end:]
        if rest in self.ENDINGS:
            yield len(word)
        for link in self.LINKS:
            if rest.startswith(link) and len(rest) - len(link) >= self.SHORTEST:
                yield end + len(link)

    def _half_open(self, word: str) -> tuple[str, ...]:
        tails = (word[at:] for at in range(self.OPEN, len(word) - self.OPEN + 1))
        tail = next((it for it in tails if self._known_tail(it)), None)
        if tail:
            first = _without_link(word[: -len(tail)])
            return (*(self.split(first) or (first,)), tail)
        heads = (word[:at] for at in range(len(word) - self.OPEN, self.OPEN, -1))
        head = next((it for it in heads if it in self._parts), None)
        if head is None:
            return ()
        rest = word[len(head) :]
        rest = rest[1:] if rest[:1] == "s" and len(rest) > self.OPEN else rest
        return (head, *(self.split(rest) or (rest,)))

    def _known_tail(self, tail: str) -> bool:
        if len(tail) < self.OPEN:
            return False
        bases = (tail[: len(tail) - len(it)] for it in self.ENDINGS if tail.endswith(it))
        return any(len(base) >= self.OPEN and base in self._parts for base in bases)


def _without_link(head: str) -> str:
    return head[:-1] if head.endswith("s") and len(head) > 5 else head
