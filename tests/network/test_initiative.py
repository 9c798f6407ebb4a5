"""Initiatives: how answers are read and what follows from them. Source of the rules: study 2018, chapter III."""

from datetime import date

import pytest

from network.errors import BadAnswer
from network.initiative import (
    ActorGroup,
    Composition,
    FormerName,
    Kind,
    Status,
    composition_of,
    kind_of,
    renamed,
    website,
)
from tests import make


@pytest.mark.parametrize(
    "inside, outside, members, kind",
    [
        (True, False, False, Kind.NETZWERK),
        (True, False, True, Kind.NETZWERK),
        (False, True, True, Kind.MASSNAHMEN),
        (False, True, False, Kind.MASSNAHMEN),
        (True, True, True, Kind.MISCH),
        (False, False, True, Kind.MASSNAHMEN),
        (False, False, False, Kind.NETZWERK),
    ],
)
def test_three_answers_point_to_the_type(inside: bool, outside: bool, members: bool, kind: Kind) -> None:
    assert kind_of(strategy_inside=inside, action_outside=outside, members_act=members) is kind


def test_the_composition_counts_partner_groups_not_members() -> None:
    companies = (ActorGroup.UNTERNEHMEN, ActorGroup.KAMMER, ActorGroup.WIRTSCHAFTSVERBAND)

    assert composition_of(companies) is Composition.MONO
    assert composition_of((*companies, ActorGroup.GEWERKSCHAFT)) is Composition.DUO
    assert composition_of((*companies, ActorGroup.GEWERKSCHAFT, ActorGroup.LAND)) is Composition.TRI


def test_groups_outside_the_three_partners_do_not_make_a_composition() -> None:
    assert composition_of((ActorGroup.BILDUNG, ActorGroup.PRIVATPERSONEN)) is None


@pytest.mark.parametrize(
    "raw, address",
    [
        ("www.beispiel.de", "https://www.beispiel.de"),
        ("HTTPS://MÜLLER.DE/Straße?x=ä", "https://xn--mller-kva.de/Straße?x=ä"),
        ("http://beispiel.de:8080/a#b", "http://beispiel.de:8080/a"),
    ],
)
def test_a_website_is_completed_and_normalised(raw: str, address: str) -> None:
    assert website(raw) == address


@pytest.mark.parametrize(
    "raw",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "jav\tascript:alert(1)",
        "https://user:pw@host.example/",
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://localhost/",
        "https://nur-ein-name/",
        "https://beispiel.de:99999/",
        "kein Link",
    ],
)
def test_what_is_no_public_web_address_is_refused(raw: str) -> None:
    with pytest.raises(BadAnswer):
        website(raw)


FIRST, LATER = date(2026, 3, 2), date(2027, 3, 2)


def test_a_new_name_leaves_the_old_one_behind_with_its_last_day() -> None:
    it = renamed(make.initiative("Industriedialog Essen"), "Dialog Industrie Ruhr", on=FIRST)
    assert it.name == "Dialog Industrie Ruhr"
    assert it.former_names == (FormerName(name="Industriedialog Essen", until=FIRST),)
    assert it.slug == "industriedialog-essen"
    assert it.other_names == ("Industriedialog Essen",)


def test_going_back_to_a_former_name_takes_it_off_the_list() -> None:
    there = renamed(make.initiative("Erste"), "Zweite", on=FIRST)
    back = renamed(there, "Erste", on=LATER)
    assert back.former_names == (FormerName(name="Zweite", until=LATER),)


def test_no_name_is_current_other_and_former_at_once() -> None:
    it = make.initiative("Industriekreis", aliases=("Industriekreis e.V.", "Runder Tisch", "Kreis"))
    it = renamed(it, "Runder Tisch", on=FIRST)
    assert (it.name, it.aliases) == ("Runder Tisch", ("Kreis",))
    assert [name.name for name in it.former_names] == ["Industriekreis"]


@pytest.mark.parametrize("name", ["INDUSTRIEDIALOG Essen", "Industriedialog Essen e. V.", "Industriedialog-Essen"])
def test_another_spelling_is_no_other_name(name: str) -> None:
    it = renamed(make.initiative("Industriedialog Essen"), name, on=FIRST)
    assert (it.name, it.former_names) == (name, ())


@pytest.mark.parametrize("status", [Status.WAITING, Status.RETURNED])
def test_a_name_that_was_never_public_leaves_no_trace(status: Status) -> None:
    assert renamed(make.initiative("Erste", status=status), "Zweite", on=FIRST).former_names == ()


def test_names_without_latin_letters_are_told_apart() -> None:
    it = renamed(make.initiative("Диалог", slug="x"), "Завод", on=FIRST)
    assert [name.name for name in it.former_names] == ["Диалог"]
