"""Names that could be mistaken for one another, with the names of the study as they are."""

from datetime import UTC, datetime

import pytest

from network.initiative import Initiative, Kind, Level, Place, Status
from network.namesake import namesakes
from storage.keys import new_id

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


def known(name: str, *aliases: str) -> Initiative:
    return Initiative(
        id=new_id(NOW),
        slug="x",
        name=name,
        aliases=aliases,
        level=Level.LOKAL,
        kind=Kind.MISCH,
        status=Status.HISTORIC,
        place=Place(name="Krefeld", land="NW"),
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
