"""The network in numbers as a visitor sees it: pictures with their figures, and kind words while there is nothing."""

import re
from pathlib import Path

import pytest

from bot.player import Repertoire
from network.initiative import Status
from storage.database import Database
from tests.web.front import front
from tests.web.test_directory import add
from web import chart

NOTHING = Repertoire(scripts={}, cards={}, commands={})


def test_a_bar_is_stacked_without_gaps_and_fills_its_width_at_most() -> None:
    parts = chart.stacked((1, 0, 3), most=8)
    assert [(it.series, it.start, it.width) for it in parts] == [(1, 0.0, 12.5), (3, 12.5, 37.5)]
    assert chart.stacked((0, 0), most=0) == ()


def test_the_largest_column_reaches_the_top_and_none_leaves_the_picture() -> None:
    picture = chart.columns([("1980", 1), ("1990", 0), ("2000", 4)])
    heights = [it.h for it in picture.columns]
    assert heights[1] == 0
    assert heights[2] == max(heights) == 4 * heights[0]
    assert all(it.x >= 0 and it.x + it.w <= picture.width and it.y + it.h == picture.ground for it in picture.columns)
    assert chart.columns([]).columns == ()


@pytest.mark.parametrize(
    "count, most, step", [(0, 9, 0), (1, 100, 1), (100, 100, 4), (1, 1, 4), (2, 4, 2), (3, 4, 3), (0, 0, 0)]
)
def test_a_cell_is_as_strong_as_its_number(count: int, most: int, step: int) -> None:
    assert chart.heat(count, most=most) == step


async def test_an_empty_network_says_what_will_stand_here(db: Database, tmp_path: Path) -> None:
    await add(db, "Wartet noch", status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.get("/statistik")
        assert answer.status_code == 200
        assert "Noch steht keine Initiative im Verzeichnis" in answer.text


async def test_initiatives_without_topics_and_years_are_no_empty_pictures(db: Database, tmp_path: Path) -> None:
    await add(db, "Initiative")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = (await house.get("/statistik")).text
        assert "Noch hat keine Initiative ihr Gründungsjahr angegeben" in text
        assert "Noch hat keine Initiative Themen gewählt" in text


async def test_every_picture_stands_beside_its_figures(db: Database, tmp_path: Path) -> None:
    await add(db, "Am Rhein", land="NW", topics=("energie",), founded="2010-11-25")
    await add(db, "An der Elbe", land="HH", topics=("energie",), founded="1989", status=Status.HISTORIC)
    await add(db, "Wartet noch", land="BY", topics=("verkehr",), status=Status.WAITING)
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        text = (await house.get("/statistik")).text
    assert 'class="chart" role="img"' in text
    assert text.count("<caption>") == 4
    assert "2010–2019" in text
    assert "1980–1989" in text
    assert 'href="/initiativen?land=HH&amp;thema=energie"' in text
    assert "thema=verkehr" not in text
    assert not re.search(r"style=|<script>", text)


async def test_the_statistics_are_one_link_away_from_the_directory_and_speak_english(
    db: Database, tmp_path: Path
) -> None:
    await add(db, "Initiative", topics=("energie",), founded="2010")
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        assert 'href="/statistik"' in (await house.get("/initiativen")).text
        house.client.cookies.set("knotenpunkt_language", "en")
        assert "The network in figures" in (await house.get("/statistik")).text
