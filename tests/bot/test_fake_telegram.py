"""The stand-in for Telegram keeps Telegram's manners, seen with python-telegram-bot as its client, unmodified."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from tests.doubles.telegram import FakeTelegram, TelegramServer
from tests.doubles.telegram_html import Unparsable, parse
from tests.doubles.telegram_kinds import KINDS


@pytest.fixture
async def bot(telegram: FakeTelegram) -> AsyncIterator[Bot]:
    async with Bot(telegram.token, base_url=f"{telegram.api_url}/bot") as bot:
        yield bot


def keyboard(*rows: dict[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(it, callback_data=row[it]) for it in row] for row in rows])


async def test_the_library_starts_with_it_unmodified(telegram: FakeTelegram, bot: Bot) -> None:
    assert bot.username == "Knotenpunkt_bot"
    assert bot.id == int(telegram.token.split(":")[0])


async def test_a_person_talks_taps_and_sees_the_edited_message(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna", last_name="Müller")
    await anna.says("/start")
    (update,) = await bot.get_updates(timeout=5)
    assert update.message
    assert update.message.from_user
    assert (update.message.text, update.message.from_user.full_name) == ("/start", "Anna Müller")

    buttons = keyboard({"Ja": "yes", "Nein": "no"}, {"Später": "later"})
    await bot.send_message(anna.id, "<b>Guten</b> Tag", parse_mode="HTML", reply_markup=buttons)
    seen = await anna.waits_for("Guten Tag")
    assert seen.buttons == ["Ja", "Nein", "Später"]
    assert seen.entities == ({"type": "bold", "offset": 0, "length": 5},)

    await anna.taps("Nein")
    (tap,) = await bot.get_updates(offset=update.update_id + 1, timeout=5)
    assert tap.callback_query
    assert tap.callback_query.data == "no"
    assert tap.callback_query.message
    await bot.answer_callback_query(tap.callback_query.id, "Schade")
    await bot.edit_message_text("Gut.", anna.id, tap.callback_query.message.message_id)
    assert (await anna.waits_for("Gut.")).edited
    assert await anna.waits_for_toast() == "Schade"
    assert anna.last.buttons == []


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_the_library_understands_whatever_people_send(telegram: FakeTelegram, bot: Bot, kind: str) -> None:
    await telegram.user("Anna").sends(kind)
    (update,) = await bot.get_updates(timeout=5)
    assert update.message
    assert update.message.text is None


async def test_a_poll_waits_until_something_happens(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    polling = asyncio.create_task(bot.get_updates(timeout=20, read_timeout=30))
    await telegram.ask("await_polls", count=1, within=5)
    assert not polling.done()
    await anna.says("Hallo")
    assert len(await polling) == 1


async def test_an_update_comes_back_until_its_offset_is_confirmed(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    first = await anna.says("eins")
    second = await anna.says("zwei")
    assert [it.update_id for it in await bot.get_updates()] == [first, second]
    assert [it.update_id for it in await bot.get_updates(offset=first)] == [first, second]
    assert [it.update_id for it in await bot.get_updates(offset=first + 1)] == [second]
    assert [it.update_id for it in await bot.get_updates(offset=first)] == [second]
    assert await bot.get_updates(offset=second + 1) == ()
    await telegram.waits_until_confirmed()


async def test_confirmations_can_get_lost(telegram: FakeTelegram, bot: Bot) -> None:
    number = await telegram.user("Anna").says("eins")
    await telegram.forgets_confirmations(2)
    assert len(await bot.get_updates()) == 1
    assert len(await bot.get_updates(offset=number + 1)) == 1
    assert await bot.get_updates(offset=number + 1) == ()


async def test_a_second_poller_ends_the_first(telegram: FakeTelegram, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=20, read_timeout=30))
    await telegram.ask("await_polls", count=1, within=5)
    async with Bot(telegram.token, base_url=f"{telegram.api_url}/bot") as other:
        await other.get_updates()
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_polling_is_refused_while_a_webhook_is_set(bot: Bot) -> None:
    await bot.set_webhook("https://knotenpunkt.example/telegram")
    assert (await bot.get_webhook_info()).url == "https://knotenpunkt.example/telegram"
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_menus_and_descriptions_are_kept_by_language(telegram: FakeTelegram, bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("hilfe", "Was ich kann")])
    await bot.set_my_commands([BotCommand("help", "What I can do")], language_code="en")
    await bot.set_my_description("Treffpunkt")
    assert await bot.get_my_commands(language_code="en") == (BotCommand("help", "What I can do"),)
    assert (await telegram.settings())["commands"][""] == [{"command": "hilfe", "description": "Was ich kann"}]
    assert (await bot.get_my_description()).description == "Treffpunkt"
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Löschen", "geht nicht")])


async def test_it_refuses_in_telegrams_words(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(anna.id, "Hallo")
    await anna.says("/start")
    sent = await bot.send_message(anna.id, "Hallo")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Hallo", anna.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("Hallo", anna.id, 99_999)
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(anna.id, "😀" * 2049)
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(anna.id, " ")
    with pytest.raises(BadRequest, match="Button_data_invalid"):
        await bot.send_message(anna.id, "x", reply_markup=keyboard({"x": "ä" * 33}))
    here = InlineKeyboardMarkup([[InlineKeyboardButton("Hier", url="http://localhost:8000/")]])
    with pytest.raises(BadRequest, match="wrong http url"):
        await bot.send_message(anna.id, "x", reply_markup=here)
    with pytest.raises(BadRequest, match="Can't parse entities: unsupported start tag"):
        await bot.send_message(anna.id, "<h1>Hallo</h1>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("12345")
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("getBot")


async def test_unreachable_people_are_forbidden(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    await anna.block()
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(anna.id, "Hallo")
    await anna.unblock()
    updates = await bot.get_updates()
    statuses = [it.my_chat_member.new_chat_member.status for it in updates if it.my_chat_member]
    assert statuses == ["kicked", "member"]
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(anna.id, "Hallo")
    await anna.starts()
    await bot.send_message(anna.id, "Hallo")
    await anna.deactivate()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(anna.id, "Hallo")


async def test_groups_hide_talk_throw_out_and_move(telegram: FakeTelegram, bot: Bot) -> None:
    anna, ring = telegram.user("Anna"), telegram.group("Ring")
    await anna.says("Mahlzeit", to=ring)
    await anna.says("/hilfe@Knotenpunkt_bot", to=ring)
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.chat.id == ring.id
    assert update.message.text == "/hilfe@Knotenpunkt_bot"
    await bot.send_message(ring.id, "Bitte privat.")
    assert ring.last.text == "Bitte privat."
    larger = await ring.migrates()
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(ring.id, "Hallo")
    assert moved.value.new_chat_id == larger.id
    await larger.kicks_bot()
    with pytest.raises(Forbidden, match="kicked from the supergroup chat"):
        await bot.send_message(larger.id, "Hallo")


async def test_a_tap_can_be_answered_once_and_not_too_late(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    await anna.starts()
    await bot.send_message(anna.id, "?", reply_markup=keyboard({"Ja": "yes"}))
    await anna.taps("Ja")
    await anna.taps("Ja")
    taps = [it.callback_query for it in await bot.get_updates() if it.callback_query]
    await taps[0].answer()
    with pytest.raises(BadRequest, match="Query is too old"):
        await taps[0].answer()
    await telegram.ages_taps()
    with pytest.raises(BadRequest, match="Query is too old"):
        await taps[1].answer()


async def test_only_visible_buttons_can_be_tapped(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    await anna.starts()
    await bot.send_message(anna.id, "?", reply_markup=keyboard({"Ja": "yes"}))
    with pytest.raises(AssertionError, match="there is no button 'Nein', only 'Ja'"):
        await anna.taps("Nein")
    await anna.taps_data("forged")
    assert (await bot.get_updates())[-1].callback_query.data == "forged"  # type: ignore[union-attr]


async def test_it_limits_the_speed_when_asked_to(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    await anna.starts()
    await telegram.keeps_limits(burst=2)
    await bot.send_message(anna.id, "eins")
    await bot.send_message(anna.id, "zwei")
    async with httpx.AsyncClient(trust_env=False) as client:
        url = f"{telegram.api_url}/bot{telegram.token}/sendMessage"
        answer = await client.post(url, data={"chat_id": anna.id, "text": "drei"})
    assert answer.status_code == 429
    assert answer.json()["parameters"] == {"retry_after": 1}
    assert len(anna.messages) == 2


@pytest.mark.parametrize(
    "how,raises",
    [
        ("500", NetworkError),
        ("500 html", NetworkError),
        ("502 html", NetworkError),
        ("empty", TelegramError),
        ("broken json", TelegramError),
        ("not ok", KeyError),
        ("drop", NetworkError),
        ("429 bare", NetworkError),
    ],
)
async def test_what_is_ordered_goes_wrong_once(
    telegram: FakeTelegram, bot: Bot, how: str, raises: type[Exception]
) -> None:
    anna = telegram.user("Anna")
    await anna.starts()
    await telegram.fails("sendMessage", how, skip=1)
    await bot.send_message(anna.id, "eins")
    with pytest.raises(raises):
        await bot.send_message(anna.id, "zwei")
    await bot.send_message(anna.id, "drei")
    assert [it.text for it in anna.messages] == ["eins", "drei"]
    assert [call.status == 200 for call in await telegram.calls("sendMessage")] == [True, False, True]


@pytest.mark.parametrize("how", ["drop", "502 html", "hang"])
async def test_an_answer_can_get_lost_after_the_deed(telegram: FakeTelegram, bot: Bot, how: str) -> None:
    anna = telegram.user("Anna")
    await anna.starts()
    await telegram.fails("sendMessage", how, done=True, seconds=1)
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(anna.id, "eins", read_timeout=0.3)
    assert isinstance(lost.value, TimedOut) == (how == "hang")
    assert [it.text for it in anna.messages] == ["eins"]


async def test_a_revoked_token_is_unauthorised_until_it_is_healed(telegram: FakeTelegram, bot: Bot) -> None:
    await telegram.revokes_token()
    with pytest.raises(InvalidToken):
        await bot.get_me()
    await telegram.heals()
    await bot.get_me()


async def test_it_notes_what_the_bot_api_does_not_know(telegram_server: TelegramServer) -> None:
    async with await telegram_server.bot() as telegram, httpx.AsyncClient(trust_env=False) as client:
        await client.get(f"{telegram.api_url}/bot{telegram.token}/getMe", params={"colour": "blue"})
        assert await telegram.complaints() == ["getMe has no parameter colour"]


async def test_it_remembers_everything_over_a_restart(tmp_path: Path) -> None:
    async with TelegramServer(tmp_path) as server, await server.bot() as telegram:
        anna = telegram.user("Anna")
        await anna.says("Hallo")
        async with Bot(telegram.token, base_url=f"{telegram.api_url}/bot") as bot:
            await bot.send_message(anna.id, "Tag")
            await server.stop()
            with pytest.raises(NetworkError):
                await bot.get_updates()
            await server.start()
            assert [it.message.text for it in await bot.get_updates() if it.message] == ["Hallo"]
        await anna.says("Tschüss")
        assert [it.text for it in anna.messages] == ["Tag"]


async def test_malformed_updates_are_told_and_confirmed_like_others(telegram: FakeTelegram) -> None:
    await telegram.tells({"message": "x"})
    await telegram.tells({"update_id": 12, "message": {"text": "\ud800"}})
    url = f"{telegram.api_url}/bot{telegram.token}/getUpdates"
    async with httpx.AsyncClient(trust_env=False) as client:
        told = (await client.get(url)).json()["result"]
        assert [it.get("update_id") for it in told] == [None, 12]
        assert (await client.get(url, params={"offset": 13})).json()["result"] == []


async def test_updates_can_be_numbered_anew(telegram: FakeTelegram, bot: Bot) -> None:
    anna = telegram.user("Anna")
    assert await anna.says("eins") == 700_000_001
    await telegram.numbers_updates_from(12)
    assert await anna.says("zwei") == 12
    assert isinstance((await bot.get_updates())[0], Update)


@pytest.mark.parametrize(
    "markup,text,entities",
    [
        ("", "", []),
        ("3 > 2 &amp; &lt;b&gt; &auml; &#228;", "3 > 2 & <b> &auml; ä", []),
        ("😀<b>a<i>b</i></b>", "😀ab", [("bold", 2, 2), ("italic", 3, 1)]),
        ('<A HREF="https://a.example/?x=1&amp;y=2">hier</A>', "hier", [("text_link", 0, 4)]),
        ('<a href="http://localhost/">hier</a>', "hier", []),
        ("<b></b>x", "x", []),
        ("<b>x</>", "x", [("bold", 0, 1)]),
    ],
)
def test_html_is_read_as_telegram_does(markup: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    shown, found = parse(markup)
    assert (shown, [(it["type"], it["offset"], it["length"]) for it in found]) == (text, entities)


@pytest.mark.parametrize(
    "markup,words",
    [
        ("🏟 🏟&lt;<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("🏟 🏟&lt;<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        ("🏟 🏟&lt;<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        ("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        ('🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        ("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13"),
        ("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17"),
        ("🏟 🏟&lt;<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x<b", "Unclosed start tag at byte offset 1"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_in_telegrams_words(markup: str, words: str) -> None:
    with pytest.raises(Unparsable) as broken:
        parse(markup)
    assert str(broken.value) == words
