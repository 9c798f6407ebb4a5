"""The rule of the doors between the rooms: import-linter, run on a tree."""

import subprocess
import sys
from pathlib import Path

_PROGRAM = "from importlinter.cli import lint_imports_command as run; run()"


def doors_open_in_one_direction(root: Path) -> list[str]:
    """The contracts of pyproject.toml, each with the lines that break it."""
    command = [sys.executable, "-c", _PROGRAM, "--no-logo", "--no-cache"]  # -c puts the tree itself first on the path
    told = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if told.returncode == 0:
        return []
    lines = [line.strip() for line in (told.stdout + told.stderr).splitlines()]
    return [line for line in lines if "BROKEN" in line or "->" in line] or lines
