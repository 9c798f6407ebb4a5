"""Reasons one believes: few, with evidence, and taken from the score alone."""

import json
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.vocabulary import vocabulary
from network.matching import Index, Profile, Reason, Thing, analyse, peers, search, trades
from network.matching.reasons import FALLBACKS
from network.person import Language
from templates.render import Texts
from tests.network.matching import study
from tests.network.matching.invented import invent, issues

MADE = {made.profile.id: made for made in invent(120)}
CROWD = Index(analyse(made.profile) for made in MADE.values())
ASKS = sorted(ask for issue in issues().values() for ask in issue.asks)
NEEDS_PART = {
    "offers": "offers",
    "category": "offers",
    "seeks": "needs",
    "done": "experience",
    "near": "area",
    "same_area": "area",
    "same_district": "area",
    "next_district": "area",
    "in_district": "area",
    "roof": "area",
    "under_roof": "area",
    "same_land": "area",
    "next_land": "area",
    "topic": "topics",
    "topic_yours": "topics",
    "topic_said": "topics",
    "topic_likely": "topics",
    "alike": "text",
    "name": "name",
    "in_place": "area",
}


@given(st.sampled_from(sorted(MADE)))
@settings(max_examples=60)
def test_every_reason_of_a_partner_comes_from_a_part_of_its_score(id: str) -> None:
    for peer in (*peers(CROWD, id), *trades(CROWD, id)):
        assert 1 <= len(peer.reasons) <= 3
        for reason in peer.reasons:
            assert reason.code in FALLBACKS or peer.parts[NEEDS_PART[reason.code]] > 0


@given(st.sampled_from(ASKS))
@settings(max_examples=60)
def test_every_quote_stands_in_the_profile(text: str) -> None:
    for peer in search(CROWD, text):
        assert len(peer.reasons) <= 3
        profile = MADE[peer.id].profile
        told = " ".join([profile.goals, *(it.text for it in profile.offers + profile.needs)])
        for reason in peer.reasons:
            assert "text" not in reason.facts or str(reason.facts["text"]) in told


def test_nearly_every_hit_has_a_reason() -> None:
    hits = [peer for ask in ASKS for peer in search(CROWD, ask)]
    assert sum(bool(peer.reasons) for peer in hits) / len(hits) >= 0.9


def test_nearly_every_offer_named_as_an_answer_is_one() -> None:
    """Right: need and offer tell of one issue, or of issues with a topic in common or next to each other."""
    right = told = 0
    for id, made in MADE.items():
        for peer in trades(CROWD, id):
            for reason in (it for it in peer.reasons if it.code == "offers"):
                wanted = _topics_of(str(reason.facts["need"]))
                given_ = _topics_of(str(reason.facts["offer"]))
                told += 1
                right += any(one == other or one in _near(other) for one in wanted for other in given_)
        assert made.needs
    assert told > 30
    assert right / told >= 0.9


def test_a_topic_is_a_fact_when_both_confirmed_it() -> None:
    assert "topic" in _codes(_talk("a", topics=("wasserstoff",)), _talk("b", topics=("wasserstoff",)))


def test_a_topic_is_only_likely_when_one_sentence_says_so() -> None:
    one, other = _talk("a", "Wasserstoff für das Tal."), _talk("b", "Elektrolyse am Fluss.")
    codes = _codes(one, other)
    assert "topic_likely" in codes
    assert not codes & {"topic", "topic_said"}


def test_a_topic_is_said_when_two_sentences_of_both_say_so() -> None:
    one = _talk("a", "Wasserstoff für das Tal. Wir planen eine Elektrolyse.")
    other = _talk("b", "Anschluss an das Wasserstoffnetz. Brennstoffzellen für Lkw.")
    assert "topic_said" in _codes(one, other)


def test_a_topic_one_ticked_is_met_by_the_words_of_the_other() -> None:
    other = _talk("b", "Anschluss an das Wasserstoffnetz. Brennstoffzellen für Lkw.")
    assert "topic_yours" in _codes(_talk("a", topics=("wasserstoff",)), other)


def test_the_first_topic_named_is_one_that_the_other_tells_of() -> None:
    mine = _talk("a", topics=("aufbau_steuerung", "buergerdialog"))
    theirs = _talk("b", "Unsere Geschäftsstelle und ein Arbeitskreis. Ein Bürgerbüro. Dialog mit der Nachbarschaft.")
    (found,) = peers(Index([analyse(mine), analyse(theirs)]), "a")
    assert next(it.facts["topic"] for it in found.reasons if "topic" in it.facts) == "buergerdialog"


def test_an_area_of_many_districts_is_called_by_its_name() -> None:
    wide, narrow = ("05112", "05113", "05911"), ("05113", "05911")
    mine = replace(_talk("a"), level="regional", place="Ruhrgebiet", areas=wide)
    theirs = replace(_talk("b"), level="regional", place="Mittleres Ruhrgebiet (Bochum, Essen)", areas=narrow)
    (found,) = peers(Index([analyse(mine), analyse(theirs)]), "a")
    assert found.reasons[0] == Reason("same_district", {"district": "Mittleres Ruhrgebiet"}, 0.95)


@pytest.mark.parametrize("text", ["Zu uns gehören Gemeinden und Betriebe.", "Wir sind noch in Gründung."])
def test_a_turn_of_speech_is_no_topic(text: str) -> None:
    assert not {it.topic for it in analyse(_talk("a", text)).marks if it.strength >= 0.5}


def test_where_no_topic_is_known_the_common_words_are_named_each_once() -> None:
    one, other = _talk("a", "Klöppelspitze und Klöppelkissen."), _talk("b", "Zwei Klöppelkissen. Klöppelspitze, alt.")
    among = Index(analyse(it) for it in (one, other, *(made.profile for made in MADE.values())))
    found = next(it for it in peers(among, "a") if it.id == "b")
    (reason,) = (it for it in found.reasons if it.code == "alike")
    assert set(reason.facts["words"]) == {"Klöppelkissen", "Klöppelspitze"}  # type: ignore[call-overload]


def test_a_phrase_is_quoted_as_it_stands_in_the_text() -> None:
    (mark,) = (
        it for it in analyse(_talk("a", "Tag der offenen Tür im Werk.")).marks if it.topic == "industrie_erleben"
    )
    assert "Tag der offenen Tür" in mark.words


def test_a_guessed_category_alone_is_no_reason() -> None:
    seeker = _talk("a", needs=(Thing("Plakate"),))
    giver = _talk("b", offers=(Thing("Podcast"),))
    assert "offers" not in _codes(seeker, giver)


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_is_one_short_sentence(language: Language) -> None:
    texts = Texts(base_url="https://knotenpunkt.example", zone=ZoneInfo("Europe/Berlin"))
    seen = set()
    for reason in _many_reasons():
        said = texts.say(f"reasons.{reason.code}", reason.facts, language)
        assert said
        assert "\n" not in said
        assert "{" not in said
        seen.add(reason.code)
    assert len(seen) >= 12


def _many_reasons() -> list[Reason]:
    found = [reason for id in MADE for peer in (*peers(CROWD, id), *trades(CROWD, id)) for reason in peer.reasons]
    found += [reason for ask in ASKS for peer in search(CROWD, ask) for reason in peer.reasons]
    found += [it for one in study.profiles() for peer in peers(study.index(), one.id) for it in peer.reasons]
    found += [it for peer in search(study.index(), "Dialog bei Krefeld") for it in peer.reasons]
    kinds: Mapping[str, Reason] = {json.dumps([it.code, sorted(it.facts)]): it for it in found}
    return list(kinds.values())


def _near(topic: str) -> set[str]:
    related = next(it.related for it in vocabulary().topics if it.id == topic)
    return {other for other, nearness in related.items() if nearness >= 0.5}


def _topics_of(text: str) -> set[str]:
    told = (
        issue
        for issue in issues().values()
        if text in {said for said, _ in (*issue.offers, *issue.needs)} or text in issue.goals
    )
    return {topic for issue in told for topic in issue.topics}


def _talk(
    id: str,
    goals: str = "",
    *,
    topics: tuple[str, ...] = (),
    offers: tuple[Thing, ...] = (),
    needs: tuple[Thing, ...] = (),
) -> Profile:
    land = {"a": "BY", "b": "SH"}[id]
    return Profile(
        id=id,
        name=f"Runde {id}",
        level="lokal",
        kind="netzwerk",
        land=land,
        goals=goals,
        topics=topics,
        offers=offers,
        needs=needs,
    )


def _codes(one: Profile, other: Profile) -> set[str]:
    (found,) = peers(Index([analyse(one), analyse(other)]), one.id)
    return {reason.code for reason in found.reasons}
