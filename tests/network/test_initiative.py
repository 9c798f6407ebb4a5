"""Initiatives: how answers are read and what follows from them. Source of the rules: study 2018, chapter III."""

import pytest

from network.errors import BadAnswer
from network.initiative import ActorGroup, Composition, Kind, composition_of, kind_of, website


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
