"""The ground every test stands on: both databases, the served program, a browser, all of them real."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.async_api import Browser

from storage.database import Database
from storage.migrate import migrate
from tests import browser as browsers
from tests import postgres as postgresql
from tests.served import Served

settings.register_profile("house", deadline=None)  # how long a case takes says more about the machine than about us
settings.load_profile("house")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated, empty database for this test alone, once on SQLite and once on PostgreSQL.

    A test for one of them says `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)`.
    """
    if request.param == "sqlite":
        copy = tmp_path / "knotenpunkt.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        yield f"sqlite:///{copy}"
        return
    server: postgresql.Server = request.getfixturevalue("postgres")
    name = server.create(template=request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The database behind `database_url`, opened; what a test commits is really committed."""
    database = Database(database_url)
    yield database
    await database.close()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Awaitable[Served]]]:
    """Starts the real program: `await serve(role="all", database_url=…, demo="1")`; what it started, it ends.

    Keyword arguments other than `role` are settings without their prefix. All programs of one test share
    one data directory unless it says `data_dir=…`.
    """
    started: list[Served] = []

    async def start(*, role: str = "all", **settings: str) -> Served:
        log = tmp_path / f"program-{len(started)}.log"
        program = Served({"data_dir": str(tmp_path / "data"), **settings}, log=log, role=role)
        started.append(program)
        return await program.start()

    yield start
    for program in started:
        program.end()


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """The session's one headless browser; tests take `browsing` instead."""
    async with browsers.running() as browser:
        yield browser


@pytest.fixture
async def browsing(chromium: Browser) -> AsyncIterator[browsers.Browsing]:
    """A fresh browser profile that notes console errors, failed requests and requests to other hosts."""
    async with browsers.fresh(chromium) as browsing:
        yield browsing


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgresql.Server]:
    """The session's own PostgreSQL server; skips without PostgreSQL, fails if REQUIRE_POSTGRES=1."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
async def postgres_template(postgres: postgresql.Server) -> str:
    """The name of a migrated database nobody uses, to copy from."""
    name = postgres.create()
    await _migrated(postgres.url(name))
    return name


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database nobody uses, to copy from."""
    file = tmp_path_factory.mktemp("template") / "knotenpunkt.db"
    await _migrated(f"sqlite:///{file}")
    return file


async def _migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.close()
