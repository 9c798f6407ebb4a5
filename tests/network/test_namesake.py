"""Names that could be mistaken for one another, with the names of the study as they are."""

import time
from datetime import UTC, datetime

import pytest

from network.initiative import Initiative, Kind, Level, Place, Status
from network.namesake import lookalikes, namesakes, pairs
from storage.keys import new_id
from tests import make

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
NAMES = (
    "Zukunft durch Industrie e.V.",
    "Zukunft durch Industrie - Initiative Krefeld",
    "Masterplan Industrie Bremen",
    "Masterplan Industrie Hamburg",
    "In|du|strie: Gemeinsam.Zukunft.Leben. (Münster)",
    "Initiativkreis Ruhr",
    "Bündnis für Industrie.SH",
)


def known(name: str, *aliases: str, land: str = "NW") -> Initiative:
    return Initiative(
        id=new_id(NOW),
        slug="x",
        name=name,
        aliases=aliases,
        level=Level.LOKAL,
        kind=Kind.MISCH,
        status=Status.HISTORIC,
        place=Place(name="Krefeld", land=land),
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize(
    "name, first",
    [
        ("Zukunft durch Industrie Krefeld", "Zukunft durch Industrie - Initiative Krefeld"),
        ("zukunft durch industrie", "Zukunft durch Industrie e.V."),
        ("Masterplan Industrie Hambrug", "Masterplan Industrie Hamburg"),
        ("Industrie. Gemeinsam Zukunft Leben Muenster", "In|du|strie: Gemeinsam.Zukunft.Leben. (Münster)"),
    ],
)
def test_the_most_similar_name_stands_first(name: str, first: str) -> None:
    assert namesakes(name, map(known, NAMES), limit=5)[0].name == first


@pytest.mark.parametrize("name", ["Aachener Industrie-Dialog", "Strategiewerkstatt Wirtschaft", "Allianz am Fluss"])
def test_a_name_of_its_own_has_no_namesake(name: str) -> None:
    assert namesakes(name, map(known, NAMES), limit=5) == []


def test_a_former_name_counts_too() -> None:
    assert namesakes("Lange Nacht der Betriebe", [known("Werkstore", "Die lange Nacht der Betriebe")], limit=5)


def test_no_more_are_returned_than_were_asked_for() -> None:
    assert len(namesakes("Masterplan Industrie", map(known, NAMES), limit=1)) == 1


def test_who_could_be_the_same_is_found_by_any_name_and_by_place() -> None:
    new = make.initiative("Stahlkreis Süd", place=Place(name="Krefeld", land="NW"))
    others = [known("Werkbank", "Stahlkreis-Süd"), known("Chemie vor Ort"), known("Ganz woanders", land="BY")]
    found = lookalikes(new, [new, *others], limit=5)
    assert [(it.initiative.name, it.by_name) for it in found] == [("Werkbank", True), ("Chemie vor Ort", False)]


def test_a_statewide_initiative_has_no_neighbours() -> None:
    land = make.initiative("Masterplan Hessen", level=Level.LANDESWEIT, place=Place(name="Krefeld", land="NW"))
    assert lookalikes(land, [known("Chemie vor Ort")], limit=5) == []


def test_pairs_of_very_similar_names_are_found_most_alike_first() -> None:
    dialog, twin = known("Industriedialog Essen"), known("Industrie-Dialog Essen e.V.")
    krefeld, whole = known("Zukunft durch Industrie - Initiative Krefeld"), known("Zukunft durch Industrie e.V.")
    found = pairs([krefeld, known("Initiativkreis Ruhr"), dialog, whole, twin])
    assert [{one.id, other.id} for one, other in found] == [{dialog.id, twin.id}, {krefeld.id, whole.id}]


def test_in_different_laender_only_nearly_equal_names_count() -> None:
    bremen, hamburg = known("Masterplan Industrie Bremen", land="HB"), known("Masterplan Industrie Hamburg", land="HH")
    assert pairs([bremen, hamburg]) == []
    assert len(pairs([bremen, known("Masterplan Industrie Bremen e.V.", land="NI")])) == 1


def test_a_former_name_makes_a_pair_and_no_entry_pairs_with_itself() -> None:
    one, other = known("Werkstore", "Lange Nacht der Betriebe"), known("Die lange Nacht der Betriebe")
    assert [{a.id, b.id} for a, b in pairs([one, other, known("Stahlkreis", "Stahl-Kreis")])] == [{one.id, other.id}]


def test_a_pair_that_was_told_apart_does_not_come_back() -> None:
    one, other = known("Zukunft durch Industrie e.V."), known("Zukunft durch Industrie")
    assert pairs([one, other], apart={frozenset({one.id, other.id})}) == []


def test_names_without_latin_letters_pair_with_nothing() -> None:
    assert pairs([known("Диалог"), known("Диалог")]) == []


def test_a_large_network_is_compared_in_no_time() -> None:
    words = ("Dialog", "Kreis", "Bündnis", "Forum", "Netzwerk", "Runder Tisch", "Werkstatt", "Plattform")
    many = [known(f"{words[n % 8]} Industrie {town}{n}", land="NW") for n, town in enumerate(["Ahlen", "Borken"] * 750)]
    begun = time.perf_counter()
    pairs(many)
    assert time.perf_counter() - begun < 20  # seconds; all with all would be a million comparisons
