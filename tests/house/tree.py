"""Draws the tree of the house into docs/architecture.md: `python -m tests.house.tree`.

A folder's line carries the first sentence of its `__init__.py`; below it stand its files, without `.py`.
"""

import ast
import re
import textwrap
from collections import defaultdict
from pathlib import Path, PurePosixPath

from tests.house.source import ROOT, files

PAPER = "docs/architecture.md"
_BLOCK = re.compile(r"(?<=^```text tree\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)
_WIDTH = 110


def block(paper: str) -> str:
    """The tree as it stands in the text; empty if there is none."""
    found = _BLOCK.search(paper)
    return found[0] if found else ""


def drawn(root: Path) -> str:
    """The tree as it is, ending in a newline."""
    inside: dict[PurePosixPath, list[str]] = defaultdict(list)
    for file in files(root):
        path = PurePosixPath(file.relative_to(root).as_posix())
        inside[path.parent].append(path.name)
        for above in path.parents:
            inside[above] += []  # a folder that only holds folders has its line too
    lines = [line for folder in sorted(inside) for line in _folder(root, folder, sorted(inside[folder]))]
    return "\n".join(lines) + "\n"


def _folder(root: Path, folder: PurePosixPath, names: list[str]) -> list[str]:
    depth = len(folder.parts)
    indent = "    " * (depth - 1)
    head = [f"{indent}{folder.name + '/':<{26 - len(indent)}} {_purpose(root / folder)}".rstrip()] if depth else []
    shown = [name.removesuffix(".py") for name in names if name != "__init__.py"]
    indent = "    " * depth
    text = "  ".join(shown)
    return head + textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def _purpose(folder: Path) -> str:
    module = folder / "__init__.py"
    said = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) if module.exists() else None
    return textwrap.shorten(said.splitlines()[0], _WIDTH - 27, placeholder=" …") if said else ""


def main() -> None:
    """Rewrites the block in the paper of this tree."""
    paper = ROOT / PAPER
    text = paper.read_text(encoding="utf-8")
    paper.write_text(_BLOCK.sub(lambda _: drawn(ROOT), text), encoding="utf-8")


if __name__ == "__main__":
    main()
