"""Texts people type: cleaned once, at the door, so that everything behind it can trust them."""

import re
import unicodedata

from network.errors import BadAnswer

_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\u0085|\v|\f")
_MARKS_PER_LETTER = 3


def clean(raw: str) -> str:
    """Return `raw` as NFC without control, invisible and direction characters; line ends are \\n."""
    plain = _SURROGATE.sub("\ufffd", raw)
    plain = _LINE_ENDS.sub("\n", plain)
    plain = _INVISIBLE.sub("", _CONTROLS.sub(lambda match: " " if match.group() == "\t" else "", plain))
    plain = unicodedata.normalize("NFC", _without_piled_marks(plain))
    plain = re.sub(r"[^\S\n]+", " ", plain)
    return re.sub(r" ?\n ?", "\n", re.sub(r"\n{3,}", "\n\n", plain)).strip()


def line(raw: str, *, key: str, least: int = 1, most: int = 200) -> str:
    """Return one cleaned line of `least` to `most` characters with at least one letter, or raise BadAnswer.

    The keys are `<key>_empty`, `<key>_short` and `<key>_long`; facts: least, most, length.
    """
    return _checked(" ".join(clean(raw).split()), key, least, most)


def block(raw: str, *, key: str, least: int = 1, most: int = 2000) -> str:
    """Return a cleaned text of several lines, checked like `line`."""
    return _checked(clean(raw), key, least, most)


def fold(raw: str) -> str:
    """Return a key for comparing names: case, umlauts, punctuation and legal forms make no difference."""
    plain = clean(raw).casefold()
    for umlaut, pair in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        plain = plain.replace(umlaut, pair)
    plain = re.sub(r"\be\.? ?v\.?(?!\w)", " ", plain)
    plain = unicodedata.normalize("NFKD", plain)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^a-z0-9 ]+", "", re.sub(r"[-–—/&]", " ", plain)).split())


def same_name(one: str, other: str) -> bool:
    """Return whether two names differ at most in their spelling; those without Latin letters must be equal."""
    folded = fold(one)
    return folded == fold(other) if folded else one == other


def slug(raw: str) -> str:
    """Return the name as part of an address: small letters, digits and single hyphens, at most 60 characters."""
    return re.sub(r"-{2,}", "-", fold(raw).replace(" ", "-"))[:60].strip("-") or "initiative"


def _checked(cleaned: str, key: str, least: int, most: int) -> str:
    if not any(char.isalpha() for char in cleaned):
        raise BadAnswer(f"{key}_empty")
    if len(cleaned) < least:
        raise BadAnswer(f"{key}_short", least=least, length=len(cleaned))
    if len(cleaned) > most:
        raise BadAnswer(f"{key}_long", most=most, length=len(cleaned))
    return cleaned


def _without_piled_marks(plain: str) -> str:
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFD", plain):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS_PER_LETTER:
            kept.append(char)
    return "".join(kept)
