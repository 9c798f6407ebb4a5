"""The web room put together: routes with their rights, guards, and what is said when something goes wrong."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from config.log import event, failure
from network.errors import BadAnswer, LinkInvalid, NotAllowed, NotFound, Refusal, TooMuch
from network.person import Language, Role
from network.rights import may
from storage.database import DatabaseAway
from storage.keys import new_id
from web.guard import Guard, TooLarge
from web.reception import Page, Reception, asking, language_of, page, reception

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One address: what answers there, by which methods, and the action whose right it needs."""

    path: str
    page: Page
    right: str
    methods: tuple[str, ...] = ("GET",)


def build(house: Reception, doors: tuple[Door, ...], *, open_paths: tuple[str, ...]) -> Starlette:
    """Return the application with these doors."""
    routes: list[BaseRoute] = [Route(door.path, _guarded(door), methods=list(door.methods)) for door in doors]
    routes.append(Mount("/static", app=_Static(directory=STATIC)))
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, base_url=house.settings.base_url, open_paths=open_paths)],
        exception_handlers={
            Refusal: _refused,
            DatabaseAway: _away,
            TooLarge: _too_large,
            HTTPException: _http_error,
            Exception: _bug,
        },
    )
    app.state.reception = house
    return app


def _guarded(door: Door) -> Callable[[Request], Awaitable[Response]]:
    async def checked(request: Request) -> Response:
        person = await asking(request)
        if not may(door.right, person.role if person else Role.ANONYMOUS):
            if person is None and request.method in {"GET", "HEAD"}:
                return RedirectResponse(f"/anmelden?weiter={quote(request.url.path)}", status_code=303)
            event("page.refused", path=door.path, action=door.right)
            raise NotAllowed(action=door.right)
        return await door.page(request)

    return checked


class _Static(StaticFiles):
    """Static files under a fingerprint may be kept for a year."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        answer.headers["cache-control"] = "public, max-age=31536000, immutable"
        return answer


_STATUS: tuple[tuple[type[Refusal], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (LinkInvalid, 410),
    (TooMuch, 429),
    (BadAnswer, 400),
)


async def _refused(request: Request, refusal: Exception) -> Response:
    assert isinstance(refusal, Refusal)
    status = next((code for kind, code in _STATUS if isinstance(refusal, kind)), 409)
    return await _sorry(request, status, refusal.key, refusal.facts)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    key = {404: "page_unknown", 405: "method_unknown"}.get(error.status_code, "refused")
    return await _sorry(request, error.status_code, key)


async def _too_large(request: Request, error: Exception) -> Response:
    return await _sorry(request, 413, "too_large")


async def _away(request: Request, error: Exception) -> Response:
    failure("database.away", error, path=request.url.path)
    words = reception(request).desk.texts.plain("errors.database_away", {}, Language.DE)
    return PlainTextResponse(words, status_code=503, headers={"retry-after": "10"})


async def _bug(request: Request, error: Exception) -> Response:
    incident = str(new_id(reception(request).now()))[-8:]
    failure("page.broke", error, path=request.url.path, incident=incident)
    return await _sorry(request, 500, "bug", incident=incident)


async def _sorry(
    request: Request, status: int, key: str, facts: Mapping[str, object] | None = None, incident: str | None = None
) -> Response:
    texts, language = reception(request).desk.texts, await language_of(request)
    return await page(
        request,
        "error.html",
        status=status,
        code=status,
        title=texts.plain(f"errors.title_{status}", {}, language),
        text=texts.plain(f"errors.{key}", facts or {}, language),
        incident=incident,
        back=None,
    )
