"""Readers and issues of the Infobrief for tests, and the check that an account is right."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from actions.release_infobrief import release_infobrief
from network.delivery import Balance, Delivery, DeliveryState
from network.infobrief import Infobrief, InfobriefState, Item, ItemKind, OnUncertain
from network.letter import Channel
from network.news import Rubric
from network.person import Language, Person
from network.subscription import Subscription, SubscriptionState
from storage import infobriefe, ledger, subscriptions
from storage.database import Database
from storage.keys import new_id
from tests import make
from tests.make import NOW, SECRET


def reader(
    address: str = "anna@reader.example",
    *,
    topics: Iterable[str] = (),
    language: Language = Language.DE,
    channel: Channel = Channel.MAIL,
    state: SubscriptionState = SubscriptionState.ACTIVE,
) -> Subscription:
    """A confirmed subscription."""
    return Subscription(
        id=new_id(NOW),
        channel=channel,
        address=address,
        language=language,
        topics=tuple(topics),
        state=state,
        person_id=None,
        created_at=NOW,
        confirmed_at=NOW if state is SubscriptionState.ACTIVE else None,
    )


def readers(count: int) -> list[Subscription]:
    """So many confirmed subscriptions of everything."""
    return [reader(f"reader-{number:05}@reader.example") for number in range(count)]


async def subscribe(db: Database, *who: Subscription, secret: bytes = SECRET) -> None:
    """Store subscriptions."""
    async with db.transaction() as tx:
        for it in who:
            assert await subscriptions.add(tx, it, address_key=it.address, secret=secret)


def entry(title: str = "Lange Nacht der Industrie", *, topics: Iterable[str] = (), **facts: object) -> Item:
    """An item of an issue."""
    values: dict[str, object] = {
        "kind": ItemKind.NEWS,
        "id": str(new_id(NOW)),
        "rubric": Rubric.AKTUELLES,
        "title": title,
        "text": "Achtzig Betriebe öffnen an einem Abend ihre Werkstore.\n\nKommen Sie vorbei.",
        "link": "https://initiative.example/lange-nacht?jahr=2027&ort=essen",
        "source": "Industriedialog Essen",
        "topics": tuple(topics),
    }
    return Item(**values | facts)  # type: ignore[arg-type]  # a test names what it is about


def draft(*items: Item, number: int = 1, **facts: object) -> Infobrief:
    """A draft with these items, or with three that are for everybody."""
    values: dict[str, object] = {
        "id": new_id(NOW),
        "number": number,
        "period": f"2027-02-{number:02}",
        "state": InfobriefState.DRAFT,
        "window_from": NOW - timedelta(days=30),
        "window_to": NOW,
        "intro": "",
        "items": items or (entry("Erste"), entry("Zweite"), entry("Dritte")),
        "compiled_at": NOW,
    }
    return Infobrief(**values | facts)  # type: ignore[arg-type]  # a test names what it is about


async def released(
    db: Database,
    *items: Item,
    number: int = 1,
    on_uncertain: OnUncertain = OnUncertain.RESEND,
    now: datetime = NOW,
    by: Person | None = None,
) -> Infobrief:
    """An issue that staff have just released to everybody who is subscribed."""
    issue, staff = draft(*items, number=number), by or make.staff()
    if by is None:
        await make.keep(db, staff)
    async with db.transaction() as tx:
        await infobriefe.add(tx, issue)
        done = await release_infobrief(tx, issue.id, issue.content_hash, by=staff, now=now, on_uncertain=on_uncertain)
    return done.infobrief


async def account(db: Database, id_: UUID) -> Balance:
    """The account of an issue, which is right: sums, and every person once."""
    async with db.reading() as tx:
        balance = await ledger.balance(tx, id_)
        entries = await ledger.entries(tx, id_, limit=100_000)
    assert balance.is_right, balance
    if not balance.under_way and not balance.open:  # nothing moves between the two statements
        assert len(entries) == len({it.subscription_id for it in entries}) == balance.audience
    return balance


async def entries(db: Database, id_: UUID, state: DeliveryState | None = None) -> list[Delivery]:
    """The account of an issue person by person."""
    async with db.reading() as tx:
        return await ledger.entries(tx, id_, state=state, limit=100_000)
