"""Reasons of the matching in words."""

from collections.abc import Iterable, Iterator, Sequence

from bot.player import Visit
from network.matching import Reason

_AGAIN = {"topic_likely": "topic_likely_too", "works_on": "works_on_too"}  # said shorter right after its like


def why(visit: Visit, reasons: Iterable[Reason]) -> str:
    """Return the reasons as plain text, strongest first, each a whole sentence."""
    texts, language = visit.desk.texts, visit.person.language
    told = tuple(reasons)
    said = (texts.plain(f"reasons.{name}", it.facts, language) for name, it in zip(_macros(told), told, strict=True))
    return " ".join(_ended(it) for it in said)


def _macros(told: Sequence[Reason]) -> Iterator[str]:
    """Yield the macro of each reason: a shorter one right after a reason of the same code."""
    before = ""
    for it in told:
        yield _AGAIN.get(it.code, it.code) if it.code == before else it.code
        before = it.code


def _ended(said: str) -> str:
    """Return a sentence with its full stop; a quotation brings its own along or gets one behind it."""
    return said if said.rstrip("“”").endswith((".", "?", "!")) else f"{said}."
