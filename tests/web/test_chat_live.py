"""The chat in a real browser: without reloading, and with the same care for every line."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from tests.browser import Browsing
from tests.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.served]

Serve = Callable[..., Awaitable[Served]]

NAME = "Netzwerk Metall Musterstadt"


async def test_lines_and_buttons_go_without_reloading_and_each_counts_once(serve: Serve, browsing: Browsing) -> None:
    program = await serve(demo="1")
    page = await browsing.page(width=360, height=740)
    await page.goto(f"{program.base_url}/anmelden?weiter=/chat")
    await page.get_by_role("button", name="Kim Koordination").click()
    await page.wait_for_url("**/chat*")
    await page.evaluate("window.stillHere = true")
    line = page.get_by_label("Ihre Nachricht")
    mine = page.locator(".bubble.is-mine .bubble-text")

    for count in (1, 2):  # the same words twice are two messages
        await line.fill("/hilfe")
        await line.press("Enter")
        await expect(mine).to_have_count(count)
        await expect(line).to_have_value("")

    await line.fill("/registrieren")
    await line.press("Enter")
    await expect(page.get_by_text("Wie heißt die Initiative?")).to_be_visible()
    await line.fill(NAME)
    await page.get_by_role("button", name="Senden").dblclick()
    await expect(page.get_by_text("Auf welcher Ebene")).to_be_visible()
    await expect(mine.get_by_text(NAME, exact=True)).to_have_count(1)
    await page.get_by_role("button", name="Lokal").click()
    await expect(page.get_by_text("In welchem Ort")).to_be_visible()
    await expect(page.get_by_role("button", name="Lokal")).to_have_count(0)
    assert await page.evaluate("window.stillHere")
    assert browsing.troubles() == []


async def test_a_line_that_does_not_arrive_stays_in_its_field(serve: Serve, browsing: Browsing) -> None:
    program = await serve(demo="1")
    page = await browsing.page()
    await page.goto(f"{program.base_url}/anmelden?weiter=/chat")
    await page.get_by_role("button", name="Kim Koordination").click()
    await page.wait_for_url("**/chat*")
    line = page.get_by_label("Ihre Nachricht")
    program.kill()
    await line.fill("Ein langer, mühsamer Satz")
    await line.press("Enter")
    await expect(page.get_by_text("Ihre Nachricht ist nicht angekommen")).to_be_visible()
    await expect(line).to_have_value("Ein langer, mühsamer Satz")
    await program.start()
    await line.press("Enter")
    await expect(page.locator(".bubble.is-mine .bubble-text")).to_have_text("Ein langer, mühsamer Satz")
