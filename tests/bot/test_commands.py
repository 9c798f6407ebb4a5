"""Every command leads somewhere, has its words in both languages, and exists only for those who may use it."""

import re

import pytest

from bot.commands import COMMANDS, ENGINE, REPERTOIRE, Command, commands_of, menu
from network.person import Language, Role
from network.rights import RIGHTS
from storage.database import Database
from tests import make
from tests.bot.chatting import Chat

STAFF_ONLY = {"freigaben", "ankuendigung", "treffen"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: it.german)
def test_a_command_has_a_target_a_right_and_words_in_both_languages(command: Command) -> None:
    assert command.target == ENGINE or command.target in {*REPERTOIRE.scripts, *REPERTOIRE.cards}
    assert command.right in RIGHTS
    german, english = (make.TEXTS.plain(f"commands.{command.german}", {}, it) for it in Language)
    assert german
    assert english
    assert german != english


@pytest.mark.parametrize("command", COMMANDS, ids=lambda it: it.german)
def test_names_are_such_as_telegram_allows(command: Command) -> None:
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", name) for name in command.names)


def test_no_two_commands_share_a_name() -> None:
    names = [name for it in COMMANDS for name in it.names]
    assert len(names) == len(set(names))


def test_every_script_that_can_be_begun_by_a_command_is_one_and_nothing_is_left_over() -> None:
    reached = {it.target for it in COMMANDS}
    by_button = {
        "change_initiative",
        "claim_initiative",
        "review_initiative",
        "review_news",
        "act",
        "open_entry",
        "open_measure",
        "add_measure",
        "change_measure",
        "remove_measure",
        "find_trades",
        "pause_suggestions",
        "join_initiative",
        "accept_handover",
        "restore_peer",
    }
    assert {*REPERTOIRE.scripts, *REPERTOIRE.cards} == (reached | by_button) - {ENGINE}


def test_commands_for_staff_are_not_even_listed_for_others() -> None:
    assert {it.german for it in commands_of(Role.STAFF)} - {
        it.german for it in commands_of(Role.COORDINATOR)
    } == STAFF_ONLY


def test_what_staff_alone_may_do_is_hidden_behind_its_right() -> None:
    for command in COMMANDS:
        if command.german in STAFF_ONLY:
            assert REPERTOIRE.rights[command.target] == command.right


@pytest.mark.parametrize("language", Language)
def test_the_menu_fits_into_an_app(language: Language) -> None:
    listed = menu(Role.ADMIN, make.TEXTS, language)
    assert len(listed) <= 100
    assert all(3 <= len(description) <= 256 for _, description in listed)


@pytest.mark.parametrize("command", [it for it in COMMANDS if it.target != ENGINE], ids=lambda it: it.german)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_command_answers_a_newcomer_with_a_next_step(db: Database, command: Command) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    for name in command.names:
        assert await chat.says(f"/{name}")
        assert chat.labels


@pytest.mark.parametrize("name", sorted(STAFF_ONLY))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_command_for_staff_is_unknown_to_coordinators(db: Database, name: str) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    assert "kenne ich nicht" in await Chat(db, anna).says(f"/{name}")
    assert "kenne ich nicht" not in await Chat(db, nora).says(f"/{name}")


@pytest.mark.parametrize("address", ["begin:announce", "begin:announce_meeting", "list_waiting", "review_initiative:x"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_forged_button_of_staff_does_nothing_for_coordinators(db: Database, address: str) -> None:
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await chat.presses(address)
    assert chat.answered == 0
    assert chat.toast


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_help_lists_what_exists_for_the_person(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    assert "/freigaben" not in await Chat(db, anna).says("/hilfe")
    assert "/freigaben" in await Chat(db, nora).says("/help")
