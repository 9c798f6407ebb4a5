"""The staff's desk: what waits, how the network stands, and the review of registrations and news."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from actions.list_waiting import list_waiting
from actions.review_initiative import review_initiative
from actions.review_news import review_news
from network.delivery import Balance
from network.errors import AlreadyDone, Refusal
from network.infobrief import Infobrief, compose
from network.initiative import PUBLIC, Initiative, Status
from network.letter import Letter
from network.namesake import Lookalike, lookalikes, pairs
from network.news import News, NewsState, Rubric
from network.review import Verdict, return_reason
from storage import figures, infobriefe, initiatives, ledger, meetings, mergers, news, outbox
from storage.database import DatabaseAway, Transaction
from storage.mergers import Merger
from web.directory import markers
from web.map import draw
from web.profile import surmised
from web.reception import language_of, reception
from web.staff_forms import RUBRICS
from web.staff_parts import Sheet, back, desk_page, member, sheet_of, told

_HOME = "/netzwerkstelle"
_LATE = timedelta(days=3)
_RECENT = timedelta(days=30)
_MOST_LETTERS = 50
_MOST_DOUBLES, _MOST_MERGED = 10, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that waits for staff; `kind` is initiative or news."""

    kind: str
    href: str
    title: str
    about: str
    since: datetime
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Twice:
    """Pairs that could be there twice, how many more there are, and mergers with who stayed and who went."""

    doubles: list[tuple[Initiative, Initiative]]
    more: int
    merged: list[tuple[Merger, Initiative, Initiative]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What else an entry could be, the entry of the study it claims, and the one in which it lives on."""

    alike: list[Lookalike]
    study: Initiative | None
    into: Initiative | None
    can_part: bool  # the merger can be taken back


async def desk(request: Request) -> Response:
    """/netzwerkstelle: what waits, oldest first, and the figures."""
    house, by = reception(request), await member(request)
    now = house.now()
    async with house.db.reading() as tx:
        waiting = await list_waiting(tx, by=by)
        draft = await infobriefe.draft(tx)
        sending = [(it, await ledger.balance(tx, it.id)) for it in await infobriefe.sending(tx)]
        lost = await outbox.failed(tx, limit=_MOST_LETTERS)
        counted = await figures.initiatives_by_status(tx)
        readers, want_all = await figures.readers(tx)
        by_topic = await figures.readers_by_topic(tx)
        coming = await meetings.coming(tx, now=now)
        twice = await _twice(tx)
    entries = [_registration(it, now) for it in waiting.initiatives] + [_submission(it, now) for it in waiting.news]
    return await desk_page(
        request,
        "staff_desk.html",
        entries=sorted(entries, key=lambda it: it.since),
        draft=draft,
        troubled=_troubled(sending),
        sending=sending,
        lost=_recent(lost, now),
        by_status=counted,
        listed=sum(number for status, number in counted.items() if status in PUBLIC),
        readers=readers,
        want_all=want_all,
        by_topic=by_topic.most_common(),
        coming=coming,
        twice=twice,
    )


async def initiative(request: Request) -> Response:
    """/netzwerkstelle/initiativen/<id>: the entry as others will read it, and the decision."""
    return await _initiative(request, await sheet_of(request))


async def decide_initiative(request: Request) -> Response:
    """POST: release the entry, or return it with a reason."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    verdict, reason = _decision(sheet)
    if sheet.errors:
        return await _initiative(request, sheet, code=400)
    try:
        async with house.db.transaction() as tx:
            before = await initiatives.get(tx, request.path_params["id"])
            _as_read(sheet, before.updated_at, waits=before.status is Status.WAITING)
            await review_initiative(tx, before.id, verdict, reason=reason, by=by, now=house.now())
    except AlreadyDone:
        return await _initiative(request, sheet, code=409)  # the page itself says who decided and when
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _initiative(request, sheet, refused=refused, code=code)
    house.nudge()
    return back(_HOME, "freigegeben" if verdict is Verdict.APPROVE else "zurueckgegeben")


async def submission(request: Request) -> Response:
    """/netzwerkstelle/meldungen/<id>: the news as the Infobrief will show it, and the decision."""
    return await _submission_page(request, await sheet_of(request))


async def decide_submission(request: Request) -> Response:
    """POST: release the news, in another rubric if need be, or return it with a reason; its text stays as it is."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    verdict, reason = _decision(sheet)
    if sheet.errors:
        return await _submission_page(request, sheet, code=400)
    try:
        async with house.db.transaction() as tx:
            before = await news.get(tx, request.path_params["id"])
            _as_read(sheet, before.submitted_at, waits=before.state is NewsState.SUBMITTED)
            rubric = _rubric(sheet, before)
            await review_news(tx, before.id, verdict, rubric=rubric, reason=reason, by=by, now=house.now())
    except AlreadyDone:
        return await _submission_page(request, sheet, code=409)
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _submission_page(request, sheet, refused=refused, code=code)
    house.nudge()
    return back(_HOME, "meldung_freigegeben" if verdict is Verdict.APPROVE else "meldung_zurueckgegeben")


async def _initiative(request: Request, sheet: Sheet, *, refused: str | None = None, code: int = 200) -> Response:
    house, id_ = reception(request), request.path_params["id"]
    async with house.db.reading() as tx:
        it = await initiatives.get(tx, id_)
        coordinators = await initiatives.members(tx, id_)
        who, when = await initiatives.decision_of(tx, id_)
        reason = await initiatives.reason_of(tx, id_)
        ties = await _ties(tx, it)
        guessed = surmised(it, await house.desk.matcher.index(tx))
    language = (await language_of(request)).value
    return await desk_page(
        request,
        "staff_initiative.html",
        guessed=guessed,
        code=code,
        refused=refused,
        initiative=it,
        waits=it.status is Status.WAITING,
        coordinators=coordinators,
        ties=ties,
        who=who,
        when=when,
        reason=reason,
        sheet=sheet,
        map=draw(markers([it]), selected=it.slug, width=320, language=language),
    )


async def _ties(tx: Transaction, it: Initiative) -> Ties:
    claimed = await initiatives.claim_of(tx, it.id)
    return Ties(
        alike=[twin for twin in await _alike(tx, it) if twin.initiative.id != claimed],
        study=await initiatives.get(tx, await mergers.living(tx, claimed)) if claimed else None,
        into=await initiatives.get(tx, await mergers.living(tx, it.id)) if it.status is Status.MERGED else None,
        can_part=await mergers.of(tx, it.id) is not None,
    )


async def _alike(tx: Transaction, it: Initiative) -> list[Lookalike]:
    """Which others it could be, but for those it is known not to be."""
    known = [*await initiatives.public(tx), *await initiatives.waiting(tx)]
    apart = await mergers.told_apart(tx)
    return lookalikes(it, (other for other in known if frozenset((it.id, other.id)) not in apart), limit=5)


async def _twice(tx: Transaction) -> Twice:
    doubles = pairs(await initiatives.public(tx), apart=await mergers.told_apart(tx))
    merged = (await mergers.recent(tx))[:_MOST_MERGED]
    return Twice(
        doubles=doubles[:_MOST_DOUBLES],
        more=max(0, len(doubles) - _MOST_DOUBLES),
        merged=[(it, await initiatives.get(tx, it.keep), await initiatives.get(tx, it.drop)) for it in merged],
    )


async def _submission_page(request: Request, sheet: Sheet, *, refused: str | None = None, code: int = 200) -> Response:
    house = reception(request)
    async with house.db.reading() as tx:
        it = await news.get(tx, request.path_params["id"])
    return await desk_page(
        request,
        "staff_news.html",
        code=code,
        refused=refused,
        news=it,
        item=compose([it], [], [])[0],
        waits=it.state is NewsState.SUBMITTED,
        rubrics=RUBRICS,
        chosen=sheet.raw("rubrik") or it.rubric,
        sheet=sheet,
    )


def _decision(sheet: Sheet) -> tuple[Verdict, str | None]:
    """Return the pressed button and the reason that a return needs."""
    if sheet.raw("entscheidung") == "freigeben":
        return Verdict.APPROVE, None
    return Verdict.RETURN, sheet.read("grund", return_reason)


def _as_read(sheet: Sheet, stand: datetime, *, waits: bool) -> None:
    """Refuse a decision on something that was changed after the page was opened."""
    if waits and sheet.raw("stand") not in {"", stand.isoformat()}:
        raise Refusal("entry_changed")


def _rubric(sheet: Sheet, before: News) -> Rubric:
    given = sheet.raw("rubrik")
    return Rubric(given) if given in set(Rubric) else before.rubric


def _registration(it: Initiative, now: datetime) -> Entry:
    return Entry(
        kind="initiative",
        href=f"{_HOME}/initiativen/{it.id}",
        title=it.name,
        about=it.place.name,
        since=it.updated_at,
        is_late=now - it.updated_at > _LATE,
    )


def _submission(it: News, now: datetime) -> Entry:
    return Entry(
        kind="news",
        href=f"{_HOME}/meldungen/{it.id}",
        title=it.title,
        about=it.initiative_name or it.author_name,
        since=it.submitted_at,
        is_late=now - it.submitted_at > _LATE,
    )


def _troubled(sending: list[tuple[Infobrief, Balance]]) -> list[tuple[Infobrief, Balance]]:
    """The issues that need a person: paused without an end, or with deliveries to decide on."""
    return [(it, balance) for it, balance in sending if balance.undecided or (it.paused and it.paused_until is None)]


def _recent(letters: list[Letter], now: datetime) -> list[Letter]:
    return [it for it in letters if it.due_at > now - _RECENT]
