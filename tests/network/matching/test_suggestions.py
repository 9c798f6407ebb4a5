"""Proposals while somebody registers."""

from network.matching import similar_names, suggest_category, suggest_topics
from tests.network.matching import study
from tests.network.matching.invented import issues


def test_topics_are_proposed_with_the_words_that_speak_for_them() -> None:
    found = suggest_topics("Wir wollen Azubis gewinnen und die Berufsschule besser ausstatten.")
    assert found[0].id == "ausbildung"
    assert "Azubis" in found[0].words


def test_never_more_topics_than_asked_for() -> None:
    text = " ".join(goal for issue in issues().values() for goal in issue.goals)
    assert len(suggest_topics(text, limit=5)) == 5


def test_a_text_about_nothing_proposes_nothing() -> None:
    assert suggest_topics("Wir treffen uns gern.") == ()
    assert suggest_category("Etwas Schönes") is None


def test_the_right_category_is_mostly_proposed() -> None:
    told = [thing for issue in issues().values() for thing in (*issue.offers, *issue.needs)]
    right = sum((found := suggest_category(text)) is not None and found.id == category for text, category in told)
    assert right / len(told) >= 0.6


def test_a_name_that_exists_already_is_noticed() -> None:
    names = [(it.id, name) for it in study.profiles() for name in (it.name, *it.aliases)]
    assert similar_names("Unternehmensnetzwerk Motzenerstrasse eV", names)[0] == "motzener-strasse"
    assert similar_names("industry at work", names)[0] == "industry-at-work"
    assert similar_names("Imkerverein Oberammergau", names) == ()
