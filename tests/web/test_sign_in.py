"""Signing in without a password: one link, one browser, one time, and nobody learns who is known."""

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from network.person import Role
from storage import people, tables
from storage.database import Database
from tests.web.front import Front, front
from web.reception import SESSION
from web.sign_in import BROWSER, safe_path


async def link(house: Front, address: str = "Anna.Beispiel@IHK.example", **more: str) -> str:
    """The path in the letter that an address gets which asks to sign in."""
    answer = await house.post("/anmelden", {"email": address, **more})
    assert (answer.status_code, answer.headers["location"]) == (303, "/anmelden/gesendet")
    return str((await house.letters("sign_in"))[-1].facts["path"])


def session_of(answer: httpx.Response) -> str:
    """The whole line with which a session is given to the browser."""
    return next(line for line in answer.headers.get_list("set-cookie") if line.startswith(SESSION))


async def test_the_first_sign_in_makes_a_coordinator_and_opens_the_chat(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        offered = await house.get(path)
        assert offered.status_code == 200
        assert "Anna.Beispiel@ihk.example" in offered.text
        assert "anderen Browser" not in offered.text
        assert offered.headers["cache-control"] == "no-store"
        entered = await house.post(path, {"name": "Anna Beispiel"})
        assert (entered.status_code, entered.headers["location"]) == (303, "/chat")
        assert "Anna Beispiel" in (await house.get("/")).text
        async with db.reading() as tx:
            person = await people.by_email(tx, "anna.beispiel@ihk.example")
        assert person
        assert (person.name, person.role) == ("Anna Beispiel", Role.COORDINATOR)


async def test_the_session_cookie_is_closed_to_scripts_and_foreign_sites(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        line = session_of(await house.post(await link(house), {"name": "Anna"})).lower()
        assert "httponly" in line
        assert "samesite=lax" in line
        assert "secure" not in line
    async with front(db, tmp_path, base_url="https://knotenpunkt.example") as house:
        line = session_of(await house.post(await link(house), {"name": "Anna"})).lower()
        assert "; secure" in line


async def test_opening_the_link_changes_nothing_and_it_works_once(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        for _ in range(3):
            scanner = house.browser()
            assert (await scanner.get(path)).status_code == 200
            assert (await scanner.head(path)).status_code == 200
        assert (await house.post(path, {"name": "Anna"})).status_code == 303
        again = await house.post(path, {"name": "Anna"})
        assert again.status_code == 410
        assert "schon benutzt" in again.text
        assert "Link schicken" in again.text
        assert (await house.get(path)).status_code == 410


async def test_a_link_is_good_for_a_quarter_of_an_hour(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        house.later(minutes=15, seconds=1)
        assert (await house.get(path)).status_code == 410
        assert (await house.post(path, {"name": "Anna"})).status_code == 410
        assert await _count(db, tables.sessions) == 0


@pytest.mark.parametrize("harm", ["cut", "flipped", "foreign"])
async def test_a_harmed_link_says_no_more_than_that_it_is_none(db: Database, tmp_path: Path, harm: str) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        if harm == "cut":
            path = path[:-1]
        elif harm == "flipped":
            path = path[:-1] + ("A" if path[-1] != "A" else "B")
        else:
            path = "/anmelden/aaaaaaaaaaaaaaaaaaaaaa"
        answer = await house.post(path, {"name": "Anna"})
        assert answer.status_code == 410
        assert "ungültig oder abgelaufen" in answer.text


async def test_in_another_browser_the_page_says_whom_it_will_sign_in(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        other = house.browser()
        page = await other.get(path)
        assert "anderen Browser" in page.text
        assert "Anna.Beispiel@ihk.example" in page.text
        entered = await other.post(path, data={"name": "Anna"}, headers={"sec-fetch-site": "same-origin"})
        assert entered.status_code == 303


async def test_a_form_of_another_site_signs_nobody_in(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        answer = await house.post(path, {"name": "Anna"}, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403
        assert SESSION not in house.client.cookies


async def test_known_and_unknown_addresses_get_the_same_answer(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.person("Anna Beispiel", email="anna@ihk.example")
        answers = [await house.post("/anmelden", {"email": it}) for it in ("anna@ihk.example", "ben@ihk.example")]
        assert [it.status_code for it in answers] == [303, 303]
        assert answers[0].text == answers[1].text
        assert [it.headers["location"] for it in answers] == ["/anmelden/gesendet"] * 2
        letters = await house.letters("sign_in")
        assert [it.address for it in letters] == ["anna@ihk.example", "ben@ihk.example"]
        assert letters[0].facts.keys() == letters[1].facts.keys() == {"path", "minutes"}


async def test_an_address_gets_five_letters_an_hour_and_nobody_sees_the_difference(
    db: Database, tmp_path: Path
) -> None:
    async with front(db, tmp_path) as house:
        for _ in range(8):
            answer = await house.post("/anmelden", {"email": "anna@ihk.example"})
            assert answer.headers["location"] == "/anmelden/gesendet"
        assert len(await house.letters("sign_in")) == 5
        house.later(minutes=61)
        await link(house, "anna@ihk.example")
        assert len(await house.letters("sign_in")) == 6


async def test_one_network_cannot_ask_for_ever(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        answers = [await house.post("/anmelden", {"email": f"person{it}@ihk.example"}) for it in range(31)]
        assert {it.status_code for it in answers[:30]} == {303}
        assert answers[30].status_code == 429
        assert "Ab 11:30 Uhr" in answers[30].text
        assert len(await house.letters("sign_in")) == 30


@pytest.mark.parametrize(
    "typed, said",
    [
        ("", "Bitte nennen Sie eine E-Mail-Adresse."),
        ("anna", "keine vollständige E-Mail-Adresse"),
        ("Anna <anna@ihk.example>", "Meinen Sie anna@ihk.example?"),
        ("anna@ihk.example\r\nBcc: ben@ihk.example", "nur die Adresse"),
        ("<script>alert(1)</script>", "nur die Adresse"),
    ],
)
async def test_what_is_no_address_is_explained_and_stays_in_the_field(
    db: Database, tmp_path: Path, typed: str, said: str
) -> None:
    async with front(db, tmp_path) as house:
        answer = await house.post("/anmelden", {"email": typed, "weiter": "/termine"})
        assert answer.status_code == 400
        assert said in answer.text
        assert "<script>alert" not in answer.text
        if typed and "\n" not in typed:
            assert f'value="{_escaped(typed)}"' in answer.text
        assert 'name="weiter" value="/termine"' in answer.text
        assert await house.letters() == []


async def test_a_name_is_asked_once_and_a_bad_one_costs_no_link(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house)
        answer = await house.post(path, {"name": " 7 "})
        assert answer.status_code == 400
        assert "einen Namen mit Buchstaben" in answer.text
        assert (await house.post(path, {"name": "Anna"})).status_code == 303
        path = await link(house)
        assert 'name="name"' not in (await house.get(path)).text
        assert (await house.post(path)).status_code == 303


async def test_addresses_of_the_settings_become_staff_and_the_first_one_admin(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, staff=("Chef@netz.example", "stab@netz.example")) as house:
        for address, role in (("chef@netz.example", Role.ADMIN), ("stab@netz.example", Role.STAFF)):
            entered = await house.post(await link(house, address), {"name": "Jemand"})
            assert entered.headers["location"] == "/netzwerkstelle"
            async with db.reading() as tx:
                person = await people.by_email(tx, address)
            assert person
            assert person.role is role


async def test_every_sign_in_is_a_new_session_and_ends_the_one_before(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.post(await link(house), {"name": "Anna"})
        first = house.client.cookies[SESSION]
        await house.post(await link(house))
        assert house.client.cookies[SESSION] != first
        assert await _count(db, tables.sessions) == 1


async def test_a_role_that_was_taken_away_counts_at_once(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.signed_in("Stefan Stab", Role.STAFF)
        assert "/netzwerkstelle" in (await house.get("/")).text
        async with db.transaction() as tx:
            await people.set_role(tx, person.id, Role.COORDINATOR)
        assert "/netzwerkstelle" not in (await house.get("/")).text


async def test_signing_out_ends_the_session_for_good(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await house.signed_in("Anna Beispiel")
        session = house.client.cookies[SESSION]
        assert (await house.get("/abmelden")).status_code == 405
        assert (await house.post("/abmelden")).status_code == 303
        house.client.cookies.set(SESSION, session)
        assert "Anna Beispiel" not in (await house.get("/")).text


@pytest.mark.parametrize("path", ["/termine", "/netzwerkstelle/pruefen", "/initiativen?thema=ki&seite=2", "/chat"])
def test_own_pages_are_places_to_go_on(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "https:evil.example",
        "https://evil.example/termine",
        "/\\evil.example",
        "\\\\evil.example",
        "/termine/../../x",
        "/termine\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/abmelden",
        "/termine//evil.example",
        "/chat@evil.example",
        "",
    ],
)
def test_other_places_are_none(path: str) -> None:
    assert safe_path(path) == ""


async def test_after_signing_in_one_goes_on_where_one_wanted_to(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        path = await link(house, weiter="/termine")
        assert (await house.post(path, {"name": "Anna"})).headers["location"] == "/termine"
        assert (await house.get("/anmelden?weiter=/karte")).headers["location"] == "/karte"
        assert (await house.get("/anmelden?weiter=//evil.example")).headers["location"] == "/chat"


async def test_the_language_of_the_pages_stays_with_browser_and_person(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.signed_in("Anna Beispiel")
        answer = await house.post("/sprache", {"sprache": "en", "zurueck": "/termine"})
        assert answer.headers["location"] == "/termine"
        assert '<html lang="en">' in (await house.get("/anmelden/gesendet")).text
        async with db.reading() as tx:
            assert (await people.get(tx, person.id)).language == "en"
        bad = await house.post("/sprache", {"sprache": "tlh", "zurueck": "//evil.example"})
        assert bad.headers["location"] == "/"


async def test_a_demo_lets_everybody_in_with_one_click(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path, demo=True) as house:
        person = await house.person("Stefan Stab", Role.STAFF)
        page = (await house.get("/anmelden")).text
        assert "Stefan Stab" in page
        (offered,) = re.findall(r'name="person" value="([^"]+)"', page)
        entered = await house.post("/anmelden/demo", {"person": offered})
        assert entered.headers["location"] == "/netzwerkstelle"
        assert offered == str(person.id)
        assert (await house.post("/anmelden/demo", {"person": "x"})).status_code == 404


async def test_without_the_demo_there_is_no_such_door(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        person = await house.person("Stefan Stab", Role.STAFF)
        assert "Stefan Stab" not in (await house.get("/anmelden")).text
        assert (await house.post("/anmelden/demo", {"person": str(person.id)})).status_code == 404
        assert SESSION not in house.client.cookies


async def test_the_letter_holds_nothing_that_a_stranger_typed(db: Database, tmp_path: Path) -> None:
    async with front(db, tmp_path) as house:
        await link(house)
        letter = (await house.letters("sign_in"))[-1]
        words = house.reception.desk.texts.mail("sign_in", letter.facts, letter.language)
        assert f"http://knotenpunkt.example{letter.facts['path']}" in words.text
        assert "15 Minuten" in words.text
        assert words.html
        assert str(letter.facts["path"]) in words.html
        assert "Anna" not in words.text + words.html + words.subject
        assert BROWSER in house.client.cookies
        assert house.client.cookies[BROWSER] not in words.text


async def _count(db: Database, table: object) -> int:
    async with db.reading() as tx:
        return len(list(await tx.execute(select(table))))  # type: ignore[call-overload]


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
