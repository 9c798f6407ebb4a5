"""What tests of the way out by mail say again and again."""

from collections.abc import Callable
from typing import Any

import pytest

from network.letter import SendFailed
from newsletter.smtp import SmtpAddress, SmtpWay
from newsletter.transfer import Patience
from tests.doubles.smtp import FaultSMTP, RelayProgram

LETTER = b"From: a@knotenpunkt.example\r\nSubject: Test\r\n\r\nGuten Tag\r\n"
HUGE = b"Subject: Test\r\n\r\n" + (b"x" * 70 + b"\r\n") * 120_000  # more than the buffers between two sockets
SENDER = "infobrief@knotenpunkt.example"
ANNA, BERT = "anna@example.org", "bert@example.org"

Opener = Callable[..., SmtpWay]


class Ways:
    """The ways a test has opened."""

    def __init__(self) -> None:
        self._open: list[SmtpWay] = []

    def open(
        self,
        relay: FaultSMTP | RelayProgram,
        *,
        host: str = "localhost",
        user: str = "",
        tls: str = "none",
        **options: Any,
    ) -> SmtpWay:
        """A way to this relay."""
        address = SmtpAddress.parse(f"smtp://{user}{'@' if user else ''}{host}:{relay.port}?tls={tls}")
        self._open.append(SmtpWay(address, hello="knotenpunkt.example", **options))
        return self._open[-1]

    async def close(self) -> None:
        """Close them all."""
        for way in self._open:
            await way.close()


class Hook:
    """Notes what the relay had done when only the dot was missing."""

    def __init__(self, relay: FaultSMTP) -> None:
        self.seen: list[tuple[str, int]] = []
        self._relay = relay

    async def __call__(self) -> None:
        self.seen.append((self._relay.log()[-1].at, len(self._relay.accepted())))


def patience(do: str) -> Patience:
    """Little where the relay will hang, so that the test need not wait; plenty elsewhere, however busy the machine."""
    if not do.endswith("hang") and not do.startswith("drip 1"):
        return Patience(farewell=0.1)
    return Patience(connect=0.7, reply=0.7, data=0.7, block=0.7, dot=0.7, farewell=0.1)


async def failure(way: SmtpWay, *, to: str = ANNA, letter: bytes = LETTER) -> SendFailed:
    """Send a letter that cannot be sent, and return how it failed."""
    with pytest.raises(SendFailed) as caught:
        await way.send(letter, sender=SENDER, recipient=to)
    return caught.value


async def send(way: SmtpWay, *recipients: str) -> None:
    """Send the same letter to each of them, one after the other."""
    for to in recipients:
        await way.send(LETTER, sender=SENDER, recipient=to)


def recipients_of(relay: FaultSMTP | RelayProgram) -> list[str]:
    """Everybody the relay has accepted a letter for, in order."""
    return [to for letter in relay.accepted() for to in letter.recipients]


async def said(relay: FaultSMTP, at: str) -> bool:
    """Whether the relay has come to this place yet."""
    return bool(relay.log(at))
