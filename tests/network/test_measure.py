"""What people type about a measure is cleaned, bounded, and refused with a reason."""

from collections.abc import Callable

import pytest

from network import measure
from network.errors import BadAnswer
from network.measure import State
from network.profile import profile_of
from tests import make


@pytest.mark.parametrize(
    "read, raw, kept",
    [
        (measure.measure_title, "  Lange\u200b Nacht\nder Industrie ", "Lange Nacht der Industrie"),
        (measure.measure_text, "Wir haben eingeladen.\r\n\r\nAlle kamen.", "Wir haben eingeladen.\n\nAlle kamen."),
        (measure.happened, "2017", "2017"),
        (measure.effort, "10", "10"),
        (measure.reach, " 4.000  Menschen ", "4.000 Menschen"),
        (measure.learned, "Busse früh bestellen.", "Busse früh bestellen."),
        (measure.office_to_ask, "IHK Essen", "IHK Essen"),
        (measure.words_sought, "Azubi-Speed-Dating", "Azubi-Speed-Dating"),
    ],
)
def test_an_answer_is_kept_as_it_was_meant(read: Callable[[str], str], raw: str, kept: str) -> None:
    assert read(raw) == kept


@pytest.mark.parametrize(
    "read, raw, key",
    [
        (measure.measure_title, "Fest", "measure_title_short"),
        (measure.measure_title, "x" * 121, "measure_title_long"),
        (measure.measure_title, "2017", "measure_title_empty"),
        (measure.measure_text, "War gut.", "measure_text_short"),
        (measure.measure_text, "x" * 1201, "measure_text_long"),
        (measure.happened, "?!", "happened_empty"),
        (measure.happened, "x" * 81, "happened_long"),
        (measure.effort, "\u200b", "effort_empty"),
        (measure.reach, "x" * 201, "reach_long"),
        (measure.learned, "x" * 801, "learned_long"),
        (measure.office_to_ask, "0201 12345", "office_to_ask_empty"),
        (measure.words_sought, "…", "words_sought_empty"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_reason(read: Callable[[str], str], raw: str, key: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        read(raw)
    assert refusal.value.key == key
    assert make.TEXTS.plain(f"errors.{key}", refusal.value.facts, make.person().language)


def test_the_matching_gets_title_and_text_and_the_formats_that_no_measure_tells_of() -> None:
    owner = make.initiative(formats=("lange_nacht_der_industrie", "infostand"))
    done = make.measure(owner, "Offene Tore", format="lange_nacht_der_industrie", text="Ein Abend im Werk.")
    idea = make.measure(owner, "Eine Idee", state=State.IDEA)
    owner = make.initiative(formats=owner.formats, measures=(done, idea))
    assert profile_of(owner).measures == ("Offene Tore\nLange Nacht der Industrie\nEin Abend im Werk.", "Infostand")
