"""Issues: numbers, windows, one draft at a time, and content that only a draft may change."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from network.delivery import Pause
from network.errors import NotFound
from network.infobrief import InfobriefState, OnUncertain
from storage import infobriefe
from storage.database import Database
from tests import make
from tests.issues import draft, entry, released
from tests.make import NOW


async def test_an_issue_comes_back_as_it_was_kept(db: Database) -> None:
    issue = draft(entry("Titel", place="Essen"), entry(), left_out=(entry("weg"),), intro="Guten Tag")
    async with db.transaction() as tx:
        await infobriefe.add(tx, issue)
        assert await infobriefe.get(tx, issue.id) == issue
        assert await infobriefe.draft(tx) == issue
        assert await infobriefe.by_number(tx, 1) == issue


async def test_an_unknown_issue_is_refused(db: Database) -> None:
    async with db.reading() as tx:
        assert await infobriefe.draft(tx) is None
        for question in (infobriefe.get(tx, draft().id), infobriefe.by_number(tx, 1)):
            with pytest.raises(NotFound):
                await question


async def test_a_released_issue_cannot_be_rewritten(db: Database) -> None:
    issue = await released(db)
    async with db.transaction() as tx:
        await infobriefe.rewrite(tx, replace(issue, intro="anders"))
        assert (await infobriefe.get(tx, issue.id)).intro == ""


async def test_only_released_issues_are_public(db: Database) -> None:
    first = await released(db)
    async with db.transaction() as tx:
        await infobriefe.add(tx, draft(number=2))
        assert [it.id for it in await infobriefe.public(tx, limit=9)] == [first.id]
        assert [it.number for it in await infobriefe.everything(tx, limit=9)] == [2, 1]


async def test_numbers_and_windows_follow_the_last_issue(db: Database) -> None:
    async with db.transaction() as tx:
        assert (await infobriefe.next_number(tx), await infobriefe.last_window_end(tx)) == (1, None)
        await infobriefe.add(tx, draft(number=6))
        dropped = draft(number=7, state=InfobriefState.DROPPED, window_to=NOW + timedelta(days=9))
        await infobriefe.add(tx, dropped)
        assert (await infobriefe.next_number(tx), await infobriefe.last_window_end(tx)) == (8, NOW)


async def test_a_second_issue_of_one_day_gets_a_period_of_its_own(db: Database) -> None:
    async with db.transaction() as tx:
        for number, period in ((1, "2027-02-01"), (2, "2027-02-01-2"), (3, "2027-02-01-3")):
            assert await infobriefe.free_period(tx, "2027-02-01") == period
            await infobriefe.add(tx, draft(number=number, period=period))


async def test_of_two_who_release_at_once_one_does(db: Database) -> None:
    issue, staff = draft(), make.staff()
    await make.keep(db, staff)
    async with db.transaction() as tx:
        await infobriefe.add(tx, issue)

    async def release() -> bool:
        async with db.transaction() as tx:
            return await infobriefe.release(
                tx, issue.id, by=staff.id, now=NOW, content_hash="x", on_uncertain=OnUncertain.HOLD
            )

    assert sorted(await asyncio.gather(release(), release())) == [False, True]
    async with db.reading() as tx:
        found = await infobriefe.get(tx, issue.id)
    assert (found.released_by, found.on_uncertain, found.is_public) == ("Nora Netz", OnUncertain.HOLD, True)


async def test_a_pause_of_staff_is_not_replaced_by_one_of_the_relay(db: Database) -> None:
    issue = await released(db)
    async with db.transaction() as tx:
        await infobriefe.pause(tx, issue.id, Pause.RELAY, until=NOW)
        await infobriefe.pause(tx, issue.id, Pause.STAFF, until=None)
        await infobriefe.pause(tx, issue.id, Pause.RELAY, until=NOW)
        await infobriefe.resume(tx, issue.id, only=Pause.RELAY)
        found = await infobriefe.get(tx, issue.id)
        assert (found.paused, found.paused_until) == (Pause.STAFF, None)
        await infobriefe.resume(tx, issue.id)
        assert (await infobriefe.get(tx, issue.id)).paused is None
