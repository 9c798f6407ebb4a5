"""Letters by mail: words and envelope around the facts, then into the hands of a carrier."""

from collections.abc import Awaitable, Callable
from email.utils import parseaddr
from typing import Protocol

from network.address import wire
from network.letter import Letter, Mail, Outcome, Receipt, SendFailed, letter_message_id
from newsletter.envelope import seal
from storage.keys import moment_of
from templates.render import Texts


class Carrier(Protocol):
    """Takes sealed bytes: the relay (newsletter/smtp.py) or the local mailbox (newsletter/mailbox.py)."""

    async def send(
        self, letter: bytes, *, sender: str, recipient: str, before_dot: Callable[[], Awaitable[None]] = ...
    ) -> Receipt:
        """Deliver or raise SendFailed."""


class Held:
    """A carrier that lets nothing leave: without imprint and contact no letter goes to anyone outside the demo."""

    async def send(
        self, letter: bytes, *, sender: str, recipient: str, before_dot: Callable[[], Awaitable[None]] | None = None
    ) -> Receipt:
        """Raise SendFailed; the letter stays in the outbox until the settings are complete."""
        raise SendFailed(Outcome.BLOCKED, text="imprint or contact missing")


class MailWay:
    """The way out for letters of the outbox whose channel is mail."""

    def __init__(self, texts: Texts, carrier: Carrier, *, mail_from: str, secret: bytes) -> None:
        self._texts = texts
        self._carrier = carrier
        self._name, self._sender = parseaddr(mail_from)
        self._domain = wire(self._sender).rpartition("@")[2]
        self._secret = secret

    async def send(self, letter: Letter) -> None:
        """Render, seal and hand over one letter."""
        words = self._texts.mail(letter.template, letter.facts, letter.language)
        mail = Mail(
            sender=self._sender,
            sender_name=self._name,
            recipient=letter.address,
            subject=words.subject,
            text=words.text,
            html=words.html,
            message_id=letter_message_id(letter.id, self._domain, self._secret),
            date=moment_of(letter.id),  # the same at every attempt, like the Message-ID
            auto_submitted=True,
        )
        await self._carrier.send(seal(mail), sender=self._sender, recipient=letter.address)
