"""A release is bound to the content that was seen and freezes whom it is for, both in one transaction."""

import asyncio

import pytest

from actions.pause_infobrief import pause_infobrief
from actions.release_infobrief import Released, release_infobrief
from network.delivery import Pause
from network.errors import AlreadyDone, NotAllowed, Refusal
from network.infobrief import Infobrief, InfobriefState, ItemKind
from network.news import NewsState
from network.person import Person
from storage import infobriefe, news
from storage.database import Database
from tests import make
from tests.issues import account, draft, entry, reader, released, subscribe
from tests.make import NOW

STAFF, ANNA = make.staff(), make.person()


@pytest.fixture(autouse=True)
async def people(db: Database) -> None:
    """Somebody who writes and somebody who releases."""
    await make.keep(db, STAFF, ANNA)


async def kept(db: Database, issue: Infobrief) -> Infobrief:
    async with db.transaction() as tx:
        await infobriefe.add(tx, issue)
    return issue


async def release(
    db: Database, issue: Infobrief, *, content_hash: str | None = None, by: Person | None = STAFF
) -> Released:
    async with db.transaction() as tx:
        return await release_infobrief(tx, issue.id, content_hash or issue.content_hash, by=by, now=NOW)


async def test_the_issue_is_public_and_its_audience_is_frozen(db: Database) -> None:
    await subscribe(db, reader(), reader("bert@reader.example", topics=["industriekultur"]))
    issue = await kept(db, draft(*(entry(str(number), topics=["mint"]) for number in range(3))))
    done = await release(db, issue)
    assert (done.audience, done.suppressed) == (2, 1)
    assert (done.infobrief.state, done.infobrief.is_public) == (InfobriefState.SENDING, True)
    assert done.infobrief.released_hash == issue.content_hash
    assert (await account(db, issue.id)).audience == 2


async def test_another_content_than_the_one_seen_is_not_released(db: Database) -> None:
    issue = await kept(db, draft())
    with pytest.raises(Refusal, match="infobrief_changed"):
        await release(db, issue, content_hash=draft(intro="anders").content_hash)
    async with db.reading() as tx:
        assert (await infobriefe.get(tx, issue.id)).state is InfobriefState.DRAFT


async def test_an_issue_with_too_little_in_it_is_not_released(db: Database) -> None:
    issue = await kept(db, draft(entry("eins"), entry("zwei")))
    with pytest.raises(Refusal, match="infobrief_too_little"):
        await release(db, issue)


async def test_of_two_releases_at_once_one_counts(db: Database) -> None:
    await subscribe(db, reader())
    issue = await kept(db, draft())
    found = await asyncio.gather(release(db, issue), release(db, issue), return_exceptions=True)
    assert sorted(type(it).__name__ for it in found) == ["AlreadyDone", "Released"]
    assert (await account(db, issue.id)).audience == 1
    with pytest.raises(AlreadyDone, match="infobrief_released"):
        await release(db, issue)


async def test_news_in_a_released_issue_are_used_and_say_where(db: Database) -> None:
    item = make.item(ANNA)
    await make.keep(db, item)
    async with db.transaction() as tx:
        await news.decide(tx, item.id, NewsState.RELEASED, by=STAFF.id, now=NOW)
    meeting = entry("Treffen", kind=ItemKind.MEETING)
    await release(db, await kept(db, draft(entry(id=str(item.id)), meeting)))
    async with db.reading() as tx:
        found = await news.get(tx, item.id)
    assert (found.state, found.infobrief_number) == (NewsState.USED, 1)


async def test_only_staff_release(db: Database) -> None:
    issue = await kept(db, draft())
    for by in (None, ANNA):
        with pytest.raises(NotAllowed):
            await release(db, issue, by=by)


async def test_a_release_that_fails_half_way_leaves_a_draft_and_no_audience(db: Database) -> None:
    await subscribe(db, reader())
    issue = await kept(db, draft())

    with pytest.raises(KeyError, match="power cut"):
        await _release_and_fail(db, issue)
    async with db.reading() as tx:
        assert (await infobriefe.get(tx, issue.id)).state is InfobriefState.DRAFT
    assert (await account(db, issue.id)).total == 0


async def test_staff_pause_an_issue_and_let_it_go_on(db: Database) -> None:
    issue = await released(db, by=STAFF)
    async with db.transaction() as tx:
        assert (await pause_infobrief(tx, issue.id, paused=True, by=STAFF, now=NOW)).paused == Pause.STAFF
        assert (await pause_infobrief(tx, issue.id, paused=False, by=STAFF, now=NOW)).paused is None


async def test_what_is_not_being_sent_cannot_be_paused(db: Database) -> None:
    issue = await kept(db, draft())
    async with db.transaction() as tx:
        with pytest.raises(AlreadyDone, match="infobrief_not_sending"):
            await pause_infobrief(tx, issue.id, paused=True, by=STAFF, now=NOW)


async def _release_and_fail(db: Database, issue: Infobrief) -> None:
    async with db.transaction() as tx:
        await release_infobrief(tx, issue.id, issue.content_hash, by=STAFF, now=NOW)
        raise KeyError("power cut")
