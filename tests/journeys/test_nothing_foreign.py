"""No counting pixel, no detour by another address, nothing from elsewhere: in no page and in no letter."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter import mailbox
from newsletter.mailbox import StoredMail
from storage.database import Database
from storage.tables import initiatives, news
from tests import wait
from tests.browser import Browsing
from tests.journeys.conftest import Opens
from tests.journeys.pages import is_foreign, kind_of, one_of_each_kind, ours, read
from tests.journeys.visitor import Visitor, enters_demo

pytestmark = [
    pytest.mark.served,
    pytest.mark.browser,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),  # words are words
]

_URL = re.compile(r"https?://[^\s\"'<>)]+")


async def test_no_page_and_no_letter_loads_anything_from_elsewhere(
    demo: Opens, browsing: Browsing, database_url: str, tmp_path: Path
) -> None:
    program = await demo(issue=True)
    guest = Visitor(await browsing.page(), program.base_url)
    await guest.opens("/infobrief/abonnieren")
    await guest.fills("E-Mail-Adresse", "leserin@ihk.example")
    await guest.presses("Abonnieren")
    await guest.opens("/anmelden")
    await guest.fills("E-Mail-Adresse", "leserin@ihk.example")
    await guest.presses("Link schicken")
    own = await _addresses_people_gave(database_url)
    letters = await _letters(tmp_path / "data" / "mailbox", "Infobrief 1", "Bitte bestätigen", "Ihr Link")
    for letter in letters:
        assert not read(letter.html or "").loads, letter.subject
        assert {url for url in _urls(letter) if is_foreign(url, program.base_url)} <= own, letter.subject

    in_letters = ours((url for letter in letters for url in _urls(letter)), program.base_url)
    begin = await one_of_each_kind(program.base_url, also=in_letters)
    await _nothing_is_loaded(guest, begin, own)
    staff = await enters_demo(browsing, program, "Netzwerkstelle|Admin")
    cookies = {it["name"]: it["value"] for it in await browsing.context.cookies()}
    inside = await one_of_each_kind(program.base_url, cookies=cookies)
    assert len({kind_of(path) for path in begin + inside}) >= 30, "\n".join(begin + inside)
    await _nothing_is_loaded(staff, inside, own)
    assert browsing.troubles() == []


async def _nothing_is_loaded(somebody: Visitor, paths: list[str], own: set[str]) -> None:
    """Each page as the browser has it: what it loads is ours, and its links lead to us or where people said."""
    for path in paths:
        await somebody.opens(path)
        found = read(await somebody.page.content())
        assert not [it for it in found.loads if is_foreign(it, somebody.base_url)], path
        assert {it for it in found.links if is_foreign(it, somebody.base_url)} <= own, path
        for sheet in [it for it in found.loads if ".css" in it]:
            answer = await somebody.page.request.get(somebody.base_url + sheet)
            assert not re.findall(r"@import|url\((?!['\"]?data:)", await answer.text())


async def _letters(folder: Path, *subjects: str) -> list[StoredMail]:
    """Every letter in the mailbox once there is one about each of these."""

    async def complete() -> bool:
        told = [it.subject for it in mailbox.read(folder, limit=1000)]
        return all(any(it.startswith(subject) for it in told) for subject in subjects)

    await wait.until_async(complete, within=10, what=f"letters about {subjects}")
    return mailbox.read(folder, limit=1000)


def _urls(letter: StoredMail) -> list[str]:
    return [url.rstrip(".,") for url in _URL.findall(letter.text)] + read(letter.html or "").links


async def _addresses_people_gave(database_url: str) -> set[str]:
    """The websites and further readings that coordinators entered: the only addresses that lead away."""
    db = Database(database_url)
    async with db.reading() as tx:
        rows = [*await tx.execute(select(initiatives.c.website)), *await tx.execute(select(news.c.link))]
    await db.close()
    return {str(row[0]) for row in rows if row[0]}
