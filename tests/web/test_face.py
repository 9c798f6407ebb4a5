"""The frame of every page and its colours: legible, in both languages, and only what the reader may use."""

import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from network.person import Language
from templates.render import Texts

WEB = Path(__file__).parents[2] / "web" / "static"
PAGES = Path(__file__).parents[2] / "templates" / "web"

# foreground, ground, least contrast (WCAG 2.2: 1.4.3 for text, 1.4.11 for borders, signs and focus)
PAIRS = [
    *[("ink", ground, 4.5) for ground in ("paper", "tint", "wash", "good-wash", "warn-wash", "bad-wash")],
    *[("soft", ground, 4.5) for ground in ("paper", "tint", "wash", "land", "land-chosen", "land-over")],
    *[("petrol", ground, 4.5) for ground in ("paper", "tint", "wash", "good-wash", "warn-wash", "bad-wash")],
    *[("deep", ground, 4.5) for ground in ("paper", "tint", "wash")],
    *[("on-petrol", ground, 4.5) for ground in ("button", "button-over")],
    *[(tone, f"{tone}-wash", 4.5) for tone in ("good", "warn", "bad")],
    *[("bad", ground, 4.5) for ground in ("paper", "tint")],
    *[("ink", ground, 4.5) for ground in ("land-chosen", "reach")],
    *[("edge", ground, 3.0) for ground in ("paper", "tint")],
    *[("petrol", ground, 3.0) for ground in ("land", "land-chosen", "land-over", "reach")],
    *[("focus", ground, 3.0) for ground in ("paper", "tint", "wash", "land", "land-over")],
    *[("button", ground, 3.0) for ground in ("paper", "tint")],
]


@dataclass(frozen=True, kw_only=True)
class Site:
    """What base.html knows of the reader."""

    path: str = "/initiativen"
    language: str = "de"
    person: "Reader | None" = None
    demo: bool = False
    base_url: str = "http://knotenpunkt.example"
    version: str = "0.1.0"


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Somebody signed in."""

    name: str
    is_staff: bool = False


def frame(site: Site, **facts: object) -> str:
    """The error page, the simplest there is, as this reader sees it."""
    told = {"status": 404, "title": "Nicht da", "text": "Hier ist nichts.", "incident": None, "back": None}
    texts = Texts(base_url=site.base_url, zone=ZoneInfo("Europe/Berlin"))
    return texts.page("error.html", told | facts | {"site": site}, Language(site.language))


def colours(scheme: str) -> dict[str, str]:
    """The values of the stylesheet in a colour scheme; dark overrides light."""
    style = (WEB / "style.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in blocks[:2])
    return light | dark if scheme == "dark" else light


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two colours as WCAG defines it."""
    darker, lighter = sorted((luminance(a), luminance(b)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("front, ground, least", PAIRS)
def test_every_pair_of_colours_has_enough_contrast(scheme: str, front: str, ground: str, least: float) -> None:
    found = colours(scheme)
    assert contrast(found[front], found[ground]) >= least


def test_no_page_needs_an_inline_style() -> None:
    assert not [page.name for page in PAGES.glob("*") if re.search(r"\sstyle=|<style", page.read_text("utf-8"))]


@pytest.mark.parametrize("path, name", [("/termine", "Termine"), ("/termine/koeln", "Termine"), ("/karte", "Karte")])
def test_the_menu_marks_where_the_reader_is(path: str, name: str) -> None:
    assert re.findall(r"aria-current[^>]*>([^<]+)", frame(Site(path=path))) == [name]


def test_the_mailbox_is_offered_in_a_demo_only() -> None:
    assert 'href="/postfach"' in frame(Site(demo=True))
    assert "/postfach" not in frame(Site())


def test_the_desk_of_the_network_is_offered_to_its_staff_only() -> None:
    assert "/netzwerkstelle" in frame(Site(person=Reader(name="Jana Petersen", is_staff=True)))
    assert "/netzwerkstelle" not in frame(Site(person=Reader(name="Jana Petersen")))
    assert "/netzwerkstelle" not in frame(Site())


def test_who_is_signed_in_sees_the_own_name_and_may_sign_out() -> None:
    page = frame(Site(person=Reader(name="<b>Jana</b>")))
    assert "&lt;b&gt;Jana&lt;/b&gt;" in page
    assert 'method="post" action="/abmelden"' in page
    assert "/anmelden" not in page


@pytest.mark.parametrize("language, other, words", [("de", "en", "Zum Inhalt"), ("en", "de", "Skip to content")])
def test_a_page_speaks_its_language_and_offers_the_other(language: str, other: str, words: str) -> None:
    page = frame(Site(language=language))
    assert f'<html lang="{language}">' in page
    assert words in page
    assert f'name="sprache" value="{other}"' in page


def test_an_error_names_the_incident_and_escapes_what_it_was_told() -> None:
    page = frame(Site(), text="<script>", incident="7f3a")
    assert "<code>7f3a</code>" in page
    assert "<script>" not in page
