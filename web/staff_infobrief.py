"""The Infobrief at the staff's desk: compile, edit, look at it as readers will, release, and watch the account."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from actions.compile_infobrief import Outcome, compile_infobrief
from actions.decide_uncertain import decide_uncertain
from actions.edit_infobrief import edit_infobrief
from actions.pause_infobrief import pause_infobrief
from actions.preview_infobrief import Preview, preview_infobrief
from actions.release_infobrief import release_infobrief
from actions.report_infobrief import Report, report_infobrief
from actions.test_infobrief import test_infobrief
from network.delivery import DeliveryState
from network.errors import NotFound, Refusal
from network.infobrief import Infobrief, InfobriefState, Item, OnUncertain, has_enough, introduction, sections
from network.person import Language
from network.subscription import chosen_topics
from newsletter.infobrief_letter import preview as in_words
from storage import infobriefe, meetings
from storage.database import DatabaseAway, Transaction
from web.reception import reception
from web.staff_parts import Sheet, back, desk_page, member, sheet_of, told, topic_groups

_LIST = "/netzwerkstelle/infobrief"
_MOST_ISSUES = 200
_PER_PAGE = 50
_LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
# What the report can be filtered by; what is under way counts as open.
STATES = tuple(it for it in DeliveryState if it not in {DeliveryState.PACKED, DeliveryState.DOT_SENT})


async def listing(request: Request) -> Response:
    """/netzwerkstelle/infobrief: all issues, newest first."""
    async with reception(request).db.reading() as tx:
        every = await infobriefe.everything(tx, limit=_MOST_ISSUES)
    has_draft = any(it.state is InfobriefState.DRAFT for it in every)
    return await desk_page(request, "staff_infobriefe.html", issues=every, has_draft=has_draft)


async def compile_now(request: Request) -> Response:
    """POST: puts the draft together now, or makes the open one anew."""
    house = reception(request)
    async with house.db.transaction() as tx:
        done = await compile_infobrief(tx, zone=house.desk.zone, by=await member(request), now=house.now())
    if done.infobrief is None:
        return back(_LIST, "zu_wenig", amount=done.items)
    word = "zusammengestellt" if done.outcome is Outcome.MADE else "neu_zusammengestellt"
    return back(f"{_LIST}/{done.infobrief.id}", word)


async def one(request: Request) -> Response:
    """/netzwerkstelle/infobrief/<id>: a draft to edit, or the report of a released issue."""
    async with reception(request).db.reading() as tx:
        found = await infobriefe.get(tx, request.path_params["id"])
    if found.state is InfobriefState.DRAFT:
        return await _editor(request, found, await sheet_of(request))
    return await _report(request)


# ------------------------------------------------------------------ the draft


async def edit(request: Request) -> Response:
    """POST: keeps the introduction and carries out the pressed button (`zug`): move, leave out, take in."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_ = request.path_params["id"]
    intro = sheet.read("einleitung", introduction)
    move, _, item = sheet.raw("zug").partition(":")
    if sheet.errors:
        return await _again(request, sheet)
    try:
        async with house.db.transaction() as tx:
            draft = await infobriefe.get(tx, id_)
            if _was_changed(draft, sheet):
                raise Refusal("draft_changed")
            await edit_infobrief(
                tx,
                id_,
                intro=intro,
                order=_moved(draft.items, item, move),
                leave_out=[item] if move == "weglassen" else [],
                take_in=[item] if move == "aufnehmen" else [],
                by=by,
                now=house.now(),
            )
    except (Refusal, DatabaseAway) as trouble:
        return await _again(request, sheet, trouble)
    words = {"hoch": "verschoben", "runter": "verschoben", "weglassen": "weggelassen", "aufnehmen": "aufgenommen"}
    return back(f"{_LIST}/{id_}", words.get(move, "gespeichert"), anchor=f"eintrag-{item}" if item else "")


async def preview(request: Request) -> Response:
    """/netzwerkstelle/infobrief/<id>/vorschau: the letter as a reader of these topics and this language gets it."""
    return await _preview(request, *_profile(request))


async def preview_letter(request: Request) -> Response:
    """…/vorschau/brief: the HTML part alone, for the frame on the page of the preview."""
    house = reception(request)
    topics, language = _profile(request)
    shown = await _shown(request, topics, language)
    html = in_words(house.desk.texts, shown).html or ""
    return HTMLResponse(html, headers={"content-security-policy": _LETTER_CSP, "cache-control": "no-store"})


async def send_test(request: Request) -> Response:
    """POST: one copy for oneself, as a reader of these topics and this language gets it."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_, topics = request.path_params["id"], sheet.topics()
    language = Language.EN if sheet.raw("sprache") == "en" else Language.DE
    try:
        async with house.db.transaction() as tx:
            await test_infobrief(tx, id_, topics=topics, language=language, by=by, now=house.now())
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _preview(request, tuple(topics), language, refused=refused, code=code)
    house.nudge()
    return back(f"{_LIST}/{id_}/vorschau?{_query(topics, language)}", "test")


async def release_form(request: Request) -> Response:
    """/netzwerkstelle/infobrief/<id>/freigabe: what will go out and to how many, with one button."""
    return await _release(request)


async def release(request: Request) -> Response:
    """POST: lets exactly the content go that the page showed."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_ = request.path_params["id"]
    way = OnUncertain.HOLD if sheet.raw("ungewiss") == OnUncertain.HOLD else OnUncertain.RESEND
    try:
        async with house.db.transaction() as tx:
            await release_infobrief(tx, id_, sheet.raw("inhalt"), by=by, now=house.now(), on_uncertain=way)
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _release(request, way=way, refused=refused, code=code)
    house.nudge()
    return back(f"{_LIST}/{id_}", "versand")


async def _editor(
    request: Request, draft: Infobrief, sheet: Sheet, *, refused: str | None = None, code: int = 200
) -> Response:
    async with reception(request).db.reading() as tx:
        gone = await _called_off(tx, draft)
    return await desk_page(
        request,
        "staff_infobrief.html",
        code=code,
        refused=refused,
        issue=draft,
        sections=sections(draft.items),
        enough=has_enough(draft.items),
        called_off=gone,
        intro=sheet.raw("einleitung") if code != 200 else draft.intro,
        sheet=sheet,
    )


async def _again(request: Request, sheet: Sheet, trouble: Refusal | DatabaseAway | None = None) -> Response:
    """Return the page of the issue with everything that was typed and the reason why it was not kept."""
    async with reception(request).db.reading() as tx:
        found = await infobriefe.get(tx, request.path_params["id"])
    refused, code = await told(request, trouble) if trouble else (None, 400)
    if found.state is InfobriefState.DRAFT:
        return await _editor(request, found, sheet, refused=refused, code=code)
    return await _report(request, refused=refused, code=code)


def _was_changed(draft: Infobrief, sheet: Sheet) -> bool:
    """Whether somebody else changed the draft after this page was opened."""
    return sheet.raw("inhalt") not in {"", draft.content_hash}


def _moved(items: tuple[Item, ...], id_: str, move: str) -> list[str] | None:
    """Return the ids after moving one item up or down inside its rubric; None for any other button."""
    step = {"hoch": -1, "runter": 1}.get(move)
    if step is None:
        return None
    order = [it.id for it in items]
    rubric = {it.id: it.rubric for it in items}
    here = order.index(id_) if id_ in order else -1
    there = here + step
    if here >= 0 and 0 <= there < len(order) and rubric[order[there]] is rubric[id_]:
        order[here], order[there] = order[there], order[here]
    return order


async def _preview(
    request: Request,
    topics: tuple[str, ...],
    language: Language,
    *,
    refused: str | None = None,
    code: int = 200,
) -> Response:
    shown = await _shown(request, topics, language)
    return await desk_page(
        request,
        "staff_infobrief_preview.html",
        code=code,
        refused=refused,
        issue=shown.infobrief,
        shown=shown,
        letter=in_words(reception(request).desk.texts, shown),
        groups=await topic_groups(request),
        query=_query(topics, language),
    )


async def _shown(request: Request, topics: tuple[str, ...], language: Language) -> Preview:
    house, by = reception(request), await member(request)
    async with house.db.reading() as tx:
        id_ = request.path_params["id"]
        return await preview_infobrief(tx, id_, topics=topics, language=language, by=by, now=house.now())


async def _release(
    request: Request, *, way: OnUncertain = OnUncertain.RESEND, refused: str | None = None, code: int = 200
) -> Response:
    house, by = reception(request), await member(request)
    async with house.db.reading() as tx:
        shown = await preview_infobrief(tx, request.path_params["id"], by=by, now=house.now())
        gone = await _called_off(tx, shown.infobrief)
    if shown.infobrief.state is not InfobriefState.DRAFT:
        return await _report(request, refused=refused, code=code)
    return await desk_page(
        request,
        "staff_infobrief_release.html",
        code=code,
        refused=refused,
        issue=shown.infobrief,
        sections=sections(shown.items),
        shown=shown,
        enough=has_enough(shown.items),
        called_off=gone,
        way=way,
    )


async def _called_off(tx: Transaction, draft: Infobrief) -> list[str]:
    """Return the titles of meetings in the draft that do not take place any more."""
    gone = {str(it.id) for it in await meetings.everything(tx) if it.cancelled}
    return [it.title for it in draft.items if it.id in gone]


def _profile(request: Request) -> tuple[tuple[str, ...], Language]:
    """Return the topics and the language in the address."""
    given = request.query_params
    language = Language.EN if given.get("sprache") == "en" else Language.DE
    return chosen_topics(given.getlist("thema")), language


def _query(topics: Iterable[str], language: Language) -> str:
    return urlencode([*(("thema", topic) for topic in topics), ("sprache", language.value)])


# ------------------------------------------------------------------ the report


async def pause(request: Request) -> Response:
    """POST: lets sending rest, or go on."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_, paused = request.path_params["id"], sheet.raw("versand") == "anhalten"
    try:
        async with house.db.transaction() as tx:
            await pause_infobrief(tx, id_, paused=paused, by=by, now=house.now())
    except (Refusal, DatabaseAway) as trouble:
        return await _again(request, sheet, trouble)
    house.nudge()
    return back(f"{_LIST}/{id_}", "angehalten" if paused else "fortgesetzt")


async def decide(request: Request) -> Response:
    """POST: sends uncertain letters once more or lets them be; one person's (`person`) or all."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    id_, resend = request.path_params["id"], sheet.raw("wahl") == "noch_einmal"
    async with house.db.transaction() as tx:
        ids = _one_person(sheet)
        count = await decide_uncertain(tx, id_, resend=resend, subscription_ids=ids, by=by, now=house.now())
    house.nudge()
    return back(f"{_LIST}/{id_}", "noch_einmal" if resend else "so_lassen", amount=count)


async def _report(request: Request, *, refused: str | None = None, code: int = 200) -> Response:
    house, by = reception(request), await member(request)
    state, number = _filter(request)
    async with house.db.reading() as tx:
        report = await report_infobrief(
            tx, request.path_params["id"], by=by, now=house.now(), state=state, page=number, limit=_PER_PAGE
        )
    answer = await desk_page(
        request,
        "staff_infobrief_report.html",
        code=code,
        refused=refused,
        issue=report.infobrief,
        report=report,
        balance=report.balance,
        state=state,
        states=STATES,
        number=number,
        pages=_pages(report, state, number),
    )
    answer.headers["cache-control"] = "no-store"  # addresses of readers
    return answer


def _filter(request: Request) -> tuple[DeliveryState | None, int]:
    wanted, page = request.query_params.get("stand", ""), request.query_params.get("seite", "1")
    state = DeliveryState(wanted) if wanted in STATES else None
    return state, max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1


def _pages(report: Report, state: DeliveryState | None, number: int) -> int:
    entries = getattr(report.balance, state.value) if state else report.balance.total
    return max(1, -(-entries // _PER_PAGE), number + 1 if report.more else 1)


def _one_person(sheet: Sheet) -> list[UUID] | None:
    given = sheet.raw("person")
    try:
        return [UUID(given)] if given else None
    except ValueError:
        raise NotFound() from None
