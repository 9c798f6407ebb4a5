"""The Infobrief as a letter: rendered and sealed once per issue, language and topics, then filled in per person.

A stencil is the finished letter of an imaginary reader. All that differs between two readers of the same profile
has a fixed form (address, Message-ID and two tokens), so filling in is a substitution of bytes and gives exactly
the bytes that rendering the letter anew would give, but for the boundary between its parts.
"""

import asyncio
import re
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from actions.preview_infobrief import Preview
from network.address import wire
from network.delivery import Delivery
from network.errors import BadAnswer
from network.infobrief import Infobrief, letter_facts
from network.letter import Fact, Mail, Outcome, Phase, SendFailed, message_id
from network.person import Language
from network.subscription import choose_token, leave_token
from newsletter.envelope import seal
from templates.render import MailText, Texts

TEMPLATE = "infobrief"
MOST_BYTES = 100_000  # larger ones are cut off by some mailboxes, with the link to leave at their end
MOST_STENCILS = 128

_BREAK = b"=\r\n"  # quoted-printable may break a line anywhere, also inside a token


def preview(texts: Texts, shown: Preview) -> MailText:
    """Return the letter a reader of this profile would get, without the links that are only theirs."""
    return texts.mail(TEMPLATE, letter_facts(shown.infobrief, shown.topics), shown.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What is filled in per person, in the form it has in a header or a link."""

    recipient: str
    message_id: str  # without brackets
    leave_token: str
    choose_token: str

    def pairs(self) -> Mapping[str, bytes]:
        """Return the values by name, ready for the wire."""
        return {name: getattr(self, name).encode() for name in self.__slots__}


class Stencil:
    """A sealed letter with gaps."""

    def __init__(self, sealed: bytes, marks: Gaps) -> None:
        """`marks` are the values that stand in `sealed` for the gaps."""
        self._pieces: list[tuple[bytes, str, tuple[int, ...]]] = []
        end = 0
        for found in _pattern(marks).finditer(sealed):
            self._pieces.append((sealed[end : found.start()], found.lastgroup or "", _breaks(found[0])))
            end = found.end()
        self._rest = sealed[end:]
        missing = set(marks.pairs()) - {name for _, name, _ in self._pieces}
        if missing or sum(name == "recipient" for _, name, _ in self._pieces) != 1:
            raise ValueError(f"stencil without {missing or 'one recipient'}")

    def fill(self, gaps: Gaps) -> bytes:
        """Return the letter for one person."""
        values = gaps.pairs()
        filled = [part for text, name, breaks in self._pieces for part in (text, _broken(values[name], breaks))]
        return b"".join(filled) + self._rest


class Letters:
    """Makes the letters of an issue; one per process, safe for any number of tasks."""

    def __init__(self, texts: Texts, *, mail_from: str, secret: bytes) -> None:
        name, self.sender = parseaddr(mail_from)
        self._name = name
        self._texts = texts
        self._secret = secret
        self._domain = wire(self.sender).rpartition("@")[2]
        self._stencils: OrderedDict[tuple[object, ...], Stencil] = OrderedDict()
        self._rendering = asyncio.Lock()

    async def letter(self, infobrief: Infobrief, delivery: Delivery) -> bytes:
        """Return the sealed letter of a released issue, or raise SendFailed where the address cannot be written."""
        key = (infobrief.id, delivery.language, delivery.topics)
        stencil = self._stencils.get(key) or await self._rendered(key, infobrief, delivery)
        return stencil.fill(self._gaps(infobrief, delivery))

    async def _rendered(self, key: tuple[object, ...], infobrief: Infobrief, delivery: Delivery) -> Stencil:
        async with self._rendering:
            if key not in self._stencils:
                made = await asyncio.to_thread(self._stencil, infobrief, delivery.language, delivery.topics)
                self._stencils[key] = made
                if len(self._stencils) > MOST_STENCILS:
                    self._stencils.popitem(last=False)
            return self._stencils[key]

    def _stencil(self, infobrief: Infobrief, language: Language, topics: tuple[str, ...]) -> Stencil:
        marks = Gaps(
            recipient=f"{secrets.token_hex(16)}@gap.invalid",
            message_id=f"{secrets.token_hex(16)}@{self._domain}",
            leave_token=secrets.token_urlsafe(16),
            choose_token=secrets.token_urlsafe(16),
        )
        sealed = seal(self.mail(infobrief, language, topics, marks))
        if len(sealed) > MOST_BYTES:
            sealed = seal(self.mail(infobrief, language, topics, marks, brief=True))
        return Stencil(sealed, marks)

    def mail(
        self, infobrief: Infobrief, language: Language, topics: tuple[str, ...], gaps: Gaps, *, brief: bool = False
    ) -> Mail:
        """Return the letter in words, the plain way: for stencils, and to compare them with."""
        tokens: dict[str, Fact] = {"leave_token": gaps.leave_token, "choose_token": gaps.choose_token, "brief": brief}
        words = self._texts.mail(TEMPLATE, letter_facts(infobrief, topics) | tokens, language)
        base_url = self._texts.base_url
        return Mail(
            sender=self.sender,
            sender_name=self._name,
            recipient=gaps.recipient,
            subject=words.subject,
            text=words.text,
            html=words.html,
            message_id=f"<{gaps.message_id}>",
            date=infobrief.released_at or infobrief.compiled_at,  # the same at every attempt
            list_id=f"infobrief.{_host(base_url)}",
            list_name=f"Infobrief {self._name}".strip(),
            unsubscribe_url=f"{base_url}/a/{gaps.leave_token}",
            archive_url=f"{base_url}/infobrief",
        )

    def _gaps(self, infobrief: Infobrief, delivery: Delivery) -> Gaps:
        try:
            recipient = wire(delivery.address)
        except BadAnswer as wrong:
            raise SendFailed(Outcome.REFUSED, phase=Phase.RCPT, text="not a mail address") from wrong
        return Gaps(
            recipient=recipient,
            message_id=message_id(infobrief.id, delivery.subscription_id, self._domain, self._secret)[1:-1],
            leave_token=leave_token(delivery.subscription_id, self._secret),
            choose_token=choose_token(delivery.subscription_id, self._secret),
        )


def _pattern(marks: Gaps) -> re.Pattern[bytes]:
    """Find every mark, whole or broken over lines; its name is the group's."""
    maybe = b"(?:" + re.escape(_BREAK) + b")?"
    ways = [
        b"(?P<" + name.encode() + b">" + maybe.join(re.escape(bytes([byte])) for byte in mark) + b")"
        for name, mark in marks.pairs().items()
    ]
    return re.compile(b"|".join(ways))


def _breaks(found: bytes) -> tuple[int, ...]:
    """Where in the value a line breaks."""
    pieces = found.split(_BREAK)
    return tuple(sum(map(len, pieces[: number + 1])) for number in range(len(pieces) - 1))


def _broken(value: bytes, breaks: tuple[int, ...]) -> bytes:
    for at in reversed(breaks):
        value = value[:at] + _BREAK + value[at:]
    return value


def _host(base_url: str) -> str:
    """The host for the List-Id; numbers in brackets have no place there."""
    host = urlsplit(base_url).hostname or "localhost"
    return "localhost" if ":" in host else host
