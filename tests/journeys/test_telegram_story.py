"""Registration and partner search through Telegram, pulled and pushed: the same questions as in the browser."""

import asyncio

import pytest

from tests.browser import Browsing
from tests.doubles.telegram import FakeTelegram
from tests.journeys.conftest import STAFF, Opens
from tests.journeys.conversation import (
    GOALS,
    NAME,
    NEED,
    OFFER,
    REGISTRATION,
    STILL_TICKED,
    WEBSITE,
    OnTelegram,
    Speaks,
    answers,
)
from tests.journeys.visitor import Post, enters

pytestmark = [pytest.mark.served, pytest.mark.browser]

POLLING = {"telegram_webhook_secret": ""}
WEBHOOK = {"telegram_webhook_secret": "0123456789-abcdef-of-the-test"}
# what was on its way when the program was killed is sent once more, and finds itself done
SAID_BEFORE = ("Bad Request: message is not modified", "Bad Request: query is too old")
HALF = list(REGISTRATION).index("goals")


@pytest.mark.parametrize(
    "database_url, first, then",
    [("sqlite", POLLING, WEBHOOK), ("postgres", WEBHOOK, POLLING)],
    indirect=["database_url"],
    ids=["sqlite, pulled then pushed", "postgres, pushed then pulled"],
)
async def test_an_initiative_is_registered_and_finds_partners_as_in_the_browser(
    *, opens: Opens, telegram: FakeTelegram, browsing: Browsing, post: Post, first: dict[str, str], then: dict[str, str]
) -> None:
    program = await opens(telegram_token=telegram.token, telegram_api_url=telegram.api_url, **first)
    anna = OnTelegram(telegram.user("Anna", last_name="Beispiel"))
    await anna.says("/start")
    await anna.hears("Hier tragen Sie Ihre Initiative ein")
    in_browser = await enters(browsing, program, post, STAFF, name="Nora Netz", to="/chat")
    asked_there, asked = await asyncio.gather(registers(in_browser), registers(anna, until=HALF))
    await anna.taps("Zurück")
    await answers(anna, STILL_TICKED)
    await anna.hears("Was wollen Sie erreichen?")
    await in_browser.page.close()

    program.kill()  # and nothing that was answered is lost, even if the operator now lets Telegram push, or pulls
    await program.restart(**then)
    asked += await answers(anna, *list(REGISTRATION.values())[HALF:])
    asked.append(await anna.hears("Bitte prüfen Sie Ihre Angaben", NAME, GOALS, OFFER, NEED, WEBSITE))
    assert [" ".join(it.split()) for it in asked] == [" ".join(it.split()) for it in asked_there]
    await anna.taps("Absenden")
    await anna.hears(NAME, "wartet auf Freigabe")

    await anna.taps("Jetzt Partner finden")
    said = await anna.hears(f"Vorschläge für {NAME}", "Warum sehe ich das?")
    assert said.count("(Stand 2018)") >= 3
    partner = (await anna.buttons())[0]
    await anna.taps(partner)
    await anna.hears("Stand 2018 aus der Studie, nicht bestätigt", partner)
    refused = {call.description for call in await telegram.calls() if call.status >= 400}
    assert not [it for it in refused if not it.startswith(SAID_BEFORE)]
    assert browsing.troubles() == []


async def registers(somebody: Speaks, *, until: int | None = None) -> list[str]:
    """Answer the questions up to one of them, or up to the summary; what was asked."""
    await somebody.taps("Initiative eintragen")
    asked = await answers(somebody, *list(REGISTRATION.values())[:until])
    if until is None:
        asked.append(await somebody.hears("Bitte prüfen Sie Ihre Angaben"))
    return asked
