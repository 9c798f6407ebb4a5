"""The report at the staff's desk: everybody once, a sum that is right, and what a person has to decide."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.player import Repertoire
from network.delivery import Delivery, DeliveryState, Pause, Reason, Verdict
from network.infobrief import Infobrief, OnUncertain
from network.person import Role
from storage import infobriefe, ledger
from storage.database import Database
from storage.keys import new_id
from tests import issues
from tests.issues import reader, readers, subscribe
from tests.make import NOW
from tests.web.forms import follow, press, words
from tests.web.front import Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})
LIST = "/netzwerkstelle/infobrief"
NAMES = ("anna", "bela", "cem", "dora")


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING, now=NOW) as house:
        await house.signed_in("Nina Netz", Role.STAFF)
        yield house


async def released(house: Front, *names: str, hold: bool = False) -> Infobrief:
    await subscribe(house.db, *(reader(f"{name}@leser.example") for name in names))
    way = OnUncertain.HOLD if hold else OnUncertain.RESEND
    return await issues.released(house.db, on_uncertain=way)


async def settled(house: Front, issue: Infobrief, **outcomes: str) -> None:
    """The postman has been there; who is not named was accepted."""
    async with house.db.transaction() as tx:
        lease = new_id(NOW)
        taken = await ledger.claim(tx, issue, lease=lease, owner=1, now=NOW)
        verdicts = [verdict(it, outcomes.get(it.address.split("@")[0], "accepted")) for it in taken]
        await ledger.settle(tx, lease, verdicts, now=NOW)


def verdict(it: Delivery, state: str) -> Verdict:
    reasons = {"refused": Reason.REFUSED, "uncertain": Reason.NO_ANSWER, "deferred": Reason.LATER}
    return Verdict(
        subscription_id=it.subscription_id,
        state=DeliveryState(state),
        reason=reasons.get(state),
        attempts=1,
        uncertain=2 if state == "uncertain" else 0,
        due_at=it.due_at,
        reply_code={"accepted": 250, "refused": 550, "deferred": 451}.get(state),
        reply_text="User unknown <x>" if state == "refused" else None,
    )


def balance(html: str) -> list[int]:
    """The figures of the table: open, accepted, deferred, refused, uncertain, suppressed, given up."""
    table = html[html.index('<table class="bars">') : html.index("<tfoot>")]
    return [int(it) for it in re.findall(r'<td class="number">(\d+)</td>', table)]


async def paused(house: Front, issue: Infobrief) -> bool:
    async with house.db.reading() as tx:
        return (await infobriefe.get(tx, issue.id)).paused is not None


async def test_the_report_shows_every_person_once_and_a_sum_that_is_right(house: Front) -> None:
    issue = await released(house, *NAMES)
    await settled(house, issue, bela="refused", cem="deferred")
    page = await house.get(f"{LIST}/{issue.id}")
    said = words(page.text)

    assert "Summe 4" in said
    assert "Bei der Freigabe gezählt 4" in said
    assert balance(page.text) == [0, 2, 1, 1, 0, 0, 0]
    for name in NAMES:
        assert page.text.count(f"{name}@leser.example") == 1
    assert "550 User unknown &lt;x&gt;" in page.text

    refused = await house.get(f"{LIST}/{issue.id}?stand=refused")
    assert "bela@leser.example" in refused.text
    assert "anna@leser.example" not in refused.text


async def test_the_list_of_people_has_pages(house: Front) -> None:
    await subscribe(house.db, *readers(120))
    issue = await released(house)
    seen: list[str] = []
    for number in (1, 2, 3):
        page = await house.get(f"{LIST}/{issue.id}?seite={number}")
        assert f"Seite {number} von 3" in page.text
        seen += re.findall(r"reader-\d+@reader\.example", page.text)
    assert seen == sorted(set(seen))
    assert len(seen) == 120


async def test_staff_let_sending_rest_and_go_on(house: Front) -> None:
    issue = await released(house, "anna")
    path = f"{LIST}/{issue.id}"
    rests = await follow(house, await press(house, await house.get(path), "Versand anhalten"))
    assert "Der Versand ist angehalten" in rests.text
    assert await paused(house, issue)
    assert "Infobrief 1" in (await house.get("/netzwerkstelle")).text
    goes_on = await follow(house, await press(house, rests, "Versand fortsetzen"))
    assert "Der Versand geht weiter" in goes_on.text
    assert not await paused(house, issue)


async def test_staff_decide_about_letters_nobody_knows_of_one_by_one_or_all(house: Front) -> None:
    issue = await released(house, "anna", "bela", "cem", hold=True)
    await settled(house, issue, anna="uncertain", bela="uncertain", cem="uncertain")
    path = f"{LIST}/{issue.id}"
    assert "Bei 3 Personen ist ungewiss" in (await house.get("/netzwerkstelle")).text

    page = await house.get(f"{path}?stand=uncertain")
    one = await follow(house, await press(house, page, "So lassen: anna@leser.example"))
    assert "Ein Brief bleibt, wie er ist" in one.text
    rest = await follow(house, await press(house, one, "Allen noch einmal senden"))
    assert "2 Briefe gehen noch einmal hinaus" in rest.text
    assert balance(rest.text) == [2, 0, 0, 0, 1, 0, 0]
    assert "Ihre Entscheidung" not in rest.text


async def test_every_reason_has_words(house: Front) -> None:
    issue = await released(house, *(reason.value for reason in Reason))
    async with house.db.transaction() as tx:
        lease = new_id(NOW)
        taken = await ledger.claim(tx, issue, lease=lease, owner=1, now=NOW)
        verdicts = [
            replace(verdict(it, "suppressed"), reason=Reason(it.address.split("@")[0]), attempts=0) for it in taken
        ]
        await ledger.settle(tx, lease, verdicts, now=NOW)
    page = (await house.get(f"{LIST}/{issue.id}")).text
    lines = [re.sub(r"\s+", " ", it) for it in re.findall(r'<ul class="meta">(.*?)</ul>', page, re.DOTALL)[1:]]
    assert len(lines) == len(Reason)
    said = {re.findall(r"<li>(.*?)</li>", line)[1] for line in lines}
    assert len(said) == len(Reason)
    assert "" not in said


@pytest.mark.parametrize("why", Pause)
async def test_every_pause_says_why_and_who_has_to_do_something(house: Front, why: Pause) -> None:
    issue = await released(house, "anna")
    async with house.db.transaction() as tx:
        await infobriefe.pause(tx, issue.id, why, until=None)
    for path in (f"{LIST}/{issue.id}", "/netzwerkstelle"):
        page = (await house.get(path)).text
        assert "<p></p>" not in page
        assert "Versand" in words(page) or "Mailserver" in words(page)
