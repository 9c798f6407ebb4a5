"""Two entries of one initiative become one: what the kept one gets from the other, and how it is given back."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from network import text
from network.errors import AlreadyDone, Refusal
from network.initiative import FormerName, Initiative, Status
from network.offer import Offer

_FACTS = ("formats", "founded", "legal_form", "office", "composition")
_SAID = ("goals", "topics", "actors", "website", "sources")  # in the name of the initiative
_UNREAD = frozenset({Status.WAITING, Status.RETURNED})
_EMPTY = {it.name: it.default for it in fields(Initiative)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What the kept entry gets from the other: fields that were empty in it, offers and names it did not have."""

    fields: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    aliases: tuple[str, ...] = ()
    former_names: tuple[FormerName, ...] = ()


def check(keep: Initiative, drop: Initiative) -> None:
    """Raise a refusal where these two may not become one, with the first one kept."""
    if keep.id == drop.id:
        raise Refusal("merge_itself")
    for it in (keep, drop):
        if it.status is Status.MERGED:
            raise AlreadyDone("merge_done", name=it.name)
        if it.status in _UNREAD:
            raise Refusal("merge_waiting", name=it.name)
    if keep.is_historic and not drop.is_historic:
        raise Refusal("merge_historic", name=drop.name)


def gain_of(keep: Initiative, drop: Initiative, *, on: date) -> Gain:
    """Return what `keep` gets from `drop`; the name of the dropped one counts as former from the day after `on`.

    What the study said for an initiative is not put into the mouth of one that speaks for itself (product rule 4);
    as with a released claim, only its plain facts are taken.
    """
    alike = keep.is_historic == drop.is_historic
    known = (keep.name, *keep.other_names)
    former = (*drop.former_names, FormerName(name=drop.name, until=on))
    return Gain(
        fields=tuple(name for name in (*_FACTS, *(_SAID if alike else ())) if _is_filled(name, keep, drop)),
        offers=tuple(it for it in drop.offers if alike and not _has(keep, it)),
        aliases=tuple(it for it in drop.aliases if not _is_among(it, (*known, *(name.name for name in former)))),
        former_names=tuple(it for it in former if not _is_among(it.name, known)),
    )


def with_gain(keep: Initiative, drop: Initiative, gain: Gain) -> Initiative:
    """Return the kept entry with what it gets."""
    filled = {name: getattr(drop, name) for name in gain.fields}
    former = sorted((*keep.former_names, *gain.former_names), key=lambda it: it.until)
    kept = replace(keep, **filled)
    return replace(
        kept,
        offers=(*keep.offers, *gain.offers),
        aliases=(*keep.aliases, *gain.aliases),
        former_names=tuple(former),
    )


def without_gain(keep: Initiative, drop: Initiative, gain: Gain) -> Initiative:
    """Return the kept entry as it stands now without what it got; what was changed since then stays."""
    untouched = (name for name in gain.fields if getattr(keep, name) == getattr(drop, name))
    emptied: dict[str, Any] = {name: _EMPTY[name] for name in untouched}
    given = {it.id for it in gain.offers}
    kept = replace(keep, **emptied)
    return replace(
        kept,
        offers=tuple(it for it in keep.offers if it.id not in given),
        aliases=tuple(it for it in keep.aliases if it not in gain.aliases),
        former_names=tuple(it for it in keep.former_names if it not in gain.former_names),
    )


def _is_filled(name: str, keep: Initiative, drop: Initiative) -> bool:
    return not getattr(keep, name) and bool(getattr(drop, name))


def _has(it: Initiative, offer: Offer) -> bool:
    return any(known.kind is offer.kind and text.fold(known.text) == text.fold(offer.text) for known in it.offers)


def _is_among(name: str, names: Sequence[str]) -> bool:
    return any(text.same_name(name, it) for it in names)
