"""Every update has one plain meaning, and none of them can stop us."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incoming import Door, Incoming, IncomingKind
from bot.telegram_updates import number, read
from tests.doubles.telegram_kinds import KINDS

ANNA = {"id": 7_000_000_001, "is_bot": False, "first_name": "Anna", "last_name": "Müller", "language_code": "de"}
PRIVATE = {"id": 7_000_000_001, "type": "private", "first_name": "Anna"}
GROUP = {"id": -100_700, "type": "supergroup", "title": "Ring"}
BOT = {"id": 1, "is_bot": True, "first_name": "Knotenpunkt", "username": "Knotenpunkt_bot"}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "from": ANNA, "chat": PRIVATE, "date": 1_790_000_000, **content}


def update(**kind: Any) -> dict[str, Any]:
    return {"update_id": 700_000_001, **kind}


def tap(**content: Any) -> dict[str, Any]:
    sent = {**message(text="?"), "from": BOT}
    return {"id": "99", "from": ANNA, "chat_instance": "1", "message": sent, "data": "peers:1", **content}


def kind(raw: object) -> IncomingKind:
    return read(raw, bot="Knotenpunkt_bot").kind


def test_a_private_text_says_who_said_what_where() -> None:
    assert read(update(message=message(text="Ruhr\u202eNetz\x00"))) == Incoming(
        kind=IncomingKind.TEXT,
        door=Door.TELEGRAM,
        chat="7000000001",
        text="RuhrNetz",
        message=5,
        name="Anna Müller",
        language="de",
    )


def test_a_deep_link_brings_its_payload() -> None:
    said = read(update(message=message(text="/start abc_DEF-1")))
    assert (said.kind, said.command, said.start) == (IncomingKind.COMMAND, "start", "abc_DEF-1")


def test_a_tap_names_its_button_its_message_and_how_to_answer() -> None:
    said = read(update(callback_query=tap()))
    assert (said.kind, said.tap, said.callback, said.message, said.chat) == (
        IncomingKind.TAP,
        "peers:1",
        "99",
        5,
        "7000000001",
    )


def test_a_tap_counts_even_if_its_message_is_old_or_gone() -> None:
    old = {"message_id": 5, "chat": PRIVATE, "date": 0}
    assert read(update(callback_query=tap(message=old))).message == 5
    gone = tap()
    del gone["message"]
    said = read(update(callback_query=gone))
    assert (said.kind, said.chat, said.message) == (IncomingKind.TAP, "7000000001", None)


@pytest.mark.parametrize("content", sorted(KINDS))
def test_whatever_is_no_text_is_other(content: str) -> None:
    said = read(update(message=message(**KINDS[content])))
    assert (said.kind, said.text, said.chat) == (IncomingKind.OTHER, None, "7000000001")


def test_an_edited_message_is_never_an_answer_nor_a_command() -> None:
    said = read(update(edited_message=message(text="/loeschen", edit_date=1_790_000_001)))
    assert (said.kind, said.text, said.command) == (IncomingKind.EDITED, None, None)


def test_in_a_group_only_a_command_for_us_is_noticed_and_its_words_are_not_kept() -> None:
    spoken = read(update(message=message(chat=GROUP, text="/suche Energie")), bot="Knotenpunkt_bot")
    assert (spoken.kind, spoken.chat, spoken.text) == (IncomingKind.GROUP, "-100700", None)
    assert kind(update(message=message(chat=GROUP, text="/start@AndererBot"))) is IncomingKind.IGNORED
    assert kind(update(message=message(chat=GROUP, text="Mahlzeit"))) is IncomingKind.IGNORED
    assert kind(update(message=message(chat=GROUP, photo=KINDS["photo"]["photo"]))) is IncomingKind.IGNORED
    in_group = {**message(text="?", chat=GROUP), "from": BOT}
    assert kind(update(callback_query=tap(message=in_group))) is IncomingKind.GROUP


@pytest.mark.parametrize(
    "status,chat,meaning",
    [
        ("kicked", PRIVATE, IncomingKind.BLOCKED),
        ("member", PRIVATE, IncomingKind.UNBLOCKED),
        ("kicked", GROUP, IncomingKind.IGNORED),
    ],
)
def test_blocking_is_told(status: str, chat: dict[str, Any], meaning: IncomingKind) -> None:
    members = [{"user": BOT, "status": it, "until_date": 0} for it in ("member", status)]
    change = {"chat": chat, "from": ANNA, "date": 1_790_000_000}
    change |= {"old_chat_member": members[0], "new_chat_member": members[1]}
    assert kind(update(my_chat_member=change)) is meaning


@pytest.mark.parametrize(
    "raw",
    [
        update(message=message(text="Hallo", **{"from": BOT})),
        update(message={"message_id": 5, "chat": PRIVATE, "date": 0, "text": "Hallo"}),
        update(channel_post=message(text="Hallo", chat={"id": -1001, "type": "channel", "title": "Kanal"})),
        update(edited_message=message(text="Hallo", chat=GROUP)),
        update(callback_query=tap(**{"from": BOT})),
        update(callback_query={key: value for key, value in tap().items() if key != "data"}),
        update(something_new={"a": 1}),
        update(),
    ],
)
def test_what_is_not_for_us_is_ignored(raw: dict[str, Any]) -> None:
    assert kind(raw) is IncomingKind.IGNORED


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        "x",
        {"message": message(text="Hallo")},
        {"update_id": "7", "message": message(text="Hallo")},
        {"update_id": True},
        update(message="x"),
        update(message=message(text=5)),
        update(message=message(text=["x"])),
        update(message=message(text="Hallo", date="x")),
        update(message=message(text="Hallo", date=10**18)),
        update(message=message(text="Hallo", chat={"id": "7", "type": "private"})),
        update(message=message(text="Hallo", chat=None)),
        update(message=message(text="Hallo", **{"from": "Anna"})),
        update(callback_query=tap(data=5)),
        update(callback_query=tap(id=None)),
        update(callback_query={"data": "x"}),
        update(my_chat_member={"chat": PRIVATE}),
    ],
)
def test_a_malformed_update_is_called_so(raw: object) -> None:
    assert kind(raw) is IncomingKind.MALFORMED


def test_a_text_of_broken_characters_is_mended() -> None:
    raw = json.loads('{"update_id": 1, "message": {"message_id": 5, "date": 0, "text": "a\\ud800b"}}')
    raw["message"] |= {"from": ANNA, "chat": PRIVATE}
    assert read(raw).text == "a\ufffdb"


def test_the_number_is_a_whole_positive_one() -> None:
    found = [
        number(it) for it in ({"update_id": 7}, {"update_id": -7}, {"update_id": 2**63}, {"update_id": 7.0}, {}, 7)
    ]
    assert found == [7, None, None, None, None, None]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
_SOUND = [
    update(message=message(text="/start x")),
    update(message=message(**KINDS["venue"])),
    update(callback_query=tap()),
    update(edited_message=message(text="Hallo")),
]


@given(st.sampled_from(_SOUND), st.data())
def test_no_update_however_twisted_raises(sound: dict[str, Any], data: st.DataObject) -> None:
    twisted = copy.deepcopy(sound)
    place: Any = twisted
    while True:
        key = data.draw(st.sampled_from(sorted(place)))
        if not isinstance(place[key], dict) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(_JSON)
    said = read(twisted)
    assert isinstance(said, Incoming)
    assert said.text is None or isinstance(said.text, str)
