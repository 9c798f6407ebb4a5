"""First content: the 40 initiatives of the study and what they had done, and with --demo invented people and more."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from bot.desk import Desk
from config.log import event
from config.settings import Settings
from knotenpunkt.demo import seed_demo
from knotenpunkt.house import secret_of
from network.initiative import ActorGroup, Composition, Initiative, Kind, Level, Place, Status, website
from network.measure import Measure, Reuse, State
from network.profile import analysed_of
from storage import initiatives, measures, notes
from storage.database import Database, Transaction
from storage.keys import new_id
from storage.migrate import migrate
from templates.render import Texts

FOLDER = Path(__file__).parent.parent / "config" / "seed"
_AS_OF = datetime(2018, 1, 31, tzinfo=UTC)  # the day of the study


@click.command("seed")
@click.option("--demo", is_flag=True, help="Also invented people, news and meetings to try the program out.")
@click.pass_obj
def seed_command(settings: Settings, demo: bool) -> None:
    """Enter the 40 initiatives of the study and their measures; what is there already stays as it is."""
    asyncio.run(_run(settings, demo=demo))


async def seed(db: Database, *, now: datetime) -> int:
    """Enter the initiatives of the study that are not there yet, and their measures; return how many were entered."""
    told = _read("initiatives.json")
    async with db.transaction() as tx:
        await notes.count_up(tx, "seeded")  # one process at a time
        known = await initiatives.slugs(tx)
        fresh = [row for row in told["initiatives"] if row["slug"] not in known]
        for row in fresh:
            entry = _entry(row, told, now=now)
            await initiatives.add(tx, entry, analysed=analysed_of(entry))
            known[entry.slug] = entry.id
        for row in fresh:
            await _relate(tx, row, known)
        done = await _enter_measures(tx, now=now)
    if fresh or done:
        event("network.seeded", initiatives=len(fresh), measures=done)
    return len(fresh)


async def enter_demo(db: Database, desk: Desk) -> None:
    """Enter everything a demo shows; what is there already stays as it is."""
    now = datetime.now(UTC)
    await seed(db, now=now)
    await seed_demo(db, texts=desk.texts, secret=desk.secret, now=now)


async def _run(settings: Settings, *, demo: bool) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db, now = Database(settings.database), datetime.now(UTC)
    try:
        await migrate(db)
        click.echo(f"{await seed(db, now=now)} initiatives entered.")
        if demo:
            texts = Texts(base_url=settings.base_url, zone=settings.zone)
            entered = await seed_demo(db, texts=texts, secret=secret_of(settings), now=now)
            click.echo("Demo content entered." if entered else "The demo content is there already.")
    finally:
        await db.close()


async def _enter_measures(tx: Transaction, *, now: datetime) -> int:
    """Enter what is missing of the study's measures where nobody has taken over the entry; return how many."""
    told, known = _read("measures.json"), await measures.slugs(tx)
    untouched = {it.slug: it for it in await initiatives.public(tx) if it.is_historic}
    fresh = [row for row in told["measures"] if row["slug"] not in known and row["initiative"] in untouched]
    for row in fresh:
        await measures.add(tx, _measure(row, untouched[row["initiative"]], told["source"], now=now))
    for slug in dict.fromkeys(row["initiative"] for row in fresh):
        await initiatives.analyse_anew(tx, untouched[slug].id, at=_AS_OF)
    return len(fresh)


async def _relate(tx: Transaction, row: dict[str, Any], known: dict[str, UUID]) -> None:
    for it in row.get("relations", ()):
        if it["other"] in known:
            await initiatives.relate(tx, known[row["slug"]], known[it["other"]], it["kind"], it.get("source"))


def _entry(row: dict[str, Any], told: dict[str, Any], *, now: datetime) -> Initiative:
    return Initiative(
        id=new_id(now),
        slug=row["slug"],
        name=row["name"],
        level=Level(row["level"]),
        kind=Kind(row["kind"]),
        status=Status.HISTORIC,
        place=Place(name=row["place"], land=row["land"], lat=row["lat"], lon=row["lon"]),
        actors=tuple(ActorGroup(it) for it in row.get("actors", ())),
        goals="\n".join(goal[:1].upper() + goal[1:] for goal in row.get("goals", ())),
        topics=tuple(row.get("topics", ())),
        formats=tuple(row.get("formats", ())),
        aliases=tuple(row.get("aliases", ())),
        composition=Composition(row["composition"]) if row.get("composition") else None,
        website=website(row["website"]) if row.get("website") else None,
        founded=row.get("founded"),
        legal_form=row.get("legal_form"),
        office=row.get("office"),
        sources=(f"{told['source']}: {'; '.join(row['sources'])}",),
        as_of=told["as_of"],
        created_at=now,
        updated_at=_AS_OF,
    )


def _measure(row: dict[str, Any], owner: Initiative, source: str, *, now: datetime) -> Measure:
    return Measure(
        id=new_id(now),
        slug=row["slug"],
        initiative_id=owner.id,
        initiative_name=owner.name,
        initiative_slug=owner.slug,
        place=owner.place.name,
        land=owner.place.land,
        title=row["title"],
        text=row["text"],
        format=row["format"],
        topics=tuple(row["topics"]),
        state=State(row.get("state", State.DONE)),
        happened=row.get("happened"),
        effort=row.get("effort"),
        reach=row.get("reach"),
        learned=row.get("learned"),
        reuse=Reuse.UNKNOWN,
        ask=row.get("ask"),
        sources=(f"{source}: {'; '.join(row['sources'])}",),
        created_at=now,
        updated_at=_AS_OF,
    )


def _read(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return told
