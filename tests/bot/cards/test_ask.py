"""A question in one's own words finds initiatives with reasons, typed anywhere or behind a command."""

from dataclasses import replace

import pytest

from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.bot.chatting import Chat

OFFER = make.offer("Betreiberkonzept für ein Azubi-Wohnheim", category="wohnen")
QUESTION = "Wer hat Erfahrung mit einem Wohnheim für Lehrlinge?"


@pytest.fixture
async def chat(db: Database) -> Chat:
    anna, ben = make.person(), make.person("Ben Beier")
    await make.keep(db, anna, ben)
    await make.keep(db, make.initiative("Dialog Bochum", offers=(OFFER,)), make.initiative("Dialog Hagen"), of=ben)
    return Chat(db, anna)


@pytest.mark.parametrize("typed", [QUESTION, f"/frage {QUESTION}", f"/ask {QUESTION}", f"/initiativen {QUESTION}"])
async def test_a_question_is_answered_with_its_reason(chat: Chat, typed: str) -> None:
    told = await chat.says(typed)
    assert "<b>Dialog Bochum</b>" in told
    assert "Bietet: „Betreiberkonzept für ein Azubi-Wohnheim“" in told
    assert chat.labels[0] == "Dialog Bochum"


async def test_ones_own_entry_answers_only_where_nobody_else_does(chat: Chat) -> None:
    await make.keep(
        chat.db, make.initiative("Forum Unna", offers=(replace(OFFER, id=new_id(make.NOW)),)), of=chat.person
    )
    told = await chat.says(f"/frage {QUESTION}")
    assert "Forum Unna" not in told
    assert "<b>Dialog Bochum</b>" in told
    assert "<b>Forum Unna</b>" in await chat.says(QUESTION)


async def test_a_reason_that_quotes_is_a_whole_sentence(chat: Chat) -> None:
    assert "Bietet: „Betreiberkonzept für ein Azubi-Wohnheim“." in await chat.says(f"/frage {QUESTION}")


async def test_in_the_middle_of_a_conversation_the_command_asks_and_leads_back(chat: Chat) -> None:
    await chat.says("/registrieren", "Industriedialog Unna")
    open_question = chat.text
    assert "<b>Dialog Bochum</b>" in await chat.says(f"/frage {QUESTION}")
    assert "Zurück zur Frage" in chat.labels
    assert open_question.split("\n")[-1] in await chat.taps("Zurück zur Frage")


async def test_a_mistyped_word_is_put_right_and_said(chat: Chat) -> None:
    told = await chat.says("Bochun")
    assert "Meinten Sie „Bochum“?" in told
    assert "<b>Dialog Bochum</b>" in told


async def test_the_command_alone_says_how_to_ask(chat: Chat) -> None:
    assert "in eigenen Worten" in await chat.says("/frage")
    assert "Alle Initiativen" in chat.labels
