"""Meetings in the chat: seats, the waiting list, and buttons that work once."""

import pytest
from sqlalchemy import select

from network.meeting import SeatState
from storage import meetings
from storage.database import Database
from storage.tables import outbox
from tests import make
from tests.bot.chatting import Chat

TITLE = "Treffen der Industrieinitiativen"


@pytest.fixture
async def chats(db: Database) -> list[Chat]:
    """Three people and a meeting with two seats."""
    everybody = [make.person(name) for name in ("Anna Arndt", "Ben Beier", "Cem Can")]
    nora = make.staff()
    await make.keep(db, nora, *everybody)
    await make.keep_meeting(db, make.meeting(), by=nora)
    return [Chat(db, it) for it in everybody]


async def test_seats_run_out_and_whoever_waits_moves_up(db: Database, chats: list[Chat]) -> None:
    anna, ben, cem = chats
    for chat in (anna, ben):
        await chat.says("/termine")
        await chat.taps(TITLE, "Platz reservieren")
        assert "Sie haben einen Platz" in chat.text
    await cem.says("/termine")
    assert "2 von 2 Plätzen vergeben" in cem.text
    await cem.taps(TITLE, "Auf die Warteliste setzen")
    assert "Sie stehen auf der Warteliste" in cem.text
    await anna.taps("Platz freigeben")
    assert "Ihr Platz ist wieder frei" in anna.text
    assert "Platz reservieren" not in anna.labels  # the seat went to who waited
    async with db.reading() as tx:
        [meeting] = await meetings.coming(tx, now=make.NOW)
        assert await meetings.seat_of(tx, meeting.id, cem.person.id) is SeatState.SEATED
        letters = [(row.template, row.address) for row in await tx.execute(select(outbox).order_by(outbox.c.id))]
    assert letters == [
        ("meeting_joined", "anna@initiative.example"),
        ("meeting_joined", "ben@initiative.example"),
        ("meeting_joined", "cem@initiative.example"),
        ("meeting_moved_up", "cem@initiative.example"),
    ]


async def test_a_double_tap_takes_one_seat(db: Database, chats: list[Chat]) -> None:
    anna = chats[0]
    await anna.says("/termine")
    await anna.taps(TITLE)
    join = anna.button("Platz reservieren")
    await anna.presses(join)
    await anna.presses(join)
    assert anna.toast == "Schon erledigt."
    async with db.reading() as tx:
        [meeting] = await meetings.coming(tx, now=make.NOW)
    assert meeting.seated == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_seat_can_be_given_back_and_taken_again(chats: list[Chat]) -> None:
    anna = chats[0]
    await anna.says("/termine")
    await anna.taps(TITLE, "Platz reservieren", "Platz freigeben", "Platz reservieren")
    assert "Sie haben einen Platz" in anna.text
    assert anna.links["In den Kalender"].endswith(".ics")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_nobody_signs_up_for_what_has_begun(chats: list[Chat]) -> None:
    anna = chats[0]
    await anna.says("/termine")
    await anna.taps(TITLE)
    join = anna.button("Platz reservieren")
    anna.now = make.meeting().starts_at
    await anna.presses(join)
    assert "hat schon begonnen" in anna.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_without_meetings_there_is_a_next_step(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    assert "Zurzeit ist kein Treffen angekündigt" in await chat.says("/termine")
    assert "Themen wählen" in chat.labels
