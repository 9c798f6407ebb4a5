"""Ties between initiatives, read from both ends."""

from dataclasses import replace

from network.bond import bonds_of, pairs
from network.initiative import Initiative, Relation
from tests.network.test_directory import entry


def tied(it: Initiative, kind: str, other: Initiative) -> Initiative:
    relation = Relation(kind=kind, other=other.id, other_name=other.name, other_slug=other.slug)
    return replace(it, relations=(*it.relations, relation))


TOWN, OTHER = entry("Runde der Stadt"), entry("Runde am Fluss")
ROOF = tied(entry("Bündnis des Landes"), "landesdach", TOWN)


def test_a_tie_is_read_from_the_end_that_did_not_tell_it() -> None:
    bonds = bonds_of(TOWN, [TOWN, ROOF])
    assert [(group, bond.other_name, bond.back) for group, told in bonds.items() for bond in told] == [
        ("roof", ROOF.name, True)
    ]


def test_ties_stand_in_groups_without_empty_ones() -> None:
    it = tied(tied(TOWN, "austausch", OTHER), "personelle_verschraenkung", OTHER)
    assert list(bonds_of(it, [it, OTHER, ROOF])) == ["roof", "exchange", "persons"]
    assert bonds_of(OTHER, [OTHER]) == {}


def test_a_mutual_tie_told_by_both_ends_stands_once() -> None:
    one, two = tied(TOWN, "austausch", OTHER), tied(OTHER, "austausch", TOWN)
    assert len(bonds_of(one, [one, two])["exchange"]) == 1
    assert len(pairs([one, two])) == 1


def test_a_tie_to_an_initiative_that_is_not_shown_is_not_told() -> None:
    it = tied(TOWN, "austausch", OTHER)
    assert bonds_of(it, [it]) == {}
    assert pairs([it]) == ()
