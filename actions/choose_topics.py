"""Subscribe as somebody who is signed in, or choose other topics: the address is proven already."""

from collections.abc import Iterable
from datetime import datetime

from network.address import mail_address
from network.errors import NotFound
from network.letter import Channel
from network.person import Person
from network.rights import demand
from network.subscription import ConsentStep, Subscription, SubscriptionState, chosen_topics, consent
from storage import audit, people, subscriptions
from storage.database import Transaction
from storage.keys import new_id


async def choose_topics(
    tx: Transaction,
    topics: Iterable[str],
    *,
    channel: Channel,
    wording: str,
    secret: bytes,
    by: Person | None,
    now: datetime,
) -> Subscription:
    """Return the person's subscription on this channel with these topics; none means everything.

    No double opt-in: the mail address was proven by a magic link, the Telegram chat by writing from it.
    Raises NotFound where the person has no address on the channel.
    """
    demand("choose_topics", by)
    assert by is not None
    choice = chosen_topics(topics)
    address, key = await _address(tx, channel, by)
    before = await _begun(tx, channel, address, key, choice, by=by, secret=secret, now=now)
    begins = before.state is not SubscriptionState.ACTIVE
    if not begins and choice == before.topics and before.person_id == by.id:
        return before
    await subscriptions.change(tx, before.id, topics=choice, language=by.language, person_id=by.id)
    if begins:
        await subscriptions.confirm(tx, before.id, now=now)
    after = await subscriptions.get(tx, before.id)
    step = ConsentStep.CONFIRMED if begins else ConsentStep.CHANGED
    await subscriptions.record(tx, consent(after, step, door="chat", wording=wording, now=now))
    await audit.write(tx, "choose_topics", before.id, by=by, now=now)
    return after


async def _address(tx: Transaction, channel: Channel, by: Person) -> tuple[str, str]:
    """The address to send to, and the key under which it is known."""
    if channel is Channel.MAIL and by.email:
        mail = mail_address(by.email)
        return mail.wire, mail.key
    chat = await people.chat_of(tx, by.id, channel) if channel is Channel.TELEGRAM else None
    if chat is None:
        raise NotFound("no_address")
    return chat, chat


async def _begun(
    tx: Transaction,
    channel: Channel,
    address: str,
    key: str,
    topics: tuple[str, ...],
    *,
    by: Person,
    secret: bytes,
    now: datetime,
) -> Subscription:
    """The subscription of the address, made where there is none yet."""
    fresh = Subscription(
        id=new_id(now),
        channel=channel,
        address=address,
        language=by.language,
        topics=topics,
        state=SubscriptionState.PENDING,
        person_id=by.id,
        created_at=now,
    )
    await subscriptions.add(tx, fresh, address_key=key, secret=secret)
    known = await subscriptions.by_address(tx, channel, key)
    assert known is not None  # added just now, or before
    return await subscriptions.lock(tx, known.id)
