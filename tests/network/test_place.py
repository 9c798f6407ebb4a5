"""Places people type are found, told apart, and never guessed."""

import pytest

from config.districts import district
from config.laender import all_laender
from network.errors import BadAnswer
from network.initiative import Place
from network.place import districts_of, nearly, place_name, spot, spots, whole_land


def found(name: str) -> list[tuple[str, str]]:
    """Names and Länder of what a name may mean."""
    return [(it.place.name, it.place.land) for it in spots(name)]


@pytest.mark.parametrize(
    "typed, name, land",
    [
        ("Dormagen", "Dormagen", "NW"),
        ("dormagen", "Dormagen", "NW"),
        ("Koeln", "Köln", "NW"),
        ("Stadt Köln", "Köln", "NW"),
        ("Kreis Kleve", "Kreis Kleve", "NW"),
        ("Landkreis Wesel", "Kreis Wesel", "NW"),
        ("im Landkreis Emsland", "Landkreis Emsland", "NI"),
        ("Emsland", "Emsland", "NI"),
        ("Ammerland", "Landkreis Ammerland", "NI"),
        ("Rhein-Sieg-Kreis", "Rhein-Sieg-Kreis", "NW"),
        ("LK Harz, Sachsen-Anhalt", "Landkreis Harz", "ST"),
        ("Frankfurt (Oder)", "Frankfurt (Oder)", "BB"),
        ("Berlin-Neukölln", "Neukölln", "BE"),
        ("Ruhrgebiet", "Ruhrgebiet", "NW"),
        ("Metropole Ruhr", "Ruhrgebiet", "NW"),
        ("Essen, NRW", "Essen", "NW"),
        ("Halle (Sachsen-Anhalt)", "Halle (Saale)", "ST"),
        ("Hamburg", "Hamburg", "HH"),
    ],
)
def test_a_place_is_found_as_people_write_it(typed: str, name: str, land: str) -> None:
    assert found(typed)[0] == (name, land)


@pytest.mark.parametrize(
    "typed, count", [("Halle", 4), ("Frankfurt", 2), ("Rheinland", 2), ("Hamburg", 1), ("Berlin", 1)]
)
def test_places_of_one_name_are_told_apart(typed: str, count: int) -> None:
    assert len(found(typed)) == count
    assert len({it.key for it in spots(typed)}) == count


def test_the_largest_comes_first() -> None:
    assert found("Frankfurt")[0] == ("Frankfurt am Main", "HE")


def test_a_slip_finds_its_neighbours() -> None:
    assert spots("Dormaggen") == ()
    assert ("Dormagen", "NW") in [(it.place.name, it.place.land) for it in nearly("Dormaggen")]


def test_what_was_chosen_is_found_again_by_its_key() -> None:
    among = spots("Halle")
    assert [spot(it.key, among) for it in among] == [it.place for it in among]
    assert spot("forged", among) is None


def test_keys_fit_into_a_button() -> None:
    assert all(len(it.key.encode()) <= 40 for name in ("Neustadt", "Rheinland", "Halle") for it in spots(name))


@pytest.mark.parametrize("land", all_laender(), ids=lambda it: it.code)
def test_a_landesinitiative_stands_at_its_capital(land: object) -> None:
    code = getattr(land, "code", "")
    place = whole_land(code)
    assert (place.land, place.name) == (code, getattr(land, "de", ""))
    assert place.lat is not None


def test_there_is_no_seventeenth_land() -> None:
    with pytest.raises(BadAnswer):
        whole_land("XX")


@pytest.mark.parametrize("typed", ["1234", "00000", "D-01067", "D 01067", "０１０６７", "99999"])
def test_a_postcode_is_refused_with_a_reason_of_its_own(typed: str) -> None:
    with pytest.raises(BadAnswer) as refusal:
        place_name(typed)
    assert refusal.value.key == "place_number"


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "😀", "x" * 81])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(BadAnswer):
        place_name(typed)


def areas(name: str, land: str, lat: float | None = None, lon: float | None = None) -> set[str]:
    """Names of the districts a place lies in."""
    return {getattr(district(it), "name", it) for it in districts_of(Place(name=name, land=land, lat=lat, lon=lon))}


def test_a_town_lies_in_its_district_and_a_large_one_is_its_own() -> None:
    assert areas("Dormagen", "NW", 51.1, 6.83) == {"Rhein-Kreis Neuss"}
    assert areas("Krefeld", "NW", 51.34, 6.57) == {"Krefeld"}
    assert areas("Berlin-Neukölln", "BE", 52.45, 13.44) == {"Berlin"}


def test_a_region_is_made_of_its_districts() -> None:
    assert "Landkreis Grafschaft Bentheim" in areas("Region Ems-Achse", "NI", 53.0, 7.3)
    assert areas("Nord-Westfalen (Münsterland und Emscher-Lippe)", "NW") == {
        "Bottrop", "Gelsenkirchen", "Münster",
        "Kreis Borken", "Kreis Coesfeld", "Kreis Recklinghausen", "Kreis Steinfurt", "Kreis Warendorf",
    }  # fmt: skip


def test_a_district_is_itself() -> None:
    assert areas("Kreis Wesel", "NW") == {"Kreis Wesel"}


def test_towns_of_one_name_lie_where_their_points_are() -> None:
    assert areas("Neustadt", "TH", 50.73, 11.75) == {"Saale-Orla-Kreis"}
    assert areas("Halle", "NW", 52.06, 8.36) == {"Kreis Gütersloh"}


def test_an_unknown_name_lies_where_the_places_around_its_point_do() -> None:
    assert areas("Gewerbepark Nirgendheim", "NW", 51.34, 6.57) == {"Krefeld"}


@pytest.mark.parametrize("lat, lon", [(None, None), (54.6, 7.0), (51.4562, 7.6)])
def test_where_a_point_is_far_from_all_places_or_between_districts_none_is_guessed(
    lat: float | None, lon: float | None
) -> None:
    assert areas("Nirgendheim", "NW", lat, lon) == set()
