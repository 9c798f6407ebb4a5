"""Reasons of the matching in words."""

from collections.abc import Iterable

from bot.player import Visit
from network.matching import Reason


def why(visit: Visit, reasons: Iterable[Reason]) -> str:
    """Return the reasons as plain text, strongest first."""
    texts, language = visit.desk.texts, visit.person.language
    return " ".join(texts.plain(f"reasons.{it.code}", it.facts, language) for it in reasons)
