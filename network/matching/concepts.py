"""Finds what a text is about: groups of synonyms, and from them topics, resources and categories with evidence."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from config.vocabulary import Concept, Vocabulary, vocabulary
from network.matching.analysis import Word, fold, words

HINT = 0.45  # a weak term
SAYS_LITTLE = 0.5  # a term that is an everyday word: Standort, Betrieb
LEXICAL = 0.5  # what a part still says where the whole word is known: Gründung in Vereinsgründung
HEAD, MODIFIER = 0.75, 0.6  # a term found as the last or another part of a compound
BY_WORDS, BY_NEAR = 0.8, 0.3  # a topic by its word groups
SURE = 0.95  # the most one sign can say
GAP = 1  # words that may stand between two words of a phrase
CLOSE = 4  # words apart up to which scattered words are quoted as one piece of the sentence


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found, how clearly (0 to 1), and the words that show it."""

    key: str  # "g:" group of synonyms, "t:" topic, "r:" resource, "c:" category
    strength: float
    surfaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """How one term of the vocabulary is recognised."""

    key: str
    strength: float
    stems: tuple[str, ...]  # one: a word; more: a phrase
    near: bool = False  # the stems may stand anywhere in the sentence
    alone: bool = False  # not as a part of a compound
    before: tuple[str, ...] = ()  # stop words the first word must follow: "ohne" in "ohne Auto"


class _Sign(NamedTuple):
    """One sign of a concept, by the term or the group it came from."""

    strength: float
    surfaces: tuple[str, ...]


_Evidence = dict[str, dict[str, _Sign]]


class Finder:
    """The vocabulary compiled for looking things up in sentences."""

    def __init__(self, told: Vocabulary) -> None:
        self._single: dict[str, list[_Term]] = defaultdict(list)
        self._phrases: dict[str, list[_Term]] = defaultdict(list)
        self._above: dict[str, list[tuple[str, float]]] = defaultdict(list)  # group key to concepts above
        for prefix, concepts in (
            ("g:", told.words),
            ("t:", told.topics),
            ("r:", told.resources),
            ("c:", told.categories),
        ):
            for concept in concepts:
                self._learn(prefix, concept)
        for category in told.categories:
            for term in category.heads:  # "h:" counts at the beginning only, "p:" anywhere
                self._learn_term(("p:" if " + " in term else "h:") + category.id, term, 1.0)
        for resource in told.resources:
            if resource.category:
                self._above["r:" + resource.id].append(("c:" + resource.category, 0.7))

    @staticmethod
    @cache
    def of_house() -> "Finder":
        """Return the finder for the vocabulary of this house."""
        return Finder(vocabulary())

    def knows(self, word: Word) -> bool:
        """Return whether the whole of a word, not only a part of it, is a term of the vocabulary."""
        return word.stem in self._single or "+".join(word.parts) in self._single

    def find(self, sentence: tuple[Word, ...]) -> tuple[Hit, ...]:
        """Return everything found in one sentence, each concept once."""
        evidence: _Evidence = defaultdict(dict)
        for word in sentence:
            self._singles(word, evidence)
        present = {form for word in sentence for form in (word.stem, *word.parts)}
        for word in sentence:
            self._sequences(word, sentence, present, evidence)
        for prefix in ("g:", "r:"):
            self._conclude(prefix, evidence)
        return tuple(_hit(key, signs) for key, signs in evidence.items())

    def _learn(self, prefix: str, concept: Concept) -> None:
        key = prefix + concept.id
        for term, strength in [(it, 1.0) for it in concept.terms] + [(it, HINT) for it in concept.hints]:
            self._learn_term(key, term, strength)
        for group in concept.words:
            self._above["g:" + group].append((key, BY_WORDS))
        for group in concept.near:
            self._above["g:" + group].append((key, BY_NEAR))

    def _learn_term(self, key: str, term: str, strength: float) -> None:
        alone, near = term.endswith("!"), " + " in term
        spoken = words(term.rstrip("!").replace(" + ", " "))
        stems = tuple(it.stem for it in spoken)
        if not stems:
            return
        learned = _Term(key, strength, stems, near, alone, tuple(fold(it) for it in spoken[0].before))
        if len(stems) == 1:
            self._single[stems[0]].append(learned)
            parts = spoken[0].parts
            if len(parts) > 1 and not spoken[0].before:
                self._single["+".join(parts)].append(_Term(key, strength, stems, alone=True))
        else:
            self._phrases[stems[0]].append(learned)
            if near:
                for first in stems[1:]:
                    self._phrases[first].append(
                        _Term(key, strength, (first, *(it for it in stems if it != first)), True)
                    )

    def _singles(self, word: Word, evidence: _Evidence) -> None:
        known = self._wholes(word, evidence)
        if len(word.parts) < 2:
            return
        for number, part in enumerate(word.parts, 1):
            factor = (HEAD if number == len(word.parts) else MODIFIER) * (LEXICAL if known else 1.0)
            for term in self._single.get(part, ()):
                if not term.alone and not term.before:
                    _note(evidence, term.key, word.surface, term.strength * factor)

    def _wholes(self, word: Word, evidence: _Evidence) -> bool:
        """Note what the whole word stands for and return whether it is known as such."""
        says, known = SAYS_LITTLE if word.weak else 1.0, False
        for term in self._single.get(word.stem, ()):
            if not term.before:
                _note(evidence, term.key, word.surface, term.strength * says)
                known = True
            elif set(term.before) <= {fold(it) for it in word.before}:
                _note(evidence, term.key, " ".join((*word.before, word.surface)), term.strength)
        for term in self._single.get("+".join(word.parts), ()) if len(word.parts) > 1 else ():
            _note(evidence, term.key, word.surface, term.strength)
            known = True
        return known

    def _sequences(self, word: Word, sentence: tuple[Word, ...], present: set[str], evidence: _Evidence) -> None:
        for stem in (word.stem, *word.parts):
            for term in self._phrases.get(stem, ()):
                if not present.issuperset(term.stems):
                    continue
                surface = _together(term, sentence) if term.near else _in_order(term, word, sentence)
                if surface:
                    factor = 1.0 if stem == word.stem else HEAD
                    _note(evidence, term.key, surface, term.strength * factor)

    def _conclude(self, prefix: str, evidence: _Evidence) -> None:
        """Add what follows from groups or resources: one sign each, however often they were met."""
        for key in [it for it in evidence if it.startswith(prefix)]:
            below = _hit(key, evidence[key])
            for above, factor in self._above.get(key, ()):
                evidence[above][key] = _Sign(below.strength * factor, below.surfaces)


def either(strengths: Iterable[float]) -> float:
    """Return how sure one may be when any of independent signs may be true."""
    doubt = 1.0
    for strength in strengths:
        doubt *= 1.0 - (strength if strength < SURE else SURE)
    return round(1.0 - doubt, 4)


def _note(evidence: _Evidence, key: str, surface: str, strength: float) -> None:
    had = evidence[key].get(surface)
    if had is None or had.strength < strength:
        evidence[key][surface] = _Sign(strength, (surface,))


def _hit(key: str, signs: dict[str, _Sign]) -> Hit:
    if len(signs) == 1:
        (only,) = signs.values()
        return Hit(key, round(min(only.strength, SURE), 4), only.surfaces)
    clearest = sorted(signs.values(), key=lambda it: (-it.strength, it.surfaces))
    surfaces = dict.fromkeys(surface for sign in clearest for surface in sign.surfaces)
    return Hit(key, either(sign.strength for sign in clearest), tuple(surfaces))


def _forms(word: Word) -> tuple[str, ...]:
    return (word.stem, *word.parts)


def _in_order(term: _Term, first: Word, sentence: tuple[Word, ...]) -> str:
    """Return the words of a phrase as they are written, from the first to the last, or nothing."""
    begin = at = first.at - sentence[0].at
    for stem in term.stems[1:]:
        ahead = sentence[at + 1 : at + 2 + GAP]
        found = next((it for it in ahead if stem in (it.stem, *it.parts[-1:])), None)
        if found is None:
            return ""
        at = found.at - sentence[0].at
    return _quoted(sentence[begin : at + 1])


def _together(term: _Term, sentence: tuple[Word, ...]) -> str:
    """Return the words of a sentence that a term asks for, as they are written, or nothing."""
    found: dict[int, Word] = {}
    for stem in term.stems:
        word = next((it for it in sentence if stem in _forms(it) and it.at not in found), None)
        if word is None:
            return ""
        found[word.at] = word
    begin, end = min(found) - sentence[0].at, max(found) - sentence[0].at
    if end - begin <= CLOSE:
        return _quoted(sentence[begin : end + 1])
    return " … ".join(found[at].surface for at in sorted(found))


def _quoted(words: tuple[Word, ...]) -> str:
    return " ".join([words[0].surface, *(token for word in words[1:] for token in (*word.before, word.surface))])
