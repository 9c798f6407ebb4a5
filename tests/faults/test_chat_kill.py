"""The power goes out in the middle of a registration: it goes on at the same question, nothing lost, nothing twice."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from newsletter import mailbox
from storage.database import Database
from storage.tables import dialogues, inbox
from tests import wait
from tests.doubles.telegram import FakeTelegram
from tests.served import Served

NAME = "Netzwerk Metall Musterstadt"
# What is said, and what is asked next.
STEPS = (
    ("/registrieren", "Wie heißt die Initiative"),
    (NAME, "Auf welcher Ebene"),
    ("Regional", "In welchem Ort"),
    ("Ruhrgebiet", "drei kurze Fragen zum Typ"),
    ("Ja", "eigenen Maßnahmen"),
)

Serve = Callable[..., Awaitable[Served]]

pytestmark = pytest.mark.served


async def served(serve: Serve, database_url: str, telegram: FakeTelegram, **settings: str) -> Served:
    """The program with its door to this Telegram open."""
    told = {"telegram_token": telegram.token, "telegram_api_url": telegram.api_url}
    return await serve(database_url=database_url, **told, **settings)


async def answers(db: Database) -> list[object]:
    """The raw answers of the only conversation there is."""
    async with db.reading() as tx:
        (row,) = list(await tx.execute(select(dialogues.c.answers)))
    return [raw for _, raw in row.answers]


async def updates(db: Database) -> list[str]:
    """The states of all updates."""
    async with db.reading() as tx:
        return [row.state for row in await tx.execute(select(inbox.c.state))]


@pytest.mark.parametrize("settings", [{}, {"telegram_webhook_secret": "A-secret_1"}], ids=["polling", "webhook"])
async def test_a_registration_on_telegram_survives_a_kill_at_every_step(
    serve: Serve, db: Database, database_url: str, telegram: FakeTelegram, *, settings: dict[str, str]
) -> None:
    program = await served(serve, database_url, telegram, **settings)
    anna = telegram.user("Anna")
    for number, (said, asked) in enumerate(STEPS):
        await anna.says(said)
        if number % 2:  # killed when the answer is there; else while it is under way
            await anna.waits_for(asked, within=15)
        program.kill()
        await program.start()
        await anna.waits_for(asked, within=15)
    assert (await answers(db))[0] == NAME
    assert len(await answers(db)) == len(STEPS) - 1
    await telegram.waits_until_confirmed()
    await wait.until_async(lambda: _all_done(db), within=20, what="all updates to be done")
    assert len(await updates(db)) == len(STEPS)
    assert await program.stop(within=5) == 0


async def test_an_answer_that_was_on_the_wire_comes_at_most_twice(
    serve: Serve, db: Database, database_url: str, telegram: FakeTelegram
) -> None:
    program = await served(serve, database_url, telegram)
    anna = telegram.user("Anna")
    await telegram.fails("sendMessage", "hang", seconds=60, done=True)  # Telegram has it, and we never hear of it
    await anna.says("/registrieren")
    await anna.waits_for(STEPS[0][1])
    program.kill()
    await telegram.heals()
    await program.start()
    await anna.says(NAME)
    await anna.waits_for(STEPS[1][1], within=15)
    texts = [it.text for it in anna.messages]
    assert [sum(asked in text for text in texts) for _, asked in STEPS[:2]] == [2, 1]
    assert await answers(db) == [NAME]


async def test_a_registration_in_the_browser_survives_a_kill_at_every_step(
    serve: Serve, db: Database, database_url: str, tmp_path: Path
) -> None:
    program = await serve(database_url=database_url, data_dir=str(tmp_path / "house"))
    async with httpx.AsyncClient(base_url=program.base_url, follow_redirects=True, trust_env=False) as browser:
        await sign_in(browser, tmp_path / "house" / "mailbox")
        for said, asked in STEPS:
            page = await browser.post("/chat", data={"text": said})
            assert asked in newest(page.text)
            program.kill()
            with pytest.raises(httpx.TransportError):
                await browser.post("/chat", data={"text": "geht verloren, und der Browser weiß es"})
            await program.start()
            assert asked in newest((await browser.get("/chat")).text)
    assert (await answers(db))[0] == NAME
    assert len(await answers(db)) == len(STEPS) - 1


async def sign_in(browser: httpx.AsyncClient, letters: Path) -> None:
    """Sign Anna in with the link from the letter in the local mailbox."""
    await browser.post("/anmelden", data={"email": "anna@ihk.example"})

    async def arrived() -> bool:
        return letters.exists() and bool(mailbox.read(letters, limit=1))

    await wait.until_async(arrived, within=10, what="the letter to arrive")
    path = re.findall(r"/anmelden/[\w-]+", mailbox.read(letters, limit=1)[0].text)[0]
    answer = await browser.post(path, data={"name": "Anna Beispiel"})
    assert answer.url.path == "/chat"


def newest(html: str) -> str:
    """The newest message on the page."""
    return str(re.findall(r'<div class="bubble-text">(.*?)</div>', html, re.DOTALL)[-1])


async def _all_done(db: Database) -> bool:
    return set(await updates(db)) == {"done"}
