"""What is public as records for other programs: initiatives, measures and meetings in JSON, GeoJSON and CSV.

Pure: entries in, records out. Names of fields are English and stay; words come as `de` and `en`, so that an answer does
not depend on who asks. No person, no contact and no address of a person is ever part of a record.
"""

import csv
import io
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from config.laender import land
from config.vocabulary import vocabulary
from network.initiative import Initiative, Relation
from network.measure import Measure
from network.meeting import Meeting
from network.offer import Offer
from network.person import Language
from templates.render import Texts

Record = Mapping[str, Any]

COLUMNS = (
    "id",
    "slug",
    "name",
    "url",
    "level",
    "kind",
    "status",
    "standing",
    "confirmed",
    "place",
    "land",
    "lat",
    "lon",
    "topics",
    "actors",
    "composition",
    "suggested_composition",
    "founded",
    "legal_form",
    "website",
    "goals",
    "sources",
    "as_of",
    "confirmed_at",
    "updated_at",
)
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r", "\n")


def words(texts: Texts, key: str) -> dict[str, str]:
    """Return what templates/chat/open_data.jinja says under `key`, in both languages."""
    return {language.value: texts.plain(f"open_data.{key}", {}, language) for language in Language}


def initiative(it: Initiative, *, texts: Texts, public: Collection[str]) -> dict[str, Any]:
    """Return the record of an initiative; relations lead only to slugs that are `public`."""
    return {
        "id": str(it.id),
        "slug": it.slug,
        **_names(it),
        "url": f"{texts.base_url}/initiativen/{it.slug}",
        "level": _label("level", it.level),
        "kind": _label("kind", it.kind),
        "status": it.status.value,
        "standing": words(texts, it.status),
        "confirmed": not it.is_historic,
        "place": _place(it),
        "topics": [_label("topic", topic) for topic in it.topics],
        "actors": [_label("actor", actor) for actor in it.actors],
        "composition": _label("composition", it.composition),
        "suggested_composition": _label("composition", it.suggested_composition),
        "goals": it.goals,
        "offers": [_offer(offer) for offer in it.offered],
        "needs": [_offer(offer) for offer in it.needed],
        "formats": [_label("format", format_) for format_ in it.formats],
        "relations": [_relation(other) for other in it.relations if other.other_slug in public],
        "founded": it.founded,
        "legal_form": it.legal_form,
        "website": it.website,
        "sources": list(it.sources),
        "as_of": it.as_of,
        "confirmed_at": it.confirmed_at.date().isoformat() if it.confirmed_at else None,
        "updated_at": it.updated_at.date().isoformat(),
    }


def measure(it: Measure, *, texts: Texts) -> dict[str, Any]:
    """Return the record of a measure; whom to ask stays on its page."""
    owner = {"id": str(it.initiative_id), "slug": it.initiative_slug, "name": it.initiative_name}
    return {
        "id": str(it.id),
        "slug": it.slug,
        "title": it.title,
        "url": f"{texts.base_url}/massnahmen/{it.slug}",
        "initiative": owner,
        "land": it.land,
        "text": it.text,
        "format": _label("format", it.format),
        "topics": [_label("topic", topic) for topic in it.topics],
        "state": _label("measure_state", it.state),
        "happened": it.happened,
        "effort": it.effort,
        "reach": it.reach,
        "learned": it.learned,
        "reuse": _label("reuse", it.reuse),
        "standing": words(texts, "historic" if it.is_historic else "active"),
        "confirmed": not it.is_historic,
        "sources": list(it.sources),
        "updated_at": it.updated_at.date().isoformat(),
    }


def meeting(it: Meeting, *, base_url: str) -> dict[str, Any]:
    """Return the record of a meeting: who invites and how many seats are left, not who comes."""
    return {
        "id": str(it.id),
        "slug": it.slug,
        "title": it.title,
        "url": f"{base_url}/termine/{it.slug}",
        "calendar": f"{base_url}/termine/{it.slug}.ics",
        "text": it.text,
        "starts_at": it.starts_at.isoformat(),
        "ends_at": it.ends_at.isoformat(),
        "place": it.place,
        "host": it.host,
        "topics": [_label("topic", topic) for topic in it.topics],
        "capacity": it.capacity,
        "seats_left": max(0, it.capacity - it.seated),
        "cancelled": it.cancelled,
    }


def features(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return GeoJSON features (RFC 7946: longitude first); a record without a point has no geometry."""
    return [
        {
            "type": "Feature",
            "id": record["id"],
            "geometry": _point(record["place"]),
            "properties": {name: value for name, value in _flat(record).items() if name not in {"id", "lat", "lon"}},
        }
        for record in records
    ]


def table(records: Iterable[Record]) -> str:
    """Return the records as CSV that a German spreadsheet opens: semicolons, one header row, no formulas."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_cell(value) for value in _flat(record).values()] for record in records)
    return file.getvalue()


def _names(it: Initiative) -> dict[str, Any]:
    former = [{"name": former.name, "until": former.until.isoformat()} for former in it.former_names]
    return {"name": it.name, "aliases": list(it.aliases), "former_names": former}


def _label(kind: str, id_: str | None) -> dict[str, str] | None:
    if id_ is None:
        return None
    return {"id": str(id_)} | {it.value: vocabulary().label(kind, id_, it.value) for it in Language}


def _place(it: Initiative) -> dict[str, Any]:
    found = land(it.place.land)
    names = {language.value: found.name(language.value) if found else it.place.land for language in Language}
    point = {"lat": it.place.lat, "lon": it.place.lon}
    return {"name": it.place.name, "land": {"id": it.place.land} | names} | point


def _offer(it: Offer) -> dict[str, Any]:
    return {"text": it.text, "category": _label("category", it.category), "category_confirmed": it.category_confirmed}


def _relation(it: Relation) -> dict[str, Any]:
    kind = _label("relation", it.kind)
    return {"kind": kind, "id": str(it.other), "slug": it.other_slug, "name": it.other_name}


def _point(place: Record) -> dict[str, Any] | None:
    if place["lat"] is None or place["lon"] is None:
        return None
    return {"type": "Point", "coordinates": [place["lon"], place["lat"]]}


def _flat(record: Record) -> dict[str, Any]:
    """The record in plain values by COLUMNS: ids instead of labels, the German words, a place in four columns."""
    place = record["place"]
    spread = {**record, "place": place["name"], "land": place["land"], "lat": place["lat"], "lon": place["lon"]}
    return {name: _plain(spread[name]) for name in COLUMNS}


def _plain(value: Any) -> Any:
    match value:
        case {"id": id_}:
            return id_
        case {"de": german}:
            return german
        case list():
            return [_plain(it) for it in value]
    return value


def _cell(value: Any) -> str | float:
    """A plain value as one cell; what a spreadsheet would take for a formula gets an apostrophe in front."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() | int():
            return value
        case list():
            return _harmless(", ".join(value))
    return _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text
