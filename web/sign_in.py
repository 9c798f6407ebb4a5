"""Signing in without a password: a link by mail, good for one sign-in; looking at it changes nothing."""

import re
import secrets

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from actions.change_language import change_language
from actions.request_sign_in import LASTS, request_sign_in
from actions.sign_in import invitation, sign_in
from actions.sign_out import sign_out
from network.errors import BadAnswer, LinkInvalid, NotFound, Refusal
from network.person import Language, Person
from storage import limits, people, sessions
from web.reception import LANGUAGE, SESSION, asking, forms_per_hour, language_of, page, reception

BROWSER = "knotenpunkt_browser"  # a secret of the browser that asked for the link
_PLACES = ("chat", "infobrief", "initiativen", "karte", "netzwerkstelle", "postfach", "termine", "uebergabe")
_YEAR = 365 * 24 * 3600
_DEMO_PEOPLE = 8


async def form(request: Request) -> Response:
    """/anmelden: asks for the mail address; in a demo also shows as whom one can enter."""
    to = safe_path(request.query_params.get("weiter", ""))
    if person := await asking(request):
        return RedirectResponse(to or home_of(person), status_code=303)
    return await _form(request, to=to)


async def ask(request: Request) -> Response:
    """POST: sends the letter; the same page follows whether the address is known or not."""
    house, given = reception(request), await request.form()
    address, to = _text(given, "email"), safe_path(_text(given, "weiter"))
    browser = request.cookies.get(BROWSER) or secrets.token_urlsafe(16)
    try:
        async with house.db.transaction() as tx:
            await limits.spend(tx, **forms_per_hour(request, "sign-in"))
            await request_sign_in(
                tx,
                address,
                browser=browser,
                to=to,
                language=await language_of(request),
                by=await asking(request),
                now=house.now(),
            )
    except BadAnswer as refusal:
        return await _form(request, to=to, address=address, refusal=refusal, code=400)
    house.nudge()
    answer = RedirectResponse("/anmelden/gesendet", status_code=303)
    _set_cookie(request, answer, BROWSER, browser, seconds=int(LASTS.total_seconds()))
    return answer


async def sent(request: Request) -> Response:
    """/anmelden/gesendet: what happens next."""
    return await page(request, "sign_in_sent.html", minutes=int(LASTS.total_seconds() / 60))


async def offer(request: Request) -> Response:
    """/anmelden/<token>: says whom it will sign in, with one button."""
    return await _offer(request)


async def enter(request: Request) -> Response:
    """POST /anmelden/<token>: uses the link up and opens a session."""
    house, given = reception(request), await request.form()
    try:
        async with house.db.transaction() as tx:
            signed_in = await sign_in(
                tx,
                request.path_params["token"],
                name=_text(given, "name"),
                staff=house.settings.staff,
                language=await language_of(request),
                by=await asking(request),
                now=house.now(),
            )
            await sessions.close(tx, request.cookies.get(SESSION, ""))
    except BadAnswer as refusal:
        return await _offer(request, name=_text(given, "name"), refusal=refusal, code=400)
    except LinkInvalid as refusal:
        return await _form(request, refusal=refusal, code=410)
    return _entered(request, signed_in.person, signed_in.session, signed_in.to)


async def enter_demo(request: Request) -> Response:
    """POST /anmelden/demo: enters as one of the people of the demo, without a letter."""
    house, given = reception(request), await request.form()
    if not house.settings.demo:
        raise NotFound("page_unknown")
    async with house.db.transaction() as tx:
        offered = {str(it.id): it for it in await people.earliest(tx, limit=_DEMO_PEOPLE)}
        person = offered.get(_text(given, "person"))
        if person is None:
            raise NotFound("person_unknown")
        session = await sessions.open_(tx, person.id, now=house.now())
        await sessions.close(tx, request.cookies.get(SESSION, ""))
    return _entered(request, person, session, safe_path(_text(given, "weiter")))


async def leave(request: Request) -> Response:
    """POST /abmelden: ends the session of this browser."""
    house, by = reception(request), await asking(request)
    async with house.db.transaction() as tx:
        await sign_out(tx, request.cookies.get(SESSION, ""), by=by, now=house.now())
    answer = RedirectResponse("/", status_code=303)
    answer.delete_cookie(SESSION)
    return answer


async def language(request: Request) -> Response:
    """POST /sprache: the language of the pages, and of everything said to who is signed in."""
    house, given = reception(request), await request.form()
    wanted = Language.EN if _text(given, "sprache") == "en" else Language.DE
    if person := await asking(request):
        async with house.db.transaction() as tx:
            await change_language(tx, wanted, by=person, now=house.now())
    answer = RedirectResponse(safe_path(_text(given, "zurueck")) or "/", status_code=303)
    _set_cookie(request, answer, LANGUAGE, wanted.value, seconds=_YEAR)
    return answer


def safe_path(raw: str) -> str:
    """Return a path of our own pages, or nothing: whatever else stands there leads nowhere."""
    inside = re.fullmatch(rf"/(?:{'|'.join(_PLACES)})(?:/[\w-]+)*(?:\?[\w=&%.-]*)?", raw, re.ASCII)
    return raw if inside and len(raw) <= 200 else ""


def home_of(person: Person) -> str:
    """Return where somebody begins who has just signed in."""
    return "/netzwerkstelle" if person.is_staff else "/chat"


async def _form(
    request: Request, *, to: str = "", address: str = "", refusal: Refusal | None = None, code: int = 200
) -> HTMLResponse:
    wrong = await _words(request, refusal)
    return await _private(
        request,
        "sign_in.html",
        code=code,
        to=to,
        address=address,
        errors={"email": wrong} if isinstance(refusal, BadAnswer) else {},
        trouble=None if isinstance(refusal, BadAnswer) else wrong,
        demo_people=await _demo_people(request),
    )


async def _offer(
    request: Request, *, name: str = "", refusal: BadAnswer | None = None, code: int = 200
) -> HTMLResponse:
    house, token = reception(request), request.path_params["token"]
    try:
        async with house.db.reading() as tx:
            found = await invitation(tx, token, browser=request.cookies.get(BROWSER, ""), now=house.now())
    except LinkInvalid as gone:
        return await _form(request, refusal=gone, code=410)
    wrong = await _words(request, refusal)
    errors = {"name": wrong} if wrong else {}
    return await _private(
        request, "sign_in_confirm.html", code=code, token=token, invitation=found, typed_name=name, errors=errors
    )


def _entered(request: Request, person: Person, session: str, to: str) -> Response:
    answer = RedirectResponse(safe_path(to) or home_of(person), status_code=303)
    _set_cookie(request, answer, SESSION, session, seconds=int(sessions.LASTS.total_seconds()))
    answer.delete_cookie(BROWSER)
    return answer


async def _demo_people(request: Request) -> list[Person]:
    house = reception(request)
    if not house.settings.demo:
        return []
    async with house.db.reading() as tx:
        return await people.earliest(tx, limit=_DEMO_PEOPLE)


async def _words(request: Request, refusal: Refusal | None) -> str | None:
    if refusal is None:
        return None
    return reception(request).desk.texts.plain(f"errors.{refusal.key}", refusal.facts, await language_of(request))


async def _private(request: Request, file: str, *, code: int, **facts: object) -> HTMLResponse:
    answer = await page(request, file, code=code, **facts)
    answer.headers["cache-control"] = "no-store"
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _set_cookie(request: Request, answer: Response, name: str, value: str, *, seconds: int) -> None:
    secure = reception(request).settings.base_url.startswith("https://")
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure)


def _text(given: FormData, name: str) -> str:
    value = given.get(name, "")
    return value.strip() if isinstance(value, str) else ""
