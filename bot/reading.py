"""What a message means for the open question: an answer, a tick, a step back, or nothing."""

import re
from dataclasses import dataclass
from typing import Any

from bot.asking import Op
from bot.dialogue import SKIPPED, Question
from network import text
from network.person import Language
from templates.render import Texts

_YES = {"ja", "j", "jo", "jawohl", "yes", "y", "ok", "okay", "gern", "gerne", "stimmt", "richtig", "👍"}
_NO = {"nein", "n", "no", "noe", "nicht", "falsch", "👎"}
_BACK = {"zurueck", "back"}
_CANCEL = {"abbrechen", "abbruch", "cancel"}
_SKIP = {"ueberspringen", "skip", "weiter", "keine", "keines", "keins", "nein", "none", "no"}
_SKIP |= {"weiss ich nicht", "weiss nicht", "i dont know"}
_DONE = {"fertig", "weiter", "done", "ok"}
_AGREE = {"absenden", "einreichen", "ja", "ok", "submit", "yes"}
_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What to do with the conversation; `hint` names a chat template when the message did not fit."""

    op: Op | None
    value: Any = None
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A question's button, taken apart."""

    turn: int
    op: Op
    value: str


_UNFIT = Move(op=None, hint="common.use_buttons")


def pressed(data: str) -> Pressed | None:
    """Return what a question's button says, or None when it is none of ours (cards have other addresses)."""
    match = re.fullmatch(rf"d:([0-9]{{1,{_MOST_DIGITS}}}):([a-z])(?::(.*))?", data, re.DOTALL)
    if not match or match.group(2) not in set(Op):
        return None
    return Pressed(turn=int(match.group(1)), op=Op(match.group(2)), value=match.group(3) or "")


def read_text(question: Question, said: str, texts: Texts, language: Language) -> Move:
    """Return what a typed line means for this question."""
    word = text.fold(said) or said.strip()
    wish = _wish(question, word)
    if wish:
        return wish
    if question.way == "ask":
        return Move(op=Op.OPTION, value=said)
    if question.way == "review":
        return Move(op=Op.AGREE) if _first(word) in _AGREE else _changed(question, word, texts, language)
    value = _option(question, word, texts, language)
    if value is None:
        return _UNFIT
    if question.way == "many":
        return Move(op=Op.UNTICK if value in question.ticked else Op.TICK, value=value)
    return Move(op=Op.OPTION, value=value)


def read_tap(question: Question, button: Pressed) -> Move:
    """Return what a button of this very turn means; a forged value counts as no answer."""
    return Move(op=button.op, value=_value(question, button)) if _fits(question, button) else _UNFIT


def _wish(question: Question, word: str) -> Move | None:
    """What can be typed at every question in place of its buttons."""
    if word in _BACK:
        return Move(op=Op.BACK)
    if word in _CANCEL:
        return Move(op=Op.CANCEL)
    if question.optional and word in _SKIP:
        return Move(op=Op.SKIP, value=SKIPPED)
    if question.way == "many" and word in _DONE:
        return Move(op=Op.DONE)
    return None


def _fits(question: Question, button: Pressed) -> bool:
    """Whether the question has this button at all; data may be forged."""
    known = button.value in {option.value for option in question.options}
    has = {
        Op.OPTION: question.way == "choose" and known,
        Op.TICK: question.way == "many" and known,
        Op.UNTICK: question.way == "many" and known,
        Op.GROUP: button.value in {"", *(group.value for group in question.groups)},
        Op.DONE: question.way == "many",
        Op.SKIP: question.optional,
        Op.EDIT: button.value in {name for name, _ in question.fields},
        Op.AGREE: question.way == "review",
    }
    return has.get(button.op, True)


def _value(question: Question, button: Pressed) -> Any:
    return SKIPPED if button.op is Op.SKIP else button.value


def _option(question: Question, word: str, texts: Texts, language: Language) -> str | None:
    """The value whose label was typed, or its number in the list, or a way of saying yes or no."""
    for number, option in enumerate(question.options, start=1):
        if word == text.fold(option.label.text(texts, language)) or (word == str(number) and not question.groups):
            return option.value
    if {option.value for option in question.options} == {"yes", "no"}:
        return "yes" if _first(word) in _YES else "no" if _first(word) in _NO else None
    return None


def _changed(question: Question, word: str, texts: Texts, language: Language) -> Move:
    """A field's name typed at the summary, as on its button."""
    for name, _ in question.fields:
        label = text.fold(texts.plain(f"{question.words}.{name}_field", {}, language))
        if word in {label, f"{label} aendern", f"change {label}"}:
            return Move(op=Op.EDIT, value=name)
    return _UNFIT


def _first(word: str) -> str:
    return word.split(maxsplit=1)[0] if word else ""
