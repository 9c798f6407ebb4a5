"""Typed texts: cleaned once at the door, refused with a reason, never cut silently."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import text
from network.errors import BadAnswer


@pytest.mark.parametrize(
    "raw, cleaned",
    [
        ("a\x00b", "ab"),
        ("Zeile\r\nzwei", "Zeile\nzwei"),
        ("links\u202erechts", "linksrechts"),
        ("\ud800x", "\ufffdx"),
        ("viel   Platz\t hier", "viel Platz hier"),
        ("u\u0308ber", "über"),
        ("\u200b \u200b", ""),
        ("Zeile\u2028zwei", "Zeile\nzwei"),
    ],
)
def test_what_nobody_can_see_or_mean_is_taken_out(raw: str, cleaned: str) -> None:
    assert text.clean(raw) == cleaned


def test_piled_up_marks_are_reduced_to_three() -> None:
    assert len(text.clean("Z" + "\u0336" * 40)) == 4


def test_a_family_of_joined_emoji_stays_together() -> None:
    assert text.clean("👨‍👩‍👧") == "👨‍👩‍👧"


@pytest.mark.parametrize("raw", ["   ", "\u200b", "😀😀😀", "123", "!!!"])
def test_a_name_without_letters_is_refused(raw: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        text.line(raw, key="name", least=3, most=120)
    assert refusal.value.key == "name_empty"


def test_a_name_that_is_too_long_is_refused_with_both_lengths() -> None:
    with pytest.raises(BadAnswer) as refusal:
        text.line("x" * 10_000, key="name", least=3, most=120)
    assert refusal.value.key == "name_long"
    assert refusal.value.facts == {"most": 120, "length": 10_000}


def test_a_line_end_in_a_name_becomes_a_space() -> None:
    assert text.line("Name\r\nBcc: x@y.example", key="name") == "Name Bcc: x@y.example"


@pytest.mark.parametrize(
    "raw", ["'; DROP TABLE initiative;--", "<b>Fett</b> & <script>", "{{7*7}} a", "%s%n {name}", "=HYPERLINK(x)"]
)
def test_what_looks_like_code_is_kept_as_it_is(raw: str) -> None:
    assert text.line(raw, key="name") == raw


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = text.clean(raw)
    assert text.clean(once) == once


@given(st.text(max_size=300))
def test_a_cleaned_text_can_always_be_stored_and_encoded(raw: str) -> None:
    cleaned = text.clean(raw)
    cleaned.encode()
    assert "\x00" not in cleaned


@pytest.mark.parametrize(
    "one, other",
    [
        ("Industrie – Zukunft in Lippe", "industrie zukunft in lippe"),
        ("Erfurter Kreuz e.V.", "Erfurter Kreuz"),
        ("Mülheim", "Muelheim"),
        ("In|du|strie Köln", "Industrie Koeln"),
        ("Straße", "Strasse"),
    ],
)
def test_spellings_of_one_name_have_the_same_key(one: str, other: str) -> None:
    assert text.fold(one) == text.fold(other)


def test_an_address_part_has_small_letters_digits_and_hyphens_only() -> None:
    assert text.slug("Zukunft durch Industrie – Initiative Krefeld") == "zukunft-durch-industrie-initiative-krefeld"
    assert text.slug("***") == "initiative"
