"""What people type finds what they mean."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.matching import Filters, Index, Peer, Profile, Thing, analyse, search
from tests.network.matching import study
from tests.network.matching.invented import invent, issues

ASKS = sorted(ask for issue in issues().values() for ask in issue.asks)
CROWD = Index(analyse(made.profile) for made in invent(150))


def ids(found: tuple[Peer, ...]) -> list[str]:
    return [peer.id for peer in found]


@given(st.sampled_from(ASKS))
def test_umlauts_written_as_two_letters_give_the_same_ten(text: str) -> None:
    pairs = text
    for umlaut, two in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue")):
        pairs = pairs.replace(umlaut, two)
    assert ids(search(CROWD, pairs)) == ids(search(CROWD, text))


@given(st.lists(st.sampled_from(["Abwärme", "Azubi", "Wohnheim", "Cyberangriff", "Schule"]), min_size=2, unique=True))
def test_the_order_of_separate_words_does_not_matter(asked: list[str]) -> None:
    forward, backward = search(CROWD, ", ".join(asked)), search(CROWD, ", ".join(reversed(asked)))
    assert ids(forward) == ids(backward)


@given(st.text(max_size=60))
def test_any_question_can_be_asked(text: str) -> None:
    assert all(peer.score > 0 for peer in search(CROWD, text))


def test_a_mistyped_name_is_found_first() -> None:
    dice = random.Random(11)
    ranks = []
    for profile in study.profiles():
        found = ids(search(study.index(), _mistyped(dice, profile.name)))
        ranks.append(1 / (found.index(profile.id) + 1) if profile.id in found else 0.0)
    assert sum(ranks) / len(ranks) >= 0.95


@pytest.mark.parametrize("slip", ["Wasserstof", "Waserstoff", "Wassertsoff", "Wasserstofff"])
def test_a_slip_in_a_word_is_forgiven(slip: str) -> None:
    assert ids(search(CROWD, slip))[:3] == ids(search(CROWD, "Wasserstoff"))[:3]


def test_synonyms_find_each_other() -> None:
    profile = Profile(
        id="a", name="Kreis", level="lokal", kind="netzwerk", land="HE", goals="Busse für die Nachtschicht."
    )
    other = Profile(id="b", name="Runde", level="lokal", kind="netzwerk", land="HE", goals="Museum der Weberei.")
    index = Index([analyse(profile), analyse(other)])
    assert ids(search(index, "ÖPNV für Schichtarbeiter"))[0] == "a"


@pytest.mark.parametrize("text, land", [("Industrie in NRW", "NW"), ("Initiativen im Ländle", "BW"), ("Bremen", "HB")])
def test_a_land_is_understood(text: str, land: str) -> None:
    assert study.index().row(search(study.index(), text)[0].id).profile.land == land


def test_a_town_brings_those_around_it_first() -> None:
    found = search(study.index(), "Dialog in der Nähe von Lörrach")
    assert {"iow", "chemie-am-hochrhein"} <= set(ids(found)[:3])


def test_a_town_that_is_an_ordinary_word_is_no_place_inside_a_sentence() -> None:
    assert "area" not in search(CROWD, "gemeinsames Essen für Mitglieder")[0].parts


def test_filters_limit_what_is_found() -> None:
    filters = Filters(laender=frozenset({"NW"}), levels=frozenset({"lokal"}))
    found = search(study.index(), "Zukunft der Industrie", filters=filters)
    profiles = [study.index().row(peer.id).profile for peer in found]
    assert found
    assert all(profile.land == "NW" and profile.level == "lokal" for profile in profiles)


def test_filters_know_offers_and_needs() -> None:
    seeker = Profile(
        id="a", name="A", level="lokal", kind="netzwerk", land="HE", needs=(Thing("Ein Saal", "flaechen", True),)
    )
    giver = Profile(
        id="b", name="B", level="lokal", kind="netzwerk", land="HE", offers=(Thing("Unser Saal", "flaechen", True),)
    )
    index = Index([analyse(seeker), analyse(giver)])
    assert ids(search(index, "Saal", filters=Filters(offers=frozenset({"flaechen"})))) == ["b"]
    assert ids(search(index, "Saal", filters=Filters(needs=frozenset({"flaechen"})))) == ["a"]


def test_what_nobody_says_finds_nobody() -> None:
    assert search(study.index(), "Xylophonquartett") == ()


def test_questions_are_answered_sensibly_across_all_issues() -> None:
    """At least half of the first five answers, over all questions, deal with the very issue that was asked for."""
    made = {it.profile.id: it for it in invent(150)}
    hits = asked = 0
    for issue in issues().values():
        having = sum(issue.id in it.issues for it in made.values())
        for ask in issue.asks:
            found = ids(search(CROWD, ask, limit=5))
            hits += sum(issue.id in made[id].issues for id in found)
            asked += min(5, having)
    assert hits / asked >= 0.5


def _mistyped(dice: random.Random, name: str) -> str:
    at = dice.choice([number for number, char in enumerate(name) if char.isalpha()])
    letter = dice.choice(string.ascii_lowercase)
    return dice.choice(
        (
            name[:at] + name[at + 1 :],
            name[:at] + letter + name[at:],
            name[:at] + letter + name[at + 1 :],
            name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :],
        )
    )
