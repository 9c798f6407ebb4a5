"""Subscribing to the Infobrief without an account: ask, confirm, choose topics, leave. GET shows, only POST acts."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from actions.change_subscription import change_subscription
from actions.confirm_subscription import asked, confirm_subscription
from actions.end_subscription import end_subscription
from actions.subscribe import subscribe
from config.vocabulary import vocabulary
from network.errors import BadAnswer
from network.person import Language
from network.subscription import leave_token
from storage import limits, subscriptions
from web.reception import asking, forms_per_hour, language_of, page, reception

_DOOR = "web"


async def form(request: Request) -> Response:
    """/infobrief/abonnieren: the form."""
    topics = [topic for topic in request.query_params.getlist("thema") if topic in _known()]
    return await _form(request, topics=topics)


async def ask(request: Request) -> Response:
    """POST: send the confirmation letter; the same page follows whether the address is known or not."""
    house = reception(request)
    given = await request.form()
    language = await language_of(request)
    topics, address = _topics(given), _text(given, "email")
    if _text(given, "website"):  # a field that people do not see
        return RedirectResponse("/infobrief/abonnieren/danke", status_code=303)
    try:
        async with house.db.transaction() as tx:
            await limits.spend(tx, **forms_per_hour(request, "subscribe"))
            await subscribe(
                tx,
                address,
                topics,
                language=language,
                door=_DOOR,
                wording=house.desk.texts.plain("consent.infobrief", {}, language),
                secret=house.desk.secret,
                by=await asking(request),
                now=house.now(),
            )
    except BadAnswer as refusal:
        words = house.desk.texts.plain(f"errors.{refusal.key}", refusal.facts, language)
        return await _form(request, topics=topics, email=address, errors={"email": words}, code=400)
    house.nudge()
    return RedirectResponse("/infobrief/abonnieren/danke", status_code=303)


async def asked_for(request: Request) -> Response:
    """/infobrief/abonnieren/danke: what happens next."""
    return await page(request, "subscribe_sent.html")


async def confirm_form(request: Request) -> Response:
    """/infobrief/bestaetigen/<token>: one button; looking changes nothing."""
    house = reception(request)
    token = request.path_params["token"]
    async with house.db.reading() as tx:
        found = await asked(tx, token, now=house.now())
    return await _private(request, "subscribe_confirm.html", token=token, again=found.again, done=False)


async def confirm(request: Request) -> Response:
    """POST: the subscription becomes active."""
    house = reception(request)
    token = request.path_params["token"]
    async with house.db.transaction() as tx:
        found = await confirm_subscription(tx, token, by=await asking(request), now=house.now())
    return await _private(request, "subscribe_confirm.html", token=token, again=found.again, done=True)


async def preferences_form(request: Request) -> Response:
    """/infobrief/einstellungen/<token>: topics and language as they are."""
    return await _preferences(request, saved=False)


async def preferences(request: Request) -> Response:
    """POST: keep the choice."""
    house = reception(request)
    given = await request.form()
    language = Language.EN if _text(given, "sprache") == "en" else Language.DE
    async with house.db.transaction() as tx:
        await change_subscription(
            tx,
            request.path_params["token"],
            _topics(given),
            language=language,
            door=_DOOR,
            wording=house.desk.texts.plain("consent.infobrief", {}, language),
            by=await asking(request),
            now=house.now(),
        )
    return await _preferences(request, saved=True)


async def leave_form(request: Request) -> Response:
    """/a/<token>: one button to leave; looking changes nothing."""
    house = reception(request)
    token = request.path_params["token"]
    async with house.db.reading() as tx:
        found = await subscriptions.by_leave_token(tx, token)
    return await _private(request, "leave.html", token=token, subscription=found, done=False)


async def leave(request: Request) -> Response:
    """POST: ends the subscription at once; the body does not matter (RFC 8058)."""
    house = reception(request)
    token = request.path_params["token"]
    async with house.db.transaction() as tx:
        ended = await end_subscription(tx, token, door=_DOOR, by=await asking(request), now=house.now())
    if "List-Unsubscribe=One-Click" in (await request.body()).decode("latin-1")[:2000]:
        return PlainTextResponse("OK", headers={"cache-control": "no-store"})
    return await _private(request, "leave.html", token=token, subscription=ended.subscription, done=True)


async def _form(
    request: Request,
    *,
    topics: list[str],
    email: str = "",
    errors: dict[str, str] | None = None,
    code: int = 200,
) -> HTMLResponse:
    house, language = reception(request), await language_of(request)
    consent = house.desk.texts.plain("consent.infobrief", {}, language)
    return await page(
        request,
        "subscribe.html",
        code=code,
        email=email,
        topics=_offered(language),
        chosen=topics,
        errors=errors or {},
        consent=consent,
    )


async def _preferences(request: Request, *, saved: bool) -> HTMLResponse:
    house, language = reception(request), await language_of(request)
    token = request.path_params["token"]
    async with house.db.reading() as tx:
        found = await subscriptions.by_choose_token(tx, token)
    return await _private(
        request,
        "preferences.html",
        token=token,
        subscription=found,
        leave=leave_token(found.id, house.desk.secret),
        topics=_offered(language),
        saved=saved,
    )


async def _private(request: Request, name: str, **facts: Any) -> HTMLResponse:
    answer = await page(request, name, **facts)
    answer.headers["cache-control"] = "no-store"
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _offered(language: Language) -> list[tuple[str, str, str]]:
    return [(topic.id, topic.label(language.value), "") for topic in vocabulary().topics]


def _topics(given: FormData) -> list[str]:
    return [str(topic) for topic in given.getlist("thema") if topic in _known()]


def _known() -> set[str]:
    return {topic.id for topic in vocabulary().topics}


def _text(given: FormData, name: str) -> str:
    value = given.get(name, "")
    return value.strip() if isinstance(value, str) else ""
