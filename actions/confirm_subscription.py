"""Confirm a subscription with the link of the letter: only a press of the button does it, and only once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from network.errors import LinkInvalid
from network.person import Language, Person
from network.rights import demand
from network.subscription import ConsentStep, Subscription, SubscriptionState, consent
from storage import audit, links, subscriptions
from storage.database import Transaction

_PURPOSE = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """The subscription as it is now; `again`: it was confirmed with this link before."""

    subscription: Subscription
    again: bool


async def confirm_subscription(tx: Transaction, token: str, *, by: Person | None, now: datetime) -> Confirmed:
    """Begin the subscription with the choice of the letter; the second time nothing changes.

    Raises LinkInvalid for a wrong or old link, and for one whose subscription has ended since.
    """
    demand("confirm_subscription", by)
    subject, _, _ = await links.peek(tx, token, _PURPOSE, now=now)
    subscription = await _locked(tx, subject)  # before looking whether the link was used
    _, facts, used = await links.peek(tx, token, _PURPOSE, now=now)
    if used:
        return _again(subscription)
    await links.use(tx, token, _PURPOSE, now=now)
    begins = subscription.state is not SubscriptionState.ACTIVE
    chosen = _as_chosen(subscription, facts)
    await subscriptions.change(tx, subscription.id, topics=chosen.topics, language=chosen.language)
    if begins:
        await subscriptions.confirm(tx, subscription.id, now=now)
    step = ConsentStep.CONFIRMED if begins else ConsentStep.CHANGED
    words = {"wording": facts["wording"], "wording_version": facts["wording_version"]}
    await subscriptions.record(tx, consent(chosen, step, door="mail", now=now, **words))
    await audit.write(tx, "confirm_subscription", subscription.id, by=by, now=now)
    return Confirmed(subscription=await subscriptions.get(tx, subscription.id), again=False)


async def asked(tx: Transaction, token: str, *, now: datetime) -> Confirmed:
    """Return what a press of the button would confirm, or was confirmed before; changes nothing."""
    subject, facts, used = await links.peek(tx, token, _PURPOSE, now=now)
    subscription = await subscriptions.get(tx, UUID(subject))
    return _again(subscription) if used else Confirmed(subscription=_as_chosen(subscription, facts), again=False)


async def _locked(tx: Transaction, subject: str) -> Subscription:
    return await subscriptions.lock(tx, UUID(subject))


def _again(subscription: Subscription) -> Confirmed:
    if subscription.state is not SubscriptionState.ACTIVE:
        raise LinkInvalid("link_used")  # who has left is not brought back by an old letter
    return Confirmed(subscription=subscription, again=True)


def _as_chosen(subscription: Subscription, facts: dict[str, Any]) -> Subscription:
    return replace(subscription, topics=tuple(facts["topics"]), language=Language(facts["language"]))
