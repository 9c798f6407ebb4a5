"""Telegram's HTML as its own server reads it: the visible text and its entities, or its own words of refusal."""

import html
import re
from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlsplit

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_REFERENCE = re.compile(r"&(?:#(?P<number>\d+|x[0-9a-fA-F]+)|(?P<name>lt|gt|amp|quot));")
_SPACE = " \t\r\n\v\f"


class Unparsable(Exception):
    """The markup is broken; the message is what Telegram says after "can't parse entities: "."""


def units(text: str) -> int:
    """The length in UTF-16 units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse(markup: str) -> tuple[str, list[dict[str, Any]]]:
    """The visible text and its entities in the order of their beginnings; raises Unparsable."""
    return _Reader(markup).read()


class _Reader:
    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._at = 0
        self._shown: list[str] = []
        self._units = 0
        self._open: list[tuple[str, int, dict[str, str]]] = []
        self._entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self._here:
            if self._here == "&":
                self._show(self._reference())
            elif self._here != "<":
                self._show(self._next())
            elif self._markup.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            raise Unparsable(f'Can\'t find end tag corresponding to start tag "{self._open[-1][0]}"')
        self._entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self._shown), self._entities

    @property
    def _here(self) -> str:
        return self._markup[self._at : self._at + 1]

    def _next(self) -> str:
        self._at += 1
        return self._markup[self._at - 1]

    def _show(self, text: str) -> None:
        self._shown.append(text)
        self._units += units(text)

    def _while(self, wanted: Callable[[str], bool]) -> str:
        start = self._at
        while self._here and wanted(self._here):
            self._at += 1
        return self._markup[start : self._at]

    def _reference(self) -> str:
        found = _REFERENCE.match(self._markup, self._at)
        if not found or (found["number"] and not _is_character(found["number"])):
            return self._next()
        self._at = found.end()
        return html.unescape(found.group())

    def _start_tag(self) -> None:
        start = self._at
        self._next()
        name = self._while(lambda char: char not in _SPACE and char != ">").lower()
        if not self._here:
            self._refuse("Unclosed start tag at byte offset {}", start)
        if name not in _TYPES:
            self._refuse(f'Unsupported start tag "{name}" at byte offset {{}}', start)
        attributes: dict[str, str] = {}
        while self._past_spaces() != ">":
            self._attribute(name, start, attributes)
        self._next()
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler" at byte offset {}', start)
        self._open.append((name, self._units, attributes))

    def _past_spaces(self) -> str:
        self._while(lambda char: char in _SPACE)
        return self._here

    def _attribute(self, tag: str, start: int, attributes: dict[str, str]) -> None:
        name = self._while(lambda char: char not in _SPACE and char not in "=>")
        if not self._here and not name:
            self._refuse(f'Unclosed start tag "{tag}" at byte offset {{}}', start)
        if not name:
            self._refuse(f'Empty attribute name in the tag "{tag}" at byte offset {{}}', start)
        if self._past_spaces() != "=":
            attributes[name.lower()] = ""
            return
        self._next()
        if not self._past_spaces():
            self._refuse(f'Unclosed start tag "{tag}" at byte offset {{}}', start)
        attributes[name.lower()] = self._quoted(start) if self._here in "\"'" else self._token()

    def _quoted(self, start: int) -> str:
        quote, value = self._next(), ""
        while self._here and self._here != quote:
            value += self._reference() if self._here == "&" else self._next()
        if not self._here:
            self._refuse("Unclosed start tag at byte offset {}", start)
        self._next()
        return value

    def _token(self) -> str:
        start = self._at
        token = self._while(lambda char: char.isalnum() or char in ".-")
        if self._here and self._here not in _SPACE and self._here != ">":
            self._refuse("Unexpected end of name token at byte offset {}", start)
        return token.lower()

    def _end_tag(self) -> None:
        start = self._at
        if not self._open:
            self._refuse("Unexpected end tag at byte offset {}", start)
        self._at += 2
        name = self._while(lambda char: char not in _SPACE and char != ">").lower()
        if self._past_spaces() != ">":
            self._refuse("Unclosed end tag at byte offset {}", start)
        self._next()
        tag, offset, attributes = self._open.pop()
        if name not in {"", tag}:
            self._refuse(f'Unmatched end tag at byte offset {{}}, expected "</{tag}>", found "</{name}>"', start)
        self._keep(tag, offset, attributes)

    def _keep(self, tag: str, offset: int, attributes: dict[str, str]) -> None:
        entity: dict[str, Any] = {"type": _TYPES[tag], "offset": offset, "length": self._units - offset}
        if tag == "a":
            entity["url"] = attributes.get("href") or "".join(self._shown)[-entity["length"] :]
            if not is_link(entity["url"]):
                return  # no refusal: the words simply are no link
        if entity["length"]:
            self._entities.append(entity)

    def _refuse(self, words: str, at: int) -> NoReturn:
        raise Unparsable(words.format(len(self._markup[:at].encode())))


def is_link(url: str) -> bool:
    """Whether Telegram accepts the address for a link or a button: tg:, or http(s) with a dot in the host."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
    except ValueError:
        return False
    if parts.scheme == "tg":
        return True
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


def _is_character(number: str) -> bool:
    code = int(number[1:], 16) if number.startswith("x") else int(number)
    return 0 < code < 0x110000
