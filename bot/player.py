"""Plays conversations: one message in, the house's answer out, all of it inside the caller's transaction."""

import difflib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot import pace, reading
from bot.asking import Op, shown
from bot.course import Course, Ran, Script
from bot.desk import Desk
from bot.dialogue import Open, Question, refused
from bot.incoming import Incoming, IncomingKind
from bot.say import Say, tap
from config.log import event
from network.errors import Refusal
from network.person import Person
from network.rights import may
from storage import dialogues
from storage.database import Transaction

Card = Callable[["Visit"], Awaitable[Say]]

_WITHIN = {Op.TICK, Op.UNTICK, Op.GROUP}
_TOASTS = {"button_used", "button_foreign", "button_unknown"}  # refusals that need no message of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a card sees: a stateless screen, a function of its address and the person."""

    tx: Transaction
    desk: Desk
    person: Person
    now: datetime
    address: tuple[str, ...]  # "peers:<uuid>:2" is ("peers", "<uuid>", "2")
    argument: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repertoire:
    """Everything that can be played: scripts and cards by name, and which command leads where.

    `rights` names the action behind a script or card that not everybody may see: to others it does not exist.
    `otherwise` is the card that answers what is typed outside of any conversation.
    """

    scripts: Mapping[str, Script]
    cards: Mapping[str, Card]
    commands: Mapping[str, str]  # command -> name of a script or card
    rights: Mapping[str, str] = field(default_factory=dict)
    otherwise: str = "start"

    def knows(self, target: str, person: Person) -> bool:
        """Return whether there is such a script or card for this person."""
        right = self.rights.get(target)
        return (target in self.scripts or target in self.cards) and (right is None or may(right, person.role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back to the door: messages in order, and a short note for the tapped button."""

    says: tuple[Say, ...] = ()
    toast: Say | None = None


_OLD_BUTTON = Answer(toast=Say(key="common.old_button"))
_NOTHING_OPEN = Answer(says=(Say(key="common.nothing_open", rows=((tap("common.to_start", "start"),),)),))


async def play(
    tx: Transaction, incoming: Incoming, desk: Desk, repertoire: Repertoire, *, person: Person, now: datetime
) -> Answer:
    """Return the answer to one message and keep the conversation as it then stands."""
    kept = await dialogues.lock(tx, person.id, now=now)  # before any other lock, in every door
    slowed = await pace.slowed(tx, incoming, person.id, now=now)
    if slowed is not None:
        return Answer(says=slowed)
    course = Course(tx=tx, desk=desk, person=person, now=now, scripts=repertoire.scripts, kept=kept)
    answer = await _Turn(course=course, repertoire=repertoire).take(incoming)
    if course.kept != kept:
        await dialogues.save(tx, course.kept, now=now)
    return answer


@dataclass(slots=True, kw_only=True)
class _Turn:
    course: Course
    repertoire: Repertoire

    async def take(self, incoming: Incoming) -> Answer:
        match incoming.kind:
            case IncomingKind.COMMAND:
                return await self._command(incoming.command or "", incoming.argument)
            case IncomingKind.TAP:
                return await self._tap(incoming.tap or "")
            case IncomingKind.TEXT:
                return await self._text(incoming.text or "")
            case IncomingKind.EDITED:
                return Answer(says=(Say(key="common.edited"),))
            case IncomingKind.OTHER:
                return await self._hint(Say(key="common.text_only"))
        return Answer()

    # -- the three ways to say something

    async def _command(self, command: str, argument: str) -> Answer:
        if command in {"abbrechen", "cancel"}:
            return self._cancel()
        if command in {"zurueck", "back"}:
            return await self._with_question(lambda question: self._move(question, reading.Move(op=Op.BACK)))
        if command == "start" and argument:
            return await self._start(argument)
        target = self.repertoire.commands.get(command, "")
        if not self.repertoire.knows(target, self.course.person):
            return await self._hint(Say(key="common.unknown_command", facts={"near": self._near(command)}))
        answered = argument.strip() and target in self.repertoire.cards  # what its script would ask for
        if target in self.repertoire.scripts and not answered:
            return await self._begin(target)
        return self._beside(await self._card((target,), argument))

    async def _start(self, payload: str) -> Answer:
        """Follow a link to us that names a command; anything else in it is answered alike."""
        if payload != "start" and self._shows(self.repertoire.commands.get(payload, "")):
            return await self._command(payload, "")
        started = await self._command("start", "")
        return Answer(says=tuple(replace(say, lead=Say(key="errors.link_invalid")) for say in started.says))

    async def _tap(self, data: str) -> Answer:
        button = reading.pressed(data)
        if button is None:
            return await self._address(tuple(data.split(":")))
        if not self.course.kept.script or button.turn != self.course.kept.turn:
            return _OLD_BUTTON
        answer = await self._with_question(lambda question: self._move(question, reading.read_tap(question, button)))
        if button.op in _WITHIN:  # its message is changed in place
            return replace(answer, says=tuple(replace(say, edit=True) for say in answer.says))
        return answer

    async def _text(self, said: str) -> Answer:
        if not self.course.kept.script:
            return await self._card((self.repertoire.otherwise,), said)
        desk, language = self.course.desk, self.course.person.language

        async def move(question: Question) -> Answer:
            return await self._move(question, reading.read_text(question, said, desk.texts, language))

        return await self._with_question(move)

    # -- conversations

    async def _begin(self, script: str, subject: str = "") -> Answer:
        lead = self.course.begin(script, subject)
        return await self._play(lead=lead)

    async def _address(self, address: tuple[str, ...]) -> Answer:
        name, script, subject = (*address, "", "")[:3]
        if name in {"begin", "afresh"} and script in self.repertoire.scripts:
            if not self.repertoire.knows(script, self.course.person):
                return self._forged(script)
            if name == "afresh":
                self.course.forget(script)
            return await self._begin(script, subject)
        if name not in self.repertoire.cards or not self.repertoire.knows(name, self.course.person):
            return self._forged(name)
        return await self._card(address)

    async def _with_question(self, then: Callable[[Question], Awaitable[Answer]]) -> Answer:
        """Do something about the open question; a script that needs no more answers (it was changed) just ends."""
        if not self.course.kept.script:
            return _NOTHING_OPEN
        ran = await self.course.run()
        return await then(ran.question) if isinstance(ran, Open) else await self._answered(ran)

    async def _move(self, question: Question, move: reading.Move) -> Answer:
        if move.op is Op.KEEP:
            move = self._kept(question)
        match move.op:
            case None:
                return await self._play(lead=Say(key=move.hint or "common.use_buttons"))
            case Op.CANCEL:
                return self._cancel()
            case Op.TICK | Op.UNTICK | Op.GROUP:
                return await self._within(question, move)
            case Op.BACK if not self.course.can_step_back(question):
                return await self._play(lead=Say(key="common.first_question"))
            case Op.DONE if len(question.ticked) < question.least:
                return await self._play(lead=Say(key="common.too_few", facts={"least": question.least}))
        self.course.answer(question, move.op, move.value)
        return await self._play()

    def _kept(self, question: Question) -> reading.Move:
        """Answer with what was typed before; a forged button, where nothing was, is no answer."""
        former = self.course.former(question)
        return reading.Move(op=None) if former is None else reading.Move(op=Op.OPTION, value=former)

    async def _within(self, question: Question, move: reading.Move) -> Answer:
        """Move within the open question."""
        if move.op is Op.GROUP:
            self.course.open_group(move.value)
        elif move.op is Op.TICK and question.is_full and move.value not in question.ticked:
            return await self._play(lead=Say(key="common.too_many", facts={"most": question.most}))
        else:
            self.course.tick(question, move.value, on=move.op is Op.TICK)
        return await self._play()

    def _cancel(self) -> Answer:
        script = self.course.kept.script
        if not script:
            return _NOTHING_OPEN
        to_start = (tap("common.to_start", "start"),)
        if not self.course.park():
            return Answer(says=(Say(key="common.stopped", rows=(to_start,)),))
        rows = ((tap("common.resume", f"begin:{script}"),), to_start)
        return Answer(says=(Say(key="common.cancelled", rows=rows),))

    async def _hint(self, hint: Say) -> Answer:
        """Say something that changes nothing, and ask the open question again if there is one."""
        if not self.course.kept.script:
            return Answer(says=(replace(hint, rows=((tap("common.to_start", "start"),),)),))
        return await self._play(lead=hint)

    async def _play(self, *, lead: Say | None = None) -> Answer:
        return await self._answered(await self.course.run(), lead=lead)

    async def _answered(self, ran: Ran, *, lead: Say | None = None) -> Answer:
        if isinstance(ran, Refusal):
            lead, ran = refused(ran), await self.course.after_refusal(ran)
        if isinstance(ran, Open):
            return Answer(says=(self._asked(ran.question, ran.lead or lead),))
        if isinstance(ran, Refusal):
            return Answer(says=(_ended(ran),))
        self.course.end()
        return Answer(says=(ran,))

    def _asked(self, question: Question, lead: Say | None) -> Say:
        course = self.course
        return shown(
            question,
            turn=course.kept.turn,
            step=course.step(question),
            back=course.can_step_back(question),
            former=course.former(question),
            lead=lead,
        )

    # -- cards and the rest

    async def _card(self, address: tuple[str, ...], argument: str = "") -> Answer:
        course = self.course
        visit = Visit(
            tx=course.tx,
            desk=course.desk,
            person=course.person,
            now=course.now,
            address=address,
            argument=argument,
        )
        try:
            async with course.tx.begin_nested():
                return Answer(says=(await self.repertoire.cards[address[0]](visit),))
        except Refusal as refusal:
            if refusal.key in _TOASTS:
                event("tap.refused", person=course.person.id, reason=refusal.key)
                return Answer(toast=refused(refusal))
            return Answer(says=(_ended(refusal),))

    def _beside(self, answer: Answer) -> Answer:
        """A card called up by a command leaves the open question open, and shows the way back to it."""
        script = self.course.kept.script
        if not script:
            return Answer(says=tuple(replace(say, edit=False) for say in answer.says))
        back = ((tap("common.back_to_question", f"begin:{script}"),),)
        return Answer(says=tuple(replace(say, edit=False, rows=say.rows + back) for say in answer.says))

    def _forged(self, name: str) -> Answer:
        known = name in self.repertoire.scripts or name in self.repertoire.cards
        event("tap.refused", person=self.course.person.id, reason="not_allowed" if known else "unknown")
        return _OLD_BUTTON

    def _near(self, command: str) -> list[str]:
        known = [it for it, target in self.repertoire.commands.items() if self._shows(target)]
        return [f"/{it}" for it in difflib.get_close_matches(command, known, n=3, cutoff=0.5)]

    def _shows(self, target: str) -> bool:
        return self.repertoire.knows(target, self.course.person)


def _ended(refusal: Refusal) -> Say:
    return replace(refused(refusal), rows=((tap("common.to_start", "start"),),))
