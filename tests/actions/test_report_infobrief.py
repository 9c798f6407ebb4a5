"""The report: a sum that is right, everybody once with a reason, and what a person has to decide."""

from uuid import UUID

import pytest

from actions.decide_uncertain import decide_uncertain
from actions.report_infobrief import Report, report_infobrief
from network.delivery import DeliveryState, Reason, accepted, failed
from network.errors import NotAllowed
from network.infobrief import Infobrief, OnUncertain
from network.letter import Outcome, Phase, Receipt, SendFailed
from storage import ledger
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.issues import readers, released, subscribe
from tests.make import NOW

STAFF = make.staff()
LOST = SendFailed(Outcome.UNCERTAIN, phase=Phase.DOT)


@pytest.fixture
async def issue(db: Database) -> Infobrief:
    """Of five readers two are accepted, two uncertain and one open."""
    await make.keep(db, STAFF)
    await subscribe(db, *readers(5))
    issue = await released(db, by=STAFF, on_uncertain=OnUncertain.HOLD)
    lease = new_id(NOW)
    async with db.transaction() as tx:
        taken = await ledger.claim(tx, issue, lease=lease, owner=1, now=NOW, limit=4)
        done = [accepted(it, Receipt(code=250, text="queued as 7"), now=NOW) for it in taken[:2]]
        lost = [failed(it, LOST, now=NOW) for it in taken[2:]]
        await ledger.settle(tx, lease, [*done, *lost], now=NOW)
        await ledger.give_back(tx, lease, now=NOW)
    return issue


async def report(db: Database, id_: UUID, **facts: object) -> Report:
    async with db.reading() as tx:
        return await report_infobrief(tx, id_, by=STAFF, now=NOW, **facts)  # type: ignore[arg-type]


async def test_the_sum_is_right_and_everybody_stands_there_once(db: Database, issue: Infobrief) -> None:
    found = await report(db, issue.id)
    balance = found.balance
    assert balance.is_right
    assert (balance.audience, balance.accepted, balance.uncertain, balance.undecided, balance.open) == (5, 2, 2, 2, 1)
    assert [it.address for it in found.lines] == sorted(it.address for it in readers(5))
    assert found.lines[0].reply_text == "queued as 7"


async def test_the_list_comes_in_pages_and_by_state(db: Database, issue: Infobrief) -> None:
    pages = [await report(db, issue.id, page=number, limit=2) for number in (1, 2, 3)]
    assert [(len(it.lines), it.more) for it in pages] == [(2, True), (2, True), (1, False)]
    assert len({line.address for it in pages for line in it.lines}) == 5
    uncertain = await report(db, issue.id, state=DeliveryState.UNCERTAIN)
    assert [it.reason for it in uncertain.lines] == [Reason.NO_ANSWER] * 2


async def test_a_person_decides_one_by_one_or_all_at_once(db: Database, issue: Infobrief) -> None:
    first, _ = (await report(db, issue.id, state=DeliveryState.UNCERTAIN)).lines

    async def decide(*ids: UUID, resend: bool) -> int:
        async with db.transaction() as tx:
            chosen = ids or None
            return await decide_uncertain(tx, issue.id, resend=resend, subscription_ids=chosen, by=STAFF, now=NOW)

    assert await decide(first.subscription_id, resend=True) == 1
    assert await decide(resend=False) == 1
    assert await decide(resend=False) == 0
    balance = (await report(db, issue.id)).balance
    assert (balance.open, balance.uncertain, balance.let_be, balance.undecided) == (2, 1, 1, 0)
    assert balance.is_right


async def test_only_staff_see_who_got_what(db: Database, issue: Infobrief) -> None:
    async with db.reading() as tx:
        for by in (None, make.person()):
            with pytest.raises(NotAllowed):
                await report_infobrief(tx, issue.id, by=by, now=NOW)
