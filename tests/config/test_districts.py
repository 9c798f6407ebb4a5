"""The districts and who borders on whom: whole, the same both ways, and known to every place and region."""

from collections import Counter

import pytest

from config.districts import District, district, districts
from config.laender import all_laender
from config.places import places, regions
from network.matching.area import kilometres

COUNTS = {
    "BB": 18, "BE": 1, "BW": 44, "BY": 96, "HB": 2, "HE": 26, "HH": 1, "MV": 8,
    "NI": 45, "NW": 53, "RP": 36, "SH": 15, "SL": 6, "SN": 13, "ST": 14, "TH": 22,
}  # fmt: skip


def named(name: str) -> District:
    """The district of this name."""
    return next(it for it in districts() if it.name == name)


def test_all_districts_of_all_laender_are_there() -> None:
    assert Counter(it.land for it in districts()) == COUNTS
    assert {it.code for it in all_laender()} == set(COUNTS)
    assert len({it.key for it in districts()}) == 400
    assert len({(it.name, it.land) for it in districts()}) == 400


def test_keys_are_official_ones() -> None:
    """Two digits of the Land, then three."""
    assert all(len(it.key) == 5 and it.key.isdecimal() for it in districts())
    assert {it.key[:2]: it.land for it in districts()} == {it.key[:2]: it.land for it in reversed(districts())}
    assert [it.key for it in districts()] == sorted(it.key for it in districts())


def test_who_borders_on_one_is_bordered_by_it() -> None:
    for one in districts():
        assert one.neighbours
        assert one.key not in one.neighbours
        assert len(set(one.neighbours)) == len(one.neighbours)
        for key in one.neighbours:
            other = district(key)
            assert other is not None, key
            assert one.key in other.neighbours, (one.name, other.name)


def test_neighbours_are_not_far_apart() -> None:
    for one in districts():
        for other in filter(None, map(district, one.neighbours)):
            assert kilometres(one.lat, one.lon, other.lat, other.lon) < 120, (one.name, other.name)


def test_one_can_walk_from_any_district_to_any_other() -> None:
    seen, waiting = set[str](), ["05515"]
    while waiting:
        found = district(waiting.pop())
        assert found is not None
        if found.key not in seen:
            seen.add(found.key)
            waiting += found.neighbours
    assert len(seen) == 400


def test_laender_touch_where_their_districts_do() -> None:
    touching = {
        (one.land, other.land)
        for one in districts()
        for other in filter(None, map(district, one.neighbours))
        if one.land != other.land
    }
    assert touching == {(land.code, code) for land in all_laender() for code in land.neighbours}


@pytest.mark.parametrize(
    "one, other",
    [
        ("Landkreis Emsland", "Kreis Steinfurt"),
        ("Landkreis Grafschaft Bentheim", "Kreis Borken"),
        ("Bremen", "Landkreis Osterholz"),
        ("Kreis Wesel", "Duisburg"),
        ("Berlin", "Potsdam"),
        ("Mainz", "Wiesbaden"),
        ("Ulm", "Landkreis Neu-Ulm"),
    ],
)
def test_well_known_neighbours_are_neighbours(one: str, other: str) -> None:
    assert named(other).key in named(one).neighbours


def test_the_district_of_every_place_is_known_and_in_its_land() -> None:
    for it in places():
        found = district(it.district) if it.district else None
        assert not it.district or (found is not None and found.land == it.land), it.name
    assert all(it.district for it in places() if it.population >= 15_000)
    assert sum(bool(it.district) for it in places()) > 0.9 * len(places())


def test_every_district_has_a_place() -> None:
    assert {it.key for it in districts()} == {it.district for it in places()} - {""}


def test_every_region_knows_its_districts_in_each_of_its_laender() -> None:
    for it in regions():
        inside = [district(key) for key in it.districts]
        assert it.districts, it.name
        assert None not in inside, it.name
        assert set(it.laender) <= {found.land for found in inside if found}, it.name


def test_a_district_is_called_as_people_write_it() -> None:
    assert {"Kreis Wesel", "Landkreis Wesel", "LK Wesel", "Kreises Wesel"} <= set(named("Kreis Wesel").names)
    assert "Landkreis Neumarkt" in named("Landkreis Neumarkt in der Oberpfalz").names
    assert named("Rhein-Sieg-Kreis").names == ("Rhein-Sieg-Kreis", "Rhein-Sieg-Kreises")
    assert named("Münster").names == ()  # a town, which is among the places
