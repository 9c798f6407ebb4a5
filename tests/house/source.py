"""Reading the house: its rooms, its modules as syntax trees, its other texts."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
ROOMS = ("actions", "bot", "config", "knotenpunkt", "network", "newsletter", "storage", "templates", "web")
EDGES = ("knotenpunkt/*", "web/*", "bot/*", "newsletter/*")
_NOT_OURS = {"var", "build", "dist", "__pycache__", "node_modules"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One Python file of the tree under test; `name` is its path from the root, with slashes."""

    name: str
    text: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """One finding, in the form in which editors jump to it."""
        return f"{self.name}:{getattr(node, 'lineno', 1)} {what}"

    def is_in(self, *patterns: str) -> bool:
        """Whether the path fits one of the patterns; * also crosses slashes."""
        return any(fnmatch(self.name, pattern) for pattern in patterns)


def modules(root: Path, *folders: str) -> list[Module]:
    """All Python modules below the folders (all rooms if none is named), by path."""
    found = [file for folder in folders or ROOMS for file in (root / folder).rglob("*.py")]
    return [_parsed(file, file.relative_to(root).as_posix(), file.stat().st_mtime_ns) for file in sorted(found)]


def files(root: Path) -> Iterator[Path]:
    """Every file that belongs to the project, by path: nothing hidden, nothing that tools leave behind."""
    for entry in sorted(root.iterdir()):
        if entry.name in _NOT_OURS or (entry.name.startswith(".") and entry.name != ".ci"):
            continue
        if entry.is_dir():
            yield from files(entry)
        else:
            yield entry


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Path and content of every file that is text."""
    for file in files(root):
        try:
            yield file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def dotted(node: ast.AST) -> str:
    """`datetime.now` for that expression; what is not made of names and dots counts as ?."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else "?"


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the dotted name of what is called."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def imports(module: Module) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported dotted name, wherever in the file: `from a.b import c` is a.b.c."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module or ''}.{alias.name}", node) for alias in node.names)


def docstrings(module: Module) -> set[ast.AST]:
    """The nodes of all docstrings, to tell them from other strings."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(module.tree) if isinstance(node, owners) and len(node.body) > 0)
    return {it.value for it in first if isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant)}


@cache
def _parsed(file: Path, name: str, _changed: int) -> Module:
    text = file.read_text(encoding="utf-8")
    return Module(name=name, text=text, tree=ast.parse(text, filename=name))
