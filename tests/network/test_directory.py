"""The directory's questions: order of relevance, evidence for each hit, slips forgiven, filters and their counts."""

from dataclasses import replace
from uuid import uuid4

import pytest

from network import directory
from network.directory import Filter
from network.initiative import PARTNERS, Initiative, Kind, Level, Place, Status
from network.matching import Index
from network.offer import Offer, OfferKind
from network.profile import analysed_of, read_analysed
from network.text import slug
from tests.make import NOW


def entry(name: str, goals: str = "", *, place: str = "Kassel", **more: object) -> Initiative:
    fields: dict[str, object] = {
        "id": uuid4(),
        "slug": slug(name),
        "name": name,
        "level": Level.LOKAL,
        "kind": Kind.MISCH,
        "status": Status.ACTIVE,
        "place": Place(name=place, land="HE", lat=51.3, lon=9.5),
        "goals": goals,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return Initiative(**(fields | more))  # type: ignore[arg-type]  # the fields a test is about


def thing(kind: OfferKind, said: str, category: str) -> Offer:
    return Offer(id=uuid4(), kind=kind, text=said, category=category, category_confirmed=True)


HYDROGEN = entry("Bündnis Nord", "Wasserstoff für die Industrie erzeugen und speichern.")
SKILLS = entry("Runde Süd", "Fachkräfte für die Betriebe gewinnen und halten.")
ROADS = entry("Kreis West", "Verkehrsplanung und Brücken im Blick behalten.")
RESTING = entry("Allianz Alte Mühle", "Fachkräfte sichern.", place="Eschwege", status=Status.DORMANT)
ENDED = entry("Forum Hüttenwerk", "Fachkräfte sichern.", status=Status.ENDED)
ALL = [HYDROGEN, SKILLS, ROADS, RESTING, ENDED]


def index_of(*initiatives: Initiative) -> Index:
    return Index(read_analysed(analysed_of(it)) for it in initiatives if it.status in PARTNERS)


def found(words: str) -> list[str]:
    return [hit.initiative.name for hit in directory.ask(ALL, words, index_of(*ALL)).hits]


def test_without_words_everybody_is_listed_in_the_order_given() -> None:
    assert [hit.initiative for hit in directory.ask(ALL, " ", index_of(*ALL)).hits] == ALL


def test_the_matching_finds_what_plain_words_would_miss_and_says_why() -> None:
    hit = directory.ask(ALL, "Personal finden", index_of(*ALL)).hits[0]
    assert hit.initiative == SKILLS
    assert hit.reasons or hit.topics


@pytest.mark.parametrize("words", ["Fachkräfte", "fachkraefte", "FACHKRÄFTE", "Fachkrefte", "Fachkräfe"])
def test_umlauts_case_and_slips_lead_to_the_same_initiative(words: str) -> None:
    assert found(words)[0] == SKILLS.name


def test_a_slip_is_named_with_the_word_that_was_meant() -> None:
    assert directory.ask(ALL, "Wassrstof speichern", index_of(*ALL)).meant == "Wasserstoff speichern"


@pytest.mark.parametrize("words", ["Wasserstoff", "wasserst", "Wasserstoff speichern", "Zzyzx"])
def test_nothing_is_put_right_where_nothing_was_wrong(words: str) -> None:
    assert directory.ask(ALL, words, index_of(*ALL)).meant == ""


@pytest.mark.parametrize("words, name", [("alte muehle", RESTING.name), ("Hüttenwerk", ENDED.name)])
def test_resting_and_ended_initiatives_are_found_by_name(words: str, name: str) -> None:
    assert found(words) == [name]


def test_the_name_of_a_resting_initiative_may_be_mistyped() -> None:
    answer = directory.ask(ALL, "Hüttenwrek", index_of(*ALL))
    assert [hit.initiative for hit in answer.hits] == [ENDED]
    assert answer.meant == "Hüttenwerk"


def test_a_place_may_be_mistyped() -> None:
    answer = directory.ask(ALL, "Eschwgee", index_of(*ALL))
    assert answer.meant == "Eschwege"
    assert RESTING in [hit.initiative for hit in answer.hits]


def test_who_carries_the_words_in_the_name_stands_before_who_only_speaks_of_them() -> None:
    named = entry("Wasserstoffregion Ost", "Gemeinsam vorangehen.")
    hits = directory.ask([HYDROGEN, named], "Wasserstoff", index_of(HYDROGEN, named)).hits
    assert [hit.initiative for hit in hits] == [named, HYDROGEN]


@pytest.mark.parametrize("words", ["Fachkräfte", "Wasserstoff", "Verkehr", "Mühle", "Runde"])
def test_every_hit_has_evidence(words: str) -> None:
    hits = directory.ask(ALL, words, index_of(*ALL)).hits
    assert hits
    assert all(hit.reasons or hit.fields or hit.topics for hit in hits)


def test_what_nobody_speaks_of_finds_nobody() -> None:
    assert directory.ask(ALL, "gibtesnicht", index_of(*ALL)).hits == ()


OFFERING = replace(ROADS, offers=(thing(OfferKind.OFFER, "Leitfaden", "moderation"),))
SEEKING = replace(SKILLS, offers=(thing(OfferKind.NEED, "Köpfe fürs Podium", "referenten"),))
FOUNDING = entry("Neue Runde", status=Status.FOUNDING)


@pytest.mark.parametrize(
    "asked, left",
    [
        (Filter(offer="moderation"), [OFFERING]),
        (Filter(need="referenten"), [SEEKING]),
        (Filter(offer="referenten"), []),
        (Filter(status="founding"), [FOUNDING]),
        (Filter(status="active", need="referenten"), [SEEKING]),
    ],
)
def test_offers_needs_and_standing_narrow_the_list(asked: Filter, left: list[Initiative]) -> None:
    assert [it for it in (OFFERING, SEEKING, FOUNDING) if directory.fits(it, asked)] == left


def test_a_choice_counts_what_it_would_lead_to_while_the_others_hold() -> None:
    known = [OFFERING, SEEKING, FOUNDING]
    assert directory.counts(known, Filter(offer="moderation"), "offer") == {"moderation": 1}
    assert directory.counts(known, Filter(status="active", offer="moderation"), "status") == {"active": 1}
    assert directory.counts(known, Filter(), "status") == {"active": 2, "founding": 1}
