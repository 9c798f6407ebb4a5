"""The index follows every change and is the same however it came about."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from network.matching import Index, analyse, peers, search, trades
from tests.network.matching.invented import invent

ROWS = [analyse(made.profile) for made in invent(40)]
ASKS = ("Lehrlinge finden", "Abwärme nutzen", "Fördermittel", "Bus zur Schicht")


def answers(index: Index) -> list[object]:
    first = next(iter(sorted(row.id for row in index)))
    return [*(search(index, ask) for ask in ASKS), peers(index, first), trades(index, first)]


@given(st.permutations(range(len(ROWS))))
@settings(max_examples=15)
def test_the_order_of_arrival_does_not_matter(order: list[int]) -> None:
    assert answers(Index(ROWS[number] for number in order)) == answers(Index(ROWS))


@given(st.lists(st.sampled_from(range(len(ROWS))), max_size=30))
@settings(max_examples=25)
def test_putting_and_dropping_ends_where_building_anew_ends(steps: list[int]) -> None:
    index = Index(ROWS[:20])
    inside = {row.id: row for row in ROWS[:20]}
    for step in steps:
        row = ROWS[step]
        if row.id in inside:
            index.drop(row.id)
            del inside[row.id]
        else:
            index.put(row)
            inside[row.id] = row
    if inside:
        assert answers(index) == answers(Index(inside.values()))


def test_a_changed_profile_replaces_the_old_one() -> None:
    index = Index(ROWS)
    index.put(ROWS[0])
    assert len(index) == len(ROWS)
    assert answers(index) == answers(Index(ROWS))


def test_dropping_what_is_not_there_changes_nothing() -> None:
    index = Index(ROWS)
    index.drop("unknown")
    assert len(index) == len(ROWS)


def test_a_new_initiative_is_found_at_once() -> None:
    index = Index(ROWS[:-1])
    new = ROWS[-1]
    assert new.id not in index
    index.put(new)
    assert search(index, new.profile.name)[0].id == new.id


def test_an_update_takes_less_than_five_milliseconds() -> None:
    index = Index([analyse(made.profile) for made in invent(1000)])
    fresh = [made.profile for made in invent(50, seed=9)]
    taken = []
    for profile in fresh:
        started = time.process_time()
        index.put(analyse(profile))
        taken.append(time.process_time() - started)
    assert sorted(taken)[len(taken) // 2] < 0.005
