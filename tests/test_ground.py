"""The ground itself holds: what the fixtures promise is so."""

import pytest
from playwright.async_api import Browser
from sqlalchemy import text

from storage.database import Database
from tests import browser as browsers
from tests.browser import Browsing


async def test_every_test_begins_with_an_empty_migrated_database(db: Database) -> None:
    await _add_a_mark(db)


async def test_what_another_test_committed_is_not_there(db: Database) -> None:
    await _add_a_mark(db)


async def _add_a_mark(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute(text("CREATE TABLE mark (here INTEGER PRIMARY KEY)"))
    async with db.reading() as tx:
        assert (await tx.execute(text("SELECT count(*) FROM alembic_version"))).scalar_one() == 1
        assert (await tx.execute(text("SELECT count(*) FROM mark"))).scalar_one() == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_postgresql_knows_umlauts(db: Database) -> None:
    async with db.reading() as tx:
        assert (await tx.execute(text("SELECT lower('ÄÖÜ')"))).scalar_one() == "äöü"


@pytest.mark.browser
async def test_the_browser_tells_of_requests_to_other_hosts(browsing: Browsing) -> None:
    page = await browsing.page()
    await page.set_content("<img src='http://tracker.example/pixel.gif'>", wait_until="load")
    assert browsing.outside == ["GET http://tracker.example/pixel.gif"]
    assert any("ERR_NAME_NOT_RESOLVED" in line for line in browsing.failed)


@pytest.mark.browser
async def test_the_browser_tells_of_errors_in_scripts(browsing: Browsing) -> None:
    page = await browsing.page()
    await page.set_content("<script>nowhere.to.be.found</script>")
    assert "nowhere is not defined" in browsing.console[0]


@pytest.mark.browser
async def test_a_page_of_our_own_is_no_trouble(chromium: Browser) -> None:
    async with browsers.fresh(chromium, javascript=False, dark=True) as browsing:
        page = await browsing.page(width=360)
        await page.set_content("<p>ok</p>")
        assert await page.inner_text("p") == "ok"
        assert browsing.troubles() == []
