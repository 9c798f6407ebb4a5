"""Suggested partners: sensible for the 40 of the study, fair to all, never nobody."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.matching import Index, Peer, Profile, Thing, analyse, peers, trades
from network.matching.area import distance, nearness
from network.matching.parts import common_topics, level, rarities
from tests.doubles.letters import LetterEncoder
from tests.network.matching import study
from tests.network.matching.exposure import exposure
from tests.network.matching.invented import invent

MANY = [made.profile for made in invent(300)]
CROWD = Index(analyse(profile) for profile in MANY)
PROFILES = st.sampled_from(MANY)


def ids(found: tuple[Peer, ...]) -> list[str]:
    return [peer.id for peer in found]


def partners(slug: str, limit: int = 5) -> list[str]:
    return ids(peers(study.index(), slug, limit=limit))


@given(PROFILES, PROFILES)
def test_distance_and_area_are_the_same_both_ways(one: Profile, other: Profile) -> None:
    assert distance(one, other) == distance(other, one)
    assert nearness(one, other) == nearness(other, one)
    assert 0 <= nearness(one, other) <= 1


@given(PROFILES, PROFILES)
def test_what_two_have_in_common_is_the_same_both_ways(one: Profile, other: Profile) -> None:
    mine, theirs = CROWD.row(one.id), CROWD.row(other.id)
    worth = rarities(CROWD, (mine, theirs))
    assert common_topics(mine, theirs, worth) == pytest.approx(common_topics(theirs, mine, worth))
    assert level(mine, theirs) == level(theirs, mine)


@given(PROFILES)
def test_every_part_lies_between_nothing_and_all(profile: Profile) -> None:
    for peer in (*peers(CROWD, profile.id), *trades(CROWD, profile.id)):
        assert all(0 <= value <= 1 for value in peer.parts.values())


@pytest.mark.parametrize("ask", [peers, trades])
def test_nobody_is_suggested_to_itself_or_against_an_exclusion(ask: Callable[..., tuple[Peer, ...]]) -> None:
    me = "motzener-strasse"
    first = ids(ask(study.index(), me))
    again = ids(ask(study.index(), me, exclude={first[0]}))
    assert me not in first + again
    assert first[0] not in again


def test_the_two_company_networks_of_berlin_find_each_other() -> None:
    assert partners("motzener-strasse")[0] == "neukoelln-suedring"
    assert partners("neukoelln-suedring")[0] == "motzener-strasse"


def test_dormagen_and_the_association_in_its_core_circle_find_each_other() -> None:
    assert "zukunft-durch-industrie" in partners("lokale-allianz-dormagen")
    assert "lokale-allianz-dormagen" in partners("zukunft-durch-industrie", limit=8)


@pytest.mark.parametrize("slug", ["masterplan-industrie-bremen", "buendnis-industrie-sh", "ems-achse", "region-trier"])
def test_those_far_from_others_get_partners_with_a_reason(slug: str) -> None:
    found = peers(study.index(), slug)
    assert sum(not peer.fallback for peer in found) >= 3
    assert not found[0].fallback


def test_a_border_between_laender_does_not_cut() -> None:
    found = peers(study.index(), "masterplan-industrie-bremen", limit=10)
    assert any(reason.code == "next_land" for peer in found for reason in peer.reasons)


def test_the_landesinitiative_is_suggested_as_a_roof() -> None:
    found = peers(study.index(), "iow", limit=5)
    assert any(reason.code == "roof" for peer in found for reason in peer.reasons)


def test_none_of_the_forty_is_left_without_a_partner_and_a_reason() -> None:
    for profile in study.profiles():
        found = peers(study.index(), profile.id)
        assert len(found) == 5
        assert any(not peer.fallback for peer in found), profile.name


def test_local_initiatives_of_one_land_do_not_all_get_the_same() -> None:
    local = [it.id for it in study.profiles() if it.land == "NW" and it.level == "lokal"]
    lists = {slug: set(partners(slug)) for slug in local}
    for one in local:
        for other in local:
            assert one == other or lists[one] != lists[other]
    assert len(set.union(*lists.values())) >= 10


@pytest.mark.parametrize("crowd", ["study", "invented"])
def test_everybody_is_shown_and_nobody_is_flooded(crowd: str) -> None:
    index, everybody = (
        (study.index(), [it.id for it in study.profiles()]) if crowd == "study" else (CROWD, [it.id for it in MANY])
    )
    assert exposure(index, everybody).fair


def test_without_anything_in_common_there_is_a_labelled_fallback() -> None:
    one = Profile(id="a", name="Aab", level="lokal", kind="netzwerk", land="BY", lat=48.1, lon=11.6)
    other = Profile(id="b", name="Xyz", level="lokal", kind="netzwerk", land="SH", lat=54.3, lon=10.1)
    (found,) = peers(Index([analyse(one), analyse(other)]), "a")
    assert found.fallback
    assert [reason.code for reason in found.reasons] == ["same_kind"]


def test_alone_in_the_network_there_is_nobody_to_suggest() -> None:
    only = Profile(id="a", name="Aab", level="lokal", kind="netzwerk", land="BY")
    assert peers(Index([analyse(only)]), "a") == ()


def test_an_offer_finds_the_need_it_answers() -> None:
    seeker = _profile("s", needs=(Thing("Zimmer für Lehrlinge, die neu in der Stadt sind"),))
    giver = _profile("g", offers=(Thing("Betreiberkonzept für ein Azubi-Wohnheim"),))
    other = _profile("o", offers=(Thing("Rednerpool für Fachtagungen"),))
    index = Index(analyse(it) for it in (seeker, giver, other))
    assert ids(trades(index, "s"))[0] == "g"


def test_a_need_may_be_told_for_the_first_time() -> None:
    seeker = _profile("s", needs=(Thing("Rednerin für eine Tagung"),))
    giver = _profile("g", offers=(Thing("Betreiberkonzept für ein Azubi-Wohnheim"),))
    other = _profile("o", offers=(Thing("Kontakte zu Rednerinnen"),))
    index = Index(analyse(it) for it in (seeker, giver, other))
    assert ids(trades(index, "s"))[0] == "o"
    assert ids(trades(index, "s", need="Unterkunft für Lehrlinge"))[0] == "g"


def test_of_two_equal_offers_the_one_comes_first_whose_need_can_be_answered() -> None:
    seeker = _profile("s", needs=(Thing("Rednerin für eine Tagung"),), offers=(Thing("Saal für 200 Personen"),))
    taker = _profile("t", offers=(Thing("Kontakte zu Rednerinnen"),), needs=(Thing("Saal für eine Feier"),))
    giver = _profile("a", offers=(Thing("Kontakte zu Rednerinnen"),), needs=(Thing("Satzung für einen Verein"),))
    index = Index(analyse(it) for it in (seeker, taker, giver))
    assert ids(trades(index, "s"))[:2] == ["t", "a"]


def test_a_ticked_category_weighs_more_than_a_guessed_one() -> None:
    seeker = _profile("s", needs=(Thing("Etwas für den Sommer", "ausstellung", True),))
    right = _profile("r", offers=(Thing("Das große Zelt", "ausstellung", True),))
    wrong = _profile("w", offers=(Thing("Das große Zelt", "wohnen", True),))
    index = Index(analyse(it) for it in (seeker, right, wrong))
    assert ids(trades(index, "s"))[0] == "r"


def test_experience_counts() -> None:
    seeker = _profile("s", needs=(Thing("Eine Lange Nacht der Industrie organisieren"),))
    done = _profile("d", measures=("Lange Nacht der Industrie mit 80 Betrieben",))
    index = Index(analyse(it) for it in (seeker, done, _profile("x")))
    (first, *_) = peers(index, "s")
    assert first.id == "d"
    assert first.parts["experience"] > 0
    assert "done" in {reason.code for reason in first.reasons}


def test_a_deed_is_named_only_where_its_title_shows_what_is_sought() -> None:
    seeker = _profile("s", needs=(Thing("Moderation für einen Runden Tisch mit der Nachbarschaft"),))
    hidden = "Vorhaben anstoßen\nDie Moderation wechselt alle zwei Jahre, am Runden Tisch sitzt auch die Nachbarschaft."
    plain = "Runder Tisch am Werkstor\nModeration für die Nachbarschaft."
    index = Index(analyse(it) for it in (seeker, _profile("h", measures=(hidden,)), _profile("p", measures=(plain,))))
    done = {
        peer.id: reason.facts["done"] for peer in peers(index, "s") for reason in peer.reasons if reason.code == "done"
    }
    assert done == {"p": "Runder Tisch am Werkstor"}


def test_a_plugged_in_model_refines_the_order_and_is_never_a_reason() -> None:
    profiles = MANY[:40]
    plain, encoded = (Index([analyse(it) for it in profiles], encoder=it) for it in (None, LetterEncoder()))
    for profile in profiles:
        without, refined = peers(plain, profile.id, limit=20), peers(encoded, profile.id, limit=20)
        assert all("meaning" not in peer.parts for peer in without)
        assert any(peer.parts.get("meaning", 0.0) > 0 for peer in refined)
        assert all(reason.code != "meaning" for peer in refined for reason in peer.reasons)


def _profile(
    id: str,
    *,
    offers: tuple[Thing, ...] = (),
    needs: tuple[Thing, ...] = (),
    measures: tuple[str, ...] = (),
) -> Profile:
    return Profile(
        id=id,
        name=f"Runde {id}",
        level="lokal",
        kind="netzwerk",
        land="HE",
        offers=offers,
        needs=needs,
        measures=measures,
    )
