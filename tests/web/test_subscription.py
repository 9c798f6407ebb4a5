"""Subscribing on the web: double opt-in by a button, the same answer for everybody, leaving in one click."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.player import Repertoire
from network.letter import Channel
from network.subscription import ConsentStep, SubscriptionState, leave_token
from storage import subscriptions
from storage.database import Database
from tests.web.front import Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})


async def ask(house: Front, email: str, *topics: str) -> None:
    answer = await house.post("/infobrief/abonnieren", {"email": email, "thema": list(topics)})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == "/infobrief/abonnieren/danke"


async def link_in_letter(house: Front) -> str:
    letter = (await house.letters("confirm_subscription"))[-1]
    words = house.reception.desk.texts.mail(letter.template, letter.facts, letter.language)
    found = re.search(r"https?://\S+/infobrief/bestaetigen/\S+", words.text)
    assert found, words.text
    return urlsplit(found.group()).path


async def subscribed(house: Front, email: str = "leserin@ihk.example", *topics: str) -> str:
    await ask(house, email, *topics)
    path = await link_in_letter(house)
    assert "bestätigt" in (await house.post(path)).text
    return path


async def test_a_subscription_is_active_only_after_the_button_was_pressed(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await ask(house, "leserin@ihk.example", "energie")
        path = await link_in_letter(house)
        for _ in range(3):  # as a link scanner does
            await house.get(path)
            await house.client.head(path)
        async with db.reading() as tx:
            assert await state(tx, "leserin@ihk.example") is SubscriptionState.PENDING

        await house.post(path)

        async with db.reading() as tx:
            assert await state(tx, "leserin@ihk.example") is SubscriptionState.ACTIVE


async def test_pressing_twice_confirms_once(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        path = await subscribed(house)
        assert "bereits bestätigt" in (await house.post(path)).text
        async with db.reading() as tx:
            found = await subscriptions.by_address(tx, Channel.MAIL, "leserin@ihk.example")
            assert found is not None
            steps = [it.step for it in await subscriptions.consents_of(tx, found.id)]
    assert steps == [ConsentStep.REQUESTED, ConsentStep.CONFIRMED]


async def test_known_and_unknown_addresses_get_the_same_answer(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await subscribed(house)
        known = await house.post("/infobrief/abonnieren", {"email": "LESERIN@ihk.example"})
        fresh = await house.post("/infobrief/abonnieren", {"email": "andere@ihk.example"})
        assert (known.status_code, known.headers["location"]) == (fresh.status_code, fresh.headers["location"])


@pytest.mark.parametrize(
    "email",
    [
        "",
        "keine adresse",
        "a..b@x.example",
        "a@localhost",
        "a@x.example,b@y.example",
        "Max <a@x.example>",
        "a@[127.0.0.1]",
    ],
)
async def test_a_wrong_address_is_explained_and_kept_in_the_form(db: Database, tmp_path: Path, email: str) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        answer = await house.post("/infobrief/abonnieren", {"email": email, "thema": ["energie"]})
        assert answer.status_code == 400
        assert 'aria-invalid="true"' in answer.text
        assert 'value="energie" checked' in answer.text
        assert await house.letters() == []


async def test_whoever_fills_the_field_nobody_sees_gets_no_letter(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.post("/infobrief/abonnieren", {"email": "a@ihk.example", "website": "http://spam.example"})
        assert await house.letters() == []


async def test_one_network_cannot_send_the_form_without_end(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        codes = [
            (await house.post("/infobrief/abonnieren", {"email": f"a{n}@ihk.example"})).status_code for n in range(31)
        ]
        assert codes[:30] == [303] * 30
        assert codes[30] == 429


async def test_leaving_takes_one_click_and_one_click_again_is_harmless(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await subscribed(house)
        path = await leave_path(house, "leserin@ihk.example")
        await house.get(path)
        async with db.reading() as tx:
            assert await state(tx, "leserin@ihk.example") is SubscriptionState.ACTIVE

        machine = house.browser()  # a mail provider: no cookies, no Origin
        for body in ({"List-Unsubscribe": "One-Click"}, {"List-Unsubscribe": "One-Click"}, {}):
            answer = await machine.post(path, data=body)
            assert answer.status_code == 200

        async with db.reading() as tx:
            assert await state(tx, "leserin@ihk.example") is SubscriptionState.ENDED


async def test_a_token_of_one_purpose_opens_nothing_else(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        confirm = (await subscribed(house)).rpartition("/")[2]
        leave = (await leave_path(house, "leserin@ihk.example")).rpartition("/")[2]
        for path in (
            f"/a/{confirm}",
            f"/infobrief/bestaetigen/{leave}",
            f"/infobrief/einstellungen/{leave}",
            "/a/x",
            f"/a/{leave[:-1]}",
        ):
            assert (await house.get(path)).status_code == 410, path
            assert (await house.post(path)).status_code == 410, path


async def leave_path(house: Front, email: str) -> str:
    async with house.db.reading() as tx:
        found = await subscriptions.by_address(tx, Channel.MAIL, email)
    assert found is not None
    return f"/a/{leave_token(found.id, house.reception.desk.secret)}"


async def state(tx: object, email: str) -> SubscriptionState:
    found = await subscriptions.by_address(tx, Channel.MAIL, email)  # type: ignore[arg-type]  # a Transaction
    assert found is not None
    return found.state
