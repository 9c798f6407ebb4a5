"""The one renderer: chat messages, letters and pages in German and English; missing values are errors."""

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import mjml
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from config.laender import land
from config.vocabulary import vocabulary
from network.person import Language

FOLDER = Path(__file__).parent
STATIC = FOLDER.parent / "web" / "static"
_BODY = "<!-- body -->"
_TONGUES = {Language.DE: "de_DE", Language.EN: "en_GB"}
_FOREIGN_TAG = re.compile(r'<(?!/?[bi]>|/a>|a href="(?:https?:|mailto:|tg:|/)[^"<>]*">)')


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """What a reader sees of a letter; `html` is None where a letter has a text part only."""

    subject: str
    text: str
    html: str | None


class Texts:
    """Every word for people, by key; holds one environment per language. Letters end with imprint and contact."""

    def __init__(self, *, base_url: str, zone: ZoneInfo, imprint: str = "", contact: str = "") -> None:
        self.base_url = base_url
        self._owner = {"imprint": imprint.strip(), "contact": contact.strip()}
        self.zone = zone
        self._environments = {language: self._environment(language) for language in Language}
        self._mails: dict[tuple[str, Language], Template] = {}

    def say(self, key: str, facts: Mapping[str, object], language: Language) -> str:
        """Return a chat message as safe HTML (<b>, <i>, <a> only); `key` is file and macro: 'find_peers.empty'."""
        file, _, macro = key.rpartition(".")
        template = self._environments[language].get_template(f"chat/{file}.jinja")
        # a fact that is named like a macro of its file is hidden by it; `facts` still holds it
        return str(getattr(template.make_module({**facts, "facts": facts}), macro)()).strip()

    def plain(self, key: str, facts: Mapping[str, object], language: Language) -> str:
        """Return a chat text without any HTML, for labels and toasts."""
        return str(Markup(self.say(key, facts, language)).striptags())

    def label(self, kind: str, id_: str, language: Language) -> str:
        """Return the vocabulary's word for an id: label('level', 'lokal', de)."""
        return str(vocabulary().label(kind, id_, language.value))

    def mail(self, letter: str, facts: Mapping[str, object], language: Language) -> MailText:
        """Return subject, text and HTML of a letter; its words stand in templates/mail/<letter>/."""
        environment = self._environments[language]
        subject = environment.get_template(f"mail/{letter}/subject.txt.jinja").render(facts)
        text = environment.get_template(f"mail/{letter}/body.txt.jinja").render(facts)
        html = self._mail_html(letter, language)
        return MailText(
            subject=" ".join(subject.split()),
            text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
            html=html.render(facts) if html else None,
        )

    def page(self, name: str, facts: Mapping[str, object], language: Language) -> str:
        """Return a page; `name` is a file in templates/web/."""
        return self._environments[language].get_template(f"web/{name}").render(facts)

    def _mail_html(self, letter: str, language: Language) -> Template | None:
        source = FOLDER / "mail" / letter / "body.mjml.jinja"
        if not source.exists():
            return None
        if (letter, language) not in self._mails:
            self._mails[letter, language] = self._environments[language].from_string(_compiled(source))
        return self._mails[letter, language]

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=lambda name: not (name or "").endswith(".txt.jinja"),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        environment.install_gettext_translations(  # type: ignore[attr-defined]  # added by the extension
            _translations(language), newstyle=True
        )
        environment.globals |= {"base_url": self.base_url, "language": language.value, "static": _static, **self._owner}
        environment.filters |= self._filters(language)
        return environment

    def _filters(self, language: Language) -> dict[str, Any]:
        return _dates(language, self.zone) | {
            "number": lambda value: format_decimal(value, locale=_TONGUES[language]),
            "label": lambda id_, kind: vocabulary().label(kind, id_, language.value),
            "land": lambda code: found.name(language.value) if (found := land(code)) else code,
            "paragraphs": _paragraphs,
            "said": _said,
            "absolute": lambda path: f"{self.base_url}{path}" if path.startswith("/") else path,
        }


def _dates(language: Language, zone: ZoneInfo) -> dict[str, Any]:
    """Return the filters for days and moments, in the zone of the network."""
    tongue = _TONGUES[language]
    number = "d." if language is Language.DE else "d"

    def day(pattern: str) -> Callable[[date | datetime], str]:
        return lambda value: format_date(_as_date(value, zone), pattern, locale=tongue)

    def moment(pattern: str) -> Callable[[datetime], str]:
        return lambda value: format_datetime(value.astimezone(zone), pattern, locale=tongue)

    return {
        "day": day(f"{number} MMMM y"),
        "weekday": day("EEEE"),
        "day_number": day(number),
        "month": day("MMM y"),
        "whole_month": day("MMMM y"),
        "partial_date": lambda told: _partial(told, {7: day("MMMM y"), 10: day(f"{number} MMMM y")}),
        "clock": moment("HH:mm"),
        "moment": moment(f"{number} MMMM y, HH:mm"),
        "iso": lambda value: value.isoformat(),
        "moment_of": datetime.fromisoformat,
    }


def _partial(told: str, patterns: dict[int, Callable[[date | datetime], str]]) -> str:
    """Return a date as people write it; a mere year (2014), or what is no date, stays as it was told."""
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", told):
        return told
    try:
        return patterns[len(told)](date.fromisoformat(told if len(told) == 10 else f"{told}-01"))
    except ValueError:
        return told


def _paragraphs(text: str) -> Markup:
    """Return plain text as HTML paragraphs with line breaks, everything escaped."""
    blocks = [escape(block).replace("\n", Markup("<br>")) for block in re.split(r"\n\s*\n", text.strip()) if block]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks)


def _said(html: str) -> Markup:
    """Return a message of the chat for a page: what `say` may produce stays, any other < is shown as one."""
    return Markup(_FOREIGN_TAG.sub("&lt;", html))


def _as_date(value: date | datetime, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value


@cache
def _compiled(source: Path) -> str:
    """Return the HTML of an MJML letter with its Jinja tags still in place; compiled once per process."""
    frame = (FOLDER / "mail" / "_frame.mjml.jinja").read_text(encoding="utf-8")
    letter = frame.replace(_BODY, source.read_text(encoding="utf-8"))
    return str(mjml.mjml2html(letter, fonts={}))  # with its own fonts it links to a foreign host for some names


@cache
def _static(name: str) -> str:
    """Return the address of a static file with a fingerprint of its content, so that browsers may keep it."""
    fingerprint = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={fingerprint}"


@cache
def _translations(language: Language) -> NullTranslations:
    if language is Language.DE:
        return NullTranslations()
    path = FOLDER / "locale" / language.value / "LC_MESSAGES" / "knotenpunkt.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale=language.value)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)
