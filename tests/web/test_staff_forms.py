"""What the staff publish: announcements and meetings, with a look before, every wrong field named, nothing lost."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.player import Repertoire
from network.meeting import Meeting
from network.news import NewsState, Rubric
from network.person import Role
from storage import meetings, news
from storage.database import Database
from storage.keys import new_id
from tests.web.forms import follow, forms, press, words
from tests.web.front import NOW, Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})
ANNOUNCING, MEETINGS = "/netzwerkstelle/ankuendigung", "/netzwerkstelle/treffen"
TEXT = "Das Land fördert Netzwerke mit bis zu 50 000 Euro.\n\nAnträge <b>bis Ende Mai</b> & formlos."
ANNOUNCEMENT = {"rubrik": "land_und_bund", "titel": "Förderaufruf für Netzwerke", "text": TEXT}
MEETING = {
    "titel": "Treffen in Köln",
    "text": "Zwei Berichte aus der guten Praxis und Zeit zum Gespräch.",
    "ort": "IHK zu Köln, Unter Sachsenhausen 10",
    "gastgeber": "IHK zu Köln",
    "tag": "2026-04-15",
    "beginn": "10:00",
    "ende": "16:00",
    "plaetze": "45",
}


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.signed_in("Nora Netz", Role.STAFF)
        yield house


async def every_meeting(house: Front) -> list[Meeting]:
    async with house.db.reading() as tx:
        return await meetings.everything(tx)


async def announced(house: Front, *guests: str, capacity: int = 45) -> Meeting:
    page = await press(house, await house.get(f"{MEETINGS}/neu"), "Vorschau", **MEETING | {"plaetze": str(capacity)})
    await press(house, page, "Veröffentlichen")
    (meeting,) = await every_meeting(house)
    for name in guests:
        person = await house.person(name, email=f"{new_id(NOW)}@ihk.example")
        async with house.db.transaction() as tx:
            await meetings.take_seat(tx, meeting.id, person.id, now=house.now)
    return meeting


async def test_an_announcement_is_seen_as_the_infobrief_shows_it_and_then_published(house: Front) -> None:
    shown = await press(house, await house.get(ANNOUNCING), "Vorschau", **ANNOUNCEMENT)
    assert shown.status_code == 200
    assert "Anträge &lt;b&gt;bis Ende Mai&lt;/b&gt; &amp; formlos." in shown.text
    async with house.db.reading() as tx:
        assert await news.newest(tx, limit=5) == []

    home = await follow(house, await press(house, shown, "Veröffentlichen"))
    assert "kommt in den nächsten Infobrief" in home.text
    async with house.db.reading() as tx:
        (item,) = await news.newest(tx, limit=5)
    assert (item.title, item.text, item.rubric) == ("Förderaufruf für Netzwerke", TEXT, Rubric.LAND_UND_BUND)
    assert item.state is NewsState.RELEASED


async def test_from_the_preview_one_goes_back_and_finds_everything_as_typed(house: Front) -> None:
    first = await house.get(ANNOUNCING)
    topics = re.findall(r'name="thema" value="([^"]+)"', first.text)[:2]
    typed = {**ANNOUNCEMENT, "link": "beispiel.de/foerderung", "thema": topics}
    shown = await press(house, first, "Vorschau", **typed)
    again = await press(house, shown, "Ändern")
    (form,) = [it for it in forms(again.text) if "Vorschau" in it.buttons]
    for name in ("rubrik", "titel", "text", "link"):
        assert form.value(name) == typed[name], name
    assert [value for name, value in form.fields if name == "thema"] == topics


async def test_a_button_that_is_pressed_twice_publishes_once(house: Front) -> None:
    shown = await press(house, await house.get(ANNOUNCING), "Vorschau", **ANNOUNCEMENT)
    answers = await asyncio.gather(*(press(house, shown, "Veröffentlichen") for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    async with house.db.reading() as tx:
        assert len(await news.newest(tx, limit=5)) == 1
    assert (
        "steht nur einmal da" in (await follow(house, answers[-1])).text
        or "Veröffentlicht" in (await follow(house, answers[-1])).text
    )


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_while_the_database_is_locked_the_page_says_so_and_keeps_everything(house: Front) -> None:
    shown = await press(house, await house.get(ANNOUNCING), "Vorschau", **ANNOUNCEMENT)
    async with house.db.transaction():  # SQLite has one writer, and this one does not end
        away = await press(house, shown, "Veröffentlichen")
    assert away.status_code == 503
    (form,) = [it for it in forms(away.text) if "Vorschau" in it.buttons]
    assert form.value("text") == TEXT
    assert "gerade nicht erreichbar" in away.text


async def test_without_a_look_before_nothing_is_published(house: Front) -> None:
    for button in ("", "keine-nummer", str(new_id(NOW))):
        answer = await house.post(ANNOUNCING, {**ANNOUNCEMENT, "schritt": "veroeffentlichen", "knopf": button})
        assert answer.status_code == 200
        assert "Veröffentlichen" in answer.text
    async with house.db.reading() as tx:
        assert await news.newest(tx, limit=5) == []


@pytest.mark.parametrize(
    "field, typed",
    [
        ("rubrik", ""),
        ("rubrik", "neu"),
        ("titel", ""),
        ("titel", "x" * 91),
        ("text", "kurz"),
        ("text", "Wort " * 300),
        ("link", "javascript:alert(1)"),
    ],
)
async def test_a_wrong_field_of_an_announcement_is_named_and_nothing_is_lost(
    house: Front, field: str, typed: str
) -> None:
    given = {**ANNOUNCEMENT, "link": "https://beispiel.de", field: typed}
    refused = await press(house, await house.get(ANNOUNCING), "Vorschau", **given)
    assert refused.status_code == 400
    assert f'id="f-{field}-error"' in refused.text
    (form,) = [it for it in forms(refused.text) if "Vorschau" in it.buttons]
    for name, value in given.items():
        if name != "rubrik":  # a choice that does not exist cannot be shown
            assert form.value(name) == value


async def test_a_meeting_is_seen_before_and_then_stands_under_the_dates(house: Front) -> None:
    shown = await press(house, await house.get(f"{MEETINGS}/neu"), "Vorschau", **MEETING)
    assert "Mittwoch, 15. April 2026" in shown.text
    assert await every_meeting(house) == []

    page = await follow(house, await press(house, shown, "Veröffentlichen"))
    assert "nimmt Anmeldungen an" in page.text
    (meeting,) = await every_meeting(house)
    assert meeting.starts_at == datetime(2026, 4, 15, 8, 0, tzinfo=UTC)  # 10:00 in Berlin, summer time
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=6)
    assert (meeting.capacity, meeting.host) == (45, "IHK zu Köln")
    assert (await house.get(f"/termine/{meeting.slug}")).status_code == 200


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"titel": "ja"}, "titel"),
        ({"text": ""}, "text"),
        ({"ort": "  "}, "ort"),
        ({"gastgeber": "1"}, "gastgeber"),
        ({"tag": "31.02.2026"}, "tag"),
        ({"tag": "bald"}, "tag"),
        ({"tag": "2026-03-01"}, "tag"),  # yesterday
        ({"tag": "2099-01-01"}, "tag"),
        ({"beginn": "25:00"}, "beginn"),
        ({"ende": "09:00"}, "ende"),  # before it begins
        ({"tag": "2026-03-29", "beginn": "02:30"}, "beginn"),  # the clocks skip it
        ({"plaetze": "0"}, "plaetze"),
        ({"plaetze": "-3"}, "plaetze"),
        ({"plaetze": "viele"}, "plaetze"),
    ],
)
async def test_a_wrong_field_of_a_meeting_is_named_and_nothing_is_lost(
    house: Front, wrong: dict[str, str], field: str
) -> None:
    given = MEETING | wrong
    refused = await press(house, await house.get(f"{MEETINGS}/neu"), "Vorschau", **given)
    assert refused.status_code == 400
    assert f'id="f-{field}-error"' in refused.text
    assert f'href="#f-{field}"' in refused.text
    (form,) = [it for it in forms(refused.text) if "Vorschau" in it.buttons]
    assert {name: form.value(name) for name in given} == given
    assert await every_meeting(house) == []


async def test_what_was_right_at_the_preview_is_checked_again_when_it_is_published(house: Front) -> None:
    shown = await press(house, await house.get(f"{MEETINGS}/neu"), "Vorschau", **MEETING)
    house.later(days=60)
    await house.signed_in("Nils Netz", Role.STAFF)
    answer = await press(house, shown, "Veröffentlichen")
    assert answer.status_code == 400
    assert 'id="f-tag-error"' in answer.text
    assert await every_meeting(house) == []


async def test_staff_see_who_comes_and_who_waits(house: Front) -> None:
    meeting = await announced(house, "Anna Anders", "Bela Bauer", "Cem Celik", capacity=2)
    assert "2 von 2 Plätzen vergeben, eine Person wartet" in words((await house.get(MEETINGS)).text)
    said = words((await house.get(f"{MEETINGS}/{meeting.id}")).text)
    assert "2 Gäste auf 2 Plätzen" in said
    assert said.index("Anna Anders") < said.index("Bela Bauer") < said.index("Warteliste") < said.index("Cem Celik")


async def test_everybody_who_would_have_come_hears_that_a_meeting_is_called_off(house: Front) -> None:
    meeting = await announced(house, "Anna Anders", "Bela Bauer", "Cem Celik", capacity=2)
    path = f"{MEETINGS}/{meeting.id}/absage"
    page = await house.get(path)
    assert "3 Personen haben sich angemeldet" in page.text
    short = await press(house, page, "Treffen absagen", grund="ja")
    assert short.status_code == 400
    assert await house.letters("meeting_cancelled") == []

    after = await follow(house, await press(house, page, "Treffen absagen", grund="Der Saal ist gesperrt."))
    assert "3 Personen erhalten eine Nachricht" in after.text
    letters = await house.letters("meeting_cancelled")
    assert len({letter.address for letter in letters}) == 3
    said = house.reception.desk.texts.mail("meeting_cancelled", letters[0].facts, letters[0].language)
    assert "Der Saal ist gesperrt." in said.text
    assert "Der Saal ist gesperrt." in (said.html or "")
    assert "Dieses Treffen findet nicht statt" in (await house.get(f"/termine/{meeting.slug}")).text
    assert "STATUS:CANCELLED" in (await house.get(f"/termine/{meeting.slug}.ics")).text

    again = await press(house, page, "Treffen absagen")
    assert again.status_code == 409
    assert len(await house.letters("meeting_cancelled")) == 3


async def test_a_meeting_that_has_begun_is_not_called_off(house: Front) -> None:
    meeting = await announced(house, "Anna Anders")
    page = await house.get(f"{MEETINGS}/{meeting.id}/absage")
    house.later(days=60)
    await house.signed_in("Nils Netz", Role.STAFF)
    assert (await press(house, page, "Treffen absagen")).status_code == 409
    assert await house.letters("meeting_cancelled") == []


async def test_nobody_but_staff_publishes_or_calls_off(house: Front) -> None:
    meeting = await announced(house)
    await house.signed_in("Kai Koordination")
    for path, data in _attempts(meeting):
        assert (await house.post(path, data)).status_code == 403, path
    assert not (await every_meeting(house))[0].cancelled


def _attempts(meeting: Meeting) -> list[tuple[str, dict[str, Any]]]:
    return [
        (ANNOUNCING, ANNOUNCEMENT),
        (f"{MEETINGS}/neu", MEETING),
        (f"{MEETINGS}/{meeting.id}/absage", {}),
    ]
