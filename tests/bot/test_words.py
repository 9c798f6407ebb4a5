"""The chat's templates keep what the renderer relies on."""

from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from templates.render import FOLDER

ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
FILES = sorted((FOLDER / "chat").glob("*.jinja"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_fact_is_hidden_by_a_macro_of_the_same_name(file: Path) -> None:
    tree = ENVIRONMENT.parse(file.read_text(encoding="utf-8"))
    macros = {it.name for it in tree.find_all(nodes.Macro)}
    called = {id(call.node) for call in tree.find_all(nodes.Call)}
    read = {it.name for it in tree.find_all(nodes.Name) if it.ctx == "load" and id(it) not in called}
    assert not read & macros
