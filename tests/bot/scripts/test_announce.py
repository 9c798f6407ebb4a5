"""Staff speak for the network: announcements and meetings."""

from datetime import UTC, datetime

import pytest

from network.news import NewsState, Rubric
from storage import meetings, news
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

TEXT = "Zwei Berichte guter Praxis, danach ist Zeit zum Austausch."


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Somebody of the staff."""
    nora = make.staff()
    await make.keep(db, nora)
    return Chat(db, nora)


async def to_date(chat: Chat) -> None:
    """Answer everything up to the day of a meeting."""
    await chat.says("/treffen", "Treffen der Industrieinitiativen", TEXT, "Essen, Haus der Technik")
    assert "An welchem Tag" in chat.text


async def test_an_announcement_is_public_at_once(chat: Chat) -> None:
    await chat.says("/ankuendigung")
    await chat.taps("Aus Land und Bund")
    await chat.says("Neuer Förderaufruf", "Anträge sind bis zum Ende des Quartals möglich.", "überspringen", "fertig")
    await chat.taps("Absenden")
    async with chat.db.reading() as tx:
        [item] = await news.newest(tx, limit=5)
    assert (item.rubric, item.state, item.initiative_id) == (Rubric.LAND_UND_BUND, NewsState.RELEASED, None)
    assert (item.decided_by, item.decided_at) == (chat.person.name, chat.now)
    await chat.taps("Neues")
    assert "Neuer Förderaufruf" in chat.text


async def test_a_meeting_is_announced_in_local_time(chat: Chat) -> None:
    await to_date(chat)
    await chat.says("24.3.2027", "14:30", "17 Uhr", "45", "Industriedialog Essen", "fertig")
    assert "Mittwoch, 24. März 2027, 14:30 bis 17:00 Uhr" in chat.text
    assert "45 Plätze" in chat.text
    await chat.taps("Absenden")
    async with chat.db.reading() as tx:
        [meeting] = await meetings.coming(tx, now=make.NOW)
    assert meeting.starts_at == datetime(2027, 3, 24, 13, 30, tzinfo=UTC)
    assert meeting.ends_at == datetime(2027, 3, 24, 16, 0, tzinfo=UTC)
    assert (meeting.capacity, meeting.host) == (45, "Industriedialog Essen")
    await chat.taps("Treffen ansehen")
    assert "0 von 45 Plätzen vergeben" in chat.text


async def test_after_another_day_the_times_are_kept(chat: Chat) -> None:
    await to_date(chat)
    await chat.says("24.3.2027", "14:30", "17:00", "45", "Industriedialog Essen", "fertig")
    await chat.taps("Tag ändern")
    await chat.says("2027-04-07")
    assert "Mittwoch, 7. April 2027, 14:30 bis 17:00 Uhr" in chat.text


@pytest.mark.parametrize(
    "typed, said",
    [
        ("31.02.2027", "gibt es nicht"),
        ("29.02.2027", "gibt es nicht"),
        ("morgen", "zum Beispiel 24.3.2027"),
        ("12/5", "zum Beispiel 24.3.2027"),
        ("32.1.", "zum Beispiel 24.3.2027"),
        ("1.1.20265", "zum Beispiel 24.3.2027"),
        ("2027-03-28 02:30", "zum Beispiel 24.3.2027"),
        ("31.01.2027", "schon vorbei"),
        ("1.1.2035", "mehr als fünf Jahre"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_day_that_cannot_be_is_explained(chat: Chat, typed: str, said: str) -> None:
    await to_date(chat)
    assert said in await chat.says(typed)
    assert "An welchem Tag" in chat.text


@pytest.mark.parametrize(
    "day, typed, said",
    [
        ("28.3.2027", "02:30", "weil die Uhren umgestellt werden"),
        ("1.2.2027", "8:00", "schon vorbei"),
        ("24.3.2027", "25:00", "schreiben Sie die Uhrzeit so"),
        ("24.3.2027", "nachmittags", "schreiben Sie die Uhrzeit so"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_time_that_cannot_be_is_explained(chat: Chat, day: str, typed: str, said: str) -> None:
    await to_date(chat)
    await chat.says(day)
    assert said in await chat.says(typed)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_meeting_ends_after_it_begins(chat: Chat) -> None:
    await to_date(chat)
    await chat.says("24.3.2027", "14:30")
    assert "Das Ende liegt nicht nach dem Beginn" in await chat.says("14:30")


@pytest.mark.parametrize("seats", ["0", "-1", "5001", "viele", "1e3", "٣"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_seats_are_a_whole_number(chat: Chat, seats: str) -> None:
    await to_date(chat)
    await chat.says("24.3.2027", "14:30", "17:00")
    assert "ganze Zahl" in await chat.says(seats)
