"""The ties of an initiative to others, read from both ends and grouped. Source: study 2018, III.2.5."""

from collections.abc import Iterable
from dataclasses import dataclass

from network.initiative import Initiative

GROUPS = ("roof", "exchange", "persons")
_GROUP_OF = {
    "landesdach": "roof",
    "gleiche_dachmarke": "roof",
    "personelle_verschraenkung": "persons",
    "mitglied_im_kernkreis": "persons",
}
_MUTUAL = frozenset({"austausch", "gemeinsame_massnahme", "gleiche_dachmarke", "personelle_verschraenkung"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """One tie to another initiative; `back` when it was told there and means something else from this side."""

    kind: str
    other_name: str
    other_slug: str
    back: bool = False

    @property
    def group(self) -> str:
        """Roof, exchange or persons; an unknown kind counts as exchange."""
        return _GROUP_OF.get(self.kind, "exchange")


def bonds_of(it: Initiative, everybody: Iterable[Initiative]) -> dict[str, tuple[Bond, ...]]:
    """Return the ties of an initiative to these others by group, each once; groups without any are left out."""
    others = {other.slug: other for other in everybody if other.slug != it.slug}
    found = {
        _out(relation.kind, others[relation.other_slug]) for relation in it.relations if relation.other_slug in others
    }
    for other in others.values():
        found |= {_back(relation.kind, other) for relation in other.relations if relation.other == it.id}
    ordered = sorted(found, key=lambda bond: (bond.kind, bond.back, bond.other_name, bond.other_slug))
    return {group: told for group in GROUPS if (told := tuple(bond for bond in ordered if bond.group == group))}


def pairs(initiatives: Iterable[Initiative]) -> tuple[tuple[Initiative, str, Initiative], ...]:
    """Return the ties between these initiatives as from, kind, to; a mutual one that both ends tell stands once."""
    known = {it.id: it for it in initiatives}
    told = [(it, bond.kind, known[bond.other]) for it in known.values() for bond in it.relations if bond.other in known]
    seen: dict[tuple[str, frozenset[str]], tuple[Initiative, str, Initiative]] = {}
    for one, kind, other in told:
        twice = kind if kind in _MUTUAL else f"{kind} {one.slug}"
        seen.setdefault((twice, frozenset((one.slug, other.slug))), (one, kind, other))
    return tuple(sorted(seen.values(), key=lambda it: (it[0].name, it[2].name, it[1])))


def _out(kind: str, other: Initiative) -> Bond:
    return Bond(kind=kind, other_name=other.name, other_slug=other.slug)


def _back(kind: str, other: Initiative) -> Bond:
    return Bond(kind=kind, other_name=other.name, other_slug=other.slug, back=kind not in _MUTUAL)
