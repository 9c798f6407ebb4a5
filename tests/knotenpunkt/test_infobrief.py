"""The Infobrief on the command line: what an operator sees and what the exit code says."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from network.news import NewsState
from storage import infobriefe, news
from storage.database import Database
from tests import make
from tests.issues import draft, reader, released, subscribe
from tests.make import NOW
from tests.served import ROOT

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(database_url: str, tmp_path: Path) -> Run:
    """Runs `knotenpunkt infobrief …` and returns exit code and everything it said."""
    environment = {
        "KNOTENPUNKT_DATABASE_URL": database_url,
        "KNOTENPUNKT_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(ROOT),
        "PATH": "/usr/bin:/bin",
    }

    def command(*arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "knotenpunkt", "infobrief", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    return command


async def publish(db: Database, *titles: str) -> None:
    author, staff = make.person(), make.staff()
    items = [make.item(author, title=title) for title in titles]
    await make.keep(db, author, staff, *items)
    async with db.transaction() as tx:
        for item in items:
            await news.decide(tx, item.id, NewsState.RELEASED, by=staff.id, now=NOW.replace(year=2020))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_from_compiling_to_the_report(db: Database, run: Run) -> None:
    await publish(db, "Erste Meldung", "Zweite Meldung", "Dritte Meldung")
    await subscribe(db, reader(), reader("bert@reader.example", topics=["industriekultur"]))
    code, said = run("compile")
    assert code == 0
    assert said.startswith("Draft 1 made: 3 items. Fingerprint of the content: ")
    fingerprint = said.split()[-1]
    code, said = run("show", "--topics", "industrie_erleben", "--language", "en")
    assert code == 0
    assert "* Zweite Meldung" in said
    assert fingerprint in said
    assert "2 readers now, 1 of them without anything that matches." in said
    assert "has changed" in run("release", "--hash", "0" * 64)[1]
    code, said = run("release", "--hash", fingerprint)
    assert (code, said) == (0, "Issue 1 released: 2 readers, 1 of them without anything that matches.\n")
    code, said = run("report", "--people")
    assert code == 0
    assert "The account is right." in said
    assert "audience   2   sum 2" in said
    assert "suppressed  bert@reader.example  nothing_matching" in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_done_is_one_sentence_and_no_traceback(db: Database, run: Run) -> None:
    code, said = run("compile")
    assert (code, said) == (0, "No draft: 0 items are too little. An issue needs three, or one meeting.\n")
    code, said = run("report")
    assert (code, said) == (1, "Error: no issue was released yet\n")
    async with db.transaction() as tx:
        await infobriefe.add(tx, draft())
    code, said = run("release", "--yes")
    assert (code, said) == (1, "Error: there is no staff yet; 'knotenpunkt staff add EMAIL' adds somebody\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_account_that_is_not_right_ends_with_exit_code_one(db: Database, run: Run) -> None:
    issue = await released(db)
    async with db.transaction() as tx:
        await infobriefe.set_audience(tx, issue.id, 1)
    code, said = run("report")
    assert (code, "THE ACCOUNT IS NOT RIGHT." in said) == (1, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_issue_rests_and_goes_on(db: Database, run: Run) -> None:
    await released(db)
    assert run("pause") == (0, "Issue 1 rests.\n")
    assert run("resume") == (0, "Issue 1 goes on.\n")
