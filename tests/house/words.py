"""Rules on words: none for people outside templates/, every message in both languages, nothing unescaped."""

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import mjml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.house.source import Module, docstrings, modules, texts

PO = "templates/locale/en/LC_MESSAGES/knotenpunkt.po"
# Where German letters are the subject and not the speech: normalising, analysing.
_TABLES = ("network/matching/*", "network/place.py", "network/text.py", "templates/*")
_LETTERS = re.compile(r"[äöüßÄÖÜ]")
_GERMAN = frozenset(
    re.findall(
        r"\w+",
        "alle als am auf aus bei bitte das dem den der des die diese ein eine einen es für haben hat ihr ihre "
        "ihren ist kann kein keine können mit nicht noch oder schon sich sie sind und vom von war wenn werden "
        "wird wurde zu zum zur",
    )
)
_GAP = re.compile(r"%\((\w+)\)")
_OPTIONS = {"extensions": "jinja2.ext.do", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")
_FROM_OUTSIDE = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc(?:set)?\s*=\s*["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\bhref\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import\b""",
    re.IGNORECASE,
)
_INLINE = re.compile(r"""<script\b(?![^>]*\b(?:src|type="application/)[^>]*>)|\son[a-z]+\s*=\s*["']""")
# Spelled in pieces, so that this file does not find itself.
_MAKING = re.compile(r"(?<![\w.])/wo" r"rk/|\bsha" r"red/(?:\w)|\bfa" r"rm\b|\bissue" r" #\d", re.IGNORECASE)


def no_words_for_people_in_code(root: Path) -> list[str]:
    """No German letter and no German sentence stands in a string of a Python file outside templates/."""
    return [
        module.at(node, f"has words for people: {text[:60]!r}")
        for module in modules(root)
        if not module.is_in(*_TABLES)
        for text, node in _strings(module)
        if _is_german(text)
    ]


def every_message_has_both_languages(root: Path) -> list[str]:
    """Each German message has its English one with the same gaps, and no English one is left over."""
    catalog = _catalog(root)
    found, known = [], set()
    for place, german, context in _messages(root):
        known.add((german[0], context))
        english = catalog.get(german[0], context)
        if english is None or english.fuzzy or not all(_forms(english.string)):
            found.append(f"{place} has no English: {german[0][:60]!r}")
        elif _gaps(german) != _gaps(_forms(english.string)):
            found.append(f"{place} has other gaps in English: {german[0][:60]!r}")
    left = [it for it in catalog if it.id and (_forms(it.id)[0], it.context) not in known]
    return found + [f"{PO}: {_forms(it.id)[0][:60]!r} is said nowhere" for it in left]


def every_letter_is_complete(root: Path) -> list[str]:
    """A letter's folder holds its subject and its text; HTML never comes alone."""
    folders = (it for it in (root / "templates/mail").glob("[!_]*") if it.is_dir())
    return [
        f"{folder.relative_to(root)}: has no {name}"
        for folder in sorted(folders)
        for name in ("subject.txt.jinja", "body.txt.jinja")
        if not (folder / name).exists()
    ]


def templates_escape_everything(root: Path) -> list[str]:
    """No template switches escaping off."""
    return _lines(root, _UNESCAPED, "switches escaping off")


def nothing_comes_from_outside(root: Path) -> list[str]:
    """No page, style or letter loads anything from another host."""
    return _lines(root, _FROM_OUTSIDE, "loads something from another host")


def no_page_has_inline_script(root: Path) -> list[str]:
    """The content security policy forbids inline script, so no template has any."""
    return _lines(root, _INLINE, "has inline script")


def nothing_tells_how_it_was_made(root: Path) -> list[str]:
    """No text names the workplace it was written at."""
    return [
        f"{name}:{number} says {match[0]!r}"
        for name, text in texts(root)
        if name != "LICENSE"
        for number, line in enumerate(text.splitlines(), 1)
        if (match := _MAKING.search(line))
    ]


def _strings(module: Module) -> Iterator[tuple[str, ast.Constant]]:
    """Every string of the code that is said, those inside f-strings included: no docstring, no key of a dict."""
    spared = docstrings(module)
    spared |= {key for node in ast.walk(module.tree) if isinstance(node, ast.Dict) for key in node.keys if key}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in spared:
            yield node.value, node


def _is_german(text: str) -> bool:
    if len(text) > 2 and _LETTERS.search(text):  # up to two letters are an entry of a table, not a word
        return True
    return len({word.lower() for word in re.findall(r"\w+", text)} & _GERMAN) > 1


def _messages(root: Path) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """Every message of every template: place, German forms (singular, plural), context."""
    for file in sorted((root / "templates").rglob("*")):
        if file.suffix in {".jinja", ".html", ".svg", ".xml", ".txt"}:
            name = file.relative_to(root).as_posix()
            source = io.BytesIO(_compiled(root, file).encode())
            for line, message, _, context in extract("jinja2", source, options=_OPTIONS):
                yield f"{name}:{line}", _forms(message), context


def _compiled(root: Path, file: Path) -> str:
    """The text in which the renderer will look up messages: letters go through MJML before Jinja sees them."""
    text = file.read_text(encoding="utf-8")
    if not file.name.endswith(".mjml.jinja") or file.name.startswith("_"):
        return text
    frame = root / "templates/mail/_frame.mjml.jinja"
    return str(mjml.mjml2html(frame.read_text(encoding="utf-8").replace("<!-- body -->", text)))


def _catalog(root: Path) -> Catalog:
    path = root / PO
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def _forms(message: object) -> tuple[str, ...]:
    return tuple(str(it) for it in message) if isinstance(message, list | tuple) else (str(message or ""),)


def _gaps(forms: tuple[str, ...]) -> set[str]:
    return {gap for form in forms for gap in _GAP.findall(form)}


def _lines(root: Path, pattern: re.Pattern[str], what: str) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {what}: {match[0].strip()!r}"
        for name, text in texts(root)
        if name.startswith(("templates/", "web/static/")) and not name.endswith((".py", ".po"))
        for match in pattern.finditer(text)
    ]
