"""What has been done is found by other words too; where there is nothing, what comes near is shown instead."""

import pytest

from network.measure import Reuse
from network.precedent import Filter, ask, counts, fits, likely_format
from tests import make

KREFELD = make.initiative("Zukunft durch Industrie Krefeld")
RUHR = make.initiative("Initiativkreis Ruhr")
WERKSTATT = make.measure(
    KREFELD, "Zukunftswerkstatt mit der Stadtgesellschaft", format="zukunftswerkstatt", text="Hundert Menschen planen."
)
DATING = make.measure(
    RUHR,
    "Azubi-Speed-Dating im Ruhrgebiet",
    format="azubi_speed_dating",
    text="In kurzen Gesprächen lernen sich Jugendliche und Betriebe kennen.",
    topics=("ausbildung",),
    reuse=Reuse.YES,
)
NACHT = make.measure(RUHR, "Lange Nacht der Industrie", format="lange_nacht_der_industrie", land="HH")
ALL = (WERKSTATT, DATING, NACHT)


@pytest.mark.parametrize(
    "words, best",
    [
        ("Azubi-Speed-Dating", DATING),
        ("azubi speed dating", DATING),
        ("Wer hat schon einmal eine Zukunftswerkstatt gemacht?", WERKSTATT),
        ("ZUKUNFTSWERKSTÄTTEN", WERKSTATT),
        ("Erfahrung mit einer Zukunftswerkstatt", WERKSTATT),
        ("Lange Nacht der Industrie", NACHT),
        ("Krefeld", WERKSTATT),
    ],
)
def test_it_is_found_however_one_asks(words: str, best: object) -> None:
    answer = ask(ALL, Filter(words=words))
    assert answer.hits[0] == best
    assert answer.meant == ""


def test_a_slip_is_put_right_and_said() -> None:
    answer = ask(ALL, Filter(words="Zukunfstwerkstatt"))
    assert (answer.hits, answer.meant) == ((WERKSTATT,), "Zukunftswerkstatt")


def test_what_only_comes_near_is_no_hit() -> None:
    answer = ask(ALL, Filter(words="Azubi-Marathon"))
    assert answer.hits == ()
    assert answer.near[0] == DATING
    assert answer.formats[0] == "azubi_speed_dating"


@pytest.mark.parametrize("words", ["Podcast", "xyz", "'; DROP TABLE measures; --", "%", "=1+1"])
def test_whatever_is_asked_something_is_shown(words: str) -> None:
    answer = ask(ALL, Filter(words=words))
    assert answer.hits or answer.near or answer.formats


def test_without_words_everything_stays_in_its_order() -> None:
    assert ask(ALL, Filter()).hits == ALL
    assert ask(ALL, Filter(words="?!")).hits == ALL
    assert ask((), Filter(words="Zukunftswerkstatt")).formats == ()


@pytest.mark.parametrize(
    "asked, expected",
    [
        (Filter(format="azubi_speed_dating"), (DATING,)),
        (Filter(topic="ausbildung"), (DATING,)),
        (Filter(reuse="yes"), (DATING,)),
        (Filter(land="HH"), (NACHT,)),
        (Filter(land="HH", reuse="yes"), ()),
    ],
)
def test_choices_narrow_the_list(asked: Filter, expected: tuple[object, ...]) -> None:
    assert ask(ALL, asked).hits == expected
    assert tuple(it for it in ALL if fits(it, asked)) == expected


def test_each_choice_says_how_many_it_leads_to() -> None:
    assert counts(ALL, Filter(format="zukunftswerkstatt"), "land") == {"NW": 1}
    assert counts(ALL, Filter(format="zukunftswerkstatt"), "format")["azubi_speed_dating"] == 1


@pytest.mark.parametrize(
    "said, format_",
    [
        ("Unsere Lange Nacht der Industrie", "lange_nacht_der_industrie"),
        ("Zukunftswerkstatt in Essen", "zukunftswerkstatt"),
        ("Ein schöner Abend", None),
    ],
)
def test_the_format_is_read_off_the_title(said: str, format_: str | None) -> None:
    assert likely_format(said) == format_
