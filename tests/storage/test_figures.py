"""Figures of the network: what is counted, and that everything else is left out."""

from network.initiative import Status
from network.letter import Channel
from network.person import Language
from network.subscription import Subscription, SubscriptionState
from storage import figures, subscriptions
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.make import NOW, SECRET


async def keep(db: Database, *topics: str, state: SubscriptionState = SubscriptionState.ACTIVE) -> None:
    id_ = new_id(NOW)
    it = Subscription(
        id=id_,
        channel=Channel.MAIL,
        address=f"{id_}@leser.example",
        language=Language.DE,
        topics=topics,
        state=state,
        person_id=None,
        created_at=NOW,
    )
    async with db.transaction() as tx:
        await subscriptions.add(tx, it, address_key=str(id_), secret=SECRET)


async def test_without_anything_every_figure_is_nought(db: Database) -> None:
    async with db.reading() as tx:
        assert set((await figures.initiatives_by_status(tx)).values()) == {0}
        assert await figures.readers(tx) == (0, 0)
        assert await figures.readers_by_topic(tx) == {}


async def test_initiatives_are_counted_by_status(db: Database) -> None:
    await make.keep(
        db, make.initiative("Eins"), make.initiative("Zwei"), make.initiative("Drei", status=Status.WAITING)
    )
    async with db.reading() as tx:
        counted = await figures.initiatives_by_status(tx)
    assert {status: number for status, number in counted.items() if number} == {Status.ACTIVE: 2, Status.WAITING: 1}


async def test_only_confirmed_readers_count_and_each_at_every_topic_they_chose(db: Database) -> None:
    await keep(db)
    await keep(db, "buergerdialog")
    await keep(db, "buergerdialog", "industrie_erleben")
    await keep(db, "buergerdialog", state=SubscriptionState.PENDING)
    await keep(db, state=SubscriptionState.ENDED)
    async with db.reading() as tx:
        assert await figures.readers(tx) == (3, 1)
        assert await figures.readers_by_topic(tx) == {"buergerdialog": 2, "industrie_erleben": 1}
