"""The way out of letters to Telegram chats: in Telegram's measure of speed, and each failure with its meaning."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from bot import telegram_state
from bot.incoming import Door
from bot.limits import Limits
from bot.telegram_client import TelegramMessage, TelegramWay
from bot.telegram_failures import FailureKind, NotSent
from bot.telegram_letter import TEMPLATE, ChatLetter
from bot.telegram_text import pieces
from config.log import event
from network.letter import Letter, Outcome, SendFailed
from storage import people
from storage.database import Database
from templates.render import Texts

LEASE = timedelta(seconds=30)  # letters of a dead process, where nothing starts anew and ends its leases
_LONGEST_CALL = 20.0  # seconds, so that no letter outlives its lease
_LONGEST_WAIT = timedelta(seconds=5)
_AGAIN_AFTER_UNCERTAIN = timedelta(seconds=5)
_TOKEN_PAUSE = timedelta(minutes=1)
_AWAY_PAUSES = (1, 2, 4, 8, 15, 30)  # seconds


class ChatWay:
    """Carries letters whose channel is Telegram; the pause after a 429 is kept in SQL, for all processes."""

    def __init__(
        self,
        telegram: TelegramWay,
        db: Database,
        texts: Texts,
        *,
        now: Callable[[], datetime],
        limits: Limits | None = None,
    ) -> None:
        self._telegram = telegram
        self._db = db
        self._texts = texts
        self._now = now
        self._limits = limits or Limits()
        self._arrived: dict[UUID, int] = {}  # pieces of a long letter that need not go again
        self._failures = 0

    async def send(self, letter: Letter) -> None:
        """Deliver or raise SendFailed."""
        said = self._in_words(letter)
        await self._wait_for_turn(letter.address, said)
        try:
            async with asyncio.timeout(_LONGEST_CALL):
                await self._deliver(letter.id, letter.address, said)
        except TimeoutError:
            again = self._now() + _AGAIN_AFTER_UNCERTAIN
            raise SendFailed(Outcome.UNCERTAIN, text="no answer", until=again) from None
        except NotSent as refused:
            await self._take_refusal(letter, said, refused)
        self._failures = 0
        self._arrived.pop(letter.id, None)

    def _in_words(self, letter: Letter) -> ChatLetter:
        if letter.template == TEMPLATE:
            return ChatLetter.read(letter.facts)
        key = letter.template if "." in letter.template else f"{letter.template}.letter"
        return ChatLetter(html=self._texts.say(key, letter.facts, letter.language))

    async def _wait_for_turn(self, chat: str, said: ChatLetter) -> None:
        """Wait for the next free place of this chat; where that is far away, let the letter come again then."""
        async with self._db.reading() as tx:
            not_before = await telegram_state.not_before(tx)
        now = self._now()
        if not_before and not_before > now + _LONGEST_WAIT:
            raise SendFailed(Outcome.RELAY, text="too fast", until=not_before)
        at = now
        for _ in pieces(said.html):
            at = self._limits.book(chat, now=now, not_before=not_before)
        await asyncio.sleep((at - now).total_seconds())

    async def _deliver(self, id_: UUID, chat: str, said: ChatLetter) -> None:
        if said.callback:
            await self._telegram.answer_callback(said.callback, said.toast or "")
        if not said.html:
            return
        message = TelegramMessage(chat=chat, text=said.html, buttons=said.rows)
        if said.edit and said.message is not None:
            await self._telegram.edit(said.message, message)
            return
        await self._telegram.send(message, after=self._arrived.get(id_, 0))
        if said.drop and said.message is not None:
            await self._drop_buttons(chat, said.message)

    async def _drop_buttons(self, chat: str, number: int) -> None:
        """Take the buttons off an answered question: tidy, but nothing depends on it."""
        try:
            await self._telegram.drop_buttons(chat, number)
        except NotSent as refused:
            if refused.failure.retry_after:
                await self._note_pause(refused.failure.retry_after)

    # ------------------------------------------------------------------ what a refusal means

    async def _take_refusal(self, letter: Letter, said: ChatLetter, refused: NotSent) -> None:
        """Raise SendFailed with the meaning of the refusal, unless the letter could go another way."""
        failure, now = refused.failure, self._now()
        if refused.arrived:
            self._arrived[letter.id] = refused.arrived
        event("chat.refused", letter=letter.id, trouble=failure.kind, reason=failure.reason)
        match failure.kind:
            case FailureKind.MOVED if failure.moved_to:
                await self._follow(letter, said, failure.moved_to)
            case FailureKind.LATER:
                until = await self._note_pause(failure.retry_after or timedelta(seconds=30))
                raise SendFailed(Outcome.RELAY, code=429, until=until) from refused
            case FailureKind.TOKEN_BAD:
                await telegram_state.note_trouble(self._db, failure.kind, now=now)
                raise SendFailed(Outcome.BLOCKED, code=401, until=now + _TOKEN_PAUSE) from refused
            case FailureKind.NOT_SENT | FailureKind.CONFLICT:
                raise SendFailed(Outcome.RELAY, text=failure.reason, until=now + self._away_pause()) from refused
            case FailureKind.UNCERTAIN:
                again = now + _AGAIN_AFTER_UNCERTAIN
                raise SendFailed(Outcome.UNCERTAIN, text=failure.reason, until=again) from refused
            case _:
                await self._close_chat(letter, failure.kind)
                raise SendFailed(Outcome.REFUSED, text=failure.reason) from refused

    async def _note_pause(self, pause: timedelta) -> datetime:
        until = self._now() + pause
        async with self._db.transaction() as tx:
            await telegram_state.set_not_before(tx, until)
        return until

    def _away_pause(self) -> timedelta:
        self._failures += 1
        return timedelta(seconds=_AWAY_PAUSES[min(self._failures, len(_AWAY_PAUSES)) - 1])

    async def _close_chat(self, letter: Letter, kind: FailureKind) -> None:
        """Remember that this chat cannot be reached, until somebody writes from it again."""
        self._arrived.pop(letter.id, None)
        if kind is FailureKind.BLOCKED:
            async with self._db.transaction() as tx:
                await people.set_reachable(tx, Door.TELEGRAM, letter.address, False)

    async def _follow(self, letter: Letter, said: ChatLetter, chat: str) -> None:
        """The group goes on under another id: remember it, and say it there."""
        async with self._db.transaction() as tx:
            await people.move_chat(tx, Door.TELEGRAM, letter.address, chat)
        try:
            await self._deliver(letter.id, chat, said)
        except NotSent as refused:
            raise SendFailed(Outcome.REFUSED, text=refused.failure.reason) from refused
