"""Entries that are there twice: compared side by side, merged after reading what will happen, and parted again."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from actions.merge_initiatives import merge_initiatives
from actions.tell_apart import tell_apart
from actions.unmerge_initiatives import unmerge_initiatives
from network.errors import NotFound, Refusal
from network.initiative import PUBLIC, Initiative
from network.merger import Gain, check, gain_of
from network.person import Person
from storage import initiatives, mergers
from storage.database import DatabaseAway, Transaction
from web.reception import reception
from web.staff_parts import back, desk_page, member, sentence, sheet_of, told

_HOME = "/netzwerkstelle"
_COMPARE = f"{_HOME}/zusammenlegen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of two entries with what hangs on it."""

    initiative: Initiative
    coordinators: tuple[Person, ...]
    news: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What merging would do: who stays, who goes, what the one gets, and who will be told."""

    keep: Side
    drop: Side
    gain: Gain
    stand: str  # both entries as they were read

    @property
    def told(self) -> int:
        """How many people get a message."""
        return len({it.id for side in (self.keep, self.drop) for it in side.coordinators})


async def compare(request: Request) -> Response:
    """/netzwerkstelle/zusammenlegen?a=&b=: two entries side by side; with `bleibt` also what merging would do."""
    asked = request.query_params
    return await _compare(request, asked.get("a", ""), asked.get("b", ""), keep=asked.get("bleibt", ""))


async def merge(request: Request) -> Response:
    """POST: merges the two, as they were read; the desk offers to take it back."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    keep, drop = _id(sheet.raw("bleibt")), _id(sheet.raw("weg"))
    try:
        async with house.db.transaction() as tx:
            kept, dropped = await initiatives.get(tx, keep), await initiatives.get(tx, drop)
            check(kept, dropped)  # who presses twice shall read that it is done, not that something has changed
            if sheet.raw("stand") != _stand(kept, dropped):
                raise Refusal("entry_changed")
            await merge_initiatives(tx, keep, drop, by=by, now=house.now())
    except (Refusal, DatabaseAway) as trouble:
        refused, code = await told(request, trouble)
        return await _compare(request, str(keep), str(drop), keep=str(keep), refused=refused, code=code)
    house.nudge()
    return back(_HOME, "zusammengelegt", anchor="zusammengelegt")


async def unmerge(request: Request) -> Response:
    """POST /netzwerkstelle/zusammenlegen/<id>/loesen: both entries stand for themselves again."""
    house, by = reception(request), await member(request)
    async with house.db.transaction() as tx:
        await unmerge_initiatives(tx, request.path_params["id"], by=by, now=house.now())
    house.nudge()
    return back(_HOME, "getrennt")


async def apart(request: Request) -> Response:
    """POST /netzwerkstelle/dubletten: these two look alike and are different, or `verschieden=nein`: perhaps not."""
    house, by, sheet = reception(request), await member(request), await sheet_of(request)
    one, other, different = _id(sheet.raw("a")), _id(sheet.raw("b")), sheet.raw("verschieden") != "nein"
    async with house.db.transaction() as tx:
        await tell_apart(tx, one, other, apart=different, by=by, now=house.now())
    if different:
        return back(_HOME, "verschieden", anchor="dubletten")
    return back(f"{_COMPARE}?a={one}&b={other}", "doch_aehnlich")


async def _compare(
    request: Request, one: str, other: str, *, keep: str = "", refused: str | None = None, code: int = 200
) -> Response:
    house = reception(request)
    async with house.db.reading() as tx:
        sides = [await _side(tx, _id(given)) for given in (one, other) if given]
        everybody = await initiatives.public(tx)
        apart = frozenset(it.initiative.id for it in sides) in await mergers.told_apart(tx)
    why_not = await _why_not(request, sides)
    return await desk_page(
        request,
        "staff_merge.html",
        code=code,
        refused=refused,
        sides=sides,
        everybody=everybody,
        apart=apart,
        public=PUBLIC,
        why_not=why_not,
        plan=_plan(request, sides, keep) if not why_not.get(keep, "unknown") else None,
    )


async def _side(tx: Transaction, id_: UUID) -> Side:
    it = await initiatives.get(tx, id_)
    news, measures = await mergers.hanging(tx, id_)
    return Side(initiative=it, coordinators=tuple(await initiatives.members(tx, id_)), news=news, measures=measures)


async def _why_not(request: Request, sides: list[Side]) -> dict[str, str | None]:
    """Return for each of two entries why it may not be the one that stays, if it may not."""
    found: dict[str, str | None] = {}
    for keep, drop in (sides, sides[::-1]) if len(sides) == 2 else ():
        try:
            check(keep.initiative, drop.initiative)
            found[str(keep.initiative.id)] = None
        except Refusal as refusal:
            found[str(keep.initiative.id)] = await sentence(request, refusal)
    return found


def _plan(request: Request, sides: list[Side], keep: str) -> Plan:
    kept, dropped = sorted(sides, key=lambda it: str(it.initiative.id) != keep)
    return Plan(
        keep=kept,
        drop=dropped,
        gain=gain_of(kept.initiative, dropped.initiative, on=reception(request).now().date()),
        stand=_stand(kept.initiative, dropped.initiative),
    )


def _stand(keep: Initiative, drop: Initiative) -> str:
    return f"{keep.updated_at.isoformat()} {drop.updated_at.isoformat()}"


def _id(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError:
        raise NotFound("initiative_unknown") from None
