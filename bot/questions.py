"""Questions that several conversations share: the profile of an initiative, its place, topics, what it offers."""

from collections.abc import Sequence
from typing import Any

from bot.dialogue import SKIPPED, Dialogue, Option, words, yes_no
from bot.say import Label
from config.laender import all_laender
from config.vocabulary import Concept, vocabulary
from network.initiative import (
    ActorGroup,
    Draft,
    Initiative,
    Kind,
    Level,
    Place,
    composition_of,
    goals,
    initiative_name,
    kind_of,
    offer_text,
    website,
)
from network.matching import suggest_category, suggest_topics
from network.place import Spot, nearly, place_name, spot, spots, whole_land

MOST_TOPICS = 8
MOST_THINGS = 3

PLAN = (
    "name",
    "level",
    "place",
    "strategy_inside",
    "action_outside",
    "members_act",
    "actors",
    "goals",
    "topics",
    "offer_1",
    "need_1",
    "website",
    "review",
)
PARTS = {
    "name": ("name", "known"),
    "place": ("place", "place_which", "place_land", "land"),
    "kind": ("strategy_inside", "action_outside", "members_act"),
    "offers": tuple(f"offer_{number}{end}" for number in (1, 2, 3) for end in ("", "_category")),
    "needs": tuple(f"need_{number}{end}" for number in (1, 2, 3) for end in ("", "_category")),
}
_OTHER = "other"


async def profile(
    chat: Dialogue, name: str | None = None, *, reason: str | None = None, ticked: Sequence[str] = ()
) -> Draft:
    """Return what was answered about an initiative, of this name if it was asked already, confirmed on the summary.

    `reason` is what staff asked for when they returned the entry; it stands above the summary. The topics `ticked` are
    proposed along with those that the goals speak of.
    """
    called = await chat.ask("name", initiative_name) if name is None else name
    level = Level(await chat.choose("level", words("level", Level)))
    place = await _place(chat, level)
    kind = await _kind(chat)
    actors = tuple(ActorGroup(it) for it in await chat.choose_many("actors", words("actor", ActorGroup), least=1))
    aims = await chat.ask("goals", goals)
    chosen = await topics(chat, proposed_from=f"{called}. {aims}", ticked=ticked, least=1)
    offers = await _things(chat, "offer")
    needs = await _things(chat, "need")
    address = await chat.ask_optional("website", website)
    draft = Draft(
        name=called,
        level=level,
        kind=kind,
        place=place,
        actors=actors,
        goals=aims,
        topics=chosen,
        offers=offers,
        needs=needs,
        website=address,
    )
    await _summary(chat, draft, reason)
    return draft


async def topics(
    chat: Dialogue, *, proposed_from: str = "", ticked: Sequence[str] = (), least: int = 0, most: int = MOST_TOPICS
) -> tuple[str, ...]:
    """Return the topics that were ticked; those a text speaks of are proposed."""
    read = [it.id for it in suggest_topics(proposed_from)] if proposed_from else []
    proposed = list(dict.fromkeys((*ticked, *read)))
    known = vocabulary()
    return await chat.choose_many(
        "topics",
        _concepts("topic", known.topics),
        ticked=proposed[:most],
        least=least,
        most=most,
        groups=_groups("topic_group"),
        proposed=len(proposed),
    )


def entries(options: Sequence[tuple[str, str]]) -> tuple[Option, ...]:
    """Return options whose labels are names as they are: (id, name)."""
    return tuple(Option(value=id_, label=Label(name=name)) for id_, name in options)


def answers_of(it: Initiative) -> dict[str, Any]:
    """Return the raw answers that lead to this entry."""
    return (
        {"name": it.name, "level": it.level.value}
        | _place_answers(it)
        | _kind_answers(it.kind)
        | {"actors": list(it.actors), "goals": it.goals, "topics": list(it.topics)}
        | _thing_answers("offer", [(offer.text, offer.category) for offer in it.offered])
        | _thing_answers("need", [(offer.text, offer.category) for offer in it.needed])
        | {"website": it.website or SKIPPED}
    )


async def _place(chat: Dialogue, level: Level) -> Place:
    if level is Level.LANDESWEIT:
        return whole_land(await chat.choose("land", _laender(chat), across=2))
    name = await chat.ask("place", place_name)
    found = spots(name)
    if len(found) == 1:
        return found[0].place
    like = found or nearly(name)
    if like:
        options = [*(_spot(it, like) for it in like), Option(value=_OTHER, label=Label(key="common.none_of_these"))]
        key = await chat.choose("place_which", options, given=name, exact=bool(found))
        chosen = spot(key, like)
        if chosen:
            return chosen
    return Place(name=name, land=await chat.choose("place_land", _laender(chat), across=2, given=name))


async def _kind(chat: Dialogue) -> Kind:
    answers = [await chat.choose(key, yes_no(), across=2) == "yes" for key in PARTS["kind"]]
    return kind_of(strategy_inside=answers[0], action_outside=answers[1], members_act=answers[2])


async def _things(chat: Dialogue, kind: str) -> tuple[tuple[str, str | None], ...]:
    """Return up to three offers or needs, each with the category that was tapped for it, if any."""
    told: list[tuple[str, str | None]] = []
    for number in range(1, MOST_THINGS + 1):
        said = await chat.ask_optional(f"{kind}_{number}", offer_text)
        if said is None:
            break
        told.append((said, await _category(chat, f"{kind}_{number}_category", said)))
    return tuple(told)


async def _category(chat: Dialogue, key: str, said: str) -> str | None:
    likely = suggest_category(said)
    chosen = await chat.choose(
        key,
        _concepts("category", vocabulary().categories),
        optional=True,
        groups=_groups("category_group"),
        first=[likely.id] if likely else [],
        said=said,
        likely=likely.id if likely else None,
    )
    return chosen or None


async def _summary(chat: Dialogue, draft: Draft, reason: str | None) -> None:
    fields = [
        ("name", draft.name),
        ("level", draft.level),
        ("place", draft.place),
        ("kind", draft.kind),
        ("actors", draft.actors),
        ("goals", draft.goals),
        ("topics", draft.topics),
        ("offers", draft.offers),
        ("needs", draft.needs),
        ("website", draft.website),
    ]
    await chat.review(fields, parts=PARTS, composition=composition_of(draft.actors), reason=reason)


def _concepts(kind: str, concepts: Sequence[Concept]) -> tuple[Option, ...]:
    return tuple(Option(value=it.id, label=Label(word=(kind, it.id)), group=it.group or "") for it in concepts)


def _groups(kind: str) -> tuple[Option, ...]:
    return words(kind, [entry.id for entry in vocabulary().entries(kind)])


def _laender(chat: Dialogue) -> tuple[Option, ...]:
    language = chat.person.language.value
    return tuple(Option(value=it.code, label=Label(name=it.name(language))) for it in all_laender())


def _spot(it: Spot, among: Sequence[Spot]) -> Option:
    """A town with its Land, and with its size where two of one name lie in one Land."""
    twins = [other for other in among if (other.place.name, other.place.land) == (it.place.name, it.place.land)]
    facts = {"name": it.place.name, "land": it.place.land, "people": it.weight if len(twins) > 1 else None}
    return Option(value=it.key, label=Label(key="common.town", facts=facts))


def _place_answers(it: Initiative) -> dict[str, Any]:
    if it.level is Level.LANDESWEIT:
        return {"land": it.place.land}
    here = next((found.key for found in spots(it.place.name) if found.place == it.place), "other")
    return {"place": it.place.name, "place_which": here, "place_land": it.place.land}


def _kind_answers(kind: Kind) -> dict[str, Any]:
    return {
        "strategy_inside": "no" if kind is Kind.MASSNAHMEN else "yes",
        "action_outside": "no" if kind is Kind.NETZWERK else "yes",
        "members_act": "no",
    }


def _thing_answers(kind: str, told: list[tuple[str, str | None]]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for number, (said, category) in enumerate(told, start=1):
        answers |= {f"{kind}_{number}": said, f"{kind}_{number}_category": category or SKIPPED}
    return answers | {f"{kind}_{len(told) + 1}": SKIPPED}
