"""What every page has at hand: the database, the words, the settings, and who is asking."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.desk import Desk
from bot.player import Repertoire
from config.settings import Settings
from network.person import Language, Person
from storage import sessions
from storage.database import Database

VERSION = "0.1.0"
SESSION = "knotenpunkt_session"
LANGUAGE = "knotenpunkt_language"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reception:
    """One per process. `nudge` wakes the postman after a request that may have put letters into the outbox."""

    settings: Settings
    db: Database
    desk: Desk
    repertoire: Repertoire
    now: Callable[[], datetime]
    nudge: Callable[[], None]


Page = Callable[[Request], Awaitable[Response]]


def reception(request: Request) -> Reception:
    """Return the reception of the app that serves this request."""
    found: Reception = request.app.state.reception
    return found


async def asking(request: Request) -> Person | None:
    """Return who is signed in, with the role they have at this moment; read once per request."""
    if not hasattr(request.state, "person"):
        token = request.cookies.get(SESSION, "")
        request.state.person = None
        if token:
            house = reception(request)
            async with house.db.reading() as tx:
                request.state.person = await sessions.person_of(tx, token, now=house.now())
    person: Person | None = request.state.person
    return person


async def language_of(request: Request) -> Language:
    """Return the language to answer in: the cookie's, the person's, German."""
    wanted = request.cookies.get(LANGUAGE, "")
    if wanted in set(Language):
        return Language(wanted)
    person = await asking(request)
    return person.language if person else Language.DE


async def page(request: Request, name: str, *, code: int = 200, **facts: Any) -> HTMLResponse:
    """Return the page templates/web/<name> with these facts, the site's own facts and the person's language."""
    house = reception(request)
    language = await language_of(request)
    facts["site"] = {
        "base_url": house.settings.base_url,
        "path": request.url.path,
        "language": language.value,
        "person": await asking(request),
        "demo": house.settings.demo,
        "version": VERSION,
    }
    return HTMLResponse(house.desk.texts.page(name, facts, language), status_code=code)


def forms_per_hour(request: Request, name: str, *, most: int = 30) -> dict[str, Any]:
    """Return what storage.limits needs to bound how often one network (/24 or /64) may send a form."""
    client = request.client.host if request.client else "unknown"
    network = ":".join(client.split(":")[:4]) if ":" in client else client.rpartition(".")[0]
    return {"key": f"{name}:{network}", "most": most, "within": timedelta(hours=1), "now": reception(request).now()}
