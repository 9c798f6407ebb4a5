"""The draft holds what was released and never sent, once each, whatever staff did to it before."""

import asyncio
from datetime import datetime, timedelta

import pytest

from actions.compile_infobrief import Compiled, Outcome, compile_infobrief
from actions.edit_infobrief import edit_infobrief
from actions.preview_infobrief import preview_infobrief
from actions.release_infobrief import release_infobrief
from actions.test_infobrief import MOST_PER_HOUR
from actions.test_infobrief import test_infobrief as send_test
from network.errors import AlreadyDone, NotAllowed, NotFound, TooMuch
from network.infobrief import Infobrief
from network.initiative import Status
from network.news import News, NewsState
from network.person import HOUSE, Language, Person
from storage import infobriefe, initiatives, news
from storage.database import Database
from tests import make
from tests.actions.letters import taken
from tests.issues import reader, released, subscribe
from tests.make import NOW, ZONE

STAFF, ANNA = make.staff(), make.person()
DAY = timedelta(days=1)


@pytest.fixture
async def people(db: Database) -> None:
    """Somebody who writes and somebody who releases."""
    await make.keep(db, STAFF, ANNA)


async def publish(db: Database, *titles: str, at: datetime = NOW - DAY, topics: tuple[str, ...] = ()) -> list[News]:
    """Items that staff released."""
    items = [make.item(ANNA, title=title, topics=topics) for title in titles]
    await make.keep(db, *items)
    async with db.transaction() as tx:
        for item in items:
            await news.decide(tx, item.id, NewsState.RELEASED, by=STAFF.id, now=at)
    return items


async def compiled(db: Database, *, now: datetime = NOW, by: Person | None = HOUSE) -> Compiled:
    async with db.transaction() as tx:
        return await compile_infobrief(tx, zone=ZONE, by=by, now=now)


async def issue_of(db: Database, *titles: str, topics: tuple[str, ...] = ()) -> Infobrief:
    await publish(db, *titles, topics=topics)
    found = (await compiled(db)).infobrief
    assert found
    return found


def titles(issue: Infobrief | None) -> list[str]:
    assert issue
    return [item.title for item in issue.items]


@pytest.mark.usefixtures("people")
class TestCompiling:
    """What goes in."""

    async def test_released_news_coming_meetings_and_newcomers_are_in_it(self, db: Database) -> None:
        await publish(db, "Meldung")
        await make.keep_meeting(db, make.meeting("Treffen"), by=STAFF)
        newcomer, old = make.initiative("Neue"), make.initiative("Alte")
        await make.keep(db, newcomer, old)
        async with db.transaction() as tx:
            await initiatives.set_status(tx, newcomer.id, Status.ACTIVE, now=NOW - DAY)
            await initiatives.set_status(tx, old.id, Status.ACTIVE, now=NOW - 100 * DAY)
        found = await compiled(db)
        assert found.outcome is Outcome.MADE
        assert titles(found.infobrief) == ["Meldung", "Treffen", "Neue"]

    async def test_what_is_not_released_and_what_is_past_is_not_in_it(self, db: Database) -> None:
        await make.keep(db, make.item(ANNA, title="wartet"))
        past = make.meeting("Vorbei", starts_at=NOW - 2 * DAY, ends_at=NOW - DAY)
        await make.keep_meeting(db, past, by=STAFF)
        await publish(db, "später", at=NOW)  # the window ends before this moment
        assert (await compiled(db)).items == 0

    async def test_too_little_makes_no_draft_and_loses_nothing(self, db: Database) -> None:
        await publish(db, "Eins", "Zwei")
        found = await compiled(db)
        assert (found.outcome, found.infobrief, found.items) == (Outcome.TOO_LITTLE, None, 2)
        await publish(db, "Drei")
        assert len(titles((await compiled(db, now=NOW + DAY)).infobrief)) == 3

    async def test_compiling_twice_gives_one_draft(self, db: Database) -> None:
        first = await issue_of(db, "a", "b", "c")
        await publish(db, "d")
        again = await compiled(db, now=NOW + DAY)
        assert again.outcome is Outcome.REMADE
        assert again.infobrief
        assert (again.infobrief.id, again.infobrief.number) == (first.id, first.number)
        assert titles(again.infobrief) == ["a", "b", "c", "d"]

    async def test_many_at_once_give_one_draft(self, db: Database) -> None:
        await publish(db, "a", "b", "c")
        found = await asyncio.gather(*(compiled(db) for _ in range(5)))
        assert sorted(it.outcome for it in found) == [Outcome.MADE, *[Outcome.REMADE] * 4]
        assert len({it.infobrief.id for it in found if it.infobrief}) == 1

    async def test_no_item_is_in_two_issues_and_none_falls_between(self, db: Database) -> None:
        for number in range(3):
            now = NOW + number * 30 * DAY
            await publish(db, *(f"{number}{letter}" for letter in "abc"), at=now - DAY)
            await publish(db, f"{number} am Rand", at=now)
            found = (await compiled(db, now=now)).infobrief
            assert found
            late = [f"{number - 1} am Rand"] if number else []
            assert sorted(titles(found)) == sorted([*late, *(f"{number}{letter}" for letter in "abc")])
            async with db.transaction() as tx:
                await release_infobrief(tx, found.id, found.content_hash, by=STAFF, now=now)
            async with db.reading() as tx:
                issues = await infobriefe.everything(tx, limit=9)
            assert [it.window_from for it in issues[:-1]] == [it.window_to for it in issues[1:]]

    async def test_only_staff_and_the_timetable_compile(self, db: Database) -> None:
        for by in (None, ANNA):
            with pytest.raises(NotAllowed):
                await compiled(db, by=by)


@pytest.mark.usefixtures("people")
class TestEditing:
    """What staff do to a draft."""

    async def edited(self, db: Database, issue: Infobrief, **facts: object) -> Infobrief:
        async with db.transaction() as tx:
            return await edit_infobrief(tx, issue.id, by=STAFF, now=NOW, **facts)  # type: ignore[arg-type]

    async def test_what_staff_took_out_stays_out_when_the_draft_is_made_anew(self, db: Database) -> None:
        issue = await issue_of(db, "a", "b", "c", "d")
        order = [item.id for item in reversed(issue.items)]
        await self.edited(db, issue, intro="Guten Tag", leave_out=[issue.items[0].id], order=order)
        await publish(db, "e")
        again = (await compiled(db, now=NOW + DAY)).infobrief
        assert again
        assert (titles(again), again.intro) == (["d", "c", "b", "e"], "Guten Tag")
        back = await self.edited(db, again, take_in=[issue.items[0].id])
        assert sorted(titles(back)) == ["a", "b", "c", "d", "e"]

    async def test_what_staff_took_out_comes_into_the_next_issue(self, db: Database) -> None:
        issue = await issue_of(db, "a", "b", "c", "d")
        issue = await self.edited(db, issue, leave_out=[issue.items[0].id])
        async with db.transaction() as tx:
            await release_infobrief(tx, issue.id, issue.content_hash, by=STAFF, now=NOW)
        await publish(db, "e", "f")
        assert sorted(titles((await compiled(db, now=NOW + DAY)).infobrief)) == ["a", "e", "f"]

    async def test_after_the_release_nothing_can_be_edited(self, db: Database) -> None:
        issue = await released(db, by=STAFF)
        with pytest.raises(AlreadyDone, match="infobrief_released"):
            await self.edited(db, issue, intro="anders")

    async def test_a_preview_shows_what_a_profile_gets_and_for_how_many_nothing_matches(self, db: Database) -> None:
        issue = await issue_of(db, "a", "b", "c", topics=("mint",))
        await subscribe(db, reader("a@reader.example"), reader("b@reader.example", topics=["industriekultur"]))
        async with db.reading() as tx:
            shown = await preview_infobrief(tx, issue.id, topics=["mint"], by=STAFF, now=NOW)
            none = await preview_infobrief(tx, issue.id, topics=["industriekultur"], by=STAFF, now=NOW)
        assert (len(shown.items), shown.audience, shown.nothing, len(none.items)) == (3, 2, 1, 0)

    async def test_staff_send_themselves_a_test_that_says_so(self, db: Database) -> None:
        issue = await issue_of(db, "a", "b", "c", topics=("mint",))
        async with db.transaction() as tx:
            await send_test(tx, issue.id, topics=["mint"], language=Language.DE, by=STAFF, now=NOW)
        (letter,) = await taken(db)
        words = make.TEXTS.mail(letter.template, letter.facts, letter.language)
        assert letter.address == STAFF.email
        assert words.subject == "Test: Infobrief 1: a"
        assert "/a/" not in words.text

    async def test_a_test_needs_an_address_and_has_its_limit(self, db: Database) -> None:
        issue = await issue_of(db, "a", "b", "c")

        async def send(by: Person) -> None:
            async with db.transaction() as tx:
                await send_test(tx, issue.id, topics=[], language=Language.DE, by=by, now=NOW)

        with pytest.raises(NotFound, match="no_address"):
            await send(HOUSE)
        for _ in range(MOST_PER_HOUR):
            await send(STAFF)
        with pytest.raises(TooMuch):
            await send(STAFF)
