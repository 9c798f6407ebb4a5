"""The network in numbers: every initiative is counted once where it belongs, and nothing is invented."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from network import statistics
from network.initiative import ActorGroup, Composition, Initiative, Kind, Level, Place, Status

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_BASIS: dict[str, Any] = {"level": Level.LOKAL, "kind": Kind.NETZWERK, "status": Status.ACTIVE, "land": "NW"}


def one(number: int = 1, **more: Any) -> Initiative:
    told = _BASIS | more
    place = Place(name="Krefeld", land=told.pop("land"))
    name = f"Initiative {number}"
    return Initiative(
        id=UUID(int=number), slug=f"i-{number}", name=name, place=place, created_at=NOW, updated_at=NOW, **told
    )


def test_an_empty_network_is_all_zeros() -> None:
    counted = statistics.count([])
    assert (counted.total, counted.confirmed, counted.undated, counted.untold, counted.busiest) == (0, 0, 0, 0, 0)
    assert counted.kinds == (0, 0, 0)
    assert [*counted.decades, *counted.topics, *counted.laender] == []


def test_levels_and_types_add_up_to_all_initiatives() -> None:
    found = [
        one(1, level=Level.LOKAL, kind=Kind.NETZWERK),
        one(2, level=Level.LOKAL, kind=Kind.MISCH),
        one(3, level=Level.LANDESWEIT, kind=Kind.MISCH, status=Status.HISTORIC),
    ]
    counted = statistics.count(found)
    assert [(row.level, row.counts) for row in counted.levels] == [
        (Level.LOKAL, (1, 0, 1)),
        (Level.REGIONAL, (0, 0, 0)),
        (Level.LANDESWEIT, (0, 0, 1)),
    ]
    assert counted.kinds == (1, 0, 2)
    assert sum(row.total for row in counted.levels) == counted.total == 3
    assert counted.confirmed == 2


def test_what_an_initiative_says_of_its_composition_goes_before_what_follows_from_its_actors() -> None:
    actors = (ActorGroup.KAMMER, ActorGroup.GEWERKSCHAFT)
    found = [one(1, composition=Composition.TRI, actors=actors), one(2, actors=actors), one(3)]
    rows = {row.composition: (row.stated, row.suggested) for row in statistics.count(found).compositions}
    assert rows == {Composition.MONO: (0, 0), Composition.DUO: (0, 1), Composition.TRI: (1, 0), None: (0, 1)}


@pytest.mark.parametrize(
    "founded, year",
    [
        ("2010-11-25", 2010),
        ("2014-10", 2014),
        ("1950", 1950),
        ("im Jahr 1989", 1989),
        ("lange her", None),
        (None, None),
    ],
)
def test_a_founding_year_is_read_from_what_is_told(founded: str | None, year: int | None) -> None:
    assert statistics.founding_year(one(founded=founded)) == year


def test_decades_have_no_gaps_and_what_is_unknown_is_counted_apart() -> None:
    counted = statistics.count([one(1, founded="1989"), one(2, founded="2010"), one(3, founded="2019-01"), one(4)])
    assert [(it.first, it.count) for it in counted.decades] == [(1980, 1), (1990, 0), (2000, 0), (2010, 2)]
    assert counted.undated == 1


def test_topics_are_counted_by_land_the_most_frequent_first() -> None:
    counted = statistics.count(
        [
            one(1, topics=("verkehr", "energie"), land="NW"),
            one(2, topics=("energie",), land="NW"),
            one(3, topics=("energie",), land="HH"),
            one(4, land="BY"),
        ]
    )
    assert counted.laender == ("HH", "NW")
    assert [(row.topic, row.counts, row.total) for row in counted.topics] == [
        ("energie", (1, 2), 3),
        ("verkehr", (0, 1), 1),
    ]
    assert (counted.busiest, counted.untold) == (2, 1)
