"""Long texts arrive whole: cut where a reader would pause, never through a tag, an entity or a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram_text import LIMIT, pieces, plain, units
from tests.doubles.telegram_html import parse

FAMILY = "👩‍👩‍👧‍👦"
FLAG = "🇩🇪"


def test_a_short_text_stays_as_it_is() -> None:
    assert pieces("<b>Guten Tag</b>\n\nWas möchten Sie tun?") == ["<b>Guten Tag</b>\n\nWas möchten Sie tun?"]


@pytest.mark.parametrize("blank", ["", " ", "\n\n", "<b> </b>"])
def test_a_blank_text_gives_no_message(blank: str) -> None:
    assert pieces(blank) == []


def test_it_is_cut_at_a_blank_line_if_there_is_one() -> None:
    block = "Ein Satz mit Zeilenende.\nUnd noch einer.\n\n"
    found = pieces(block * 200)
    assert len(found) > 1
    assert all(piece.endswith("noch einer.") and piece.startswith("Ein Satz") for piece in found)


def test_it_is_cut_at_a_line_end_then_at_a_space_then_anywhere() -> None:
    assert pieces("aaaa\nbb cc dd", limit=9) == ["aaaa", "bb cc dd"]
    assert pieces("aaaa bb cc dd", limit=9) == ["aaaa bb", "cc dd"]
    assert pieces("a" * 20, limit=9) == ["a" * 9, "a" * 9, "aa"]


def test_tags_are_closed_and_opened_again() -> None:
    found = pieces('<b>eins <a href="https://a.example/">zwei drei</a> vier</b>', limit=10)
    assert found == [
        '<b>eins <a href="https://a.example/">zwei</a></b>',
        '<b><a href="https://a.example/">drei</a> vier</b>',
    ]


def test_an_entity_counts_as_what_it_shows_and_stays_whole() -> None:
    assert pieces("&amp;" * 5, limit=3) == ["&amp;&amp;&amp;", "&amp;&amp;"]


@pytest.mark.parametrize("character", [FAMILY, FLAG, "👍🏽", "e\u0301\u0323", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_what_a_reader_calls_one_character_is_never_torn(character: str) -> None:
    for limit in (units(character), units(character) + 1, 3 * units(character) + 1):
        found = pieces(character * 10, limit=limit)
        assert "".join(found) == character * 10
        assert all(len(piece) % len(character) == 0 for piece in found)


def test_4096_emoji_fit_in_two_messages() -> None:
    found = pieces("😀" * 4096)
    assert [units(piece) for piece in found] == [LIMIT, LIMIT]


def test_an_endless_pile_of_marks_is_cut_after_all() -> None:
    found = pieces("e" + "\u0301" * 10_000)
    assert "".join(found) == "e" + "\u0301" * 10_000
    assert all(units(piece) <= LIMIT for piece in found)


def test_without_markup_a_reader_sees_the_words_and_the_addresses() -> None:
    source = '<b>3 &lt; 5</b> &amp; <a href="https://a.example/?x=1&amp;y=2">mehr</a>'
    assert plain(source) == "3 < 5 & mehr (https://a.example/?x=1&y=2)"
    assert plain('<a href="https://a.example/">https://a.example/</a>') == "https://a.example/"
    assert plain("3 < 5 und <wer@b.example>") == "3 < 5 und <wer@b.example>"


_WORDS = st.lists(st.sampled_from([*"abc äß\n.&<>😀é", FAMILY, FLAG]), max_size=40).map("".join)


@st.composite
def _markup(draw: st.DrawFn, depth: int = 3) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        words = draw(_WORDS).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        tag = draw(st.sampled_from(["", "b", "i", 'a href="https://a.example/"']))
        inner = draw(_markup(depth - 1)) if depth and tag else words
        parts.append(f"<{tag}>{inner}</{tag.split()[0]}>" if tag else words)
    return "".join(parts)


@given(_markup(), st.integers(14, 60))
def test_whatever_is_cut_telegram_reads_every_piece_and_no_letter_is_lost(source: str, limit: int) -> None:
    shown, _ = parse(source)
    read = [parse(piece)[0] for piece in pieces(source, limit=limit)]
    assert all(units(text) <= limit for text in read)
    assert "".join("".join(read).split()) == "".join(shown.split())
