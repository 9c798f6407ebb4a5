"""The vocabulary is whole, and mistakes in it are explained by file and line."""

import shutil
from pathlib import Path

import pytest

from config.places import places, regions
from config.vocabulary import FOLDER, load, vocabulary
from config.vocabulary.check import check
from network.initiative import ActorGroup, Composition, Kind, Level, Status
from network.measure import Reuse, State
from network.news import Rubric


def test_the_vocabulary_of_the_house_has_no_mistakes() -> None:
    assert check() == ()


@pytest.mark.parametrize(
    "kind, ids",
    [
        ("level", set(Level)),
        ("kind", set(Kind)),
        ("status", set(Status)),
        ("actor", set(ActorGroup)),
        ("composition", set(Composition)),
        ("rubric", set(Rubric)),
        ("measure_state", set(State)),
        ("reuse", set(Reuse)),
    ],
)
def test_every_choice_of_the_program_has_labels(kind: str, ids: set[str]) -> None:
    entries = {entry.id: entry for entry in vocabulary().entries(kind)}
    assert set(entries) == {str(id) for id in ids}
    assert all(entry.de and entry.en for entry in entries.values())


def test_there_are_enough_topics_resources_and_the_23_categories() -> None:
    told = vocabulary()
    assert len(told.topics) >= 50
    assert len(told.resources) >= 45
    assert len(told.categories) == 23
    assert {it.category for it in told.resources} == {it.id for it in told.categories}


def test_labels_exist_in_both_languages_and_unknown_ids_stay_readable() -> None:
    assert vocabulary().label("topic", "mint", "de") == "MINT und Begeisterung für Technik"
    assert vocabulary().label("topic", "mint", "en") == "STEM and enthusiasm for technology"
    assert vocabulary().label("topic", "unbekannt") == "unbekannt"


def test_related_topics_are_related_both_ways() -> None:
    by_id = {it.id: it for it in vocabulary().topics}
    for topic in by_id.values():
        for other, nearness in topic.related.items():
            assert by_id[other].related[topic.id] == nearness


def test_an_edit_changes_the_version(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    before = load(folder).version
    file = folder / "terms.toml"
    file.write_text(file.read_text("utf-8").replace("Anwohner,", "Anwohner, Anliegende,", 1), "utf-8")
    assert load(folder).version != before


@pytest.mark.parametrize(
    "file, old, new, said",
    [
        ("topics.toml", 'words = "wasserstoff"', 'words = "wasserstof"', "'wasserstof' is no group of terms.toml"),
        ("topics.toml", 'group = "akzeptanz"\nde = "Dialog', 'group = "akzptanz"\nde = "Dialog', "does not exist"),
        ("topics.toml", "mint = 0.7", "mint = 7", "must lie between 0 and 1"),
        ("topics.toml", 'id = "mint"', 'id = "MINT und mehr"', "needs small letters"),
        ("resources.toml", 'category = "labor"', 'category = "labore"', "is not in categories.toml"),
        ("categories.toml", 'en = "Housing"', 'en = ""', "has no label 'en'"),
        ("terms.toml", "krise = ", "krise ", "no valid TOML"),
    ],
)
def test_a_mistake_is_explained_by_file_and_line(tmp_path: Path, file: str, old: str, new: str, said: str) -> None:
    folder = _copy(tmp_path)
    text = (folder / file).read_text("utf-8")
    assert old in text
    line = text[: text.index(old)].count("\n") + 1 + old.count("\n") * ("group" in old and "Dialog" not in new)
    (folder / file).write_text(text.replace(old, new, 1), "utf-8")
    found = check(folder)
    assert any(mistake.file == file and said in mistake.text for mistake in found), found
    assert any(abs(mistake.line - line) <= 1 for mistake in found), (line, found)


def test_places_lie_in_germany() -> None:
    assert len(places()) > 7000
    assert all(47 < it.lat < 55.2 and 5.8 < it.lon < 15.1 and it.population >= 1000 for it in places())
    assert {it.land for it in places()} == {land for it in regions() for land in it.laender} | {"BE"}


def _copy(tmp_path: Path) -> Path:
    folder = tmp_path / "vocabulary"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder
