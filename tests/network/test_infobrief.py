"""What goes into an issue, in which order, for whom, and what a release is bound to."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from network.errors import BadAnswer
from network.infobrief import (
    ItemKind,
    compose,
    edited,
    has_enough,
    introduction,
    item_from,
    items_for,
    letter_facts,
    remade,
    sections,
)
from network.news import Rubric
from tests import make
from tests.issues import draft, entry
from tests.make import NOW

ANNA = make.person()


def titles(items: object) -> list[str]:
    return [it.title for it in items]  # type: ignore[attr-defined]


def test_rubrics_come_in_their_order_and_news_in_that_of_their_release() -> None:
    news = [
        make.item(ANNA, title="Werkzeug", rubric=Rubric.WERKZEUG, decided_at=NOW),
        make.item(ANNA, title="Zweite", decided_at=NOW),
        make.item(ANNA, title="Erste", decided_at=NOW - timedelta(days=1)),
    ]
    meetings = [
        make.meeting("Spät", slug="spaet", starts_at=NOW + timedelta(days=40), ends_at=NOW + timedelta(days=41)),
        make.meeting("Früh", slug="frueh", starts_at=NOW + timedelta(days=4), ends_at=NOW + timedelta(days=5)),
    ]
    items = compose(news, meetings, [make.initiative("Neue")])
    assert titles(items) == ["Erste", "Zweite", "Früh", "Spät", "Neue", "Werkzeug"]
    assert [it.rubric for it in sections(items)] == [
        Rubric.AKTUELLES,
        Rubric.TERMINE,
        Rubric.NEU,
        Rubric.WERKZEUG,
    ]


def test_of_items_with_the_same_link_the_first_stays() -> None:
    news = [make.item(ANNA, title=title, link="https://a.example") for title in ("Erste", "Zweite")]
    assert titles(compose(news, [], [])) == ["Erste"]
    unlinked = [make.item(ANNA, title=title) for title in ("Erste", "Zweite")]
    assert len(compose(unlinked, [], [])) == 2


@pytest.mark.parametrize(
    "count, kind, enough",
    [(0, ItemKind.NEWS, False), (2, ItemKind.NEWS, False), (3, ItemKind.NEWS, True), (1, ItemKind.MEETING, True)],
)
def test_an_issue_needs_three_items_or_one_meeting(count: int, kind: ItemKind, enough: bool) -> None:
    assert has_enough(tuple(entry(kind=kind) for _ in range(count))) is enough


def test_no_topics_means_everything_and_an_item_without_topics_is_for_all() -> None:
    items = [entry("a", topics=["mint"]), entry("b"), entry("c", topics=["industriekultur", "buergerdialog"])]
    assert titles(items_for(items, [])) == ["a", "b", "c"]
    assert titles(items_for(items, ["buergerdialog"])) == ["b", "c"]
    assert titles(items_for(items[::2], ["nachwuchs"])) == []


def test_the_fingerprint_changes_with_everything_a_reader_sees_and_with_nothing_else() -> None:
    issue = draft(entry("a"), entry("b"), entry("c"))
    changed = [
        replace(issue, intro="Guten Tag"),
        replace(issue, items=issue.items[::-1]),
        replace(issue, items=issue.items[1:]),
        replace(issue, items=(replace(issue.items[0], text="anders"), *issue.items[1:])),
        replace(issue, number=2),
    ]
    assert len({issue.content_hash, *(it.content_hash for it in changed)}) == 6
    unseen = replace(issue, left_out=(entry("weg"),), window_to=NOW + timedelta(days=1), paused="staff")
    assert unseen.content_hash == issue.content_hash


def test_an_item_survives_being_stored() -> None:
    item = entry(topics=["mint"], place="Essen", when="2027-03-01T09:00:00+00:00")
    assert item_from(item.plain()) == item


def test_a_draft_made_anew_keeps_what_staff_took_out_and_moved() -> None:
    a, b, c, new = entry("a"), entry("b"), entry("c"), entry("neu")
    before = draft(c, a, left_out=(b,))
    items, left_out = remade((a, b, c, new), before)
    assert (titles(items), titles(left_out)) == (["c", "a", "neu"], ["b"])


def test_what_is_gone_from_the_sources_is_gone_from_a_draft_made_anew() -> None:
    a, b = entry("a"), entry("b")
    assert remade((), draft(a, left_out=(b,))) == ((), ())


def test_staff_leave_out_take_in_and_move_within_a_rubric() -> None:
    a, b, c = entry("a"), entry("b"), entry("c")
    tool = entry("werkzeug", rubric=Rubric.WERKZEUG)
    issue = draft(a, b, tool, left_out=(c,))
    items, left_out = edited(issue, order=[tool.id, b.id], leave_out=[a.id], take_in=[c.id])
    assert (titles(items), titles(left_out)) == (["b", "c", "werkzeug"], ["a"])


def test_an_edit_that_names_an_unknown_item_is_refused() -> None:
    with pytest.raises(BadAnswer, match="item_unknown"):
        edited(draft(), order=None, leave_out=["nothing"], take_in=[])


def test_an_introduction_may_be_empty_and_not_longer_than_two_thousand_characters() -> None:
    assert introduction("  \n") == ""
    assert introduction(" Guten Tag \r\n") == "Guten Tag"
    with pytest.raises(BadAnswer, match="intro_long"):
        introduction("a" * 2001)


def test_the_facts_of_a_letter_hold_only_what_is_meant_for_these_topics() -> None:
    facts = letter_facts(draft(entry("a", topics=["mint"]), entry("b", topics=["industriekultur"])), ["mint"])
    assert json.dumps(facts)
    found = str(facts["sections"])
    assert "'title': 'a'" in found
    assert "'title': 'b'" not in found
