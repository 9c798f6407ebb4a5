"""Rules on the shape of the house: sizes, the tree on paper, the names of the rooms."""

import ast
import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

from tests.house import tree
from tests.house.source import ROOMS, Module, modules

MIGRATIONS = "storage/migrations/versions/"  # drawn from the tables, and never read again
LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 30  # lines without the docstring
LIST = "tests/house/long_functions.txt"


def no_module_is_long(root: Path) -> list[str]:
    """No Python file has more than 400 lines."""
    return [
        f"{module.name}: {lines} lines, at most {LONGEST_MODULE}"
        for module in modules(root, *ROOMS, "tests")
        if not module.name.startswith(MIGRATIONS) and (lines := len(module.text.splitlines())) > LONGEST_MODULE
    ]


def long_functions_are_listed(root: Path) -> list[str]:
    """Functions of over 30 lines stand in the list with their exact length, so that growing shows."""
    listed = _listed(root)
    written = (module for module in modules(root) if not module.name.startswith(MIGRATIONS))
    found = (it for module in written for it in _functions(module))
    long = {name: lines for name, lines in found if lines > LONGEST_FUNCTION}
    return [
        f"{name}: {long.get(name, 'under 31')} lines, but {listed.get(name, 'nothing')} in {LIST}"
        for name in sorted(long.keys() | listed.keys())
        if long.get(name) != listed.get(name)
    ]


def the_tree_on_paper_is_the_real_one(root: Path) -> list[str]:
    """The block in docs/architecture.md is what tests/house/tree.py draws."""
    paper = root / tree.PAPER
    written = tree.block(paper.read_text(encoding="utf-8")) if paper.exists() else ""
    if written == tree.drawn(root):
        return []
    lines = set(written.splitlines()) ^ set(tree.drawn(root).splitlines())
    return [f"{tree.PAPER}: differs in {line.strip()!r}; run python -m tests.house.tree" for line in sorted(lines)]


def no_library_owns_a_room(root: Path) -> list[str]:
    """No installed distribution brings a package with the name of a room, which would stand in front of ours."""
    owners = importlib.metadata.packages_distributions()
    rooms = sorted(it.parent.name for it in root.glob("*/__init__.py") if it.parent.name != "tests")
    return [f"{room}: also comes with {', '.join(owners[room])}" for room in rooms if room in owners]


def _functions(module: Module) -> Iterator[tuple[str, int]]:
    """Every function's path::Class.name and its number of lines without the docstring."""
    stack: list[tuple[str, ast.AST]] = [("", module.tree)]
    while stack:
        prefix, node = stack.pop()
        for child in ast.iter_child_nodes(node):
            name = getattr(child, "name", None)
            inner = f"{prefix}{name}." if isinstance(child, ast.ClassDef) else prefix
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = f"{prefix}{name}."
                yield f"{module.name}::{prefix}{name}", _lines(child)
            stack.append((inner, child))


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    whole = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return whole - ((first.end_lineno or 0) - first.lineno + 1)
    return whole


def _listed(root: Path) -> dict[str, int]:
    path = root / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    entries = [line.split() for line in lines if line and not line.startswith("#")]
    return {name: int(count) for name, count in entries}
