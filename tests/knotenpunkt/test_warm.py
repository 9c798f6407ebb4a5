"""A fresh program has its vocabularies and its index at hand before the first question comes."""

import subprocess
import sys
from pathlib import Path

from knotenpunkt.warm import warm
from storage.database import Database
from storage.matcher import Matcher
from tests import make
from tests.served import ROOT

# How long a first question takes; with "warm", after the words were read as at the start of the program.
_TIMED = """
import asyncio, sys, time
from network.matching import Index, analyse, search
from knotenpunkt.warm import warm
from storage.database import Database
from storage.matcher import Matcher
if "warm" in sys.argv:
    asyncio.run(warm(Database("sqlite:///" + sys.argv[1]), Matcher()))
started = time.perf_counter()
search(Index(), "Who knows about Azubi-Wohnheime in Euskirchen?")
print(time.perf_counter() - started)
"""


def first_question(*arguments: str) -> float:
    """Seconds until the first question of a process of its own is answered."""
    command = [sys.executable, "-c", _TIMED, *arguments]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    return float(told.stdout.splitlines()[-1])


def test_the_first_question_after_warming_does_not_wait_for_the_vocabularies(tmp_path: Path) -> None:
    missing = str(tmp_path / "empty.db")
    assert first_question(missing, "warm") < first_question(missing) / 5


async def test_the_index_is_filled_with_what_is_in_the_database(db: Database) -> None:
    matcher = Matcher()
    await make.keep(db, it := make.initiative())
    await warm(db, matcher)
    async with db.reading() as tx:
        index = await matcher.index(tx)
    assert str(it.id) in index


async def test_a_database_without_tables_does_not_keep_the_program_from_starting(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    await warm(database, Matcher())
    await database.close()
