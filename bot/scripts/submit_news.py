"""A coordinator submits a news item."""

from uuid import UUID

from actions.submit_news import submit_news
from bot.dialogue import Dialogue, words
from bot.questions import entries, topics
from bot.say import Say, tap
from network.initiative import PUBLIC, Initiative
from network.news import NewsDraft, Rubric, news_link, news_text, news_title
from storage import initiatives

RUBRICS = (Rubric.AKTUELLES, Rubric.TERMINE, Rubric.PRAXIS, Rubric.BOERSE, Rubric.WERKZEUG)
_TO_START = (tap("common.to_start", "start"),)


async def script(chat: Dialogue) -> Say:
    """Return the thanks after the item was submitted."""
    mine = await initiatives.of_person(chat.tx, chat.person.id)
    public = [it for it in mine if it.status in PUBLIC]
    if not public:
        return _not_yet(mine)
    initiative = await _which(chat, public)
    draft = await news(chat, RUBRICS, initiative=initiative)
    item = await submit_news(chat.tx, draft, by=chat.person, now=chat.now)
    rows = ((tap("buttons.entries", "my_entries"), tap("buttons.submit_another", "begin:submit_news")), _TO_START)
    return Say(key="submit_news.done", facts={"headline": item.title}, rows=rows)


async def news(chat: Dialogue, rubrics: tuple[Rubric, ...], *, initiative: Initiative | None = None) -> NewsDraft:
    """Return the item after its summary was confirmed; without an initiative it speaks for the network."""
    chat.words, chat.plan = "submit_news", ("rubric", "title", "text", "link", "topics", "review")
    rubric = Rubric(await chat.choose("rubric", words("rubric", rubrics), name=initiative.name if initiative else None))
    title = await chat.ask("title", news_title)
    text = await chat.ask("text", news_text)
    link = await chat.ask_optional("link", news_link)
    chosen = await topics(chat, proposed_from=f"{title}. {text}")
    fields = [("rubric", rubric), ("title", title), ("text", text), ("link", link), ("topics", chosen)]
    await chat.review(fields, name=initiative.name if initiative else None)
    id_ = initiative.id if initiative else None
    return NewsDraft(rubric=rubric, title=title, text=text, link=link, topics=chosen, initiative_id=id_)


async def _which(chat: Dialogue, public: list[Initiative]) -> Initiative:
    if len(public) == 1:
        return public[0]
    id_ = UUID(await chat.choose("of", entries([(str(it.id), it.name) for it in public])))
    return next(it for it in public if it.id == id_)


def _not_yet(mine: list[Initiative]) -> Say:
    if mine:
        return Say(key="submit_news.not_yet", rows=((tap("buttons.entries", "my_entries"),), _TO_START))
    return Say(key="submit_news.nothing", rows=((tap("buttons.register", "begin:register_initiative"),), _TO_START))
