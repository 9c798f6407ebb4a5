"""Conversations as scripts: the engine keeps raw answers and replays the script for every message.

A script asks in a fixed order and acts only after its last question:

    async def script(chat: Dialogue) -> Say:
        name = await chat.ask("name", initiative_name)
        level = await chat.choose("level", words("level", Level))
        await chat.review([("name", name), ("level", level)])
        return Say(key="register_initiative.done", facts={"name": name})

Two calls of one question never happen in one run. The first question without a fitting answer ends the run by
raising `Open`; `bot/player.py` shows it and keeps the rest. A script that can be begun for one thing (a button
`begin:<script>:<id>`) asks for it first, under the key `of`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.desk import Desk
from bot.say import Label, Say
from network.errors import BadAnswer
from network.person import Person
from storage.database import Transaction

T = TypeVar("T")

SKIPPED = {"skipped": True}
_FILLED = ""  # the key under which an answered conversation remembers that it was filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer to choose: the value that is kept, the words on its button, the group it stands in."""

    value: str
    label: Label
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An open question as the player needs it to read the next message and to show it.

    `fields` belong to a summary; `parts` names the questions behind a field where it is not one of its own name.
    """

    key: str
    way: str  # "ask", "choose", "many" or "review"
    facts: dict[str, Any]
    options: tuple[Option, ...] = ()
    groups: tuple[Option, ...] = ()  # a long list is shown group by group
    first: tuple[str, ...] = ()  # values that stand above the groups
    group: str = ""  # the group that is open
    optional: bool = False
    ticked: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    across: int = 1  # buttons beside each other
    fields: tuple[tuple[str, Any], ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    check: Callable[[str], object] | None = None
    words: str = ""  # the chat template that holds this question

    @property
    def is_full(self) -> bool:
        """Whether no further option can be ticked."""
        return self.most is not None and len(self.ticked) >= self.most

    def behind(self, field_: str) -> tuple[str, ...]:
        """Return the questions that are asked again when this field of a summary is changed."""
        return self.parts.get(field_, (field_,))


class Open(BaseException):
    """Ends a run at the first question without an answer; no script may catch it."""

    def __init__(self, question: Question, lead: Say | None = None) -> None:
        super().__init__(question.key)
        self.question = question
        self.lead = lead


@dataclass(slots=True, kw_only=True)
class Dialogue:
    """What a script sees: the transaction, the person, the moment, and its questions.

    `plan` are the questions that count as steps ("Schritt 3 von 12"), in order; `words` is the chat template that
    holds the questions, for scripts that share them.
    """

    tx: Transaction
    desk: Desk
    person: Person
    now: datetime
    script: str
    answers: dict[str, Any]
    pending: Mapping[str, Any] = field(default_factory=dict)  # of the open question: ticked, group, was, seen
    plan: tuple[str, ...] = ()
    words: str = ""
    passed: list[str] = field(default_factory=list)  # keys answered in this run, in order

    async def ask(self, key: str, read: Callable[[str], T], **facts: object) -> T:
        """Return what `read` makes of the typed answer."""
        question = self._question(key, "ask", facts, check=read)
        return self._pass(key, self._understood(question, read, self._raw(question)))

    async def ask_optional(self, key: str, read: Callable[[str], T], **facts: object) -> T | None:
        """Return what `read` makes of the typed answer, or None when the question was skipped."""
        question = self._question(key, "ask", facts, optional=True, check=read)
        raw = self._raw(question)
        return self._pass(key, None if raw == SKIPPED else self._understood(question, read, raw))

    async def choose(
        self,
        key: str,
        options: Sequence[Option],
        *,
        optional: bool = False,
        groups: Sequence[Option] = (),
        first: Iterable[str] = (),
        across: int = 1,
        **facts: object,
    ) -> str:
        """Return the value of the chosen option; the empty string only if it is optional and was skipped."""
        question = self._question(
            key,
            "choose",
            facts,
            options=tuple(options),
            optional=optional,
            groups=tuple(groups),
            first=tuple(first),
            across=across,
        )
        raw = self._raw(question)
        if raw == SKIPPED and optional:
            return self._pass(key, "")
        if raw not in {option.value for option in options}:
            self._forget(question)
        return self._pass(key, str(raw))

    async def choose_many(
        self,
        key: str,
        options: Sequence[Option],
        *,
        ticked: Iterable[str] = (),
        least: int = 0,
        most: int | None = None,
        groups: Sequence[Option] = (),
        **facts: object,
    ) -> tuple[str, ...]:
        """Return the ticked values in the order of the options; `ticked` are proposals to begin with."""
        proposed, known = tuple(ticked), [option.value for option in options]
        begun = self._begun(key, proposed)
        question = self._question(
            key,
            "many",
            facts,
            options=tuple(options),
            ticked=tuple(value for value in known if value in begun),
            least=least,
            most=most,
            groups=tuple(groups),
            first=proposed,
        )
        raw = self._raw(question)
        if not isinstance(raw, list) or not set(raw) <= set(known) or len(raw) < least:
            self._forget(question)
        return self._pass(key, tuple(value for value in known if value in raw))

    async def review(
        self, fields: Sequence[tuple[str, Any]], *, parts: Mapping[str, tuple[str, ...]] | None = None, **facts: object
    ) -> None:
        """Show the summary with "ändern" for each field and go on once it is confirmed.

        A field's name is the key of its question, or `parts` names the questions behind it. The summary's template
        gets the values as `it.<field>`.
        """
        question = self._question("review", "review", facts, fields=tuple(fields), parts=dict(parts or {}))
        if self._raw(question) is not True:
            self._forget(question)
        self._pass("review", None)

    def given(self, key: str) -> str | None:
        """Return the raw answer to a question that was not asked yet in this run, as a button may bring it along."""
        raw = self.answers.get(key)
        return raw if isinstance(raw, str) else None

    def fill(self, answers: Mapping[str, Any]) -> None:
        """Take these raw answers as given, once; a question opened again from the summary stays open."""
        if _FILLED in self.answers:
            return
        self.answers |= {_FILLED: True, **{key: raw for key, raw in answers.items() if key not in self.answers}}

    def _question(self, key: str, way: str, facts: Mapping[str, object], **more: Any) -> Question:
        group = str(self.pending.get("group", ""))
        return Question(key=key, way=way, facts=dict(facts), words=self.words or self.script, group=group, **more)

    def _begun(self, key: str, proposed: Iterable[str]) -> Iterable[str]:
        """What is ticked in the open question: the ticks so far, what was chosen before, or the proposals."""
        if "ticked" in self.pending:
            return list(self.pending["ticked"])
        before = {**self.pending.get("seen", {}), **self.pending.get("was", {})}.get(key)
        return before if isinstance(before, list) else proposed

    def _raw(self, question: Question) -> Any:
        if question.key not in self.answers:
            raise Open(question)
        return self.answers[question.key]

    def _understood(self, question: Question, read: Callable[[str], T], raw: object) -> T:
        try:
            return read(str(raw))
        except BadAnswer as refusal:
            self.answers.pop(question.key, None)
            raise Open(question, lead=refused(refusal)) from None

    def _forget(self, question: Question) -> None:
        self.answers.pop(question.key, None)
        raise Open(question)

    def _pass(self, key: str, value: T) -> T:
        self.passed.append(key)
        return value


def words(kind: str, values: Iterable[str]) -> tuple[Option, ...]:
    """Return options whose labels are the vocabulary's words for ids or members of an enum."""
    return tuple(Option(value=str(value), label=Label(word=(kind, str(value)))) for value in values)


def yes_no() -> tuple[Option, Option]:
    """Return the two options every yes-or-no question has."""
    return (
        Option(value="yes", label=Label(key="common.yes")),
        Option(value="no", label=Label(key="common.no")),
    )


def refused(refusal: Exception) -> Say:
    """Return the words for a refusal."""
    return Say(key=f"errors.{getattr(refusal, 'key', 'refused')}", facts=getattr(refusal, "facts", {}))
