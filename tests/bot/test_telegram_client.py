"""What we say reaches the chat once; when it does not, we know whether it may have, and what to do next."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from telegram.error import BadRequest, NetworkError, TimedOut

from bot.outgoing import Button
from bot.telegram_client import Menu, Sent, TelegramMessage, TelegramWay
from bot.telegram_failures import Failure, FailureKind, NotSent, classify
from tests.doubles.telegram import FakeTelegram
from tests.doubles.telegram_people import Person
from tests.served import free_port


@pytest.fixture
async def way(telegram: FakeTelegram) -> AsyncIterator[TelegramWay]:
    async with TelegramWay(telegram.token, api_url=telegram.api_url) as way:
        yield way


@pytest.fixture
async def anna(telegram: FakeTelegram) -> Person:
    anna = telegram.user("Anna")
    await anna.starts()
    return anna


def to(person: Person, text: str, *rows: tuple[Button, ...]) -> TelegramMessage:
    return TelegramMessage(chat=str(person.id), text=text, buttons=rows)


async def failure(way: TelegramWay, message: TelegramMessage) -> Failure:
    with pytest.raises(NotSent) as refused:
        await way.send(message)
    return refused.value.failure


# ---------------------------------------------------------------------- saying


async def test_a_message_arrives_with_its_markup_and_its_buttons(way: TelegramWay, anna: Person) -> None:
    rows = (Button(label="Ja", data="yes"), Button(label="Web", url="https://a.example/x")), ()
    sent = await way.send(to(anna, "<b>Guten</b> &amp; Tag", rows[0], (Button(label="Nein", data="no"),)))
    assert sent == Sent(number=anna.last.number)
    assert (anna.last.text, anna.last.rows) == ("Guten & Tag", (("Ja", "Web"), ("Nein",)))
    assert anna.last.entities == ({"type": "bold", "offset": 0, "length": 5},)
    assert not anna.last.silent


async def test_a_long_text_comes_in_pieces_and_the_last_has_the_buttons(way: TelegramWay, anna: Person) -> None:
    text = "<i>Ein Absatz mit & ohne Inhalt.</i>\n\n".replace("&", "&amp;") * 300
    sent = await way.send(to(anna, text, (Button(label="Weiter", data="on"),)))
    assert (sent.pieces, sent.number) == (3, anna.last.number)
    assert [it.buttons for it in anna.messages] == [[], [], ["Weiter"]]
    assert sum(it.text.count("Absatz mit & ohne") for it in anna.messages) == 300


async def test_what_broke_off_in_the_middle_goes_on_where_it_stopped(
    telegram: FakeTelegram, way: TelegramWay, anna: Person
) -> None:
    message = to(anna, "Ein Absatz.\n\n" * 900)
    await telegram.is_too_fast("sendMessage", 7, skip=1)
    with pytest.raises(NotSent) as refused:
        await way.send(message)
    assert (refused.value.arrived, refused.value.failure.retry_after) == (1, timedelta(seconds=7))
    await way.send(message, after=refused.value.arrived)
    assert sum(it.text.count("Absatz") for it in anna.messages) == 900


async def test_markup_that_telegram_refuses_goes_out_as_plain_text(way: TelegramWay, anna: Person) -> None:
    sent = await way.send(to(anna, "<b>Guten</b> Tag <wer@a.example>"))
    assert sent.unformatted
    assert anna.last.text == "Guten Tag <wer@a.example>"
    await way.edit(sent.number, to(anna, "<b>Neu <x>"))
    assert anna.last.text == "Neu <x>"


async def test_a_link_that_may_be_no_button_stands_under_the_text(way: TelegramWay, anna: Person) -> None:
    row = (Button(label="Anmelden", url="http://localhost:8000/?a=1&b=2"), Button(label="Ja", data="yes"))
    await way.send(to(anna, "Bitte.", row))
    assert anna.last.text == "Bitte.\n\nAnmelden: http://localhost:8000/?a=1&b=2"
    assert anna.last.buttons == ["Ja"]


async def test_an_empty_text_is_refused_before_anybody_is_asked(
    telegram: FakeTelegram, way: TelegramWay, anna: Person
) -> None:
    assert (await failure(way, to(anna, " "))).kind is FailureKind.FOR_GOOD
    assert await telegram.calls() == []


# ---------------------------------------------------------------------- changing


async def test_an_edit_changes_text_and_buttons_in_place(way: TelegramWay, anna: Person) -> None:
    sent = await way.send(to(anna, "eins", (Button(label="Ja", data="yes"),)))
    assert await way.edit(sent.number, to(anna, "zwei")) == Sent(number=sent.number)
    assert (anna.last.text, anna.last.buttons, len(anna.messages)) == ("zwei", [], 1)


async def test_an_edit_that_changes_nothing_is_a_success(way: TelegramWay, anna: Person) -> None:
    sent = await way.send(to(anna, "eins"))
    assert await way.edit(sent.number, to(anna, "eins")) == Sent(number=sent.number)
    assert not anna.last.edited


async def test_an_edit_of_a_lost_message_is_sent_anew(way: TelegramWay, anna: Person) -> None:
    sent = await way.send(to(anna, "eins"))
    assert await way.delete(str(anna.id), sent.number)
    assert not await way.delete(str(anna.id), sent.number)
    again = await way.edit(sent.number, to(anna, "zwei"))
    assert again.anew
    assert [it.text for it in anna.messages] == ["zwei"]


async def test_buttons_can_be_taken_off_once(way: TelegramWay, anna: Person) -> None:
    sent = await way.send(to(anna, "eins", (Button(label="Ja", data="yes"),)))
    assert await way.drop_buttons(str(anna.id), sent.number)
    assert not await way.drop_buttons(str(anna.id), sent.number)
    assert anna.last.buttons == []


async def test_a_tap_is_answered_unless_it_is_too_old(telegram: FakeTelegram, way: TelegramWay, anna: Person) -> None:
    await way.send(to(anna, "?", (Button(label="Ja", data="yes"),)))
    await anna.taps("Ja")
    callback = (await way.raw_updates(wait=5))[-1]["callback_query"]["id"]
    assert await way.answer_callback(callback, "Schon erledigt." + "x" * 300)
    assert (await anna.waits_for_toast("Schon erledigt."))[-1] == "x"
    assert not await way.answer_callback(callback)


async def test_typing_is_shown(telegram: FakeTelegram, way: TelegramWay, anna: Person) -> None:
    await way.show_typing(str(anna.id))
    assert [call.parameters["action"] for call in await telegram.calls()] == ["typing"]


# ---------------------------------------------------------------------- failing


async def test_people_who_blocked_us_or_left_are_blocked(telegram: FakeTelegram, way: TelegramWay) -> None:
    stranger, anna, bernd = (telegram.user(name) for name in ("Carla", "Anna", "Bernd"))
    await anna.block()
    await bernd.starts()
    await bernd.deactivate()
    for person in (stranger, anna, bernd):
        found = await failure(way, to(person, "Hallo"))
        assert (found.kind, found.for_good, found.certain) == (FailureKind.BLOCKED, True, True)


async def test_a_group_that_moved_names_its_new_id(telegram: FakeTelegram, way: TelegramWay) -> None:
    ring = telegram.group("Ring")
    await ring.opens()
    larger = await ring.migrates()
    found = await failure(way, TelegramMessage(chat=str(ring.id), text="Hallo"))
    assert (found.kind, found.moved_to) == (FailureKind.MOVED, str(larger.id))


@pytest.mark.parametrize("how,seconds", [("429 bare", 30), ("", 7)])
async def test_too_many_requests_say_how_long_to_wait(
    telegram: FakeTelegram, way: TelegramWay, anna: Person, how: str, seconds: int
) -> None:
    if how:
        await telegram.fails("sendMessage", how)
    else:
        await telegram.is_too_fast("sendMessage", 7)
    found = await failure(way, to(anna, "Hallo"))
    assert (found.kind, found.retry_after) == (FailureKind.LATER, timedelta(seconds=seconds))
    assert not found.for_good
    assert found.certain


@pytest.mark.parametrize(
    "how", ["500", "500 html", "502 html", "empty", "broken json", "not ok", "wrong type", "list", "drop", "hang"]
)
async def test_an_answer_that_says_nothing_leaves_it_uncertain(
    telegram: FakeTelegram, anna: Person, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    await telegram.fails("sendMessage", how, seconds=1)
    async with TelegramWay(telegram.token, api_url=telegram.api_url, patience=0.3) as way:
        with caplog.at_level(logging.INFO, logger="telegram"):
            found = await failure(way, to(anna, "Hallo"))
    assert (found.kind, found.certain, found.for_good) == (FailureKind.UNCERTAIN, False, False)
    assert caplog.records == []


async def test_what_never_left_may_be_tried_again_freely(telegram: FakeTelegram, anna: Person) -> None:
    async with TelegramWay(telegram.token, api_url=f"http://127.0.0.1:{free_port()}") as way:
        found = await failure(way, to(anna, "Hallo"))
    assert (found.kind, found.certain) == (FailureKind.NOT_SENT, True)
    closed = await failure(way, to(anna, "Hallo"))
    assert closed.kind is FailureKind.NOT_SENT


async def test_a_full_pool_never_left_either(telegram: FakeTelegram, anna: Person) -> None:
    await telegram.fails("sendMessage", "hang", seconds=1)
    async with TelegramWay(telegram.token, api_url=telegram.api_url, connections=1, patience=0.5) as way:
        hanging = asyncio.create_task(failure(way, to(anna, "eins")))
        await telegram.waits_for_calls("sendMessage", 1)
        assert (await failure(way, to(anna, "zwei"))).kind is FailureKind.NOT_SENT
        assert (await hanging).kind is FailureKind.UNCERTAIN


async def test_a_revoked_token_is_the_bots_trouble_and_never_in_the_reason(
    telegram: FakeTelegram, way: TelegramWay, anna: Person
) -> None:
    await telegram.revokes_token()
    with pytest.raises(NotSent) as refused:
        await way.username()
    assert refused.value.failure.kind is FailureKind.TOKEN_BAD
    assert telegram.token not in str(refused.value)
    assert (await failure(way, to(anna, "Hallo"))).kind is FailureKind.TOKEN_BAD


async def test_two_pollers_are_a_conflict(telegram: FakeTelegram, way: TelegramWay) -> None:
    await way.listen_at("https://a.example/telegram", secret="x" * 20)
    with pytest.raises(NotSent) as refused:
        await way.raw_updates()
    assert refused.value.failure.kind is FailureKind.CONFLICT
    await way.stop_listening()
    assert await way.raw_updates(wait=0) == []


@pytest.mark.parametrize(
    "description,kind",
    [
        ("Bad Request: message can't be edited", FailureKind.GONE),
        ("Bad Request: BUTTON_DATA_INVALID", FailureKind.FOR_GOOD),
        ("Bad Request: message is too long", FailureKind.FOR_GOOD),
        ("Bad Request: PEER_ID_INVALID", FailureKind.BLOCKED),
        ("Bad Request: something new", FailureKind.FOR_GOOD),
    ],
)
async def test_a_bad_request_is_final_though_the_library_calls_it_a_network_error(
    telegram: FakeTelegram, way: TelegramWay, anna: Person, description: str, kind: FailureKind
) -> None:
    await telegram.refuses("sendMessage", 400, description)
    found = await failure(way, to(anna, "Hallo"))
    assert (found.kind, found.for_good) == (kind, True)


def test_the_reason_quotes_neither_people_nor_links_nor_tokens() -> None:
    secrets = [
        'Can\'t parse entities: unsupported start tag "wer@a.example" at byte offset 7',
        "Inline keyboard button url 'http://localhost/?t=geheim' is invalid: wrong http url",
    ]
    reasons = [classify(BadRequest(it)).reason for it in secrets]
    reasons.append(classify(NetworkError("https://x.example/bot123456:ABCDEFGHIJKLMNOPQRSTUVW/getMe")).reason)
    assert not any(word in reason for reason in reasons for word in ("wer@", "geheim", "ABCDEF"))


@pytest.mark.parametrize(
    "cause,kind",
    [
        (httpx.ConnectError("x"), FailureKind.NOT_SENT),
        (httpx.ConnectTimeout("x"), FailureKind.NOT_SENT),
        (httpx.PoolTimeout("x"), FailureKind.NOT_SENT),
        (httpx.ReadTimeout("x"), FailureKind.UNCERTAIN),
        (httpx.WriteTimeout("x"), FailureKind.UNCERTAIN),
        (httpx.RemoteProtocolError("x"), FailureKind.UNCERTAIN),
        (httpx.ReadError("x"), FailureKind.UNCERTAIN),
        (None, FailureKind.UNCERTAIN),
    ],
)
def test_the_cause_tells_what_never_left(cause: Exception | None, kind: FailureKind) -> None:
    for error in (TimedOut(), NetworkError("x")):
        error.__cause__ = cause
        assert classify(error).kind is kind


def test_bugs_and_surprises_count_as_uncertain() -> None:
    for error in (KeyError("result"), TypeError("x"), AttributeError("x"), RuntimeError("x")):
        assert classify(error).kind is FailureKind.UNCERTAIN


# ---------------------------------------------------------------------- being there


async def test_menus_are_set_once_and_only_when_they_changed(telegram: FakeTelegram, way: TelegramWay) -> None:
    german = Menu(
        language="",
        commands=(("hilfe", "Was ich kann"),),
        description="Treffpunkt",
        short_description="Netzwerk",
    )
    english = Menu(language="en", commands=(("help", "What I can do"),), description="Meeting point")
    assert await way.announce_commands([german, english]) == 5
    assert await way.announce_commands([german, english]) == 0
    settings = await telegram.settings()
    assert settings["commands"]["en"] == [{"command": "help", "description": "What I can do"}]
    assert settings["description"] == {"": "Treffpunkt", "en": "Meeting point"}
    assert len([it for it in await telegram.calls() if it.method.startswith("set")]) == 5


async def test_updates_come_as_they_are_even_malformed_ones(
    telegram: FakeTelegram, way: TelegramWay, anna: Person
) -> None:
    await telegram.tells({"update_id": 800_000_000, "message": "x"})
    updates = await way.raw_updates(wait=5)
    assert updates[0]["message"]["text"] == "/start"
    assert updates[1] == {"update_id": 800_000_000, "message": "x"}
    assert await way.raw_updates(offset=800_000_001, wait=0) == []
    assert await way.username() == "Knotenpunkt_bot"
