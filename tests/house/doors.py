"""Rules on what passes through which door: libraries, environment, clock, transactions, danger."""

import ast
import sys
from pathlib import Path

from tests.house.source import EDGES, ROOMS, Module, calls, dotted, imports, modules

# One file or room for each library from outside; what is not listed here may not be imported at all.
LIBRARIES = {
    "aiosmtplib": ("newsletter/smtp.py",),
    "alembic": ("storage/*",),
    "apscheduler": ("newsletter/timetable.py",),
    "babel": ("templates/*",),
    "click": ("knotenpunkt/*",),
    "email_validator": ("network/address.py",),
    "feedparser": ("newsletter/feeds.py",),
    "httpx": ("bot/telegram*.py", "newsletter/feeds.py"),
    "icalendar": ("web/*",),
    "jinja2": ("templates/*",),
    "markupsafe": ("templates/*",),
    "mjml": ("templates/*",),
    "psycopg": ("storage/*",),
    "pydantic": ("config/settings.py",),
    "pydantic_settings": ("config/settings.py",),
    "snowballstemmer": ("network/*",),
    "sqlalchemy": ("storage/*",),
    "starlette": ("web/*", "knotenpunkt/*"),
    "structlog": ("config/log.py",),
    "telegram": ("bot/telegram*.py",),
    "uvicorn": ("knotenpunkt/*",),
}
_ENVIRONMENT = {"os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv"}
_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "func.now"}
_CLOCKS |= {"time.time", "time.time_ns", "time.localtime", "time.gmtime", "time.ctime"}
_DANGER = {"eval", "exec", "os.system", "os.popen"}
_DANGEROUS_MODULES = {"pickle", "marshal", "shelve", "dill"}


def libraries_have_one_place(root: Path) -> list[str]:
    """Each library from outside is imported only where LIBRARIES says."""
    return [
        module.at(node, f"imports {library}, which belongs to {' and '.join(LIBRARIES.get(library, ()))}")
        if library in LIBRARIES
        else module.at(node, f"imports {library}, which has no place in tests/house/doors.py")
        for module in modules(root)
        for name, node in imports(module)
        if (library := name.split(".")[0]) not in sys.stdlib_module_names
        and library not in ROOMS
        and not module.is_in(*LIBRARIES.get(library, ()))
    ]


def only_settings_read_the_environment(root: Path) -> list[str]:
    """config/settings.py is the only file that looks at the environment."""
    return [
        module.at(node, f"uses {name}; only config/settings.py reads the environment")
        for module in modules(root)
        if not module.is_in("config/settings.py")
        for name, node in _uses(module, _ENVIRONMENT)
    ]


def only_edges_know_the_clock(root: Path) -> list[str]:
    """What time it is, is asked at an edge and passed down as `now`."""
    return [
        module.at(node, f"uses {name}; below the edges `now` is a parameter")
        for module in modules(root)
        if not module.is_in(*EDGES)
        for name, node in _uses(module, _CLOCKS)
    ]


def only_edges_open_transactions(root: Path) -> list[str]:
    """Actions and storage receive `tx`; only an edge opens one."""
    return [
        module.at(node, f"calls {name}(); transactions are opened at the edges")
        for module in modules(root)
        if not module.is_in(*EDGES, "storage/database.py", "storage/migrate.py")
        for name, node in calls(module)
        if name.endswith((".transaction", ".reading"))
    ]


def only_the_database_commits(root: Path) -> list[str]:
    """Transactions end in storage/database.py (and, for the schema, in storage/migrate.py)."""
    return [
        module.at(node, f"calls {name}(); leave that to storage/database.py")
        for module in modules(root)
        if not module.is_in("storage/database.py", "storage/migrate.py")
        for name, node in calls(module)
        if name.endswith((".commit", ".rollback"))
    ]


def nothing_runs_what_it_was_given(root: Path) -> list[str]:
    """No pickle, no eval, no shell: neither in the rooms nor in the tests."""
    found = []
    for module in modules(root, *ROOMS, "tests"):
        found += [module.at(node, f"calls {name}()") for name, node in calls(module) if name in _DANGER]
        found += [module.at(node, "asks for a shell") for _, node in calls(module) if _wants_shell(node)]
        found += [
            module.at(node, f"imports {name.split('.')[0]}")
            for name, node in imports(module)
            if name.split(".")[0] in _DANGEROUS_MODULES
        ]
    return found


def tests_use_real_parts(root: Path) -> list[str]:
    """Tests patch nothing, and let time pass only in tests/wait.py; a stand-in may be slow on purpose."""
    found = []
    for module in modules(root, "tests"):
        found += [
            module.at(node, "imports unittest.mock; write a stand-in with a name instead")
            for name, node in imports(module)
            if name.startswith(("unittest.mock", "mock."))
        ]
        found += [
            module.at(node, f"calls {name}(); {advice}")
            for name, node in calls(module)
            if (advice := _against_tests(module, name, node))
        ]
    return found


def every_action_is_reachable(root: Path) -> list[str]:
    """Each action keeps its file's promise of a function of that name, and some door imports it."""
    doors = modules(root, "bot", "newsletter", "web", "knotenpunkt")
    imported = {".".join(name.split(".")[:2]) for door in doors for name, _ in imports(door)}
    found = []
    for module in modules(root, "actions"):
        verb = module.name.removeprefix("actions/").removesuffix(".py")
        if verb == "__init__":
            continue
        if verb not in _functions(module):
            found.append(module.at(module.tree, f"has no function {verb}"))
        if f"actions.{verb}" not in imported:
            found.append(module.at(module.tree, "is reached by no door: neither bot, newsletter nor web"))
    return found


def _uses(module: Module, names: set[str]) -> list[tuple[str, ast.AST]]:
    """Every mention of one of the dotted names, however it was imported: os.environ, or environ from os."""
    used: list[tuple[str, ast.AST]] = [(name, node) for name, node in imports(module) if name in names]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            last_two = ".".join(dotted(node).split(".")[-2:])
            used += [(last_two, node)] if last_two in names else []
    return used


def _wants_shell(call: ast.Call) -> bool:
    return any(
        it.arg == "shell" and not (isinstance(it.value, ast.Constant) and it.value.value is False)
        for it in call.keywords
    )


def _against_tests(module: Module, name: str, call: ast.Call) -> str:
    """What is wrong with this call in a test; empty if nothing is."""
    first, _, last = name.rpartition(".")
    if last == "sleep" and not module.is_in("tests/wait.py", "tests/doubles/*") and not _is_zero(call):
        return "wait for something with tests/wait.py"
    if first == "monkeypatch" and last in {"setattr", "delattr", "setitem", "delitem"}:
        return "write a stand-in with a name instead"
    return ""


def _is_zero(call: ast.Call) -> bool:
    """Whether this only lets others have their turn: sleep(0)."""
    return len(call.args) == 1 and isinstance(call.args[0], ast.Constant) and call.args[0].value == 0


def _functions(module: Module) -> set[str]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in module.tree.body if isinstance(node, kinds)}
