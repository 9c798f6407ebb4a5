"""Pictures for the README, taken from a demo that this program starts and ends itself.

    make pictures        or: python -m tests.pictures [FOLDER]

Writes PNG files with a palette of their own size: directory with map, chat, Infobrief, staff's desk.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page

from tests import browser as browsers
from tests.journeys.conversation import REGISTRATION, answers
from tests.journeys.visitor import Visitor, enters_demo
from tests.served import ROOT, Served

FOLDER = ROOT / "docs" / "pictures"
MOST = 300_000  # bytes of one picture
_COORDINATOR, _NEWCOMER, _STAFF = "Nachbar", "Kim Koordination", "Netzwerkstelle"


async def take(folder: Path) -> list[Path]:
    """Take all pictures; the files, in the order of the README."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kp-pictures-") as data:
        program = Served({"demo": "1", "data_dir": f"{data}/data"}, log=Path(data) / "log")
        try:
            await program.start()
            async with browsers.running() as browser:
                return [
                    await _directory(browser, program, folder / "directory.png"),
                    await _chat(browser, program, folder / "chat.png"),
                    await _issue(browser, program, folder / "infobrief.png"),
                    await _desk(browser, program, folder / "desk.png"),
                    await _dark(browser, program, folder / "telephone.png"),
                ]
        finally:
            program.end()


async def _directory(browser: Browser, program: Served, file: Path) -> Path:
    async with browsers.fresh(browser) as browsing:
        guest = Visitor(await browsing.page(width=1280, height=860), program.base_url)
        await guest.opens("/karte")
        return await _shot(guest.page, file)


async def _chat(browser: Browser, program: Served, file: Path) -> Path:
    """A coordinator sees partners with their reasons."""
    async with browsers.fresh(browser) as browsing:
        anna = await enters_demo(browsing, program, _COORDINATOR)
        await anna.page.set_viewport_size({"width": 900, "height": 1000})
        await anna.opens("/chat")
        await anna.says("/partner")
        await anna.hears("Vorschläge für")
        return await _shot(anna.page, file)


async def _issue(browser: Browser, program: Served, file: Path) -> Path:
    """The letter of the first issue, as it lies in the mailbox of a reader."""
    for line in (["compile"], ["release", "--yes"]):
        said = program.command("infobrief", *line)
        assert said.returncode == 0, said.stderr
    async with browsers.fresh(browser) as browsing:
        reader = Visitor(await browsing.page(width=900, height=860), program.base_url)
        await reader.opens("/infobrief")
        await reader.follows("Infobrief 1", within="main")
        return await _shot(reader.page, file)


async def _desk(browser: Browser, program: Served, file: Path) -> Path:
    """The staff's desk with what waits."""
    async with browsers.fresh(browser) as browsing:
        staff = await enters_demo(browsing, program, _STAFF)
        await staff.page.set_viewport_size({"width": 1280, "height": 860})
        await staff.opens("/netzwerkstelle")
        return await _shot(staff.page, file)


async def _dark(browser: Browser, program: Served, file: Path) -> Path:
    """The registration on a telephone, in the dark."""
    async with browsers.fresh(browser, dark=True) as browsing:
        reader = await enters_demo(browsing, program, _NEWCOMER, width=390)
        await reader.page.set_viewport_size({"width": 390, "height": 760})
        await reader.opens("/chat")
        await reader.taps("Initiative eintragen")
        half = list(REGISTRATION).index("goals")
        await answers(reader, *list(REGISTRATION.values())[: half + 1])
        await reader.hears("Diese Themen lese ich")
        return await _shot(reader.page, file)


async def _shot(page: Page, file: Path) -> Path:
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=file, animations="disabled", caret="hide")
    size = file.stat().st_size
    assert size <= MOST, f"{file.name} has {size} bytes, more than {MOST}"
    return file


if __name__ == "__main__":
    for taken in asyncio.run(take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)):
        sys.stdout.write(f"{taken} ({taken.stat().st_size // 1000} kB)\n")
