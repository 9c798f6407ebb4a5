"""Works off the inbox: one update is one transaction in which everything it causes stands or falls."""

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from actions.hand_over_initiative import MARK
from actions.meet_person import meet_person
from bot import telegram_state, telegram_updates
from bot.desk import Desk
from bot.incoming import Door, Incoming, IncomingKind
from bot.player import Repertoire
from bot.talk import talk
from bot.telegram_letter import TEMPLATE, ChatLetter, letters
from config.log import event, failure
from network.letter import Channel
from network.person import Language
from storage import inbox, outbox, people
from storage.database import Database, DatabaseAway, Transaction
from storage.inbox import Stored

_LOOK_EVERY = 1.0  # seconds, where nobody wakes the worker
_LINK = re.compile(rf"(v_|{MARK})([\w-]{{1,62}})", re.ASCII)
_MEANS = {"v_": "link_chat", MARK: "accept_handover"}  # the payloads of links to us, and the cards they lead to
_LANES = 4  # updates of different people at once, on PostgreSQL; SQLite has one writer


class TelegramWorker:
    """Answers what people say on Telegram; any number of workers may share one inbox."""

    def __init__(
        self,
        db: Database,
        desk: Desk,
        repertoire: Repertoire,
        *,
        now: Callable[[], datetime],
        answered: Callable[[], None],
    ) -> None:
        self._db = db
        self._desk = desk
        self._repertoire = repertoire
        self._now = now
        self._answered = answered
        self._bell = asyncio.Event()

    def wake(self) -> None:
        """Let the worker look into the inbox at once."""
        self._bell.set()

    async def work(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; an update that was begun is finished."""
        await asyncio.gather(*(self._lane(stop) for _ in range(1 if self._db.is_sqlite else _LANES)))

    async def _lane(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self._bell.clear()
            try:
                if await self.round():
                    continue
            except DatabaseAway as error:
                failure("inbox.away", error)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), _LOOK_EVERY)

    async def round(self) -> bool:
        """Work off one update; return whether there was one, well done or not."""
        async with self._db.reading() as tx:
            if await inbox.oldest_open(tx) is None:
                return False
        stored = None
        try:
            async with self._db.transaction() as tx:
                stored = await inbox.take(tx)
                if stored is None:
                    return False
                await self._work_off(tx, stored)
        except DatabaseAway:
            raise  # nothing to do with this update: it stays as it is
        except Exception as bug:
            if stored is None:
                raise
            await self._count_failure(stored, bug)
        self._answered()
        return True

    async def _work_off(self, tx: Transaction, stored: Stored) -> None:
        now = self._now()
        incoming = telegram_updates.read(json.loads(stored.payload), bot=await telegram_state.username(tx))
        if incoming.kind is IncomingKind.MALFORMED:
            event("update.unreadable", update=stored.update_id)
            await inbox.bury(tx, stored.id, "unreadable", now=now)
            return
        await self._answer(tx, incoming, now=now)
        await inbox.finish(tx, stored.id, now=now)

    async def _answer(self, tx: Transaction, incoming: Incoming, *, now: datetime) -> None:
        match incoming.kind:
            case IncomingKind.IGNORED:
                return
            case IncomingKind.BLOCKED | IncomingKind.UNBLOCKED:
                reachable = incoming.kind is IncomingKind.UNBLOCKED
                await people.set_reachable(tx, Door.TELEGRAM, incoming.chat, reachable)
            case IncomingKind.GROUP:
                await self._say(tx, incoming, "telegram.group", bot=await telegram_state.username(tx), now=now)
            case _:
                await self._talk(tx, incoming, now=now)

    async def _talk(self, tx: Transaction, incoming: Incoming, *, now: datetime) -> None:
        language = guessed(incoming.language)
        name = incoming.name or self._desk.texts.plain("telegram.nobody", {}, language)
        person = await meet_person(tx, Door.TELEGRAM, incoming.chat, name=name, language=language, by=None, now=now)
        reply = await talk(tx, _followed(incoming), self._desk, self._repertoire, person=person, now=now)
        for letter in letters(reply, incoming):
            await self._put(tx, incoming.chat, letter, person.language, now=now)

    async def _put(self, tx: Transaction, chat: str, letter: ChatLetter, language: Language, *, now: datetime) -> None:
        await outbox.put(tx, Channel.TELEGRAM, chat, TEMPLATE, letter.facts, language=language, now=now)

    async def _say(self, tx: Transaction, to: Incoming, key: str, *, now: datetime, **facts: str) -> None:
        language = guessed(to.language)
        await outbox.put(tx, Channel.TELEGRAM, to.chat, key, facts, language=language, now=now)

    async def _count_failure(self, stored: Stored, bug: Exception) -> None:
        """Let the update be tried again, in a transaction of its own; after the third time say so."""
        now, incident = self._now(), stored.id.hex[-8:]
        failure("update.broke", bug, update=stored.update_id, attempt=stored.attempts + 1, incident=incident)
        async with self._db.transaction() as tx:
            if not await inbox.fail(tx, stored.id, type(bug).__name__, now=now):
                return
            incoming = telegram_updates.read(json.loads(stored.payload))
            if incoming.chat and incoming.kind is not IncomingKind.GROUP:
                await self._say(tx, incoming, "telegram.broken", incident=incident, now=now)
        event("update.given_up", update=stored.update_id, incident=incident)


def _followed(incoming: Incoming) -> Incoming:
    """Return a link to us that came from elsewhere as the address of the card it means, and no further."""
    token = _LINK.fullmatch(incoming.start or "")
    return replace(incoming, kind=IncomingKind.TAP, tap=f"{_MEANS[token[1]]}:{token[2]}") if token else incoming


def guessed(code: str | None) -> Language:
    """Return the language to begin in, from what the app claims: German unless it names another one."""
    return Language.DE if not code or code.lower().startswith("de") else Language.EN
