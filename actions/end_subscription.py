"""Leave the Infobrief with the link of any issue: at once, with one click, and harmless the second time."""

from dataclasses import dataclass
from datetime import datetime

from network.person import Person
from network.rights import demand
from network.subscription import ConsentStep, Subscription, SubscriptionState, consent
from storage import audit, subscriptions
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The subscription as it is now; `again`: it had ended before."""

    subscription: Subscription
    again: bool


async def end_subscription(tx: Transaction, token: str, *, door: str, by: Person | None, now: datetime) -> Ended:
    """End the subscription this token belongs to; raise LinkInvalid where it belongs to none.

    What is being sent is stopped too: every letter asks for the consent once more before it leaves.
    """
    demand("end_subscription", by)
    subscription = await subscriptions.lock(tx, (await subscriptions.by_leave_token(tx, token)).id)
    if subscription.state is SubscriptionState.ENDED:
        return Ended(subscription=subscription, again=True)
    await subscriptions.end(tx, subscription.id, now=now)
    await subscriptions.record(tx, consent(subscription, ConsentStep.WITHDRAWN, door=door, now=now))
    await audit.write(tx, "end_subscription", subscription.id, by=by, now=now)
    return Ended(subscription=await subscriptions.get(tx, subscription.id), again=False)
