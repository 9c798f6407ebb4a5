"""Change topics and language of a subscription with the link to one's own page."""

from collections.abc import Iterable
from datetime import datetime

from network.errors import LinkInvalid
from network.person import Language, Person
from network.rights import demand
from network.subscription import ConsentStep, Subscription, SubscriptionState, chosen_topics, consent
from storage import audit, subscriptions
from storage.database import Transaction


async def change_subscription(
    tx: Transaction,
    token: str,
    topics: Iterable[str],
    *,
    language: Language,
    door: str,
    wording: str,
    by: Person | None,
    now: datetime,
) -> Subscription:
    """Return the subscription with its new choice; no topics means everything.

    Raises LinkInvalid for a wrong link and for a subscription that is not (or no longer) confirmed.
    """
    demand("change_subscription", by)
    choice = chosen_topics(topics)
    subscription = await subscriptions.lock(tx, (await subscriptions.by_choose_token(tx, token)).id)
    if subscription.state is not SubscriptionState.ACTIVE:
        raise LinkInvalid("subscription_ended")
    if (choice, language) == (subscription.topics, subscription.language):
        return subscription
    await subscriptions.change(tx, subscription.id, topics=choice, language=language)
    changed = await subscriptions.get(tx, subscription.id)
    line = consent(changed, ConsentStep.CHANGED, door=door, wording=wording, now=now)
    await subscriptions.record(tx, line)
    await audit.write(tx, "change_subscription", subscription.id, by=by, now=now)
    return changed
