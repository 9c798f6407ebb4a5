"""The directory in a real browser: list, map, counts and the address follow while somebody types."""

import re
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser import Browsing
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.served]

Serve = Callable[..., Awaitable[Served]]


async def test_list_choices_and_address_follow_what_is_typed(serve: Serve, browsing: Browsing) -> None:
    program = await serve(demo="1")
    page = await browsing.page()
    await page.goto(f"{program.base_url}/initiativen?linien=1")
    land = page.locator("#f-land")
    await expect(land.locator("option[value=BE]")).to_have_count(1)

    await page.locator("#f-q").fill("Fachkrefte")
    await expect(page.locator(".meant")).to_contain_text("Meinten Sie Fachkräfte?")
    await expect(page).to_have_url(re.compile(r"q=Fachkrefte&linien=1$"))
    await expect(land.locator("option[value=BE]")).to_have_count(0)

    await land.select_option("BW")
    await expect(page.locator(".count")).to_contain_text("2 Initiativen")
    await expect(land).to_have_value("BW")
    await page.get_by_role("link", name=re.compile("Suche: Fachkrefte")).click()
    await expect(page).to_have_url(re.compile(r"/initiativen\?land=BW&linien=1$"))
    assert browsing.troubles() == []
