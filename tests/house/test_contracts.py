"""Doors between rooms open in one direction; each contract can fail."""

import shutil
from pathlib import Path

import pytest

from tests.house.contracts import doors_open_in_one_direction
from tests.house.source import ROOMS, ROOT

# planted module: its import, which no contract allows
FORBIDDEN = {
    "actions/planted.py": "import templates.render",
    "bot/planted.py": "import newsletter",
    "config/planted.py": "import network",
    "network/planted.py": "import sqlalchemy",
    "newsletter/planted.py": "import bot",
    "storage/planted.py": "import jinja2",
    "templates/planted.py": "import storage",
    "web/planted.py": "import sqlalchemy",
}


def test_doors_open_in_one_direction() -> None:
    assert doors_open_in_one_direction(ROOT) == []


@pytest.mark.parametrize("module", FORBIDDEN)
def test_an_import_against_the_direction_is_found(module: str, tmp_path: Path) -> None:
    house = _empty_house(tmp_path)
    assert doors_open_in_one_direction(house) == []
    (house / module).write_text(FORBIDDEN[module], encoding="utf-8")
    found = "\n".join(doors_open_in_one_direction(house))
    imported = FORBIDDEN[module].removeprefix("import ")
    assert f"{module.removesuffix('.py').replace('/', '.')} -> {imported}" in found


def _empty_house(root: Path) -> Path:
    """A tree with all rooms and our contracts, and nothing in it but one file to import from."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for room in ROOMS:
        (root / room).mkdir()
        (root / room / "__init__.py").touch()
    (root / "templates/render.py").touch()
    return root
