"""Invented people, a measure, news and meetings, entered through the same actions that people use."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from actions.add_measure import add_measure
from actions.announce import announce
from actions.announce_meeting import announce_meeting
from actions.choose_topics import choose_topics
from actions.register_initiative import register_initiative
from actions.review_initiative import review_initiative
from actions.review_news import review_news
from actions.submit_news import submit_news
from network.initiative import ActorGroup, Draft, Initiative, Kind, Level, Place
from network.letter import Channel
from network.measure import MeasureDraft, Reuse
from network.meeting import MeetingDraft
from network.news import NewsDraft, Rubric
from network.person import Language, Person, Role
from network.review import Verdict
from storage import notes, people
from storage.database import Database, Transaction
from storage.keys import new_id
from templates.render import Texts

_FILE = Path(__file__).parent.parent / "config" / "seed" / "demo.json"


async def seed_demo(db: Database, *, texts: Texts, secret: bytes, now: datetime) -> bool:
    """Enter the demo's content once; return False where it is there already."""
    told = json.loads(_FILE.read_text(encoding="utf-8"))
    async with db.transaction() as tx:
        if await notes.count_up(tx, "demo_seeded") > 1:
            return False
        demo = _Demo(tx=tx, told=told, now=now, people=await _people(tx, told, now=now))
        initiative = await demo.initiative()
        await demo.measures(initiative)
        await demo.news(initiative)
        await demo.meetings(texts)
        await demo.subscription(texts, secret)
    return True


async def _people(tx: Transaction, told: dict[str, Any], *, now: datetime) -> dict[str, Person]:
    found: dict[str, Person] = {}
    for row in told["people"]:
        email = row["email"]
        person = Person(
            id=new_id(now),
            name=row["name"],
            role=Role(row["role"]),
            language=Language.DE,
            email=email,
            created_at=now,
        )
        await people.add(tx, person, email_key=email)
        known = await people.by_email(tx, email)
        assert known is not None  # added just now, or signed in before
        await people.set_role(tx, known.id, person.role)
        found[email] = await people.get(tx, known.id)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Demo:
    tx: Transaction
    told: dict[str, Any]
    now: datetime
    people: dict[str, Person]

    @property
    def staff(self) -> Person:
        return next(it for it in self.people.values() if it.is_staff)

    @property
    def coordinator(self) -> Person:
        return self.people[self.told["initiative"]["coordinator"]]

    async def initiative(self) -> Initiative:
        row = self.told["initiative"]
        draft = Draft(
            name=row["name"],
            level=Level(row["level"]),
            kind=Kind(row["kind"]),
            place=Place(name=row["place"], land=row["land"], lat=row["lat"], lon=row["lon"]),
            actors=tuple(ActorGroup(it) for it in row["actors"]),
            goals=row["goals"],
            topics=tuple(row["topics"]),
            offers=tuple((text, category) for text, category in row["offers"]),
            needs=tuple((text, category) for text, category in row["needs"]),
        )
        entry = await register_initiative(self.tx, draft, by=self.coordinator, now=self.now)
        return await review_initiative(self.tx, entry.id, Verdict.APPROVE, by=self.staff, now=self.now)

    async def measures(self, initiative: Initiative) -> None:
        for row in self.told["measures"]:
            draft = MeasureDraft(**row | {"topics": tuple(row["topics"]), "reuse": Reuse(row["reuse"])})
            await add_measure(self.tx, initiative.id, draft, by=self.coordinator, now=self.now)

    async def news(self, initiative: Initiative) -> None:
        for row in self.told["news"]:
            item = await submit_news(self.tx, _news(row, initiative), by=self.coordinator, now=self.now)
            if row["released"]:
                await review_news(self.tx, item.id, Verdict.APPROVE, by=self.staff, now=self.now)
        for row in self.told["announcements"]:
            await announce(self.tx, _news(row, None), by=self.staff, now=self.now)

    async def meetings(self, texts: Texts) -> None:
        for row in self.told["meetings"]:
            on = self.now.astimezone(texts.zone) + timedelta(days=row["in_days"])
            starts_at = on.replace(hour=row["hour"], minute=0, second=0, microsecond=0)
            draft = MeetingDraft(
                title=row["title"],
                text=row["text"],
                place=row["place"],
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=row["hours"]),
                capacity=row["capacity"],
                host=row["host"],
                topics=tuple(row["topics"]),
            )
            await announce_meeting(self.tx, draft, by=self.staff, now=self.now)

    async def subscription(self, texts: Texts, secret: bytes) -> None:
        row = self.told["subscription"]
        await choose_topics(
            self.tx,
            row["topics"],
            channel=Channel.MAIL,
            wording=texts.plain("consent.infobrief", {}, Language.DE),
            secret=secret,
            by=self.people[row["email"]],
            now=self.now,
        )


def _news(row: dict[str, Any], initiative: Initiative | None) -> NewsDraft:
    return NewsDraft(
        rubric=Rubric(row["rubric"]),
        title=row["title"],
        text=row["text"],
        topics=tuple(row["topics"]),
        initiative_id=initiative.id if initiative else None,
    )
