"""The command line as a whole: what the papers promise is there."""

import re
import shutil
from pathlib import Path

from click.testing import CliRunner

from config.vocabulary import FOLDER
from knotenpunkt.__main__ import main

ROOT = Path(__file__).parents[2]
PAPERS = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "config" / "README.md", *(ROOT / "docs").rglob("*.md"))


def test_every_command_that_the_papers_name_exists() -> None:
    text = "\n".join(paper.read_text("utf-8") for paper in PAPERS)
    named = set(re.findall(r"(?:`|\$ |^|bin/)knotenpunkt ([a-z]+)", text, re.MULTILINE))
    assert {"serve", "vocabulary"} <= named
    assert named <= set(main.commands)


def test_the_vocabulary_is_checked_and_its_version_told() -> None:
    told = CliRunner().invoke(main, ["vocabulary"])
    assert told.exit_code == 0
    assert "23 categories" in told.output


def test_a_mistake_in_the_vocabulary_is_told_with_its_line(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "vocabulary")
    terms = folder / "terms.toml"
    terms.write_text(terms.read_text("utf-8").replace("Anwohner,", "Anwohner, und der,", 1), "utf-8")
    told = CliRunner().invoke(main, ["vocabulary", str(folder)])
    assert told.exit_code == 1
    assert re.search(r"terms\.toml:\d+: 'und der' in 'nachbarn' says nothing", told.output)
