"""The course of one person's conversation: begin, park, answer, step back, and run the script once."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.asking import Op
from bot.desk import Desk
from bot.dialogue import Dialogue, Open, Question
from bot.say import Say, tap
from network.errors import Refusal
from network.person import Person
from storage.database import Transaction
from storage.dialogues import Kept

Script = Callable[[Dialogue], Awaitable[Say]]
Ran = Say | Open | Refusal

_OF = "of"  # the question that says for which thing a script was begun


@dataclass(slots=True, kw_only=True)
class Course:
    """What is kept of the conversation (`kept`), and what the last run of its script has shown (`passed`, `plan`)."""

    tx: Transaction
    desk: Desk
    person: Person
    now: datetime
    scripts: Mapping[str, Script]
    kept: Kept
    passed: list[str] = field(default_factory=list)
    plan: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kept.script and self.kept.script not in self.scripts:  # a script that no longer exists
            self.kept = replace(self.kept, script=None, answers=(), pending=None)

    def begin(self, script: str, subject: str = "") -> Say | None:
        """Open a script, perhaps for one thing; return what to say about answers that wait or go on."""
        lead = None
        if self.kept.script and self.kept.script != script:
            lead = Say(key="common.parked") if self.park() else None
        answers, pending = self._waiting(script)
        if subject and dict(answers).get(_OF, subject) != subject:
            answers, pending = (), None  # they were about another thing
        if answers:
            lead = Say(key="common.resumed", rows=((tap("common.afresh", _afresh(script, subject)),),))
        if subject and _OF not in dict(answers):
            answers = ((_OF, subject), *answers)
        self._turn(script=script, answers=answers, pending=pending)
        return lead

    def forget(self, script: str) -> None:
        """Drop what was answered in this script, open or parked."""
        parked = {name: waiting for name, waiting in self.kept.parked.items() if name != script}
        self.kept = replace(self.kept, parked=parked)
        if self.kept.script == script:
            self.end()

    def park(self) -> bool:
        """Close the open script and keep its answers for later; return whether there were any."""
        script, answers = self.kept.script, self.kept.answers
        parked = dict(self.kept.parked)
        if script and answers:
            parked[script] = {"answers": [list(pair) for pair in answers], "pending": self.kept.pending}
        self._turn(script=None, answers=(), pending=None)
        self.kept = replace(self.kept, parked=parked)
        return bool(answers)

    def end(self) -> None:
        """Close the open script for good."""
        self._turn(script=None, answers=(), pending=None)

    def answer(self, question: Question, op: Op, value: Any) -> None:
        """Keep what was answered, or forget what is to be asked again."""
        answers = dict(self.kept.answers)
        if op is Op.EDIT:
            pending = {"was": {key: answers.pop(key) for key in question.behind(value) if key in answers}}
        elif op is Op.BACK:
            pending = self._step_back(question, answers)
        else:
            answers[question.key] = _raw(question, op, value)
            pending = self._going_on(question)
        self._turn(script=self.kept.script, answers=tuple(answers.items()), pending=pending or None)

    def can_step_back(self, question: Question) -> bool:
        """Return whether there is a question before this one."""
        return bool(self.passed) or question.key in self._was()

    def tick(self, question: Question, value: str, *, on: bool) -> None:
        """Tick or untick one option of the open question."""
        ticked = [it for it in question.ticked if it != value] + ([value] if on else [])
        self.kept = replace(self.kept, pending=self._pending() | {"ticked": ticked})

    def open_group(self, group: str) -> None:
        """Show another part of a long list."""
        self.kept = replace(self.kept, pending=self._pending() | {"group": group})

    async def run(self) -> Ran:
        """Run the script in a savepoint: a refused action undoes what the script did, not the conversation."""
        assert self.kept.script is not None
        chat = self._dialogue(self.kept.script)
        try:
            async with self.tx.begin_nested():
                return await self.scripts[chat.script](chat)
        except Open as open_:
            self.kept = replace(self.kept, answers=tuple(chat.answers.items()))
            return open_
        except Refusal as refusal:
            return refusal
        finally:
            self.passed, self.plan = chat.passed, chat.plan

    async def after_refusal(self, refusal: Refusal) -> Open | Refusal:
        """Ask the last question again, so that nothing typed is lost; return the refusal where there is none."""
        if not self.passed:
            self.end()
            return refusal
        answers = {key: raw for key, raw in self.kept.answers if key != self.passed[-1]}
        self._turn(script=self.kept.script, answers=tuple(answers.items()), pending=None)
        again = await self.run()
        if isinstance(again, Open):
            return again
        self.park()
        return refusal

    def step(self, question: Question) -> tuple[int, int] | None:
        """Return which step of how many the open question is, for scripts with a plan."""
        if not self.plan:
            return None
        before = sum(key in self.plan for key in self.passed)
        return max(before + (question.key in self.plan), 1), len(self.plan)

    def former(self, question: Question) -> str | None:
        """Return what was typed before, where a question is asked again from the summary or on the way back."""
        was = (self._seen() | self._was()).get(question.key)
        return was if question.way == "ask" and isinstance(was, str) else None

    def _waiting(self, script: str) -> tuple[tuple[tuple[str, Any], ...], Any]:
        """Take the answers of this script from where they wait."""
        if self.kept.script == script:
            return self.kept.answers, self.kept.pending
        parked = dict(self.kept.parked)
        waiting = parked.pop(script, None) or {"answers": [], "pending": None}
        self.kept = replace(self.kept, parked=parked)
        return tuple((key, raw) for key, raw in waiting["answers"]), waiting["pending"]

    def _turn(self, *, script: str | None, answers: tuple[tuple[str, Any], ...], pending: Any) -> None:
        turn = self.kept.turn + 1
        self.kept = replace(self.kept, script=script, answers=answers, pending=pending, turn=turn)

    def _step_back(self, question: Question, answers: dict[str, Any]) -> dict[str, Any]:
        """Drop the newest answer, to be offered again; a field opened from the summary gets its old ones back instead.

        What is ticked in the question one leaves is kept as well.
        """
        if question.key in self._was():
            answers |= self._was()
            return {}
        seen = self._seen()
        if "ticked" in self._pending():
            seen[question.key] = list(question.ticked)
        if self.passed and self.passed[-1] in answers:
            seen[self.passed[-1]] = answers.pop(self.passed[-1])
        return {"seen": seen}

    def _going_on(self, question: Question) -> dict[str, Any]:
        """What is still under way after an answer: a field of the summary, and what was said to later questions."""
        was, seen = self._was(), {key: raw for key, raw in self._seen().items() if key != question.key}
        return ({"was": was} if question.key in was else {}) | ({"seen": seen} if seen else {})

    def _pending(self) -> dict[str, Any]:
        return dict(self.kept.pending) if isinstance(self.kept.pending, dict) else {}

    def _was(self) -> dict[str, Any]:
        return dict(self._pending().get("was", {}))

    def _seen(self) -> dict[str, Any]:
        return dict(self._pending().get("seen", {}))

    def _dialogue(self, script: str) -> Dialogue:
        return Dialogue(
            tx=self.tx,
            desk=self.desk,
            person=self.person,
            now=self.now,
            script=script,
            answers=dict(self.kept.answers),
            pending=self._pending(),
        )


def _raw(question: Question, op: Op, value: Any) -> Any:
    if op is Op.DONE:
        return list(question.ticked)
    return True if op is Op.AGREE else value


def _afresh(script: str, subject: str) -> str:
    return f"afresh:{script}" + (f":{subject}" if subject else "")
