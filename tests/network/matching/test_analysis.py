"""German read the way people write it."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.places import atlas_version
from config.vocabulary import vocabulary
from network.matching import Analysed, analyse
from network.matching.analyse import read
from network.matching.analysis import fold, sentences, split, stem, words
from tests.network.matching.invented import invent, issues

ASKS = sorted(ask for issue in issues().values() for ask in issue.asks)
PAIRS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"))


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.sampled_from(ASKS))
def test_umlauts_written_as_two_letters_are_the_same_words(text: str) -> None:
    pairs = text
    for umlaut, two in PAIRS:
        pairs = pairs.replace(umlaut, two)
    assert stems(pairs) == stems(text)


@given(st.sampled_from(ASKS))
def test_composed_and_decomposed_letters_are_the_same_words(text: str) -> None:
    assert stems(unicodedata.normalize("NFD", text)) == stems(text)


@given(st.text(max_size=200))
@settings(max_examples=200)
def test_any_text_can_be_read(text: str) -> None:
    assert all(0 < hit.strength <= 1 for hit in read(text).hits)


@given(st.text(max_size=200))
def test_sentences_are_never_empty(text: str) -> None:
    assert all(sentence.strip() == sentence != "" for sentence in sentences(text))


@pytest.mark.parametrize(
    "one, other",
    [
        ("In|du|strie", "Industrie"),
        ("Werks-Verkehr", "Werksverkehr"),
        ("Null-Emissions-Konzept", "Nullemissionskonzept"),
        ("Mitarbeiter:innen", "Mitarbeiterinnen"),
        ("Referentinnen", "Referenten"),
        ("Straße", "Strasse"),
        ("Digitalisierung", "digitalisieren"),
        ("Vernetzung", "vernetzt"),
        ("Klimaneutralität", "klimaneutral"),
        ("Industrie\u00adgebiet", "Industriegebiet"),
    ],
)
def test_two_spellings_have_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize("one, other", [("Förderung", "Forderung"), ("Lehre", "Lehrer"), ("Gründung", "Grund")])
def test_words_that_only_look_alike_stay_apart(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


@pytest.mark.parametrize(
    "word, parts",
    [
        ("Schichtbeginn", ("schicht", "beginn")),
        ("Lehrlingswohnheim", ("lehrling", "wohnheim")),
        ("Wasserstoffnetz", ("wasserstoff", "netz")),
        ("Berufsschulausstattung", ("beruf", "schul", "ausstattung")),
        ("Netzwerk", ()),
        ("Handwerk", ()),
        ("Mediatoren", ()),
    ],
)
def test_compounds_are_taken_apart_where_they_are_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert split(fold(word)) == parts


def test_version_numbers_are_words_and_bare_numbers_say_little() -> None:
    found = {word.stem: word.weak for word in words("Industrie 4.0 seit 2016")}
    assert found == {"industr": True, "4.0": False, "2016": True}


@pytest.mark.parametrize(
    "text, topic",
    [
        ("Hackerangriff auf die Produktion", "it_sicherheit"),
        ("ÖPNV fährt nicht zur Nachtschicht", "pendeln"),
        ("MINT", "mint"),
        ("künstliche Intelligenz", "kuenstliche_intelligenz"),
        ("Beschäftigte ohne Auto", "pendeln"),
        ("Azubis gesucht", "ausbildung"),
        ("Abwärme aus der Gießerei", "waerme"),
    ],
)
def test_a_text_is_understood(text: str, topic: str) -> None:
    assert topic in {hit.key[2:] for hit in read(text).hits if hit.key.startswith("t:") and hit.strength >= 0.5}


def test_with_a_car_is_not_without_a_car() -> None:
    assert not any(hit.key == "g:arbeitsweg" for hit in read("Neues Auto vorgestellt").hits)


def test_the_same_profile_always_gives_the_same_row() -> None:
    for made in invent(20):
        assert analyse(made.profile) == analyse(made.profile)


def test_a_row_survives_being_stored() -> None:
    for made in invent(20):
        row = analyse(made.profile)
        assert Analysed.from_json(row.to_json()) == row


def test_a_row_tells_by_which_words_it_was_made() -> None:
    row = analyse(next(invent(1)).profile)
    assert {vocabulary().version, atlas_version()} <= set(row.version.split("."))
