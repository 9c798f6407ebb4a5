"""What `make setup` promises: a .venv from nothing, repaired when broken, left alone when sound."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.source import ROOT

BASE = Path(getattr(sys, "_base_executable", sys.executable))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small house with a program and no requirements, so that nothing has to be fetched.

    The tests share it, in their order: making a .venv takes four seconds.
    """
    root = tmp_path_factory.mktemp("bootstrap") / "a house"
    for name in ("run", "dev", "postgres"):
        _write(root / f"requirements/{name}.txt", "# nothing\n")
    _write(root / "knotenpunkt/__init__.py", "")
    _write(root / "knotenpunkt/__main__.py", "import sys, config\nprint(config.__file__, *sys.argv[1:])\n")
    _write(root / "config/__init__.py", "")
    shutil.copy(ROOT / "knotenpunkt/bootstrap.py", root / "knotenpunkt")
    return root


def test_an_empty_folder_gets_its_command_and_a_second_run_changes_nothing(house: Path, tmp_path: Path) -> None:
    assert "Making .venv" in _bootstrapped(house)
    elsewhere = tmp_path / "elsewhere"
    _write(elsewhere / "config/__init__.py", "raise SystemExit('not this one')")
    command = [str(house / ".venv/bin/knotenpunkt"), "serve", "now"]
    said = subprocess.run(command, cwd=elsewhere, check=True, capture_output=True, text=True).stdout
    assert said == f"{house}/config/__init__.py serve now\n"

    before = time.monotonic()
    assert _bootstrapped(house) == ""
    assert time.monotonic() - before < 1  # 0.05 s alone; the machine may be busy


def test_changed_requirements_are_installed_and_others_left_alone(house: Path) -> None:
    assert "Installing requirements/dev.txt" in _bootstrapped(house, "--dev")
    assert _bootstrapped(house) == ""
    _write(house / "requirements/run.txt", "# something else\n")
    assert "Installing requirements/run.txt" in _bootstrapped(house)


def test_requirements_that_cannot_be_installed_end_in_a_sentence_and_are_tried_again(house: Path) -> None:
    _write(house / "requirements/run.txt", "no-hash==1\n")
    assert "could not be installed" in _bootstrapped(house, code=1)
    _write(house / "requirements/run.txt", "")
    assert "Installing requirements/run.txt" in _bootstrapped(house)


def test_a_broken_venv_is_repaired(house: Path) -> None:
    (house / ".venv/bin/python").unlink()
    assert "Making .venv" in _bootstrapped(house)
    assert _bootstrapped(house) == ""


def test_a_venv_that_was_moved_is_made_anew(house: Path, tmp_path: Path) -> None:
    moved = house.rename(tmp_path / "another house")
    assert "Making .venv" in _bootstrapped(moved)
    said = subprocess.run([moved / ".venv/bin/knotenpunkt"], check=True, capture_output=True, text=True).stdout
    assert str(moved) in said


def _bootstrapped(house: Path, *arguments: str, code: int = 0) -> str:
    """What bootstrap.py says, without any tool on PATH but the system's own."""
    done = subprocess.run(
        [BASE, "-I", house / "knotenpunkt/bootstrap.py", *arguments],
        env={"PATH": os.defpath, "PIP_NO_INDEX": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    return done.stdout


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
