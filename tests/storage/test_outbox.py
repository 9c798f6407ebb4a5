"""The outbox: kept with its cause, taken once, in order per address, and never lost."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from network.letter import Channel, Letter
from network.person import Language
from storage import outbox
from storage.database import Database
from storage.keys import new_id
from tests.make import NOW

ANNA, BERT = "anna@reader.example", "bert@reader.example"
SECOND = timedelta(seconds=1)


async def put(db: Database, address: str = ANNA, *, number: int = 0, key: str | None = None) -> UUID | None:
    async with db.transaction() as tx:
        return await outbox.put(
            tx,
            Channel.MAIL,
            address,
            "sign_in",
            {"number": number},
            language=Language.DE,
            now=NOW + number * SECOND,
            due_at=NOW,
            dedupe_key=key,
        )


async def take(
    db: Database, lease: UUID | None = None, *, limit: int = 20, now: object = NOW, channel: Channel = Channel.MAIL
) -> list[Letter]:
    async with db.transaction() as tx:
        return await outbox.take(tx, [channel], lease=lease or new_id(NOW), limit=limit, now=now)  # type: ignore[arg-type]


async def settle(db: Database, letter: Letter, lease: UUID, *, error: str | None = None) -> bool:
    async with db.transaction() as tx:
        return await outbox.settle(tx, letter.id, lease, now=NOW, error=error)


async def test_a_letter_comes_out_as_it_was_put(db: Database) -> None:
    await put(db, number=3)
    (letter,) = await take(db)
    assert (letter.address, letter.template, letter.facts, letter.attempts) == (ANNA, "sign_in", {"number": 3}, 1)


async def test_a_letter_whose_cause_was_rolled_back_does_not_exist(db: Database) -> None:
    with pytest.raises(KeyError):
        await _put_and_fail(db)
    assert await take(db) == []


async def _put_and_fail(db: Database) -> None:
    async with db.transaction() as tx:
        await outbox.put(tx, Channel.MAIL, ANNA, "sign_in", {}, language=Language.DE, now=NOW)
        raise KeyError


async def test_the_same_key_is_put_once(db: Database) -> None:
    assert await put(db, key="reminder:1")
    assert await put(db, number=1, key="reminder:1") is None
    assert await put(db, number=2, key="reminder:2")


async def test_many_postmen_never_hold_the_same_letter(db: Database) -> None:
    for number in range(20):
        await put(db, f"{number}@reader.example")
    taken = await asyncio.gather(*(take(db, limit=3) for _ in range(8)))
    ids = [letter.id for letters in taken for letter in letters]
    assert len(ids) == len(set(ids)) == 20


async def test_letters_to_one_address_leave_one_after_the_other(db: Database) -> None:
    for number in range(3):
        await put(db, number=number)
    await put(db, BERT, number=9)
    lease = new_id(NOW)
    first = await take(db, lease)
    assert [letter.facts["number"] for letter in first] == [0, 9]
    assert await take(db) == []
    await settle(db, first[0], lease)
    assert [letter.facts["number"] for letter in await take(db)] == [1]


async def test_a_letter_that_waits_is_not_due_before_its_time(db: Database) -> None:
    await put(db)
    lease = new_id(NOW)
    (letter,) = await take(db, lease)
    async with db.transaction() as tx:
        await outbox.put_back(tx, letter.id, lease, due_at=NOW + SECOND, error="later")
    assert await take(db) == []
    (again,) = await take(db, now=NOW + SECOND)
    assert again.attempts == 2


async def test_an_attempt_nobody_is_to_blame_for_is_not_counted(db: Database) -> None:
    await put(db)
    lease = new_id(NOW)
    (letter,) = await take(db, lease)
    async with db.transaction() as tx:
        await outbox.put_back(tx, letter.id, lease, due_at=NOW, error="relay", charged=False)
    (again,) = await take(db)
    assert again.attempts == 1


async def test_a_dead_postmans_letters_are_taken_again_and_his_late_word_counts_for_nothing(db: Database) -> None:
    await put(db)
    lease = new_id(NOW)
    (letter,) = await take(db, lease)
    assert await take(db, now=NOW + outbox.LEASE) == []
    (again,) = await take(db, now=NOW + outbox.LEASE + SECOND)
    assert again.id == letter.id
    assert not await settle(db, letter, lease)


async def test_failed_letters_are_shown_and_not_taken_again(db: Database) -> None:
    await put(db)
    lease = new_id(NOW)
    (letter,) = await take(db, lease)
    assert await settle(db, letter, lease, error="refused")
    assert await take(db, now=NOW + timedelta(days=30)) == []
    async with db.reading() as tx:
        assert [it.id for it in await outbox.failed(tx, limit=9)] == [letter.id]


async def test_a_postman_takes_only_letters_of_his_ways(db: Database) -> None:
    await put(db)
    assert await take(db, channel=Channel.TELEGRAM) == []


async def test_sent_letters_are_forgotten_and_others_are_not(db: Database) -> None:
    for number, address in enumerate((ANNA, BERT, "c@reader.example")):
        await put(db, address, number=number)
    lease = new_id(NOW)
    sent, failed, _ = await take(db, lease)
    await settle(db, sent, lease)
    await settle(db, failed, lease, error="refused")
    async with db.transaction() as tx:
        assert await outbox.forget_sent(tx, NOW) == 0
        assert await outbox.forget_sent(tx, NOW + SECOND) == 1
        assert await outbox.oldest_due(tx, now=NOW) == NOW
