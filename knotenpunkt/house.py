"""The composition root: builds the house from its settings, room by room, and closes it in reverse."""

import fcntl
import os
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from bot.commands import REPERTOIRE
from bot.desk import Desk
from config.settings import Settings
from knotenpunkt.telegram_door import TelegramDoor, telegram_door
from network.letter import Channel
from newsletter.deliver import Deliverer
from newsletter.infobrief_letter import Letters
from newsletter.mail import Carrier, Held, MailWay
from newsletter.mailbox import MailboxWay
from newsletter.postman import Postman
from newsletter.smtp import SmtpAddress, SmtpWay
from newsletter.timetable import Timetable
from storage import ledger, outbox
from storage.alone import present
from storage.database import Database
from storage.matcher import Matcher
from storage.migrate import migrate
from templates.render import Texts
from web.app import build as build_app
from web.reception import Reception
from web.routes import DOORS, OPEN_PATHS


class AlreadyRunning(Exception):
    """Another process works on this SQLite file; `args[0]` names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Everything that was built, ready to work."""

    settings: Settings
    db: Database
    desk: Desk
    carrier: Carrier
    postman: Postman
    deliverer: Deliverer
    timetable: Timetable
    telegram: TelegramDoor | None
    app: Starlette


@asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[House]:
    """Give the house: database migrated, ways out open, pages ready."""
    async with AsyncExitStack() as stack:
        db, process = await _database(settings, stack)
        secret, texts = secret_of(settings), texts_of(settings)
        desk = Desk(texts=texts, matcher=Matcher(), zone=settings.zone, secret=secret)
        carrier = carrier_of(settings, stack)
        mail = MailWay(texts, carrier, mail_from=settings.mail_from, secret=secret)
        postman = Postman(db, {Channel.MAIL: mail}, now=clock, process=process)
        letters = Letters(texts, mail_from=settings.mail_from, secret=secret)
        deliverer = Deliverer(db, carrier, letters, secret=secret, process=process, now=clock)
        telegram = await telegram_door(settings, db, desk, stack, process=process, now=clock)
        timetable = Timetable(
            db, infobrief=settings.infobrief_schedule, zone=settings.zone, now=clock, nudge=postman.wake
        )
        nudge = _bell(postman.wake, deliverer.wake, *([telegram.wake] if telegram else []))
        front = Reception(settings=settings, db=db, desk=desk, repertoire=REPERTOIRE, now=clock, nudge=nudge)
        yield House(
            settings=settings,
            db=db,
            desk=desk,
            carrier=carrier,
            postman=postman,
            deliverer=deliverer,
            timetable=timetable,
            telegram=telegram,
            app=build_app(front, DOORS, open_paths=OPEN_PATHS),
        )


def clock() -> datetime:
    """Return this moment; the one clock that edges are given."""
    return datetime.now(UTC)


async def _database(settings: Settings, stack: AsyncExitStack) -> tuple[Database, int]:
    """Return the database, migrated and ours alone where it is a file, and the number of this process in it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    stack.push_async_callback(db.close)
    if db.is_sqlite:
        stack.enter_context(only_one(settings.data_dir / "knotenpunkt.lock"))
    await migrate(db)
    await end_leases(db)
    return db, await stack.enter_async_context(present(db))


def _bell(*wakes: Callable[[], None]) -> Callable[[], None]:
    def ring() -> None:
        for wake in wakes:
            wake()

    return ring


async def end_leases(db: Database) -> None:
    """Let letters go again that killed processes held, so that nobody waits for their leases to run out."""
    async with db.transaction() as tx:
        await outbox.end_leases(tx)
        await ledger.end_leases(tx, now=clock())


def texts_of(settings: Settings) -> Texts:
    """Return every word for people, with the imprint and contact of this installation."""
    return Texts(base_url=settings.base_url, zone=settings.zone, imprint=settings.imprint, contact=settings.contact)


def secret_of(settings: Settings) -> bytes:
    """Return the key for keyed hashes: the setting, or a random one kept in the data folder."""
    if settings.secret:
        return settings.secret.get_secret_value().encode()
    path = settings.data_dir / "secret"
    if not path.exists():
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.replace(path)
    return path.read_bytes()


def carrier_of(settings: Settings, stack: AsyncExitStack) -> Carrier:
    """Return what carries mail: the local mailbox, the relay, or nothing as long as the imprint is missing."""
    if settings.smtp_url is None:
        return MailboxWay(settings.data_dir / "mailbox")
    if not settings.may_mail_outside:
        return Held()
    relay = SmtpWay(SmtpAddress.parse(settings.smtp_url.get_secret_value()))
    stack.push_async_callback(relay.close)
    return relay


class only_one:  # reads as a verb where it is used
    """Holds a lock file for the life of the process; raises AlreadyRunning with the other's process id."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            raise AlreadyRunning(self._file.read().strip() or "unknown") from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        self._file.close()
