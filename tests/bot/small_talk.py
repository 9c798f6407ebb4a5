"""A conversation of every kind of question, with the words of the news form, and an effect one can count."""

from sqlalchemy import select

from bot.cards import start
from bot.dialogue import Dialogue, words, yes_no
from bot.player import Repertoire, Visit
from bot.say import Say, tap
from network.errors import Taken
from network.news import Rubric, news_link, news_title
from storage import audit
from storage.database import Database
from storage.tables import audit as audit_table

TOPICS = ("wasserstoff", "mint", "ausbildung", "weiterbildung")


async def script(chat: Dialogue) -> Say:
    """Chosen rubric, typed title, link to skip, ticked topics, summary, effect."""
    chat.words, chat.plan = "submit_news", ("rubric", "title", "link", "topics", "review")
    rubric = await chat.choose("rubric", words("rubric", Rubric), name=None)
    title = await chat.ask("title", news_title)
    link = await chat.ask_optional("link", news_link)
    topics = await chat.choose_many(
        "topics", words("topic", TOPICS), ticked=["wasserstoff"], least=1, most=2, proposed=1
    )
    fields = [("rubric", rubric), ("title", title), ("text", title), ("link", link), ("topics", topics)]
    await chat.review(fields, parts={"title": ("title", "link"), "text": ("title",)}, name=None)
    await audit.write(chat.tx, "counted", title, by=chat.person, now=chat.now, topics=topics)
    if title.startswith("Vergeben"):
        raise Taken("slug_taken", name=title)
    return Say(key="submit_news.done", facts={"headline": title})


async def shorter(chat: Dialogue) -> Say:
    """The same script in a newer version: two rubrics are gone, and the title has become a question with buttons."""
    chat.words = "submit_news"
    await chat.choose("rubric", words("rubric", [Rubric.AKTUELLES, Rubric.PRAXIS]), name=None)
    await chat.choose("title", yes_no())
    return Say(key="submit_news.nothing")


async def other(chat: Dialogue) -> Say:
    """Another conversation, of one question and without effect."""
    chat.words = "announce_meeting"
    await chat.ask("host", news_title)
    return Say(key="submit_news.nothing")


async def staff_only(visit: Visit) -> Say:
    """A card that only staff may see."""
    return Say(key="common.nothing_open", rows=((tap("common.to_start", "start"),),))


SMALL_TALK = Repertoire(
    scripts={"news": script, "other": other},
    cards={"start": start.card, "secret": staff_only},
    commands={"start": "start", "meldung": "news", "anderes": "other", "geheim": "secret"},
    rights={"secret": "list_waiting"},
)
CHANGED = Repertoire(scripts={"news": shorter}, cards={"start": start.card}, commands={"meldung": "news"})
WITHOUT = Repertoire(scripts={}, cards={"start": start.card}, commands={"start": "start"})


async def counted(db: Database) -> list[str]:
    """What the script has done so far."""
    query = select(audit_table.c.subject).where(audit_table.c.action == "counted").order_by(audit_table.c.id)
    async with db.reading() as tx:
        return [row.subject for row in await tx.execute(query)]
