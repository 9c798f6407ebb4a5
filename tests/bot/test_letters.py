"""Every letter an action causes has its words for a mailbox and for a chat."""

import pytest

from network.person import Language
from templates.render import FOLDER
from tests import make

MEETING: dict[str, object] = {
    "title": "Treffen <b>&",
    "slug": "treffen-2027",
    "place": "Essen",
    "starts_at": make.meeting().starts_at.isoformat(),
    "ends_at": make.meeting().ends_at.isoformat(),
}
LETTERS: dict[str, dict[str, object]] = {
    "initiative_approved": {"name": "Dialog <b>&", "slug": "dialog", "reason": None},
    "initiative_returned": {"name": "Dialog <b>&", "slug": "dialog", "reason": "Bitte <i>ergänzen</i>\n\nund kürzen."},
    "initiative_merged": {"name": "Dialog <b>&", "kept": "Dialog <b>&", "dropped": "Kreis", "slug": "dialog"},
    "initiative_unmerged": {"name": "Dialog <b>&", "kept": "Dialog <b>&", "dropped": "Kreis", "slug": "kreis"},
    "joining_asked": {"name": "Dialog <b>&", "who": "Anna <i>", "days": 30},
    "joining_answered": {"name": "Dialog <b>&", "slug": "dialog", "accepted": False},
    "handover_accepted": {"name": "Dialog <b>&", "who": "Anna <i>"},
    "news_released": {"title": "Meldung <b>&", "reason": None},
    "news_returned": {"title": "Meldung <b>&", "reason": "Bitte ergänzen."},
    "meeting_joined": MEETING | {"seated": True},
    "meeting_moved_up": MEETING | {"seated": True},
    "something_waits": {},
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("letter", LETTERS)
def test_a_letter_has_words_for_every_door(letter: str, language: Language) -> None:
    facts = LETTERS[letter]
    mail = make.TEXTS.mail(letter, facts, language)
    said = make.TEXTS.say(f"{letter}.letter", facts, language)
    for name in ("name", "title"):
        if name in facts:
            told = str(facts[name])
            assert told in mail.subject
            assert told in mail.text
            assert told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in said
    assert "<b>&" not in (mail.html or "")
    assert "Warum sehe ich das?" in mail.text or language is not Language.DE
    assert "http://knotenpunkt.example/" in mail.text


@pytest.mark.parametrize("letter", ["initiative_returned", "news_returned"])
def test_the_reason_stands_in_the_letter_as_it_was_written(letter: str) -> None:
    mail = make.TEXTS.mail(letter, LETTERS[letter], Language.DE)
    assert str(LETTERS[letter]["reason"]) in mail.text
    assert "<i>ergänzen" not in (mail.html or "")


def test_a_seat_and_the_waiting_list_are_told_apart() -> None:
    waiting = make.TEXTS.mail("meeting_joined", MEETING | {"seated": False}, Language.DE)
    assert "Warteliste" in waiting.subject
    assert "Mittwoch, 3. März 2027, 10:00 Uhr" in waiting.text


def test_no_letter_is_left_out() -> None:
    spoken = {file.stem for file in (FOLDER / "chat").glob("*.jinja") if "{% macro letter()" in file.read_text()}
    assert spoken >= LETTERS.keys()
