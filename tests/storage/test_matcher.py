"""Every worker answers alike, on either database and in whatever order entries came, and learns of changes at once."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

import pytest

from actions.merge_initiatives import merge_initiatives
from network.initiative import Initiative, Kind, Level, Place, Status
from network.matching import Analysed, Index, Profile, analyse, peers, search, trades
from network.offer import OfferKind
from network.profile import analysed_of, profile_of
from network.review import Verdict
from storage import initiatives
from storage.database import Database
from storage.matcher import Matcher
from tests import make
from tests.network.matching import study
from tests.network.matching.invented import Issue, issues

TOP = 10
Answers = dict[tuple[str, str], list[tuple[str, float]]]


def entries() -> list[Initiative]:
    """The 40 of the study with the same ids every time, each with something to offer and to seek."""
    matters = list(issues().values())
    return [
        _entry(it, matters[n % len(matters)], matters[(n + 1) % len(matters)]) for n, it in enumerate(study.profiles())
    ]


def _entry(it: Profile, sought: Issue, offered: Issue) -> Initiative:
    offer, need = offered.offers[0], sought.needs[0]
    return make.initiative(
        it.name,
        id=uuid5(NAMESPACE_URL, it.id),
        slug=it.id,
        level=Level(it.level),
        kind=Kind(it.kind),
        place=Place(name=it.place, land=it.land, lat=it.lat, lon=it.lon),
        goals=it.goals,
        topics=it.inferred,
        offers=(make.offer(offer[0], category=offer[1]), make.offer(need[0], OfferKind.NEED, need[1])),
    )


ENTRIES = entries()
ASKED = [ask for issue in issues().values() for ask in issue.asks[:1]] + [it.name for it in ENTRIES]


def answers(index: Index) -> Answers:
    """The top ten of every question, every initiative's partners and trades, with their scores."""
    told = {("search", words): search(index, words, limit=TOP) for words in ASKED}
    told |= {("peers", it.slug): peers(index, str(it.id), limit=TOP) for it in ENTRIES}
    told |= {("trades", it.slug): trades(index, str(it.id), limit=TOP) for it in ENTRIES}
    return {asked: [(peer.id, peer.score) for peer in found] for asked, found in told.items()}


PURE = answers(Index(analyse(profile_of(it)) for it in ENTRIES))


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """The same database as another worker has it, through connections of its own."""
    database = Database(database_url)
    yield database
    await database.close()


async def index_of(db: Database, matcher: Matcher) -> Index:
    async with db.reading() as tx:
        return await matcher.index(tx)


async def found(db: Database, matcher: Matcher, words: str) -> list[str]:
    """The names that a worker finds for these words."""
    hits = [it.id for it in search(await index_of(db, matcher), words)]
    async with db.reading() as tx:
        known = {str(it.id): it.name for it in await initiatives.public(tx)}
    return [known[id_] for id_ in hits]


def shuffled(seed: int) -> Sequence[Initiative]:
    return random.Random(seed).sample(ENTRIES, len(ENTRIES))


def test_the_questions_have_answers_worth_comparing() -> None:
    assert sum(len(it) for it in PURE.values()) > 0.7 * TOP * len(PURE)
    assert len({tuple(it) for it in PURE.values()}) > 0.9 * len(PURE)


@pytest.mark.parametrize("order", [ENTRIES, ENTRIES[::-1], shuffled(1)], ids=["straight", "backwards", "shuffled"])
async def test_all_forty_get_the_same_top_ten_on_every_database_in_any_order(
    db: Database, order: Sequence[Initiative]
) -> None:
    await make.keep(db, *order)
    assert answers(await index_of(db, Matcher())) == PURE


async def test_an_index_that_followed_every_change_answers_like_a_fresh_one(db: Database) -> None:
    followed, order = Matcher(), shuffled(2)
    for start in range(0, len(order), 8):
        await make.keep(db, *order[start : start + 8])
        await index_of(db, followed)
    async with db.transaction() as tx:
        for it in order[:5]:  # changed there and back
            other = replace(it, goals="Weinbau an der Mosel und sonst gar nichts.")
            await initiatives.change(tx, other, analysed=analysed_of(other))
    await index_of(db, followed)
    async with db.transaction() as tx:
        for it in order[:5]:
            await initiatives.change(tx, it, analysed=analysed_of(it))
    assert answers(await index_of(db, followed)) == PURE


async def test_what_is_released_at_one_worker_is_found_at_the_other_within_a_second(
    db: Database, other: Database
) -> None:
    anna, nora, here, there = make.person(), make.staff(), Matcher(), Matcher()
    await make.keep(db, anna, nora, *ENTRIES)
    await make.keep(db, waits := make.initiative("Windpark Nordlicht", status=Status.WAITING), of=anna)
    assert "Windpark Nordlicht" not in await found(other, there, "Windpark Nordlicht")
    await make.review(db, waits, Verdict.APPROVE, by=nora)
    released = time.monotonic()
    assert (await found(other, there, "Windpark Nordlicht"))[0] == "Windpark Nordlicht"
    assert time.monotonic() - released < 1
    assert (await found(db, here, "Windpark Nordlicht"))[0] == "Windpark Nordlicht"


async def test_what_is_changed_at_one_worker_is_found_by_its_new_words_at_the_other(
    db: Database, other: Database
) -> None:
    there = Matcher()
    await make.keep(db, *ENTRIES, it := make.initiative("Runde am Fluss", goals="Wir züchten Orchideen."))
    assert (await found(other, there, "Orchideen"))[0] == "Runde am Fluss"
    async with db.transaction() as tx:
        changed = replace(it, goals="Wir restaurieren Dampflokomotiven.")
        await initiatives.change(tx, changed, analysed=analysed_of(changed))
    assert (await found(other, there, "Dampflokomotiven"))[0] == "Runde am Fluss"
    assert "Runde am Fluss" not in await found(other, there, "Orchideen")


async def test_what_ended_or_was_merged_is_gone_at_the_other_worker(db: Database, other: Database) -> None:
    nora, there = make.staff(), Matcher()
    ended, kept, dropped = (make.initiative(f"Orchideenkreis {name}") for name in ("Alt", "Neu", "Doppelt"))
    await make.keep(db, nora, *ENTRIES, ended, kept, dropped)
    assert {it.name for it in (ended, kept, dropped)} <= set(await found(other, there, "Orchideenkreis"))
    async with db.transaction() as tx:
        await initiatives.set_status(tx, ended.id, Status.ENDED, now=make.NOW)
        await merge_initiatives(tx, kept.id, dropped.id, by=nora, now=make.NOW)
    left = [name for name in await found(other, there, "Orchideenkreis") if name.startswith("Orchideenkreis")]
    assert left == ["Orchideenkreis Neu"]
    assert str(dropped.id) not in await index_of(other, there)


async def test_adding_one_initiative_analyses_no_other_again(db: Database) -> None:
    first, *rest = ENTRIES
    marked = analyse(profile_of(first))
    marked = replace(marked, features=((*marked.features, ("w:onlyinthisrow", 255))))
    async with db.transaction() as tx:
        await initiatives.add(tx, first, analysed=marked.to_json())
        for it in rest:
            await initiatives.add(tx, it, analysed=analysed_of(it))
    matcher = Matcher()
    before = {row.id: row for row in await index_of(db, matcher)}
    await make.keep(db, new := make.initiative("Runde am Fluss"))
    index = await index_of(db, matcher)
    assert len(index) == len(before) + 1
    assert all(index.row(id_) is row for id_, row in before.items())  # nothing was read or built anew
    assert str(new.id) in index
    fresh = await index_of(db, Matcher())  # and another worker takes the rows as they are stored
    assert fresh.weight(fresh.row(str(first.id)), "w:onlyinthisrow") == 1


async def test_a_row_of_older_words_is_analysed_anew_and_no_other(db: Database) -> None:
    old, new = (analyse(profile_of(it)) for it in ENTRIES[:2])
    odd = ("w:onlyinthisrow", 255)
    old = replace(old, version="an older one", features=(*old.features, odd))
    new = replace(new, features=(*new.features, odd))
    assert Analysed.from_json(old.to_json()).version == "an older one"
    async with db.transaction() as tx:
        for it, row in zip(ENTRIES[:2], (old, new), strict=True):
            await initiatives.add(tx, it, analysed=row.to_json())
    index = await index_of(db, Matcher())
    assert index.weight(index.row(old.id), odd[0]) == 0
    assert index.weight(index.row(new.id), odd[0]) == 1


class _TakenBack(Exception):
    pass


async def take_back(db: Database, matcher: Matcher, ghost: Initiative) -> None:
    """Enter an initiative and ask for partners in one transaction, which then breaks."""
    with contextlib.suppress(_TakenBack):
        async with db.transaction() as tx:
            await initiatives.add(tx, ghost, analysed=analysed_of(ghost))
            assert str(ghost.id) in await matcher.index(tx)  # whoever wrote it sees it
            raise _TakenBack


async def test_what_was_taken_back_before_the_commit_is_nowhere_and_hides_nothing(db: Database) -> None:
    matcher, ghost, real = Matcher(), make.initiative("Geisterrunde"), make.initiative("Echte Runde")
    await make.keep(db, *ENTRIES[:3])
    await index_of(db, matcher)
    await take_back(db, matcher, ghost)
    assert str(ghost.id) not in await index_of(db, matcher)
    await take_back(db, matcher, ghost)
    await make.keep(db, real)  # under the number that the ghost had
    index = await index_of(db, matcher)
    assert str(real.id) in index
    assert str(ghost.id) not in index
    assert len(index) == 4


async def test_many_who_ask_a_fresh_worker_at_once_get_the_same_index(db: Database) -> None:
    matcher = Matcher()
    await make.keep(db, *ENTRIES[:10])
    found = await asyncio.gather(*(index_of(db, matcher) for _ in range(6)))
    assert all(it is found[0] for it in found)
    assert len(found[0]) == 10
