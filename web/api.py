"""The open data: addresses for other programs, with ETag and for every origin, and the page that explains them."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from actions.browse_directory import open_entry
from network.errors import NotFound
from network.initiative import PUBLIC, Initiative, Status
from storage import initiatives, measures, meetings
from storage.database import Transaction
from web import open_data
from web.profile import moved
from web.reception import language_of, page, reception

VERSION = 1
_SECONDS = 300  # an answer may be kept without asking again
_JSON, _GEOJSON, _CSV = "application/json", "application/geo+json", "text/csv; charset=utf-8"


async def explained(request: Request) -> Response:
    """/daten: what there is, what each field means, and what one may do with it."""
    house = reception(request)
    async with house.db.reading() as tx:
        found = await initiatives.public(tx)
    return await page(
        request,
        "data.html",
        count=len(found),
        historic=sum(it.is_historic for it in found),
        licence=house.desk.texts.plain("open_data.licence", {}, await language_of(request)),
    )


async def all_initiatives(request: Request) -> Response:
    """/api/initiativen.json: every public initiative."""
    found, records = await _records(request)
    told = _head(request) | {"count": len(records), "initiatives": records}
    return _answer(request, _written(told), _JSON, changed=_newest(found))


async def map_of_initiatives(request: Request) -> Response:
    """/api/initiativen.geojson: the same as points for a map."""
    found, records = await _records(request)
    told = {"type": "FeatureCollection"} | _head(request) | {"features": open_data.features(records)}
    return _answer(request, _written(told), _GEOJSON, changed=_newest(found))


async def table_of_initiatives(request: Request) -> Response:
    """/api/initiativen.csv: the same as a table, with a byte order mark so that Excel reads the umlauts."""
    found, records = await _records(request)
    answer = _answer(request, open_data.table(records).encode("utf-8-sig"), _CSV, changed=_newest(found))
    answer.headers["content-disposition"] = 'attachment; filename="initiativen.csv"'
    return answer


async def one_initiative(request: Request) -> Response:
    """/api/initiativen/<slug>.json: one public initiative."""
    house = reception(request)
    try:
        async with house.db.reading() as tx:
            found = await initiatives.by_slug(tx, request.path_params["slug"])
            if found.status is Status.MERGED:
                return _moved(await open_entry(tx, found.id, by=None))
            if found.status not in PUBLIC:
                raise NotFound("initiative_unknown")
            public = await _public_others(tx, found)
    except NotFound as refusal:
        return _answer(request, _written({"error": refusal.key}), _JSON, code=404)
    record = open_data.initiative(found, texts=house.desk.texts, public=public)
    told = _head(request) | {"initiative": record}
    return _answer(request, _written(told), _JSON, changed=found.updated_at)


async def all_measures(request: Request) -> Response:
    """/api/massnahmen.json: what the public initiatives have done."""
    house = reception(request)
    async with house.db.reading() as tx:
        found = await measures.public(tx)
    records = [open_data.measure(it, texts=house.desk.texts) for it in found]
    told = _head(request) | {"count": len(records), "measures": records}
    return _answer(request, _written(told), _JSON, changed=max((it.updated_at for it in found), default=None))


async def all_meetings(request: Request) -> Response:
    """/api/termine.json: all meetings, past and cancelled ones too, by date."""
    house = reception(request)
    async with house.db.reading() as tx:
        found = await meetings.everything(tx)
    records = [open_data.meeting(it, base_url=house.settings.base_url) for it in found]
    told = _head(request) | {"count": len(records), "meetings": records}
    return _answer(request, _written(told), _JSON)


async def _records(request: Request) -> tuple[list[Initiative], list[dict[str, Any]]]:
    house = reception(request)
    async with house.db.reading() as tx:
        found = await initiatives.public(tx)
    public = {it.slug for it in found}
    return found, [open_data.initiative(it, texts=house.desk.texts, public=public) for it in found]


async def _public_others(tx: Transaction, it: Initiative) -> set[str]:
    others = await initiatives.several(tx, [relation.other for relation in it.relations])
    return {other.slug for other in others if other.status in PUBLIC}


def _moved(it: Initiative) -> Response:
    answer = moved(f"/api/initiativen/{it.slug}.json")
    answer.headers["access-control-allow-origin"] = "*"
    return answer


def _head(request: Request) -> dict[str, Any]:
    """What stands before the records: the version of the fields, where they are explained, what one may do."""
    texts = reception(request).desk.texts
    return {
        "version": VERSION,
        "documentation": f"{texts.base_url}/daten",
        "licence": open_data.words(texts, "licence"),
    }


def _written(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _newest(found: Iterable[Initiative]) -> datetime | None:
    return max((it.updated_at for it in found), default=None)


def _answer(
    request: Request, body: bytes, media_type: str, *, code: int = 200, changed: datetime | None = None
) -> Response:
    """Return the body, or 304 where the reader has it; the ETag decides, since an entry may also disappear."""
    headers = {
        "access-control-allow-origin": "*",
        "cache-control": f"public, max-age={_SECONDS}",
        "etag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
    }
    if changed:
        headers["last-modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    if code == 200 and _has(request, headers["etag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, status_code=code, headers=headers, media_type=media_type)


def _has(request: Request, etag: str) -> bool:
    known = {it.strip().removeprefix("W/") for it in request.headers.get("if-none-match", "").split(",")}
    return "*" in known or etag in known
