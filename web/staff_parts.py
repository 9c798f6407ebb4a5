"""What every page of the staff's desk needs: who works there, forms that forget nothing, and the way back."""

from collections.abc import Callable
from typing import TypeVar

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from config.log import failure
from config.vocabulary import vocabulary
from network.errors import BadAnswer, NotAllowed, NotFound, Refusal
from network.person import Person
from storage.database import DatabaseAway
from web.reception import asking, language_of, page, reception

T = TypeVar("T")


class Sheet:
    """A form as it was sent: every field as typed, and beside each that does not fit the sentence that says why."""

    def __init__(self, given: FormData, words: Callable[[Refusal], str]) -> None:
        self._given = given
        self._words = words
        self.errors: dict[str, str] = {}

    def raw(self, name: str) -> str:
        """Return a field as it was typed; empty where it was not sent."""
        value = self._given.get(name, "")
        return value if isinstance(value, str) else ""

    def topics(self) -> list[str]:
        """Return the topics ticked under `thema`, in the order of the vocabulary."""
        ticked = {value for value in self._given.getlist("thema") if isinstance(value, str)}
        return [topic.id for topic in vocabulary().topics if topic.id in ticked]

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what a field says, or None with an error beside it."""
        return self.attempt(name, lambda: parse(self.raw(name)))

    def read_optional(self, name: str, parse: Callable[[str], T]) -> T | None:
        """Return what a field says, or None where it is empty or wrong."""
        return self.read(name, parse) if self.raw(name).strip() else None

    def attempt(self, name: str, make: Callable[[], T]) -> T | None:
        """Return what `make` makes of several fields, or None with an error beside this one."""
        try:
            return make()
        except BadAnswer as refusal:
            self.refuse(name, refusal)
            return None

    def refuse(self, name: str, refusal: Refusal) -> None:
        """Put the words of a refusal beside a field; the first one stays."""
        self.errors.setdefault(name, self._words(refusal))

    def wrong(self, name: str) -> str | None:
        """Return the sentence beside a field."""
        return self.errors.get(name)


async def member(request: Request) -> Person:
    """Return who works here; the door has checked the right, so there is somebody."""
    person = await asking(request)
    if person is None:
        raise NotAllowed()
    return person


async def sheet_of(request: Request) -> Sheet:
    """Return the form of this request; of a GET an empty one."""
    given = await request.form() if request.method == "POST" else FormData()
    texts, language = reception(request).desk.texts, await language_of(request)
    return Sheet(given, lambda refusal: texts.plain(f"errors.{refusal.key}", refusal.facts, language))


async def told(request: Request, trouble: Refusal | DatabaseAway) -> tuple[str, int]:
    """Return the words of a refusal and its status, for a page that still holds what was typed.

    What does not exist or is not allowed has no such page and goes on as it came.
    """
    if isinstance(trouble, NotFound | NotAllowed):
        raise trouble
    if isinstance(trouble, DatabaseAway):
        failure("database.away", trouble, path=request.url.path)
        return await sentence(request, Refusal("database_away")), 503
    return await sentence(request, trouble), 409


async def sentence(request: Request, refusal: Refusal) -> str:
    """Return the words of a refusal."""
    return reception(request).desk.texts.plain(f"errors.{refusal.key}", refusal.facts, await language_of(request))


async def desk_page(
    request: Request, name: str, *, code: int = 200, refused: str | None = None, **facts: object
) -> HTMLResponse:
    """Return a page of the desk with the time of day, the short notice of the address, or what was refused."""
    answer = await page(
        request,
        name,
        code=code,
        now=reception(request).now(),
        done=request.query_params.get("hinweis", "") if refused is None and code == 200 else "",
        amount=_amount(request),
        refused=refused,
        **facts,
    )
    answer.headers["cache-control"] = "private, no-cache"  # no-store would empty the forms on the way back
    return answer


def back(path: str, done: str, *, amount: int | None = None, anchor: str = "") -> RedirectResponse:
    """Return the way to a page that says in a short notice what was done."""
    query = f"{'&' if '?' in path else '?'}hinweis={done}" + ("" if amount is None else f"&zahl={amount}")
    return RedirectResponse(path + query + (f"#{anchor}" if anchor else ""), status_code=303)


async def topic_groups(request: Request) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the topics to tick, by the groups of the study: label of the group, then id and label of each."""
    language, words = (await language_of(request)).value, vocabulary()
    return [
        (group.label(language), [(it.id, it.label(language)) for it in words.topics if it.group == group.id])
        for group in words.entries("topic_group")
    ]


def _amount(request: Request) -> int:
    given = request.query_params.get("zahl", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
