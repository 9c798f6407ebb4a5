"""Texts cut to Telegram's measure: 4096 UTF-16 units, never through a tag, an entity or a character."""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LIMIT = 4096  # Telegram counts after parsing the markup, in UTF-16 units

_TAGS = "a|b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|span|tg-spoiler|tg-emoji"
_TAG = re.compile(rf"</?(?P<name>{_TAGS})(?:\s[^<>]*)?>", re.IGNORECASE)
_PART = re.compile(rf"(?P<tag>{_TAG.pattern})|(?P<entity>&(?:#\d+|#x[0-9a-f]+|lt|gt|amp|quot);)", re.IGNORECASE)
_LINK = re.compile(r'<a\s+href="([^"]*)"\s*>(.*?)</a>', re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Atom:
    """The smallest part that must stay whole; a tag has no width."""

    markup: str
    width: int


def pieces(text: str, *, limit: int = LIMIT) -> list[str]:
    """Return `text` as messages of at most `limit` visible units, each with its tags closed; none for blanks.

    Cuts are made at a blank line if there is one in the second half, else at a line end, else at a space,
    else between two characters.
    """
    atoms = list(_atoms(text))
    cut: list[str] = []
    start, reopened = 0, ""
    while start < len(atoms):
        end = _end_of_piece(atoms, start, limit)
        part = "".join(atom.markup for atom in atoms[start:end])
        still_open = _still_open(reopened + part)
        cut.append(_without_blank_edges(reopened + part) + _closing(still_open))
        start, reopened = end, "".join(still_open)
    return [piece for piece in cut if plain(piece).strip()]


def plain(text: str) -> str:
    """Return `text` without markup, as a reader sees it; a link's address follows its words in brackets."""
    shown = _LINK.sub(lambda link: link[2] if link[1] == link[2] else f"{link[2]} ({link[1]})", text)
    return html.unescape(_TAG.sub("", shown))


def units(text: str) -> int:
    """Return the length of plain text as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _atoms(text: str) -> Iterator[_Atom]:
    done = 0
    for part in _PART.finditer(text):
        yield from (_Atom(char, units(char)) for char in _characters(text[done : part.start()]))
        yield _Atom(part.group(), 0 if part["tag"] else units(html.unescape(part.group())))
        done = part.end()
    yield from (_Atom(char, units(char)) for char in _characters(text[done:]))


def _characters(text: str) -> Iterator[str]:
    """Yield what a reader calls a character: a letter with its marks, a joined emoji, a flag, a line end."""
    start = 0
    for at in range(1, len(text)):
        if not _belongs(text[start:at], text[at]):
            yield text[start:at]
            start = at
    if start < len(text):
        yield text[start:]


def _belongs(before: str, char: str) -> bool:
    if len(before) >= 64 or before[-1] == "\n":  # a pile of marks without end is cut after all
        return False
    if char == "\u200d" or before[-1] == "\u200d" or (before == "\r" and char == "\n"):
        return True
    if _is_flag_half(char):
        return len(before) == 1 and _is_flag_half(before)
    return unicodedata.category(char) in {"Mn", "Mc", "Me"} or "\U0001f3fb" <= char <= "\U0001f3ff" or _is_tag(char)


def _is_flag_half(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_tag(char: str) -> bool:
    return "\U000e0020" <= char <= "\U000e007f"


def _end_of_piece(atoms: Sequence[_Atom], start: int, limit: int) -> int:
    room, end = limit, start
    while end < len(atoms) and atoms[end].width <= room:
        room -= atoms[end].width
        end += 1
    if end == len(atoms):
        return end
    return max(_border(atoms, start, end), start + 1)


def _border(atoms: Sequence[_Atom], start: int, end: int) -> int:
    middle = start + (end - start) // 2
    block = line = word = 0
    for at in range(middle, end):
        mark = atoms[at].markup
        if mark.endswith("\n"):
            line = at + 1
            if at > start and atoms[at - 1].markup.endswith("\n"):
                block = at + 1
        elif mark == " ":
            word = at + 1
    return block or line or word or end


def _still_open(markup: str) -> list[str]:
    opened: list[tuple[str, str]] = []
    for tag in _TAG.finditer(markup):
        name = tag["name"].lower()
        if not tag.group().startswith("</"):
            opened.append((name, tag.group()))
        elif opened and opened[-1][0] == name:
            opened.pop()
    return [markup for _, markup in opened]


def _closing(opened: Sequence[str]) -> str:
    names = (match["name"] for tag in reversed(opened) if (match := _TAG.fullmatch(tag)))
    return "".join(f"</{name}>" for name in names)


def _without_blank_edges(piece: str) -> str:
    return piece.strip(" \n")
