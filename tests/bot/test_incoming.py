"""What people type and tap means the same through every door, and arrives clean."""

import pytest

from bot.incoming import Door, IncomingKind, clean_name, known_language, tapped, typed


def test_a_line_is_a_text() -> None:
    said = typed("  Ruhr\u202eNetz\x00 \ud800 ", door=Door.WEB, chat="7")
    assert (said.kind, said.text, said.command) == (IncomingKind.TEXT, "RuhrNetz \ufffd", None)


@pytest.mark.parametrize(
    "raw,text,command,argument",
    [
        ("/hilfe", "/hilfe", "hilfe", ""),
        ("/START@Knotenpunkt_Bot", "/start", "start", ""),
        ("/suche  Energie in\nEssen", "/suche Energie in\nEssen", "suche", "Energie in\nEssen"),
        ("/löschen", "/löschen", "löschen", ""),
    ],
)
def test_a_slash_makes_a_command(raw: str, text: str, command: str, argument: str) -> None:
    said = typed(raw, door=Door.TEST, chat="7", bot="Knotenpunkt_bot")
    assert said.kind is IncomingKind.COMMAND
    assert (said.text, said.command, said.argument, said.start) == (text, command, argument, None)


@pytest.mark.parametrize("raw", ["/", "/ hilfe", "/usr/bin", "1/2", "//hilfe", "/ist-das-was"])
def test_not_every_slash_is_a_command(raw: str) -> None:
    assert typed(raw, door=Door.TEST, chat="7").kind is IncomingKind.TEXT


def test_a_command_for_another_bot_is_ignored() -> None:
    said = typed("/start@AndererBot", door=Door.TELEGRAM, chat="7", bot="Knotenpunkt_bot")
    assert said.kind is IncomingKind.IGNORED


@pytest.mark.parametrize(
    "raw,payload",
    [
        ("/start", None),
        ("/start 4f0c-AB_9", "4f0c-AB_9"),
        ("/start ../../x", "../../x"),
        ("/hilfe 4f0c", None),
    ],
)
def test_the_payload_of_a_deep_link_is_kept_as_given(raw: str, payload: str | None) -> None:
    assert typed(raw, door=Door.TELEGRAM, chat="7").start == payload


def test_a_tap_is_kept_to_the_letter() -> None:
    said = tapped("x'; --\u202e", door=Door.WEB, chat="7", callback="9", message=3)
    assert (said.kind, said.tap, said.callback, said.message) == (IncomingKind.TAP, "x'; --\u202e", "9", 3)
    assert said.text is None
    assert said.command is None


def test_names_and_languages_are_only_what_they_may_be() -> None:
    assert clean_name("  Anna\n\u202eMüller ") == "Anna Müller"
    assert len(clean_name("😀" * 1000)) <= 128
    assert [known_language(it) for it in ("de", "en-GB", "", None, "de; DROP", "x" * 40)] == [
        "de",
        "en-GB",
        None,
        None,
        None,
        None,
    ]
