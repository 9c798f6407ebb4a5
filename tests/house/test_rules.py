"""The house keeps its rules, and every rule can fail: each has examples it must find and one it must not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house import doors, keys, papers, shape, words
from tests.house.source import ROOT

Rule = Callable[[Path], list[str]]
Tree = dict[str, str]

_LONG = "def long():\n" + "    pass\n" * 40
_MESSAGE = "{% trans %}Guten Tag {{ name }}{% endtrans %}"
_PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
_SETTINGS = "class Settings:\n    port: int = 8000\n"
_EXAMPLE = "# KNOTENPUNKT_PORT=8000\n"
_ERRORS = "class Refusal(Exception):\n    default = 'refused'\nclass Taken(Refusal):\n    default = 'taken'\n"
_TREE = "```text tree\nbot/                       Chat.\n    talk\ndocs/\n    architecture.md\n```\n"
_HASHED = "click==8.1 \\\n    --hash=sha256:" + "0" * 64 + "\n"

# rule: trees in which it must find something
BROKEN: dict[Rule, list[Tree]] = {
    doors.libraries_have_one_place: [
        {"bot/scripts/hello.py": "import telegram"},
        {"newsletter/postman.py": "def send():\n    from aiosmtplib import SMTP"},
        {"web/pages.py": "import requests"},
    ],
    doors.only_settings_read_the_environment: [
        {"web/pages.py": "import os\nHOME = os.environ['HOME']"},
        {"bot/say.py": "from os import getenv"},
        {"bot/say.py": "import os as system\nsystem.environ"} | {"bot/talk.py": "import os\nos.getenv('X')"},
    ],
    doors.only_edges_know_the_clock: [
        {"actions/join.py": "from datetime import UTC, datetime\nnow = datetime.now(UTC)"},
        {"network/news.py": "import datetime\ntoday = datetime.date.today"},
        {"storage/news.py": "import time\ntime.time()"},
        {"storage/news.py": "from time import time"},
        {"storage/tables.py": "default = func.now()"},
    ],
    doors.only_edges_open_transactions: [
        {"actions/join.py": "async def join(db):\n    async with db.transaction() as tx:\n        pass"},
        {"storage/news.py": "async def find(self):\n    async with self.db.reading() as tx:\n        pass"},
    ],
    doors.only_the_database_commits: [
        {"actions/join.py": "async def join(tx):\n    await tx.commit()"},
        {"bot/talk.py": "async def talk(chat):\n    await chat.tx.rollback()"},
    ],
    doors.nothing_runs_what_it_was_given: [
        {"storage/news.py": "import pickle"},
        {"web/pages.py": "eval('1')"},
        {"tests/test_x.py": "import subprocess\nsubprocess.run('ls', shell=True)"},
        {"newsletter/feeds.py": "import os\nos.system('ls')"},
    ],
    doors.tests_use_real_parts: [
        {"tests/bot/test_talk.py": "from unittest.mock import patch"},
        {"tests/bot/test_talk.py": "import asyncio\nasync def test():\n    await asyncio.sleep(1)"},
        {"tests/bot/test_talk.py": "import time\ntime.sleep(0.1)"},
        {"tests/bot/test_talk.py": "def test(monkeypatch):\n    monkeypatch.setattr('bot.talk.x', 1)"},
    ],
    doors.every_action_is_reachable: [
        {"actions/join.py": "def join(): ...", "storage/join.py": "from actions.join import join"},
        {"actions/join.py": "def other(): ...", "bot/scripts/join.py": "from actions.join import other"},
    ],
    shape.no_module_is_long: [
        {"bot/talk.py": "pass\n" * 401},
        {"tests/bot/test_talk.py": "pass\n" * 401},
    ],
    shape.long_functions_are_listed: [
        {"bot/talk.py": _LONG},
        {"bot/talk.py": _LONG, shape.LIST: "bot/talk.py::long 40\n"},
        {"bot/talk.py": "def short(): ...", shape.LIST: "bot/talk.py::short 40\n"},
        {"bot/talk.py": "class It:\n" + _LONG.replace("    ", "        ").replace("def", "    async def")},
    ],
    shape.the_tree_on_paper_is_the_real_one: [
        {"bot/talk.py": ""},
        {"bot/talk.py": "", "docs/architecture.md": "```text tree\nbot/\n    say\ndocs/\n    architecture.md\n```\n"},
    ],
    shape.no_library_owns_a_room: [{"pytest/__init__.py": ""}],
    words.no_words_for_people_in_code: [
        {"web/pages.py": "title = 'Übersicht'"},
        {"web/pages.py": "facts = {'title': 'Übersicht'}"},
        {"actions/join.py": "raise ValueError('Das ist schon vergeben')"},
        {"knotenpunkt/house.py": "print(f'{1} Personen sind noch offen')"},
    ],
    words.every_message_has_both_languages: [
        {"templates/chat/hello.jinja": _MESSAGE},
        {"templates/chat/hello.jinja": _MESSAGE, words.PO: _PO + 'msgid "Guten Tag %(name)s"\nmsgstr ""\n'},
        {
            "templates/chat/hello.jinja": _MESSAGE,
            words.PO: _PO + 'msgid "Guten Tag %(name)s"\nmsgstr "Hello %(person)s"\n',
        },
        {
            "templates/chat/hello.jinja": _MESSAGE,
            words.PO: _PO + '#, fuzzy\nmsgid "Guten Tag %(name)s"\nmsgstr "Hello %(name)s"\n',
        },
        {"templates/chat/hello.jinja": "", words.PO: _PO + 'msgid "Tschüss"\nmsgstr "Bye"\n'},
        {"templates/web/hello.html": "{{ _('Hallo') }}"},
        {"templates/mail/welcome/subject.txt.jinja": "{% trans n=2 %}Eins{% pluralize %}Viele{% endtrans %}"},
    ],
    keys.every_key_has_words: [
        {"bot/talk.py": "Say(key='hello.again')", "templates/chat/hello.jinja": "{% macro once() %}{% endmacro %}"},
        {"bot/cards/x.py": "rows = ((tap('hello.again', 'x'),),)"},
        {"bot/scripts/hello.py": "async def script(chat):\n    await chat.ask('name', str)"},
        {"bot/scripts/hello.py": "async def script(chat):\n    await chat.review([('name', 1)])"},
        {"network/errors.py": _ERRORS, "network/news.py": "raise Taken()"},
        {"network/errors.py": _ERRORS, "network/news.py": "raise Taken('slug_taken', slug=1)"},
    ],
    words.every_letter_is_complete: [
        {"templates/mail/welcome/subject.txt.jinja": ""},
        {"templates/mail/welcome/body.txt.jinja": "", "templates/mail/welcome/body.mjml.jinja": ""},
    ],
    words.templates_escape_everything: [
        {"templates/web/x.html": "{{ name|safe }}"},
        {"templates/chat/x.jinja": "{% autoescape false %}"},
    ],
    words.nothing_comes_from_outside: [
        {"templates/web/x.html": "<img alt='' src='https://tracker.example/x.gif'>"},
        {"templates/web/x.html": "<link rel=stylesheet href=//cdn.example/x.css>"},
        {"web/static/style.css": "@font-face { src: url(https://fonts.example/a.woff2) }"},
    ],
    words.no_page_has_inline_script: [
        {"templates/web/x.html": "<script>alert(1)</script>"},
        {"templates/web/x.html": "<button onclick='go()'>"},
    ],
    words.nothing_tells_how_it_was_made: [
        {"docs/x.md": "see /wo" + "rk/x"},
        {"bot/x.py": "# ../sha" + "red/data"},
        {"README.md": "as in issue" + " #12"},
    ],
    papers.every_setting_is_documented: [
        {"config/settings.py": _SETTINGS},
        {"config/settings.py": _SETTINGS, papers.EXAMPLE: _EXAMPLE, "README.md": "set KNOTENPUNKT_PROT=1"},
    ],
    papers.every_log_event_is_listed: [
        {"bot/talk.py": "event('letter.sent', letter=1)"},
        {"bot/talk.py": "event(name)", papers.OPERATIONS: ""},
        {"bot/talk.py": "event('sent')", papers.OPERATIONS: "| `sent` | x |"},
        {"bot/talk.py": "", papers.OPERATIONS: "| `letter.sent` | x |\n"},
    ],
    papers.requirements_agree: [
        {"requirements/run.in": "click\n", "pyproject.toml": "[project]\ndependencies = []"},
        {"requirements/run.txt": _HASHED},
        {"requirements/run.txt": "click==8.1\n", "requirements/dev.txt": "click==8.1\n"},
        {"requirements/run.txt": "--index-url https://mirror.example/simple\n"},
    ],
}

# rule: a tree that looks like trouble and is none
SOUND: dict[Rule, Tree] = {
    doors.libraries_have_one_place: {
        "bot/telegram_client.py": "import telegram.ext",
        "newsletter/smtp.py": "from aiosmtplib import SMTP",
        "web/pages.py": "import json\nfrom bot import talk",
    },
    doors.only_settings_read_the_environment: {"config/settings.py": "import os\nos.environ"},
    doors.only_edges_know_the_clock: {
        "web/pages.py": "from datetime import UTC, datetime\ndatetime.now(UTC)",
        "network/news.py": "def is_old(it, *, now):\n    return now > it.time",
    },
    doors.only_edges_open_transactions: {
        "web/pages.py": "async def page(db):\n    async with db.reading() as tx:\n        pass"
    },
    doors.only_the_database_commits: {"storage/database.py": "async def end(tx):\n    await tx.commit()"},
    doors.nothing_runs_what_it_was_given: {"web/pages.py": "import subprocess\nsubprocess.run(['ls'], shell=False)"},
    doors.tests_use_real_parts: {
        "tests/wait.py": "import time\ntime.sleep(1)",
        "tests/bot/test_talk.py": "def test(monkeypatch):\n    monkeypatch.setenv('A', 'b')\nasyncio.sleep(0)",
    },
    doors.every_action_is_reachable: {
        "actions/join.py": "async def join(): ...",
        "web/pages.py": "from actions.join import join",
    },
    shape.no_module_is_long: {"bot/talk.py": "pass\n" * 400},
    shape.long_functions_are_listed: {"bot/talk.py": _LONG, shape.LIST: "# why\nbot/talk.py::long 41\n"},
    shape.the_tree_on_paper_is_the_real_one: {
        "bot/__init__.py": '"""Chat.\n\nMore."""',
        "bot/talk.py": "",
        "docs/architecture.md": _TREE,
    },
    shape.no_library_owns_a_room: {"bot/__init__.py": "", "tests/__init__.py": ""},
    words.no_words_for_people_in_code: {
        "network/news.py": '"""Aktuelles, in der Sprache der Studie."""\nTABLE = {"ä": "ae", "maßnahmen": "x"}',
        "network/meeting.py": "raise ValueError('gone')",
        "network/matching/analysis.py": "STOP = 'der die das'",
    },
    words.every_message_has_both_languages: {
        "templates/chat/hello.jinja": _MESSAGE,
        words.PO: _PO + 'msgid "Guten Tag %(name)s"\nmsgstr "Hello %(name)s"\n',
    },
    keys.every_key_has_words: {
        "network/errors.py": _ERRORS,
        "network/news.py": "def check(key):\n    raise Taken(key)",
        "bot/scripts/hello.py": "async def script(chat):\n    await chat.ask('name', str)\n    Say(key='hello.done')",
        "templates/chat/hello.jinja": "{% macro name() %}{% endmacro %}{%- macro done() -%}{% endmacro %}",
    },
    words.every_letter_is_complete: {
        "templates/mail/_frame.mjml.jinja": "",
        "templates/mail/welcome/subject.txt.jinja": "",
        "templates/mail/welcome/body.txt.jinja": "",
    },
    words.templates_escape_everything: {"templates/web/x.html": "{{ name }} is safe"},
    words.nothing_comes_from_outside: {
        "templates/web/x.html": "<a href='https://other.example'>x</a><svg xmlns='http://www.w3.org/2000/svg'></svg>"
    },
    words.no_page_has_inline_script: {"templates/web/x.html": "<script src='/static/chat.js' defer></script>"},
    words.nothing_tells_how_it_was_made: {"README.md": "Windfarm, framework/x, issue 12 of the Infobrief, shared data"},
    papers.every_setting_is_documented: {"config/settings.py": _SETTINGS, papers.EXAMPLE: _EXAMPLE},
    papers.every_log_event_is_listed: {
        "bot/talk.py": "event('letter.sent', letter=1)",
        papers.OPERATIONS: "| `letter.sent` | a letter left |\n",
    },
    papers.requirements_agree: {
        "requirements/run.in": "click\n",
        "pyproject.toml": "[project]\ndependencies = ['click']",
        "requirements/run.txt": _HASHED,
        "requirements/dev.txt": _HASHED,
    },
}


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    found = rule(ROOT)
    assert not found, "\n".join(["", *found])


@pytest.mark.parametrize("rule", BROKEN, ids=lambda rule: rule.__name__)
def test_the_rule_finds_what_breaks_it(rule: Rule, tmp_path: Path) -> None:
    for number, tree in enumerate(BROKEN[rule]):
        assert rule(_planted(tmp_path / str(number), tree)), f"nothing found in {tree}"


@pytest.mark.parametrize("rule", SOUND, ids=lambda rule: rule.__name__)
def test_the_rule_leaves_sound_code_alone(rule: Rule, tmp_path: Path) -> None:
    assert rule(_planted(tmp_path, SOUND[rule])) == []


def test_every_rule_of_the_house_is_proven() -> None:
    rooms = (doors, keys, papers, shape, words)
    rules = {it for room in rooms for it in vars(room).values() if _is_rule(room.__name__, it)}
    assert rules == BROKEN.keys() == SOUND.keys()


def _is_rule(module: str, it: object) -> bool:
    name = getattr(it, "__name__", "_")
    return callable(it) and getattr(it, "__module__", "") == module and not name.startswith("_")


def _planted(root: Path, tree: Tree) -> Path:
    for name, text in tree.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root
