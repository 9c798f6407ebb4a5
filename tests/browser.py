"""A real browser for the tests: the machine's own Chromium, headless, and deaf to the outside world."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, Request, Response, async_playwright, expect

expect.set_options(timeout=15_000)  # milliseconds: a loaded machine is slow, not wrong

_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_QUIET = [
    "--disable-background-networking",  # updates, safe browsing lists, field trials
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",  # containers give it 64 MB
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    # whatever a page asks for, no name but ours is ever looked up
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
_OURS = {"127.0.0.1", "localhost"}
_WITHOUT_HOST = {"data", "blob", "about"}


@dataclass(kw_only=True)  # neither frozen nor slotted: playwright leaves a mark on whoever listens
class Browsing:
    """One fresh profile and what went wrong in it: a test asserts that `troubles()` is empty."""

    context: BrowserContext
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    async def page(self, *, width: int = 1280, height: int = 900) -> Page:
        """A new tab; the viewport is in CSS pixels."""
        page = await self.context.new_page()
        await page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(10_000)
        return page

    def troubles(self) -> list[str]:
        """Console errors, failed requests and requests to any host but this machine."""
        return self.console + self.failed + self.outside

    def _watch(self, page: Page) -> None:
        page.on("console", lambda it: self.console.append(it.text) if it.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("requestfailed", self._note_failed)
        page.on("response", self._note_refused)
        page.on("request", self._note_outside)

    def _note_failed(self, request: Request) -> None:
        # A page that is left while its live update still waits cancels it: that is no fault.
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.method} {request.url}: {request.failure}")

    def _note_refused(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.request.method} {response.url}: {response.status}")

    def _note_outside(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _WITHOUT_HOST and address.hostname not in _OURS:
            self.outside.append(f"{request.method} {request.url}")


@asynccontextmanager
async def running() -> AsyncIterator[Browser]:
    """A headless Chromium for the length of the block; skips without one, fails if REQUIRE_BROWSER=1."""
    program = _program()
    if program is None:
        _do_without("no Chromium found: neither in CHROMIUM nor under its usual names on PATH")
    driver = async_playwright()
    try:
        playwright = await driver.start()
    except Exception as error:
        _do_without(f"the driver of the browser does not start (is libatomic1 missing?): {error}")
    try:
        yield await playwright.chromium.launch(executable_path=program, args=_QUIET)
    finally:
        await playwright.stop()  # takes the browser with it


@asynccontextmanager
async def fresh(browser: Browser, *, javascript: bool = True, dark: bool = False) -> AsyncIterator[Browsing]:
    """A profile without cookies or cache, closed at the end of the block."""
    context = await browser.new_context(
        java_script_enabled=javascript, color_scheme="dark" if dark else "light", locale="de-DE"
    )
    browsing = Browsing(context=context)
    context.on("page", browsing._watch)
    yield browsing
    await context.close()


def _program() -> str | None:
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name, path=f"/usr/bin{os.pathsep}{os.environ.get('PATH', '')}") for name in _NAMES)
    return next((str(Path(program)) for program in found if program), None)


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"REQUIRE_BROWSER=1, but {reason}", pytrace=False)
    pytest.skip(reason)
