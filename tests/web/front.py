"""The pages as they are served, without a port: real routes, real database, real words, a clock that stands still.

async with front(db, tmp_path) as house:
    anna = await house.signed_in("Anna Beispiel", Role.STAFF)
    answer = await house.get("/netzwerkstelle")
    ...
    letter = (await house.letters("sign_in"))[-1]
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select
from starlette.applications import Starlette

from bot.desk import Desk
from bot.player import Repertoire
from config.settings import Settings
from network.letter import Channel, Letter
from network.person import Language, Person, Role
from storage import people, sessions
from storage.database import Database
from storage.keys import new_id
from storage.matcher import Matcher
from storage.tables import outbox
from templates.render import Texts
from web.app import build
from web.reception import SESSION, Reception
from web.routes import DOORS, OPEN_PATHS

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)  # a Monday, 10:30 in Berlin
BASE_URL = "http://knotenpunkt.example"


class Front:
    """One served house and one browser in front of it; `later` moves the clock, `browser` opens another browser."""

    def __init__(self, db: Database, settings: Settings, repertoire: Repertoire, now: datetime) -> None:
        self.db = db
        self.now = now
        self.nudges = 0
        texts = Texts(base_url=settings.base_url, zone=settings.zone)
        desk = Desk(texts=texts, matcher=Matcher(), zone=settings.zone, secret=b"a secret for tests, at least 32 bytes")
        self.reception = Reception(
            settings=settings, db=db, desk=desk, repertoire=repertoire, now=lambda: self.now, nudge=self._nudge
        )
        self.app: Starlette = build(self.reception, DOORS, open_paths=OPEN_PATHS)
        self._clients: list[httpx.AsyncClient] = []
        self.client = self.browser()

    def browser(self) -> httpx.AsyncClient:
        """Another browser, with cookies of its own; redirects are not followed, so that tests see them."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url=self.reception.settings.base_url)
        self._clients.append(client)
        return client

    async def close(self) -> None:
        """Close all browsers."""
        for client in self._clients:
            await client.aclose()

    def later(self, **time: float) -> None:
        """Let time pass: later(minutes=20)."""
        self.now += timedelta(**time)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        """GET a page."""
        return await self.client.get(path, **more)

    async def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """POST a form, as the browser does from a page of ours."""
        headers = {"origin": self.reception.settings.base_url, **more.pop("headers", {})}
        return await self.client.post(path, data=data or {}, headers=headers, **more)

    async def person(
        self, name: str, role: Role = Role.COORDINATOR, *, email: str | None = None, language: Language = Language.DE
    ) -> Person:
        """A person who is known to the house."""
        address = email or f"{name.split(maxsplit=1)[0].lower()}@ihk.example"
        person = Person(
            id=new_id(self.now), name=name, role=role, language=language, email=address, created_at=self.now
        )
        async with self.db.transaction() as tx:
            await people.add(tx, person, email_key=address.casefold())
        return person

    async def signed_in(self, name: str, role: Role = Role.COORDINATOR, **more: Any) -> Person:
        """A person who is signed in at the browser."""
        person = await self.person(name, role, **more)
        await self.sign_in(person)
        return person

    async def sign_in(self, person: Person, client: httpx.AsyncClient | None = None) -> None:
        """Sign a person in at a browser, this one if none is given."""
        async with self.db.transaction() as tx:
            session = await sessions.open_(tx, person.id, now=self.now)
        (client or self.client).cookies.set(SESSION, session)

    async def letters(self, template: str | None = None, channel: Channel = Channel.MAIL) -> list[Letter]:
        """What waits in the outbox, oldest first."""
        async with self.db.reading() as tx:
            rows = list(await tx.execute(select(outbox).order_by(outbox.c.id)))
        fields = ("id", "address", "template", "facts", "due_at", "attempts", "dedupe_key")
        found = [
            Letter(channel=channel, language=Language(row.language), **{name: getattr(row, name) for name in fields})
            for row in rows
            if row.channel == channel
        ]
        return [it for it in found if template in {None, it.template}]

    def _nudge(self) -> None:
        self.nudges += 1


@asynccontextmanager
async def front(
    db: Database,
    folder: Path,
    *,
    now: datetime = NOW,
    repertoire: Repertoire | None = None,
    **settings: Any,
) -> AsyncIterator[Front]:
    """The house in front of this database; keyword arguments are settings without their prefix."""
    known = Settings(**{"data_dir": folder / "data", "base_url": BASE_URL, "contact": "x", "imprint": "x", **settings})
    if repertoire is None:
        from bot.commands import REPERTOIRE  # noqa: PLC0415

        repertoire = REPERTOIRE
    house = Front(db, known, repertoire, now)
    yield house
    await house.close()
