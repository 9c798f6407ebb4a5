"""The map: true places, room for every sign, names that cover nothing, the same picture every time."""

import itertools
import math
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config.laender import all_laender
from config.places import places
from web.germany import Box, Point, shapes, where, whole
from web.map import TARGET, Label, MapPicture, Marker, draw

CITIES = [
    ("HH", 53.550, 9.993),
    ("HB", 53.076, 8.807),
    ("HB", 53.550, 8.585),  # Bremerhaven
    ("BE", 52.520, 13.405),
    ("BB", 52.391, 13.064),
    ("NW", 51.228, 6.773),
    ("BY", 48.137, 11.575),
    ("BW", 48.776, 9.183),
    ("SL", 49.235, 6.997),
    ("RP", 49.993, 8.247),
    ("HE", 50.083, 8.240),
    ("TH", 50.985, 11.030),
    ("SN", 51.050, 13.737),
    ("ST", 52.121, 11.628),
    ("NI", 52.376, 9.732),
    ("SH", 54.323, 10.123),
    ("MV", 53.629, 11.413),
    ("MV", 54.416, 13.433),  # Rügen
]
RHINE_AND_RUHR = [
    ("aachen", 50.78, 6.08, "lokal"),
    ("bochum", 51.48, 7.22, "regional"),
    ("dormagen", 51.10, 6.83, "lokal"),
    ("dortmund", 51.51, 7.47, "regional"),
    ("duesseldorf-allianz", 51.22, 6.77, "landesweit"),
    ("duesseldorf-dialog", 51.22, 6.77, "landesweit"),
    ("duesseldorf-kreis", 51.23, 6.78, "lokal"),
    ("duesseldorf-verein", 51.23, 6.78, "regional"),
    ("koeln", 50.94, 6.96, "regional"),
    ("krefeld", 51.34, 6.57, "lokal"),
    ("muelheim", 51.43, 6.88, "lokal"),
    ("ruhr", 51.46, 7.01, "regional"),
]

somewhere = some.builds(
    Marker,
    key=some.uuids().map(str),
    name=some.just("Zukunft durch Industrie"),
    href=some.just("/initiativen/zukunft"),
    lat=some.floats(46, 56),
    lon=some.floats(4, 16),
    land=some.sampled_from([land.code for land in all_laender()]),
    level=some.sampled_from(["lokal", "regional", "landesweit"]),
)


def marker(key: str, lat: float, lon: float, level: str = "lokal", land: str = "NW") -> Marker:
    """A marker with a name and an address made from its key."""
    return Marker(
        key=key,
        name=f"Initiative {key}",
        href=f"/initiativen/{key}",
        lat=lat,
        lon=lon,
        land=land,
        level=level,
    )


def rhine_and_ruhr() -> list[Marker]:
    """The most crowded corner of the real network."""
    return [marker(key, lat, lon, level) for key, lat, lon, level in RHINE_AND_RUHR]


def crowd(number: int) -> list[Marker]:
    """Many initiatives in one town."""
    return [marker(f"m{index:03}", 51.23, 6.78) for index in range(number)]


def outlines(path: str) -> list[list[Point]]:
    """The rings an SVG path of one move and relative lines draws."""
    rings = []
    for start, steps in re.findall(r"M([^l]+)l([^z]+)z", path):
        ring = [point(start)]
        for step in steps.split():
            dx, dy = point(step)
            ring.append((ring[-1][0] + dx, ring[-1][1] + dy))
        rings.append(ring)
    return rings


def point(text: str) -> Point:
    """Two numbers with a comma between them."""
    x, y = text.split(",")
    return float(x), float(y)


def inside(path: str, at: Point) -> bool:
    """Whether the point lies in the area the path fills by the even-odd rule."""
    crossings = 0
    for ring in outlines(path):
        for a, b in itertools.pairwise([*ring, ring[0]]):
            if (a[1] > at[1]) != (b[1] > at[1]):
                crossings += at[0] < a[0] + (at[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
    return crossings % 2 == 1


def names(picture: MapPicture) -> list[Box]:
    """The boxes the drawn names take, with a modest estimate of their letters."""
    labels = [land.label for land in picture.lands if land.label]
    return [name_box(label, picture.scale) for label in labels]


def name_box(label: Label, scale: float) -> Box:
    """The room one name takes."""
    w, h = max(len(line) for line in label.lines) * 6.5 * scale, len(label.lines) * 13 * scale
    return Box(x=label.x - w / 2, y=label.y - h / 2, w=w, h=h)


def rendered(picture: MapPicture) -> ElementTree.Element:
    """The SVG the real template makes of a picture."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parents[2] / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    macros = environment.get_template("web/_map.svg.html").module
    return ElementTree.fromstring(str(macros.picture(picture, "Karte")))  # type: ignore[attr-defined]


@pytest.mark.parametrize("land, lat, lon", CITIES)
def test_a_city_lies_inside_the_drawn_path_of_its_land_and_of_no_other(land: str, lat: float, lon: float) -> None:
    picture = draw([])
    assert [it.code for it in picture.lands if inside(it.path, where(lat, lon))] == [land]


def test_nearly_every_known_place_lies_in_its_own_land() -> None:
    towns = places()
    right = sum(shapes()[town.land].holds(where(town.lat, town.lon)) for town in towns)
    assert right / len(towns) > 0.98


def test_all_sixteen_laender_have_a_path_a_link_and_a_name() -> None:
    lands = draw([]).lands
    assert len(lands) == 16
    assert all(land.path.startswith("M") and land.path.endswith("z") for land in lands)
    assert {land.href for land in lands} == {f"/initiativen?land={land.code}" for land in all_laender()}
    assert all(land.label for land in lands)


def test_distances_on_the_map_are_kilometres() -> None:
    hamburg, munich = where(53.5503, 9.9920), where(48.1374, 11.5755)
    assert math.dist(hamburg, munich) == pytest.approx(612.3, rel=0.005)


def test_the_picture_begins_at_the_north_western_corner() -> None:
    assert abs(whole().x) < 1
    assert abs(whole().y) < 1


def test_neighbouring_laender_name_each_other_and_share_a_drawn_border() -> None:
    corners = {code: {at for ring in shape.rings for at in ring} for code, shape in shapes().items()}
    for a, b in itertools.permutations(all_laender(), 2):
        assert (b.code in a.neighbours) == bool(corners[a.code] & corners[b.code]), (a.code, b.code)


def test_the_same_markers_give_the_same_picture_in_whatever_order_they_come() -> None:
    markers = rhine_and_ruhr()
    assert draw(markers).spots == draw(markers[::-1]).spots


def test_overlapping_initiatives_each_get_a_spot_of_their_own() -> None:
    spots = draw(rhine_and_ruhr()).spots
    assert len(spots) == len(RHINE_AND_RUHR)
    assert {spot.href for spot in spots} == {f"/initiativen/{key}" for key, *_ in RHINE_AND_RUHR}


def test_a_town_keeps_its_true_place_and_the_land_moves_aside() -> None:
    markers = [marker("land", 51.23, 6.78, "landesweit"), marker("town", 51.23, 6.78), marker("far", 51.9, 8.4)]
    spots = {spot.markers[0].key: spot for spot in draw(markers).spots}
    assert {key for key, spot in spots.items() if spot.moved} == {"land"}


def test_the_selected_initiative_keeps_its_true_place_even_in_a_crowd() -> None:
    spots = draw(rhine_and_ruhr(), selected="duesseldorf-dialog").spots
    chosen = [spot for spot in spots if spot.chosen]
    assert [spot.markers[0].key for spot in chosen] == ["duesseldorf-dialog"]
    assert not chosen[0].moved


@settings(max_examples=40)
@given(markers=some.lists(somewhere, max_size=40), width=some.sampled_from([320, 480, 660]))
def test_every_initiative_is_reachable_inside_the_picture_and_24_pixels_from_the_next(
    markers: list[Marker], width: int
) -> None:
    picture = draw(markers, width=width)
    shown = [it.key for spot in picture.spots for it in spot.markers]
    assert sorted(shown) == sorted(it.key for it in markers)
    room = TARGET * picture.scale
    assert all(picture.box.holds((spot.x, spot.y), room * 0.49) for spot in picture.spots)
    for a, b in itertools.combinations(picture.spots, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) > room * 0.98


def test_a_crowd_becomes_a_group_that_leads_to_a_closer_map_and_from_there_to_the_list() -> None:
    far, near = draw(crowd(200)), draw(crowd(200), land="NW")
    assert {spot.href for spot in far.spots if len(spot.markers) > 1} == {"/karte?land=NW"}
    assert {spot.href for spot in near.spots if len(spot.markers) > 1} == {"/initiativen?land=NW"}
    assert len(near.spots) == len(far.spots)


def test_a_closer_map_gives_room_to_initiatives_that_had_to_share() -> None:
    markers = [marker(f"m{index:02}", 51.0 + index / 40, 6.8 + index % 5 / 5) for index in range(60)]
    assert len(draw(markers, land="NW").spots) > len(draw(markers).spots)


def test_names_cover_neither_signs_nor_each_other() -> None:
    picture = draw(rhine_and_ruhr())
    taken = names(picture)
    assert len(taken) >= 14
    assert not any(a.meets(b) for a, b in itertools.combinations(taken, 2))
    for spot in picture.spots:
        sign = Box(x=spot.x, y=spot.y, w=0, h=0).grown(11 * picture.scale)
        assert not any(name.meets(sign) for name in taken)


def test_a_small_picture_has_no_names() -> None:
    assert not names(draw([], width=300))


def test_names_come_in_the_language_of_the_reader() -> None:
    assert "Bavaria" in {land.name for land in draw([], language="en").lands}
    assert "Bayern" in {land.name for land in draw([]).lands}


@pytest.mark.parametrize("code", [land.code for land in all_laender()])
def test_the_map_of_a_land_shows_all_of_it_and_marks_it(code: str) -> None:
    picture = draw([], land=code)
    shape = shapes()[code].box
    assert picture.box.holds((shape.x, shape.y))
    assert picture.box.holds((shape.x + shape.w, shape.y + shape.h))
    assert [land.code for land in picture.lands if land.chosen] == [code]
    assert picture.scale < draw([]).scale


def test_the_map_of_a_land_leaves_out_what_lies_far_away() -> None:
    picture = draw([*rhine_and_ruhr(), marker("muenchen", 48.14, 11.58, land="BY")], land="NW")
    assert len(picture.spots) == len(RHINE_AND_RUHR)
    assert "MV" not in {land.code for land in picture.lands}


def test_an_unknown_land_shows_all_germany() -> None:
    assert draw([], land="XX").box == draw([]).box


def test_links_are_drawn_once_and_only_between_initiatives_that_are_shown() -> None:
    markers = rhine_and_ruhr()
    links = [("koeln", "krefeld"), ("krefeld", "koeln"), ("koeln", "gone"), ("ruhr", "bochum")]
    lines = draw(markers, links=links, selected="koeln").lines
    assert [line.chosen for line in lines] == [False, True]


def test_the_template_makes_a_link_with_a_title_for_every_land_and_every_spot() -> None:
    picture = draw([*rhine_and_ruhr(), *crowd(80)])
    links = list(rendered(picture).iter("a"))
    assert len(links) == 16 + len(picture.spots)
    assert all(link.get("href", "").startswith("/") and link.findtext("title") for link in links)


def test_a_name_cannot_break_out_of_the_template() -> None:
    wicked = Marker(
        key='x" onload="y',
        name="<script>alert(1)</script> In|du|strie & Söhne",
        href="/initiativen/x",
        lat=51,
        lon=9,
        land="HE",
        level="lokal",
    )
    svg = rendered(draw([wicked]))
    assert svg.find(".//script") is None
    assert wicked.name in [title.text for title in svg.iter("title")]


def test_the_template_needs_no_inline_style() -> None:
    assert not [element for element in rendered(draw(crowd(80))).iter() if element.get("style")]
