"""Whatever people enter, a message fits into a chat: 4096 characters, 64 bytes a button, 100 buttons."""

import pytest
from markupsafe import Markup

from bot.commands import COMMANDS, ENGINE
from bot.outgoing import Button
from bot.telegram_text import LIMIT, units
from network.initiative import ActorGroup, Initiative, Status
from network.news import NewsState
from network.offer import OfferKind
from network.review import Verdict
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LONG_NAME = "Industrieinitiative " + "Donaudampfschifffahrt " * 4 + "am Rhein"
LONG_TEXT = "Überzeugende Arbeit für die Industrie in Stadt und Land. " * 40


def longest(number: int, **facts: object) -> Initiative:
    """An initiative that fills every field."""
    name = f"{LONG_NAME} {number}"[:120]
    offers = [make.offer(LONG_TEXT[:200], kind) for kind in OfferKind for _ in range(3)]
    values = {
        "slug": f"lang-{number}",
        "actors": tuple(ActorGroup),
        "goals": LONG_TEXT[:2000].strip(),
        "topics": ("buergerdialog", "anlagensicherheit", "demografie", "versorgung_gesundheit")[:2],
        "offers": tuple(offers),
        "website": "https://" + "x" * 60 + ".example/" + "y" * 220,
    }
    return make.initiative(name, **values | facts)


def fits(chat: Chat) -> None:
    """Assert that every message on show fits."""
    for message in chat.messages:
        buttons: list[Button] = [button for row in message.rows for button in row]
        assert units(Markup(message.html).striptags()) <= LIMIT
        assert len(buttons) <= 100
        assert all(len(row) <= 8 for row in message.rows)


@pytest.fixture
async def chat(db: Database) -> Chat:
    """A coordinator of five entries as long as can be, with news, in a network of others like that."""
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, *(longest(number) for number in range(5)), of=anna)
    await make.keep(db, *(longest(number) for number in range(10, 18)), of=ben)
    entry = longest(99)
    await make.keep(db, entry, of=anna)
    for number in range(6):
        title, text = f"Meldung {number} " + "x" * 75, LONG_TEXT[:1200].strip()
        facts = {"text": text, "reason": LONG_TEXT[:600], "link": "https://x.example/" + "y" * 280}
        await make.keep(db, make.item(anna, entry, title=title, state=NewsState.RETURNED, **facts))
        await make.keep(db, make.item(anna, entry, title=title, state=NewsState.RELEASED, decided_at=make.NOW, **facts))
    return Chat(db, anna)


@pytest.mark.parametrize("command", [it.german for it in COMMANDS if it.target != ENGINE])
async def test_every_screen_fits(chat: Chat, command: str) -> None:
    await chat.says(f"/{command}")
    fits(chat)


async def test_suggestions_and_their_details_fit(chat: Chat) -> None:
    await chat.says("/partner")
    await chat.taps(chat.labels[0])
    fits(chat)
    await chat.taps(chat.labels[0])
    fits(chat)


async def test_the_summary_of_the_longest_entry_fits(chat: Chat) -> None:
    await chat.says("/steckbrief")
    await chat.taps(next(label for label in chat.labels if label.startswith("Ändern")))
    assert "So wird der Eintrag erscheinen" in chat.text
    fits(chat)
    for field in ("Themen", "Beteiligte", "Ziele"):
        await chat.taps(f"{field} ändern")
        fits(chat)
        await chat.taps("Zurück")


async def test_the_longest_reason_fits_beside_the_longest_entry(chat: Chat) -> None:
    nora, entry = make.staff(), longest(50, status=Status.WAITING)
    await make.keep(chat.db, nora)
    await make.keep(chat.db, entry, of=chat.person)
    await make.review(chat.db, entry, Verdict.RETURN, by=nora, reason=LONG_TEXT[:600])
    await chat.says("/steckbrief")
    fits(chat)
    await chat.presses(f"begin:change_initiative:{entry.id}")
    fits(chat)


async def test_topics_and_categories_stay_within_a_keyboard(chat: Chat) -> None:
    await chat.says("/themen")
    for group in [label for label in chat.labels if label.endswith("…")]:
        await chat.taps(group)
        fits(chat)
        await chat.taps("Zur Auswahl zurück")
