"""Questions with their slips put right, so that somebody can be asked "Did you mean …?"."""

import re
from collections.abc import Iterable, Iterator

from network import text
from network.matching import Index
from network.matching.analysis import fold
from network.matching.analysis import words as words_of
from network.matching.question import understand
from network.matching.typos import likeness

_SLIP = 0.75  # likeness from which a word is taken for a slip
_SHORTEST = 5  # letters; shorter words look like too many others
_LOOKED_AT = 50  # hits whose texts are searched for the word that was meant
_WORD = re.compile(r"[^\W\d_]+")


def meant(words: str, index: Index, hits: Iterable[str]) -> str:
    """Return the question as the index read it, in the spelling of its hits (their ids), or "" if nothing was wrong."""
    slips = {unit.surface: unit.meant for unit in understand(words, index).units if unit.meant}
    if not slips:
        return ""
    told = list(_told(index, [id for id in hits if id in index][:_LOOKED_AT]))
    everything = text.fold(" ".join(said for said, _ in told))
    right = words
    for surface, folded in slips.items():
        if text.fold(surface) in everything:
            continue  # the beginning of a known word is no slip, it is still being typed
        better = _as_written(folded, told)
        if better:
            right = right.replace(surface, better)
    return right if right != words else ""


def put_right(words: str, known: Iterable[str]) -> str:
    """Return the question with each word replaced by the known one it looks like, or "" if none does."""
    names = {text.fold(word): word for said in known for word in _WORD.findall(said)}
    right = _WORD.sub(lambda match: _nearest(match.group(), names), words)
    return right if text.fold(right) != text.fold(words) else ""


def _told(index: Index, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the words of these initiatives as they wrote them and folded."""
    for id_ in ids:
        for piece in index.row(id_).pieces:
            for word in words_of(piece.text):
                yield word.surface, fold(word.surface)


def _as_written(meant: str, told: list[tuple[str, str]]) -> str | None:
    """Return this folded word as somebody wrote it, else the first word that holds it."""
    alone = (said for said, folded in told if folded == meant)
    return next(alone, None) or next((said for said, folded in told if meant in folded), None)


def _nearest(word: str, names: dict[str, str]) -> str:
    folded = text.fold(word)
    if len(folded) < _SHORTEST or folded in names:
        return word
    best = max(names, key=lambda name: (likeness(folded, name), name), default="")
    return names[best] if best and likeness(folded, best) >= _SLIP else word
