"""Two entries become one: what the kept one gets, what it never gets, and what is given back."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from network.errors import AlreadyDone, Refusal
from network.initiative import FormerName, Initiative, Kind, Status
from network.merger import Gain, check, gain_of, with_gain, without_gain
from network.offer import OfferKind
from tests import make

TODAY = date(2027, 2, 1)
BEFORE = FormerName(name="Werkbank", until=TODAY - timedelta(days=400))


def study(name: str = "Alter Eintrag", **facts: object) -> Initiative:
    """An entry as of 2018."""
    return make.initiative(name, status=Status.HISTORIC, confirmed_at=None, **facts)


def test_empty_fields_are_filled_and_others_stay() -> None:
    keep = make.initiative("Bleibt", website="https://a.example")
    drop = make.initiative("Geht", website="https://b.example", founded="2014", office="IHK", kind=Kind.NETZWERK)
    kept = with_gain(keep, drop, gain_of(keep, drop, on=TODAY))
    assert (kept.website, kept.founded, kept.office, kept.kind) == ("https://a.example", "2014", "IHK", Kind.MISCH)


def test_offers_come_over_unless_they_are_there() -> None:
    keep = make.initiative("Bleibt", offers=(make.offer("Ein Leitfaden"),))
    drop = make.initiative(
        "Geht",
        offers=(make.offer("ein Leitfaden."), make.offer("Ein Saal"), make.offer("Ein Leitfaden", OfferKind.NEED)),
    )
    assert [(it.kind, it.text) for it in gain_of(keep, drop, on=TODAY).offers] == [
        (OfferKind.OFFER, "Ein Saal"),
        (OfferKind.NEED, "Ein Leitfaden"),
    ]


def test_every_name_stays_known_and_none_stands_twice() -> None:
    keep = make.initiative("Dialog", aliases=("Forum",), former_names=(BEFORE,))
    drop = make.initiative("Dialog Essen", aliases=("forum", "DE", "Dialog"), former_names=(BEFORE,))
    kept = with_gain(keep, drop, gain_of(keep, drop, on=TODAY))
    assert kept.aliases == ("Forum", "DE")
    assert kept.former_names == (BEFORE, FormerName(name="Dialog Essen", until=TODAY))


@pytest.mark.parametrize("name", ["Dialog e.V.", "Forum"])
def test_a_dropped_name_that_is_used_still_is_no_former_one(name: str) -> None:
    keep, drop = make.initiative("Dialog", aliases=("Forum",)), make.initiative(name)
    assert gain_of(keep, drop, on=TODAY).former_names == ()


def test_the_study_is_not_put_into_the_mouth_of_who_speaks_for_themselves() -> None:
    keep = make.initiative("Bleibt", goals="", topics=(), actors=())
    drop = study(website="https://alt.example", founded="2012", formats=("dialog",), offers=(make.offer("Ein Saal"),))
    gain = gain_of(keep, drop, on=TODAY)
    assert set(gain.fields) == {"formats", "founded"}
    assert gain.offers == ()
    assert set(gain_of(study("Noch einer", goals="", topics=(), actors=()), drop, on=TODAY).fields) >= {
        "goals",
        "topics",
    }


def test_what_was_given_is_given_back_but_not_what_was_changed_since() -> None:
    keep = make.initiative("Bleibt", aliases=("B",), offers=(make.offer("Ein Leitfaden"),))
    drop = make.initiative("Geht", founded="2014", office="IHK", aliases=("G",), offers=(make.offer("Ein Saal"),))
    gain = gain_of(keep, drop, on=TODAY)
    kept = with_gain(keep, drop, gain)
    assert without_gain(kept, drop, gain) == keep
    changed = replace(kept, office="Stadt Essen", goals="Neue Ziele", aliases=("B",))
    back = without_gain(changed, drop, gain)
    assert (back.office, back.founded, back.goals, back.aliases) == ("Stadt Essen", None, "Neue Ziele", ("B",))
    assert [it.text for it in back.offers] == ["Ein Leitfaden"]


def test_nothing_gained_is_nothing_to_give_back() -> None:
    it = make.initiative("Bleibt")
    assert without_gain(with_gain(it, it, Gain()), it, Gain()) == it


@pytest.mark.parametrize(
    "keep, drop, key",
    [
        (Status.ACTIVE, Status.WAITING, "merge_waiting"),
        (Status.RETURNED, Status.ACTIVE, "merge_waiting"),
        (Status.ACTIVE, Status.MERGED, "merge_done"),
        (Status.MERGED, Status.ACTIVE, "merge_done"),
        (Status.HISTORIC, Status.ACTIVE, "merge_historic"),
    ],
)
def test_what_may_not_become_one_is_refused(keep: Status, drop: Status, key: str) -> None:
    with pytest.raises((Refusal, AlreadyDone)) as refused:
        check(make.initiative("Eins", status=keep), make.initiative("Zwei", status=drop))
    assert refused.value.key == key


def test_nobody_becomes_one_with_themselves() -> None:
    it = make.initiative()
    with pytest.raises(Refusal, match="merge_itself"):
        check(it, it)


@pytest.mark.parametrize("keep, drop", [(Status.ACTIVE, Status.HISTORIC), (Status.HISTORIC, Status.HISTORIC)])
def test_an_entry_of_the_study_may_be_dropped(keep: Status, drop: Status) -> None:
    check(make.initiative("Eins", status=keep), make.initiative("Zwei", status=drop))
