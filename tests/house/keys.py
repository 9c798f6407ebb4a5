"""The rule that whatever the code says by key has words in templates/chat/."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import Module, calls, modules

_MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")
_KEY = re.compile(r"[a-z_]+\.[a-z0-9_]+")
_SAYING = {"Say", "Label", "tap", "link", "say", "plain"}
_ASKING = {"ask", "ask_optional", "choose", "choose_many"}


def every_key_has_words(root: Path) -> list[str]:
    """Each message key, each question of a script and each refusal has its macro in templates/chat/."""
    spoken = {
        f"{file.stem}.{macro}"
        for file in (root / "templates/chat").glob("*.jinja")
        for macro in _MACRO.findall(file.read_text(encoding="utf-8"))
    }
    refusals = _refusals(root)
    return [
        module.at(node, f"says {key}, for which templates/chat/ has no words")
        for module in modules(root)
        for key, node in [*_said(module), *_asked(module), *_refused(module, refusals)]
        if key not in spoken
    ]


def _said(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Keys written out where something is said: Say(key="find_peers.empty")."""
    for name, call in calls(module):
        if name.split(".")[-1] in _SAYING:
            given = [*call.args[:1], *(it.value for it in call.keywords if it.arg == "key")]
            yield from ((key, call) for key in map(_literal, given) if _KEY.fullmatch(key))


def _asked(module: Module) -> Iterator[tuple[str, ast.AST]]:
    """Questions of a script, and the names of the fields in its summary."""
    if not module.is_in("bot/scripts/*"):
        return
    script = Path(module.name).stem
    for name, call in calls(module):
        asks = name.startswith("chat.") and call.args
        if asks and name.removeprefix("chat.") in _ASKING and _literal(call.args[0]):
            yield f"{script}.{_literal(call.args[0])}", call
        if asks and name == "chat.review" and isinstance(call.args[0], ast.List):
            rows = (it for it in call.args[0].elts if isinstance(it, ast.Tuple))
            yield f"{script}.review", call
            yield from ((f"{script}.{_literal(row.elts[0])}_field", row) for row in rows)


def _refused(module: Module, refusals: dict[str, str]) -> Iterator[tuple[str, ast.AST]]:
    """Refusals that are raised, by their own key or by their class's."""
    for name, call in calls(module):
        if name.removeprefix("errors.") in refusals:
            own = _literal(call.args[0]) if call.args else ""
            if own or not call.args:
                yield f"errors.{own or refusals[name.removeprefix('errors.')]}", call


def _refusals(root: Path) -> dict[str, str]:
    """The classes of network/errors.py with the key each one has by default."""
    classes = [
        node
        for module in modules(root, "network")
        if module.name == "network/errors.py"
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
    ]
    return {it.name: _default(it) for it in classes if _default(it)}


def _default(refusal: ast.ClassDef) -> str:
    values = [
        it.value
        for it in refusal.body
        if isinstance(it, ast.Assign) and isinstance(it.targets[0], ast.Name) and it.targets[0].id == "default"
    ]
    return _literal(values[0]) if values else ""


def _literal(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
