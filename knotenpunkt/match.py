"""`knotenpunkt match`: rank initiatives for questions in a file, offline and always the same."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from config.laender import all_laender
from config.vocabulary import vocabulary
from network import matching
from network.initiative import Place
from network.matching import Index, Peer, Profile, Thing, analyse
from network.place import districts_of

LIMIT = 100  # lines per question
SURE = 0.75  # of a label: from here on it means a topic of ours
LEVELS = {"land": "landesweit"}
KINDS = {"netzwerkorientiert": "netzwerk", "massnahmenorientiert": "massnahmen", "maßnahmenorientiert": "massnahmen"}


@click.command()
@click.option("--initiatives", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--queries", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--categories", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Ticked categories.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, writable=True, path_type=Path))
def match(initiatives: Path, queries: Path, categories: Path | None, out: Path) -> None:
    """Rank initiatives for every query and write lines "qid docid rank score" (JSON lines in, plain text out)."""
    ticked = {row["id"]: row for row in _rows(categories)} if categories else {}
    index = Index(analyse(_profile(row, ticked.get(row["id"], {}))) for row in _rows(initiatives))
    with out.open("w", encoding="utf-8") as lines:
        for query in _rows(queries):
            for rank, peer in enumerate(_answer(index, query), 1):
                lines.write(f"{query['qid']} {peer.id} {rank} {peer.score:.5f}\n")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _answer(index: Index, query: Mapping[str, Any]) -> tuple[Peer, ...]:
    if query["kind"] == "peer":
        return matching.peers(index, query["initiative"], limit=LIMIT)
    if query["kind"] == "complement":
        return matching.trades(index, query["initiative"], need=query.get("need"), limit=LIMIT)
    return matching.search(index, query["text"], limit=LIMIT)


def _profile(row: Mapping[str, Any], ticked: Mapping[str, Any]) -> Profile:
    place = row.get("place") or {}
    level = LEVELS.get(row["level"], row["level"])
    return Profile(
        id=row["id"],
        name=row["name"],
        level=level,
        kind=KINDS.get(row["type"], row["type"]),
        land=_land(row.get("bundesland", "")),
        place=place.get("name", ""),
        lat=place.get("lat"),
        lon=place.get("lon"),
        aliases=tuple(row.get("aliases", ())),
        areas=() if level == "landesweit" else _districts(place, _land(row.get("bundesland", ""))),
        actors=tuple(row.get("actors", ())),
        goals=row.get("goals", ""),
        topics=tuple(dict.fromkeys(id for label in row.get("topics", ()) for id in _topics(label))),
        offers=_things(row.get("offers", ()), ticked.get("offer_categories", ())),
        needs=_things(row.get("needs", ()), ticked.get("need_categories", ())),
        measures=tuple(row.get("measures", ())),
        founded=row.get("founded"),
        updated=date.fromisoformat(row["updated_at"]) if row.get("updated_at") else None,
    )


def _districts(place: Mapping[str, Any], land: str) -> tuple[str, ...]:
    return districts_of(Place(name=place.get("name", ""), land=land, lat=place.get("lat"), lon=place.get("lon")))


def _land(name: str) -> str:
    return next((it.code for it in all_laender() if name in (it.code, it.de)), name)


def _topics(label: str) -> Iterator[str]:
    """Yield the topics a label means: an id, a label of ours, or what its words speak of."""
    known = {name: it.id for it in vocabulary().topics for name in (it.id, it.de, it.en)}
    if label in known:
        yield known[label]
        return
    found = [it.id for it in matching.suggest_topics(label) if it.strength >= SURE]
    yield from found or (f"label:{label}",)  # a label of nobody's vocabulary still says that two have it in common


def _things(texts: list[str] | tuple[str, ...], labels: list[str | None] | tuple[str | None, ...]) -> tuple[Thing, ...]:
    known = {name: it.id for it in vocabulary().categories for name in (it.id, it.de, it.en)}
    padded = [*labels, *[None] * len(texts)]
    return tuple(
        Thing(text, known.get(label or ""), confirmed=label in known)
        for text, label in zip(texts, padded, strict=False)
    )
