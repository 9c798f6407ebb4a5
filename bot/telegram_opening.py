"""Opens the door to Telegram: who are we there, how do updates come in, what does the menu show."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot import telegram_state
from bot.commands import menu
from bot.telegram_client import Menu, TelegramWay
from bot.telegram_failures import FailureKind, NotSent
from bot.telegram_state import State, rest
from config.log import event, failure
from network.person import Language, Role
from storage.database import Database, DatabaseAway
from templates.render import Texts

_LONGEST_PAUSE = 60.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """Where Telegram shall push updates, and the secret by which we know it."""

    url: str
    secret: str


def menus(texts: Texts) -> tuple[Menu, ...]:
    """Return what the app shows about us: in German for everybody, in English where the app speaks English."""
    return (_menu(texts, Language.DE, code=""), _menu(texts, Language.EN, code="en"))


class Opening:
    """Says to Telegram how we want to be seen and told; tries again for as long as it takes.

    Nobody waits for it at the start: a wrong token or a Telegram that is away must not close the house.
    """

    def __init__(
        self,
        telegram: TelegramWay,
        db: Database,
        *,
        menus: Sequence[Menu],
        webhook: Webhook | None,
        then: Callable[[asyncio.Event], Awaitable[None]] | None,
        now: Callable[[], datetime],
    ) -> None:
        self._telegram = telegram
        self._db = db
        self._menus = menus
        self._webhook = webhook
        self._then = then
        self._now = now

    async def work(self, stop: asyncio.Event) -> None:
        """Open the door, then do what comes next (polling) until `stop` is set."""
        if not await self._insist(self._introduce, stop):
            return
        event("telegram.opened", webhook=self._webhook is not None)
        announcing = asyncio.create_task(self._insist(self._announce, stop))
        try:
            await (self._then(stop) if self._then else stop.wait())
        finally:
            announcing.cancel()
            await asyncio.gather(announcing, return_exceptions=True)

    async def _insist(self, step: Callable[[], Awaitable[None]], stop: asyncio.Event) -> bool:
        """Take a step as often as it needs; return whether it was taken before it was time to stop."""
        tried = 0
        while not stop.is_set():
            pause = min(2.0**tried, _LONGEST_PAUSE)
            tried += 1
            try:
                await step()
                return True
            except NotSent as refused:
                pause = await self._note(refused, pause)
            except DatabaseAway as error:
                failure("telegram.not_opened", error)
            await rest(stop, pause)
        return False

    async def _introduce(self) -> None:
        username = await self._telegram.username()
        if self._webhook:
            await self._telegram.listen_at(self._webhook.url, secret=self._webhook.secret)
        else:
            await self._telegram.stop_listening()
        async with self._db.transaction() as tx:
            await telegram_state.set_username(tx, username)
            state = State.LISTENING if self._webhook else State.POLLING
            await telegram_state.write(tx, state, now=self._now())

    async def _announce(self) -> None:
        changed = await self._telegram.announce_commands(self._menus)
        event("telegram.introduced", changed=changed)

    async def _note(self, refused: NotSent, pause: float) -> float:
        kind, asked = refused.failure.kind, refused.failure.retry_after
        event("telegram.unreachable", trouble=kind, reason=refused.failure.reason)
        await telegram_state.note_trouble(self._db, kind, now=self._now())
        if kind is FailureKind.TOKEN_BAD:
            return _LONGEST_PAUSE
        return asked.total_seconds() if asked else pause


def _menu(texts: Texts, language: Language, *, code: str) -> Menu:
    return Menu(
        language=code,
        commands=menu(Role.COORDINATOR, texts, language),  # staff find theirs in /hilfe
        description=texts.plain("telegram.description", {}, language),
        short_description=texts.plain("telegram.short_description", {}, language),
    )
