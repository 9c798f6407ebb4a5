"""Relays that misbehave as told, ways to them, and certificates for the encrypted ones."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from newsletter.deliver import Deliverer
from newsletter.infobrief_letter import Letters
from newsletter.mail import Carrier
from newsletter.smtp import SmtpWay
from storage.database import Database
from tests.doubles.authority import Authority
from tests.doubles.smtp import FaultSMTP
from tests.make import SECRET, TEXTS
from tests.newsletter.delivering import FROM, Clock, Hire
from tests.newsletter.ways import Opener, Ways


@pytest.fixture
async def relay(tmp_path: Path) -> AsyncIterator[FaultSMTP]:
    """A relay without TLS that behaves."""
    async with FaultSMTP(tmp_path / "relay") as it:
        yield it


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Certificates for relays with TLS."""
    if not Authority.available():
        pytest.skip("making certificates needs the openssl program")
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def opened() -> AsyncIterator[Opener]:
    """Opens ways to a relay and closes them after the test: `opened(relay, tls="starttls", user="u:p", …)`."""
    ways = Ways()
    yield ways.open
    await ways.close()


@pytest.fixture
def way(relay: FaultSMTP, opened: Opener) -> SmtpWay:
    """A way to the relay with the patience of everyday life."""
    return opened(relay)


@pytest.fixture
def clock() -> Clock:
    """What the workers of this test take for the time."""
    return Clock()


@pytest.fixture
def hire(db: Database, clock: Clock, way: SmtpWay) -> Hire:
    """Makes a worker; `hire(carrier, letters=…, at_once=…)`, without a carrier one that sends to `relay`."""

    def hired(carrier: Carrier | None = None, **options: object) -> Deliverer:
        chosen = {
            "letters": Letters(TEXTS, mail_from=FROM, secret=SECRET),
            "secret": SECRET,
            "process": 1,
            "now": clock,
        } | options
        return Deliverer(db, carrier or way, **chosen)  # type: ignore[arg-type]  # a test names what it is about

    return hired
