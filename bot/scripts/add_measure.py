"""A coordinator tells what an initiative has done: seven questions, and a summary on which the rest can be added."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from actions.add_measure import add_measure
from bot.addresses import address
from bot.dialogue import SKIPPED, Dialogue, Option, words
from bot.questions import MOST_TOPICS, entries, topics
from bot.say import Label, Say, tap
from config.vocabulary import vocabulary
from network.initiative import PUBLIC, Initiative
from network.matching import suggest_topics
from network.measure import (
    Measure,
    MeasureDraft,
    Reuse,
    State,
    effort,
    happened,
    learned,
    measure_text,
    measure_title,
    office_to_ask,
    reach,
)
from network.precedent import likely_format
from storage import initiatives

_PLAN = ("title", "text", "format", "effort", "reach", "learned", "reuse", "review")
_TO_START = (tap("common.to_start", "start"),)


async def script(chat: Dialogue) -> Say:
    """Return the thanks after the measure was entered."""
    mine = await initiatives.of_person(chat.tx, chat.person.id)
    if not mine:
        return Say(key="add_measure.nothing", rows=((tap("buttons.register", "begin:register_initiative"),), _TO_START))
    owner = await _which(chat, mine)
    draft = await measure(chat, owner.name)
    added = await add_measure(chat.tx, owner.id, draft, by=chat.person, now=chat.now)
    rows = (
        (tap("add_measure.read", address("open_measure", added.id)),),
        (tap("add_measure.another", f"begin:add_measure:{owner.id}"), tap("buttons.peers", "find_peers")),
        _TO_START,
    )
    return Say(key="add_measure.done", facts={"headline": added.title, "public": owner.status in PUBLIC}, rows=rows)


async def measure(chat: Dialogue, name: str) -> MeasureDraft:
    """Return what was answered about a measure of the initiative called `name`, confirmed on the summary.

    When it was, where it stands, its topics and whom to ask are not asked for; they can be told on the summary.
    """
    chat.words, chat.plan = "add_measure", _PLAN
    title = await chat.ask("title", measure_title, name=name)
    text = await chat.ask("text", measure_text)
    chat.fill(_proposed(f"{title}. {text}"))
    draft = MeasureDraft(
        title=title,
        text=text,
        format=await _format(chat, title, text),
        effort=await chat.ask_optional("effort", effort),
        reach=await chat.ask_optional("reach", reach),
        learned=await chat.ask_optional("learned", learned),
        reuse=Reuse(await chat.choose("reuse", words("reuse", Reuse))),
        state=State(await chat.choose("state", words("measure_state", State))),
        happened=await chat.ask_optional("happened", happened),
        ask=await chat.ask_optional("ask", office_to_ask),
        topics=await topics(chat, proposed_from=f"{title}. {text}"),
    )
    await _summary(chat, draft, name)
    return draft


def answers_of(it: Measure) -> dict[str, Any]:
    """Return the raw answers that lead to this measure."""
    told: Mapping[str, Any] = {
        "title": it.title,
        "text": it.text,
        "format": it.format,
        "effort": it.effort,
        "reach": it.reach,
        "learned": it.learned,
        "reuse": it.reuse.value,
        "state": it.state.value,
        "happened": it.happened,
        "ask": it.ask,
    }
    return {key: value or SKIPPED for key, value in told.items()} | {"topics": list(it.topics)}


async def _which(chat: Dialogue, mine: list[Initiative]) -> Initiative:
    if len(mine) == 1:
        return mine[0]
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.name) for it in mine])))
    return next(it for it in mine if it.id == id_)


def _proposed(said: str) -> dict[str, Any]:
    """The answers to what is not asked: done, at no certain time, nobody to ask, and the topics the text speaks of."""
    about = [it.id for it in suggest_topics(said)][:MOST_TOPICS]
    return {"state": State.DONE.value, "happened": SKIPPED, "ask": SKIPPED, "topics": about}


async def _format(chat: Dialogue, title: str, text: str) -> str | None:
    likely = likely_format(title) or likely_format(text)
    known = vocabulary()
    options = [
        Option(value=it.id, label=Label(word=("format", it.id)), group=it.group or "") for it in known.entries("format")
    ]
    groups = words("format_kind", [it.id for it in known.entries("format_kind")])
    first = [likely] if likely else []
    return await chat.choose("format", options, optional=True, groups=groups, first=first, likely=likely) or None


async def _summary(chat: Dialogue, draft: MeasureDraft, name: str) -> None:
    fields = [
        ("title", draft.title),
        ("text", draft.text),
        ("format", draft.format),
        ("state", draft.state),
        ("happened", draft.happened),
        ("effort", draft.effort),
        ("reach", draft.reach),
        ("learned", draft.learned),
        ("reuse", draft.reuse),
        ("ask", draft.ask),
        ("topics", draft.topics),
    ]
    await chat.review(fields, name=name)
