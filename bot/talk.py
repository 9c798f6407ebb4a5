"""One message in, readable messages out: plays the conversation and puts the words on, for every door alike."""

import re
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.incoming import Incoming
from bot.outgoing import Button
from bot.player import Repertoire, play
from bot.say import Link, Say, Tap
from network.person import Language, Person
from storage import people
from storage.database import Transaction
from templates.render import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One readable message: safe HTML with <b>, <i>, <a> only, line ends as \\n, and rows of buttons."""

    html: str
    rows: tuple[tuple[Button, ...], ...]
    edit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Everything that goes back for one message; `toast` is plain text for the tapped button."""

    messages: tuple[Spoken, ...]
    toast: str | None


async def talk(
    tx: Transaction, incoming: Incoming, desk: Desk, repertoire: Repertoire, *, person: Person, now: datetime
) -> Reply:
    """Return what the house answers; everything that changes is in the caller's transaction."""
    answer = await play(tx, incoming, desk, repertoire, person=person, now=now)
    texts, language = desk.texts, (await people.get(tx, person.id)).language  # /sprache may just have changed it
    return Reply(
        messages=tuple(speak(said, texts, language) for said in answer.says),
        toast=texts.plain(answer.toast.key, answer.toast.facts, language) if answer.toast else None,
    )


def speak(said: Say, texts: Texts, language: Language) -> Spoken:
    """Return a message in its words: lead, step and text, and the buttons with their labels."""
    parts = [texts.say(said.lead.key, said.lead.facts, language)] if said.lead else []
    if said.step:
        number, steps = said.step
        parts.append(texts.say("common.step", {"number": min(number, steps), "steps": steps}, language))
    parts.append(texts.say(said.key, said.facts, language))
    rows = said.rows + (said.lead.rows if said.lead else ())
    return Spoken(
        html=re.sub(r"\n{3,}", "\n\n", "\n\n".join(part for part in parts if part)),
        rows=tuple(tuple(_button(it, texts, language) for it in row) for row in rows),
        edit=said.edit,
    )


def _button(button: Tap | Link, texts: Texts, language: Language) -> Button:
    label = button.label.text(texts, language)
    if isinstance(button, Tap):
        return Button(label=label, data=button.data)
    return Button(label=label, url=texts.base_url + button.url if button.url.startswith("/") else button.url)
