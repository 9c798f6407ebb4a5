"""A stand-in for a meaning model: it knows nothing but how often each letter stands in a text."""

from collections.abc import Sequence


class LetterEncoder:
    """Encodes a text as its letter counts."""

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [[float(text.casefold().count(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"] for text in texts]
