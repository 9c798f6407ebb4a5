"""The browser chat: the same conversations, kept on the page, without losing a word and without JavaScript."""

import re
from pathlib import Path

import pytest

from network.person import Person
from storage import bubbles, initiatives
from storage.database import Database
from tests.web.forms import press
from tests.web.front import Front, front

NAME = "Netzwerk Metall Musterstadt"


async def talking(house: Front) -> Person:
    """Somebody signed in who has begun to register an initiative."""
    person = await house.signed_in("Anna Beispiel")
    await press(house, await house.get("/chat"), "Initiative eintragen")
    return person


def bubbles_of(html: str) -> list[str]:
    """The texts of all messages on the page, without markup."""
    return [
        " ".join(re.sub(r"<[^>]+>", " ", text).split())
        for text in re.findall(r'<div class="bubble-text">(.*?)</div>', html, re.DOTALL)
    ]


def numbers(html: str) -> list[int]:
    """The numbers of the messages on the page."""
    return [int(number) for number in re.findall(r'data-seq="(\d+)"', html)]


def seen(html: str) -> str:
    """The number of the newest message that the reader has before their eyes, as the form sends it."""
    return str(re.findall(r'name="nach" value="(\d+)"', html)[-1])


async def test_who_is_not_signed_in_sees_what_the_chat_is_for_and_a_way_in(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        page = await house.get("/chat")
        assert page.status_code == 200
        assert "Ihre Initiative eintragen" in page.text
        assert 'action="/anmelden"' in page.text
        assert (await house.get("/chat/neu?nach=0")).status_code == 401


async def test_the_first_visit_greets_and_looking_keeps_nothing(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.signed_in("Anna Beispiel")
        for _ in range(2):
            page = await house.get("/chat")
            assert "Initiative eintragen" in page.text
            assert numbers(page.text) == [0]
        async with db.reading() as tx:
            assert await bubbles.newest(tx, person.id) == []


async def test_a_message_and_its_answer_stand_on_the_page(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        answer = await house.post("/chat", {"text": NAME})
        assert (answer.status_code, answer.headers["location"]) == (303, "/chat#eingabe")
        page = (await house.get("/chat")).text
        texts = bubbles_of(page)
        assert texts[1] == "Initiative eintragen"
        assert texts[3] == NAME
        assert len(texts) == 5
        assert house.nudges == 2


async def test_another_browser_goes_on_at_the_same_question(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await talking(house)
        await house.post("/chat", {"text": NAME})
        before = (await house.get("/chat")).text
        other = house.browser()
        await house.sign_in(person, other)
        assert bubbles_of((await other.get("/chat")).text) == bubbles_of(before)


async def test_only_the_open_question_has_buttons(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        await house.post("/chat", {"text": NAME})
        page = (await house.get("/chat")).text
        assert page.count(">Abbrechen</button>") == 1
        assert "Initiative eintragen</button>" in page  # buttons of cards stay good


async def test_a_form_that_is_sent_twice_counts_once(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        nach = seen((await house.get("/chat")).text)
        for _ in range(2):
            assert (await house.post("/chat", {"text": NAME, "nach": nach})).status_code == 303
        assert bubbles_of((await house.get("/chat")).text).count(NAME) == 1


async def test_the_same_words_may_be_said_again(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        for _ in range(2):
            nach = seen((await house.get("/chat")).text)
            await house.post("/chat", {"text": "/hilfe", "nach": nach})
        assert bubbles_of((await house.get("/chat")).text).count("/hilfe") == 2


async def test_a_button_pressed_twice_works_once_and_says_so(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        await house.post("/chat", {"text": NAME})
        page = await house.get("/chat")
        await press(house, page, "Lokal")
        count = len(bubbles_of((await house.get("/chat")).text))
        again = await press(house, page, "Lokal")
        assert again.status_code == 200
        assert "gehört zu einer früheren Frage" in again.text
        assert len(bubbles_of(again.text)) == count


@pytest.mark.parametrize("forged", ["d:1:o:lokal", "x'; --", "\x00", "find_peers:'", "d:" + "9" * 70, "begin:nothing"])
async def test_a_forged_button_does_nothing(db: Database, tmp_path: Path, forged: str) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        answer = await house.post("/chat", {"tap": forged, "seq": "1"})
        assert answer.status_code in {200, 303}
        page = (await house.get("/chat")).text
        assert forged not in bubbles_of(page)
        assert page.count(">Abbrechen</button>") == 1


async def test_what_a_person_types_is_shown_as_they_typed_it(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        await house.post("/chat", {"text": "<script>alert(1)</script> & <b>fett</b>"})
        page = (await house.get("/chat")).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;fett&lt;/b&gt;" in page
        assert "<script>alert" not in page


async def test_a_text_that_is_too_long_stays_in_the_field(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        answer = await house.post("/chat", {"text": "wichtig " * 501})
        assert answer.status_code == 422
        assert "Bitte kürzen Sie den Text" in answer.text
        assert ">\n" + "wichtig " * 501 + "</textarea>" in answer.text


async def test_an_empty_line_is_no_message(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        await house.post("/chat", {"text": " \u200b\n"})
        assert numbers((await house.get("/chat")).text) == [0]


async def test_whoever_was_signed_out_meanwhile_gets_their_text_back(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        answer = await house.post("/chat", {"text": "Ein langer, mühsamer Satz"})
        assert answer.status_code == 403
        assert "Ein langer, mühsamer Satz</textarea>" in answer.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_while_the_database_is_locked_the_text_stays_in_the_field(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        async with db.transaction():  # another one holds the only pen
            answer = await house.post("/chat", {"text": "Ein langer, mühsamer Satz"})
        assert answer.status_code == 503
        assert "Ein langer, mühsamer Satz</textarea>" in answer.text
        assert "gerade nicht erreichbar" in answer.text


async def test_news_come_as_a_fragment_after_a_number(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        first = await house.get("/chat/neu?nach=0")
        assert numbers(first.text) == [1, 2]
        assert 'data-after="2"' in first.text
        assert "<html" not in first.text
        await house.post("/chat", {"text": NAME})
        assert numbers((await house.get("/chat/neu?nach=2")).text) == [3, 4]
        for nonsense in ("-1", "NaN", "9" * 40, "٣"):
            assert (await house.get("/chat/neu", params={"nach": nonsense})).status_code == 200


async def test_a_long_conversation_is_read_page_by_page(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.signed_in("Anna Beispiel")
        async with db.transaction() as tx:
            for number in range(1, 131):
                await bubbles.add(tx, person.id, f"Satz {number}", mine=False, now=house.now)
        newest = (await house.get("/chat")).text
        assert numbers(newest) == list(range(71, 131))
        assert 'href="/chat?vor=71"' in newest
        older = (await house.get("/chat?vor=71")).text
        assert numbers(older) == list(range(11, 71))
        oldest = (await house.get("/chat?vor=11")).text
        assert numbers(oldest) == list(range(11))
        assert "Frühere Nachrichten" not in oldest


async def test_nobody_sees_the_conversation_of_another(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        await house.post("/chat", {"text": NAME})
        await house.signed_in("Ben Beispiel")
        assert NAME not in (await house.get("/chat")).text
        assert NAME not in (await house.get("/chat/neu?nach=0")).text


async def test_back_and_cancel_work_as_words_too(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await talking(house)
        question = bubbles_of((await house.get("/chat")).text)[-1]
        await house.post("/chat", {"text": NAME})
        await house.post("/chat", {"text": "Zurück"})
        assert bubbles_of((await house.get("/chat")).text)[-1] == f"Bisher: {NAME} {question}"
        await house.post("/chat", {"text": "/abbrechen"})
        async with db.reading() as tx:
            assert await initiatives.of_person(tx, (await house.signed_in("Ben")).id) == []


async def test_who_types_too_fast_is_told_and_keeps_the_line(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        for _ in range(31):
            assert (await house.post("/chat", {"text": "/hilfe"})).status_code == 303
        assert "Das war etwas viel auf einmal" in bubbles_of((await house.get("/chat")).text)[-1]
        answer = await house.post("/chat", {"text": "Ein langer, mühsamer Satz"})
        assert answer.status_code == 429
        assert "Ein langer, mühsamer Satz</textarea>" in answer.text
        house.later(minutes=1)
        assert (await house.post("/chat", {"text": "/hilfe"})).status_code == 303
