"""Who is a neighbour: by the keys of districts, whatever the distance and across every border of a Land."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.districts import district, districts
from network.matching import Index, Profile, Reason, analyse, peers, search
from network.matching.area import NEXT_DISTRICT, SAME_LAND, Grid, distance, nearness
from network.matching.where import find_places
from network.person import Language
from templates.render import Texts
from tests.network.matching import study

EMS, MUENSTERLAND, DORTMUND = "03454", "05566", "05913"
KEYS = st.sampled_from([it.key for it in districts()])
AREAS = st.lists(KEYS, min_size=1, max_size=6, unique=True).map(tuple)


def at(id: str, *areas: str, land: str = "", level: str = "regional") -> Profile:
    """An initiative that works in these districts and stands in the middle of the first."""
    first = district(areas[0])
    assert first is not None
    return Profile(
        id=id,
        name=f"Bündnis {id}",
        level=level,
        kind="misch",
        land=land or first.land,
        lat=first.lat,
        lon=first.lon,
        areas=areas,
    )


def of_study(slug: str) -> Profile:
    """One of the 40."""
    return next(it for it in study.profiles() if it.id == slug)


def why(index: Index, mine: str, theirs: str) -> list[Reason]:
    """The reasons why `theirs` is suggested to `mine`."""
    return [reason for it in peers(index, mine, limit=40) if it.id == theirs for reason in it.reasons]


def meant(text: str) -> list[str]:
    """Names of the places in a text."""
    return [it.name for it in find_places(text)]


@given(AREAS, AREAS)
def test_nearness_by_districts_is_the_same_both_ways(mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    one, other = at("a", *mine), at("b", *theirs)
    assert nearness(one, other) == nearness(other, one)
    assert 0.0 <= nearness(one, other) <= 1.0


@given(KEYS)
def test_neighbours_are_nearer_than_those_who_only_share_a_land(key: str) -> None:
    one = at("a", key)
    beside = next(it for it in districts() if it.key == key).neighbours
    for other in filter(None, map(district, beside)):
        assert nearness(one, at("b", other.key)) >= NEXT_DISTRICT > SAME_LAND


def test_those_of_one_district_are_nearest() -> None:
    assert nearness(at("a", EMS), at("b", EMS)) == 1.0
    assert nearness(at("a", EMS), at("b", EMS, "03456", "03457")) == 1.0
    assert 1.0 > nearness(at("a", EMS, MUENSTERLAND), at("b", MUENSTERLAND, DORTMUND)) > NEXT_DISTRICT


def test_where_no_district_is_known_distance_decides() -> None:
    one, other = of_study("lokale-allianz-dormagen"), of_study("industriekreis-duesseldorf")
    bare = Profile(id="x", name="x", level="lokal", kind="misch", land="NW", lat=one.lat, lon=one.lon)
    assert 0.5 < nearness(bare, other) < 1.0


def test_ems_achse_and_nord_westfalen_are_neighbours_though_far_apart() -> None:
    ems, west = of_study("ems-achse"), of_study("industrie-nordwestfalen")
    apart = distance(ems, west)
    assert apart is not None
    assert apart > 100
    assert nearness(ems, west) == NEXT_DISTRICT
    (reason,) = (it for it in why(study.index(), "ems-achse", "industrie-nordwestfalen") if "district" in it.code)
    assert (reason.code, dict(reason.facts)) == (
        "next_district",
        {"district": "Kreis Steinfurt", "own": "Landkreis Emsland"},
    )
    texts = Texts(base_url="https://knotenpunkt.example", zone=ZoneInfo("Europe/Berlin"))
    told = {it: texts.say("reasons.next_district", reason.facts, it) for it in Language}
    assert told[Language.DE] == "Nachbarkreis: Kreis Steinfurt grenzt an Landkreis Emsland."
    assert told[Language.EN] == "Neighbouring district: Kreis Steinfurt borders on Landkreis Emsland."


@given(AREAS, AREAS)
def test_a_border_is_named_only_where_the_keys_say_so(mine: tuple[str, ...], theirs: tuple[str, ...]) -> None:
    names = {it.name: it for it in districts()}
    index = Index(map(analyse, (at("a", *mine), at("b", *theirs))))
    for reason in why(index, "a", "b"):
        if reason.code == "same_district":
            assert names[str(reason.facts["district"])].key in set(mine) & set(theirs)
        if reason.code == "next_district":
            own, other = names[str(reason.facts["own"])], names[str(reason.facts["district"])]
            assert own.key in mine
            assert other.key in theirs
            assert other.key in own.neighbours
            assert not set(mine) & set(theirs)


def test_the_distance_is_told_of_those_next_door() -> None:
    codes = {it.code for it in why(study.index(), "zukunft-durch-industrie-krefeld", "staerkungsinitiative-muelheim")}
    assert "near" in codes


def test_neighbours_are_found_among_many_without_looking_at_all() -> None:
    grid = Grid()
    for slot in range(2_000):
        grid.put(slot, at(str(slot), DORTMUND))
    grid.put(2_000, at("next", MUENSTERLAND))
    grid.put(2_001, at("far", "09162"))
    assert 2_000 in grid.adjoining((EMS,), limit=40)
    assert len(grid.adjoining((DORTMUND,), limit=40)) == 40
    grid.drop(2_000)
    assert grid.adjoining((EMS,), limit=40) == set()
    assert grid.adjoining((), limit=40) == set()


@pytest.mark.parametrize(
    "text, name",
    [
        ("Wer arbeitet im Kreis Wesel?", "Kreis Wesel"),
        ("Initiativen des Kreises Wesel", "Kreis Wesel"),
        ("Landkreis Emsland", "Landkreis Emsland"),
        ("Fachkräfte im Emsland", "Emsland"),
        ("Ausbildung im Rhein-Sieg-Kreis", "Rhein-Sieg-Kreis"),
        ("Hallen im Landkreis Neumarkt in der Oberpfalz", "Landkreis Neumarkt in der Oberpfalz"),
        ("Energie in der Region Hannover", "Region Hannover"),
        ("im Ammerland", "Landkreis Ammerland"),
        ("Industrie in Wesel", "Wesel"),
    ],
)
def test_the_name_of_a_district_is_understood(text: str, name: str) -> None:
    assert meant(text) == [name]


def test_a_name_of_several_districts_means_none_of_them() -> None:
    assert not any(it.whole for it in find_places("Landkreis Neustadt"))


def test_a_question_for_a_district_finds_who_works_there_and_next_to_it() -> None:
    found = search(study.index(), "Wer arbeitet im Landkreis Emsland?")
    assert found[0].id == "ems-achse"
    assert "in_place" in {it.code for it in found[0].reasons}
    beside = next(it for it in found if it.id == "industrie-nordwestfalen")
    assert {it.code for it in beside.reasons} == {"next_district"}


def test_a_town_far_off_in_the_same_district_is_not_said_to_be_near() -> None:
    in_the_south = replace(at("a", EMS), lat=52.32, lon=7.35)
    (reason,) = search(Index([analyse(in_the_south)]), "Wer arbeitet in Papenburg?")[0].reasons
    assert reason.code == "in_district"
    assert reason.facts["district"] == "Landkreis Emsland"
