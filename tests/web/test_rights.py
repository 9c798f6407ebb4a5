"""One table says who may do what: every address and action stands in it, and it counts when a button is pressed."""

import ast
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from network.person import Role
from network.rights import RIGHTS, may
from storage import people
from storage.database import Database
from storage.keys import new_id
from tests.web.front import NOW, front
from web.app import Door
from web.routes import DOORS

ACTIONS = Path(__file__).parent.parent.parent / "actions"
# What nobody asks for by name: the first word from a chat, and the first half of signing in and of linking.
WITHOUT_ASKING = {"meet_person", "request_sign_in", "link_chat"}
# Keeps what was typed and asks to sign in; the page itself says 403, see test_chat.py.
ANSWERS_ITSELF = {("POST", "/chat")}
SOME_ID = str(new_id(NOW))


def verbs() -> list[str]:
    return sorted(file.stem for file in ACTIONS.glob("*.py") if file.stem != "__init__")


def demanded(verb: str) -> set[str]:
    tree = ast.parse((ACTIONS / f"{verb}.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    return {ast.literal_eval(call.args[0]) for call in calls if getattr(call.func, "id", "") == "demand"}


@pytest.mark.parametrize("verb", [verb for verb in verbs() if verb not in WITHOUT_ASKING])
def test_every_action_stands_in_the_table_and_asks_for_its_own_right(verb: str) -> None:
    assert verb in RIGHTS
    assert verb in demanded(verb)


def test_every_address_and_every_command_asks_for_a_right_that_stands_in_the_table() -> None:
    assert {door.right for door in DOORS} <= set(RIGHTS)
    assert {command.right for command in COMMANDS if command.right} <= set(RIGHTS)


def address(door: Door) -> str:
    filled = door.path.replace("{number:int}", "1")
    for name in ("id", "token", "slug", "name"):
        filled = filled.replace("{" + name + "}", SOME_ID).replace("{" + name + ":uuid}", SOME_ID)
    assert "{" not in filled, filled
    return filled


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_each_address_opens_for_whom_the_table_says_and_for_nobody_else(
    db: Database, tmp_path: Path, role: Role
) -> None:
    async with front(db, tmp_path, demo=True) as house:
        person = await house.person("Anna Beispiel", role) if role is not Role.ANONYMOUS else None
        for door in DOORS:
            house.client.cookies.clear()
            if person:
                await house.sign_in(person)  # anew, because one of the addresses signs out
            for method in door.methods:
                if (method, door.path) in ANSWERS_ITSELF:
                    continue
                answer = await (house.get if method == "GET" else house.post)(address(door))
                opened = answer.status_code != 403 and "/anmelden?weiter=" not in answer.headers.get("location", "")
                assert opened == may(door.right, role), f"{method} {door.path} for {role}: {answer.status_code}"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_role_that_was_taken_away_counts_at_the_next_press(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.signed_in("Anna Beispiel", Role.STAFF)
        assert (await house.get("/netzwerkstelle")).status_code == 200

        async with db.transaction() as tx:
            await people.set_role(tx, person.id, Role.COORDINATOR)

        assert (await house.get("/netzwerkstelle")).status_code == 403
        assert (await house.post("/netzwerkstelle/infobrief")).status_code == 403
