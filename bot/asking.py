"""How an open question looks: its words and its buttons; every button carries the turn, so that old ones are known."""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from bot.dialogue import Option, Question
from bot.say import Label, Rows, Say, Tap, tap


class Op(StrEnum):
    """What a button of a question does; short, because callback data is 64 bytes."""

    OPTION = "o"
    TICK = "t"
    UNTICK = "u"
    GROUP = "g"
    DONE = "k"
    SKIP = "s"
    BACK = "b"
    CANCEL = "c"
    EDIT = "e"
    AGREE = "y"
    KEEP = "h"


def data(turn: int, op: Op, value: str = "") -> str:
    """Return callback data of a question's button: d:<turn>:<op>[:<value>]."""
    return f"d:{turn}:{op}" + (f":{value}" if value else "")


def shown(
    question: Question,
    *,
    turn: int,
    step: tuple[int, int] | None,
    back: bool,
    former: str | None = None,
    lead: Say | None = None,
) -> Say:
    """Return an open question with its buttons; a summary's template gets its values as `it.<field>`.

    `former` is what was typed to it before: it stands above, and one button leaves it so.
    """
    facts = question.facts | ({"it": dict(question.fields)} if question.way == "review" else {})
    key, rows = f"{question.words}.{question.key}", _rows(question, turn, back)
    if former is not None:
        rows = ((tap("common.keep", data(turn, Op.KEEP)),), *rows)
        lead = lead or Say(key="common.before", facts={"was": former})
    return Say(key=key, facts=facts, rows=rows, lead=lead, step=step)


def _rows(question: Question, turn: int, back: bool) -> Rows:
    rows: list[tuple[Tap, ...]] = []
    if question.way == "choose":
        rows = _across([_choosable(option, turn) for option in _visible(question)], question.across)
    elif question.way == "many":
        rows = _across([_tickable(option, question, turn) for option in _visible(question)], question.across)
    elif question.way == "review":
        rows = [(tap("common.submit", data(turn, Op.AGREE)),), *_across(_changes(question, turn), 2)]
    rows += _group_rows(question, turn)
    if question.way == "many":
        rows.append((tap("common.done", data(turn, Op.DONE), count=len(question.ticked)),))
    if question.optional:
        rows.append((tap("common.skip", data(turn, Op.SKIP)),))
    cancel = tap("common.cancel", data(turn, Op.CANCEL))
    rows.append((tap("common.back", data(turn, Op.BACK)), cancel) if back else (cancel,))
    return tuple(rows)


def _visible(question: Question) -> list[Option]:
    """The options on show: all of a short list; of a long one what is ticked or proposed, or the open group."""
    if not question.groups:
        return list(question.options)
    if question.group:
        return [option for option in question.options if option.group == question.group]
    above = {*question.first, *question.ticked}
    return [option for option in question.options if option.value in above]


def _group_rows(question: Question, turn: int) -> list[tuple[Tap, ...]]:
    if not question.groups:
        return []
    if question.group:
        return [(tap("common.groups", data(turn, Op.GROUP)),)]
    return [(tap("common.open_group", data(turn, Op.GROUP, it.value), group=it.label),) for it in question.groups]


def _choosable(option: Option, turn: int) -> Tap:
    return Tap(label=option.label, data=data(turn, Op.OPTION, option.value))


def _tickable(option: Option, question: Question, turn: int) -> Tap:
    """A button that says what it does, so that a double tap ticks once."""
    ticked = option.value in question.ticked
    label = replace(option.label, ticked=ticked)
    return Tap(label=label, data=data(turn, Op.UNTICK if ticked else Op.TICK, option.value))


def _changes(question: Question, turn: int) -> list[Tap]:
    return [
        tap("common.change", data(turn, Op.EDIT, name), field=Label(key=f"{question.words}.{name}_field"))
        for name, _ in question.fields
    ]


def _across(taps: Iterable[Tap], columns: int) -> list[tuple[Tap, ...]]:
    row = list(taps)
    return [tuple(row[start : start + columns]) for start in range(0, len(row), columns)]
