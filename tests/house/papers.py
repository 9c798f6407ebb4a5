"""Rules on paper: what operators and maintainers read is what the code does."""

import ast
import re
import tomllib
from pathlib import Path

from tests.house.source import Module, calls, modules, texts

OPERATIONS = "docs/operations.md"
EXAMPLE = "config/knotenpunkt.example.env"
_SETTING = re.compile(r"\bKNOTENPUNKT_([A-Z][A-Z_]*[A-Z])\b")
_LISTED_EVENT = re.compile(r"^\| `([a-z_]+(?:\.[a-z_]+)+)` \|", re.MULTILINE)
_EVENT = re.compile(r"[a-z_]+(\.[a-z_]+)+")
_PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def every_setting_is_documented(root: Path) -> list[str]:
    """Each field of Settings is in the example file, and no paper names a setting that does not exist."""
    fields = _settings(root)
    example = set(_SETTING.findall(_text(root, EXAMPLE)))
    missing = [f"{EXAMPLE}: does not mention KNOTENPUNKT_{name}" for name in sorted(fields - example)]
    papers = [(name, text) for name, text in texts(root) if name.endswith((".md", ".env", "Makefile"))]
    return missing + [
        f"{name}: mentions KNOTENPUNKT_{setting}, which is not a setting"
        for name, text in papers
        for setting in sorted(set(_SETTING.findall(text)) - fields)
    ]


def every_log_event_is_listed(root: Path) -> list[str]:
    """Each event the code writes has its row in the table of docs/operations.md, and each row its event."""
    listed = set(_LISTED_EVENT.findall(_text(root, OPERATIONS)))
    found, written = [], set()
    for module, call, name in _events(root):
        written.add(name)
        if not name or not _EVENT.fullmatch(name):
            found.append(module.at(call, "writes an event whose name is not a literal like letter.sent"))
        elif name not in listed:
            found.append(module.at(call, f"writes {name}, which is not listed in {OPERATIONS}"))
    return found + [f"{OPERATIONS}: lists {name}, which nothing writes" for name in sorted(listed - written)]


def requirements_agree(root: Path) -> list[str]:
    """pyproject.toml names what run.in names, dev.txt pins what run.txt pins, all by hash and from nowhere."""
    project = tomllib.loads(_text(root, "pyproject.toml")).get("project", {})
    named = {line for line in _text(root, "requirements/run.in").splitlines() if line and line[0] != "#"}
    found = [f"requirements/run.in: {it} is not in both" for it in named ^ set(project.get("dependencies", []))]
    run, dev = (set(_PIN.findall(_text(root, f"requirements/{name}.txt"))) for name in ("run", "dev"))
    found += [f"requirements/dev.txt: does not pin {name}=={version}" for name, version in sorted(run - dev)]
    return found + [it for file in sorted((root / "requirements").glob("*.txt")) for it in _unlocked(file)]


def _unlocked(file: Path) -> list[str]:
    text = file.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text)
    loose = [block.split()[0] for block in blocks if _PIN.match(block) and not _HASH.search(block)]
    hosts = ["names a host"] if re.search(r"https?://|--(?:extra-)?index-url|--find-links", text) else []
    return [f"requirements/{file.name}: {it} has no hash" for it in loose] + [
        f"requirements/{file.name}: {it}" for it in hosts
    ]


def _settings(root: Path) -> set[str]:
    """The names of the fields of Settings, in capitals."""
    found = modules(root, "config")
    classes = [
        node
        for module in found
        if module.name == "config/settings.py"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    ]
    fields = [it for node in classes for it in node.body if isinstance(it, ast.AnnAssign)]
    return {it.target.id.upper() for it in fields if isinstance(it.target, ast.Name)}


def _events(root: Path) -> list[tuple[Module, ast.Call, str]]:
    """Every call of event() and failure() with the name it gives; empty where that is no literal."""
    return [
        (module, call, _literal(call))
        for module in modules(root)
        if module.name != "config/log.py"
        for name, call in calls(module)
        if name in {"event", "failure", "log.event", "log.failure"}
    ]


def _literal(call: ast.Call) -> str:
    first = call.args[0] if call.args else None
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _text(root: Path, name: str) -> str:
    path = root / name
    return path.read_text(encoding="utf-8") if path.exists() else ""
