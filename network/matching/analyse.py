"""Turns a profile into the row the index lives on."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from sys import intern

from network.matching.analysis import Word, sentences, version, words
from network.matching.concepts import Finder, Hit, either
from network.matching.profile import Analysed, Mark, Piece, Profile, Thing

WEIGHT = {"name": 1.5, "alias": 1.0, "goal": 1.0, "offer": 1.0, "need": 0.9, "measure": 1.0}
WEAK, PART = 0.2, 0.55  # a word that says little; a part of a compound
FULL, TYPICAL = 0.9, 60  # saturation of a repeated word; words in a usual profile
SAYS = {"offer": 0.75, "need": 0.65}  # how far an offer or a need tells what an initiative is about
BEGINS, BEGINS_WITH_WORD, LATER = 0.75, 0.5, 0.7  # what the beginning of an offer or need tells of its category
LEAST_MARK = 0.25  # below this a topic is not worth noting
TOLD = 0.85  # a topic that others, such as the study, give to an initiative
SURE = 0.95  # the most that reading alone can say

_STREET = re.compile(r"\b[A-ZÄÖÜ]\w+er (?:Straße|Strasse|Allee|Weg|Ring|Platz|Kreuz)\b")  # a name, not a matter
_FOLLOWS = re.compile(
    r",|\s(?:für|zur?|zum|mit|ohne|in|im|ins|bei|beim|von|vom|über|aus|auf|an|am|um|gegen|durch|nach|vor|zwischen|"
    r"unter|während|die|der|das|dem|den|des|eines|einer|wie|was|wo|damit|und|oder)\s"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text read: its words and what it is about."""

    words: tuple[Word, ...]
    hits: tuple[Hit, ...]


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """Return what stands in `text`, sentence by sentence."""
    finder = Finder.of_house()
    every: list[Word] = []
    found: dict[str, list[Hit]] = defaultdict(list)
    for sentence in sentences(text):
        spoken = words(sentence)
        every += spoken
        meant = words(_STREET.sub(" ", sentence)) if _STREET.search(sentence) else spoken
        for hit in finder.find(meant):
            found[hit.key].append(hit)
    return Reading(tuple(every), tuple(_merged(key, hits) for key, hits in found.items()))


def analyse(profile: Profile) -> Analysed:
    """Return `profile` analysed; the same profile always gives the same row."""
    texts = tuple(_texts(profile))
    readings = [read(text) for _, text, _ in texts]
    pieces = tuple(
        _piece(kind, text, thing, reading) for (kind, text, thing), reading in zip(texts, readings, strict=True)
    )
    marks = _marks(
        profile, [(SAYS.get(kind, 1.0), reading) for (kind, _, _), reading in zip(texts, readings, strict=True)]
    )
    return Analysed(
        version=version(), profile=profile, pieces=pieces, marks=marks, features=_features(pieces, marks, readings)
    )


def need(text: str) -> Piece:
    """Return a need that stands in no profile, analysed."""
    return _piece("need", text, Thing(text), read(text))


def weighted(reading: Reading) -> dict[str, float]:
    """Return the features of a text: stems as "w:", word groups as "g:", resources as "r:", each with its weight."""
    features: dict[str, float] = defaultdict(float)
    for word in reading.words:
        features["w:" + word.stem] += WEAK if word.weak else 1.0
        for part in dict.fromkeys(word.parts):
            features["w:" + part] += PART
    for hit in reading.hits:
        if hit.key[0] in "gr":
            features[hit.key] = hit.strength
    return dict(features)


def likely(hits: Iterable[Hit], prefix: str) -> tuple[tuple[str, float], ...]:
    """Return the concepts with `prefix` ("t:", "c:", "r:") that were found, clearest first."""
    found = [(intern(hit.key[2:]), hit.strength) for hit in hits if hit.key.startswith(prefix)]
    return tuple(sorted(found, key=lambda it: (-it[1], it[0])))


def likely_categories(text: str, reading: Reading) -> tuple[tuple[str, float], ...]:
    """Return the categories an offer or need may belong to; how it begins says more than what follows."""
    found: dict[str, float] = {id: LATER * strength for id, strength in likely(reading.hits, "c:")}
    beginning = _beginning(text)
    signs = (
        *((BEGINS, it) for it in likely(beginning.hits, "h:")),
        *((BEGINS_WITH_WORD, it) for it in likely(beginning.hits, "c:")),
        *((BEGINS, it) for it in likely(reading.hits, "p:")),
    )
    for weight, (id, strength) in signs:
        found[id] = either((found.get(id, 0.0), weight * strength))
    return tuple(sorted(((id, round(it, 4)) for id, it in found.items()), key=lambda it: (-it[1], it[0])))


def _beginning(text: str) -> Reading:
    """Return what is read up to the first preposition or comma: "Zimmer" in "Zimmer für Lehrlinge, die ..."."""
    return read(_FOLLOWS.split(text, maxsplit=1)[0])


def _texts(profile: Profile) -> Iterator[tuple[str, str, Thing | None]]:
    yield "name", profile.name, None
    for alias in profile.aliases:
        yield "alias", alias, None
    for sentence in sentences(profile.goals):
        yield "goal", sentence, None
    for kind, things in (("offer", profile.offers), ("need", profile.needs)):
        for thing in things:
            yield kind, thing.text, thing
    for measure in profile.measures:
        yield "measure", measure, None


def _merged(key: str, hits: list[Hit]) -> Hit:
    if len(hits) == 1:
        return hits[0]
    clearest = sorted(hits, key=lambda hit: -hit.strength)
    surfaces = tuple(dict.fromkeys(surface for hit in clearest for surface in hit.surfaces))
    return Hit(key, min(either(hit.strength for hit in hits), SURE), surfaces)


def _piece(kind: str, text: str, thing: Thing | None, reading: Reading) -> Piece:
    ticked = bool(thing and thing.category and thing.confirmed)
    categories = likely_categories(text, reading)[:4] if kind in ("offer", "need", "measure") else ()
    if ticked and thing and thing.category:
        categories = ((thing.category, 1.0),)
    return Piece(
        kind=kind,
        text=text,
        features=tuple(sorted((key, round(weight, 3)) for key, weight in weighted(reading).items())),
        categories=categories,
        topics=likely(reading.hits, "t:")[:5],
        ticked=ticked,
    )


def _marks(profile: Profile, readings: list[tuple[float, Reading]]) -> tuple[Mark, ...]:
    found: dict[str, list[tuple[int, Hit]]] = defaultdict(list)
    for number, (says, reading) in enumerate(readings):
        for hit in reading.hits:
            if hit.key.startswith("t:"):
                found[hit.key[2:]].append((number, replace(hit, strength=hit.strength * says)))
    topics = dict.fromkeys((*profile.topics, *profile.inferred, *sorted(found)))
    marks = (_mark(topic, profile, found.get(topic, [])) for topic in topics)
    return tuple(mark for mark in marks if mark.strength >= LEAST_MARK)


def _mark(topic: str, profile: Profile, hits: list[tuple[int, Hit]]) -> Mark:
    confirmed = topic in profile.topics
    read_off = min(either(hit.strength for _, hit in hits), SURE)
    floor = 1.0 if confirmed else (TOLD if topic in profile.inferred else 0.0)
    clear = sorted(((number, hit) for number, hit in hits if hit.strength >= 0.4), key=lambda it: -it[1].strength)
    return Mark(
        topic=topic,
        strength=round(max(floor, read_off), 3),
        confirmed=confirmed,
        pieces=tuple(dict.fromkeys(number for number, _ in clear)),
        words=tuple(dict.fromkeys(surface for _, hit in clear for surface in hit.surfaces[:2]))[:4],
    )


def _features(
    pieces: tuple[Piece, ...], marks: tuple[Mark, ...], readings: list[Reading]
) -> tuple[tuple[str, int], ...]:
    heaps: dict[str, float] = defaultdict(float)
    for piece in pieces:
        for feature, weight in piece.features:
            heaps[feature] += weight * WEIGHT[piece.kind]
    length = sum(len(reading.words) for reading in readings)
    dampening = FULL * (0.6 + 0.4 * length / TYPICAL)
    saturated = {feature: heap / (heap + dampening) for feature, heap in heaps.items()}
    for mark in marks:
        saturated["t:" + mark.topic] = mark.strength
    for piece in pieces:
        _sided(piece, saturated)
    return tuple(sorted((feature, max(1, round(255 * min(weight, 1.0)))) for feature, weight in saturated.items()))


def _sided(piece: Piece, features: dict[str, float]) -> None:
    """Note what is offered ("o:") and what is sought ("n:") once more, so that trades find it by itself."""
    side = {"offer": "o:", "need": "n:"}.get(piece.kind)
    if side is None:
        return
    for feature, weight in (*piece.features, *(("c:" + category, weight) for category, weight in piece.categories)):
        key = side + feature
        features[key] = max(features.get(key, 0.0), min(weight, 1.0))
