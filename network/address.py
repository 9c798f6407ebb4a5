"""Mail addresses: what was typed, the form to look up and the form to send to."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from network.errors import BadAnswer

# Nobody reads these, or they belong to the mail system itself (RFC 2142); nobody subscribes with them.
ROLES = frozenset(
    {
        "abuse",
        "bounce",
        "bounces",
        "do-not-reply",
        "donotreply",
        "mailer-daemon",
        "no-reply",
        "no_reply",
        "noreply",
        "postmaster",
    }
)
LOCAL_LIMIT = 64  # bytes (RFC 5321); email-validator lets 65 pass unless strict
LIMIT = 254

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\U0010ffff-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_DOMAIN = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(?:\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
_INSIDE = re.compile(r"[^\s<>,;:()\"@]+@[\w-]+(?:\.[\w-]+)+")
_BESIDE = re.compile(r"[<>,;:()\s]")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailAddress:
    """A mail address that letters can be sent to."""

    original: str  # as typed, for showing
    key: str  # the same for all spellings of one mailbox: look up and compare with this
    wire: str  # domain in ASCII: send to this
    mixed_script: bool  # letters of several scripts in one word, as in a look-alike: show staff

    @property
    def domain(self) -> str:
        """The domain in ASCII and lower case."""
        return self.key.rpartition("@")[2]


def mail_address(raw: str, *, smtputf8: bool = False, blocked: Collection[str] = ()) -> MailAddress:
    """Return the address somebody typed, or raise BadAnswer with a key `address_…`.

    `smtputf8`: whether the relay can send to letters like ü before the @. `blocked`: domains, with all below
    them, that may not subscribe. Where more than an address was typed, the fact `suggestion` is the first
    address in it (or None), to be confirmed by the person and never taken silently.
    """
    typed = _trim(raw)
    _check_one_address(typed)
    local, _, _ = typed.rpartition("@")
    _check_lengths(local, typed)
    checked = _validated(typed)
    domain = checked.ascii_domain.lower()
    if not local.isascii() and not smtputf8:
        raise BadAnswer("address_not_ascii", local=local)
    if _role(local):
        raise BadAnswer("address_role", role=f"{local}@")
    if _is_within(domain, blocked):
        raise BadAnswer("address_blocked", domain=domain)
    normal = unicodedata.normalize("NFC", local)
    return MailAddress(
        original=typed,
        key=f"{normal.casefold()}@{domain}",
        wire=f"{normal}@{domain}",
        mixed_script=any(_mixes_scripts(word) for word in f"{normal}.{checked.domain}".split(".")),
    )


def wire(address: str) -> str:
    """Return an address as it may stand in a header or an SMTP command: domain in ASCII, nothing to inject.

    Milder than `mail_address`, because it also serves our own addresses: single-label domains are allowed.
    """
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = _validated(f"x@{domain}").ascii_domain
    if not (_LOCAL.fullmatch(local) and local.isprintable() and _DOMAIN.fullmatch(domain)):
        raise BadAnswer("address_invalid")
    return f"{local}@{domain}"


def _trim(raw: str) -> str:
    """Cut white space and invisible marks (copied along from a letter or a web page) off both ends."""
    invisible = {char for char in raw if char.isspace() or unicodedata.category(char) == "Cf"}
    return raw.strip("".join(invisible))


def _check_one_address(typed: str) -> None:
    if not typed:
        raise BadAnswer("address_empty")
    if re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]", typed):
        raise BadAnswer("address_not_alone", suggestion=None)  # several lines: nothing in them is to be trusted
    if ('"' in typed.rpartition("@")[0] and "<" not in typed) or "@[" in typed:
        raise BadAnswer("address_unusual")
    if _BESIDE.search(typed):
        found = _INSIDE.search(typed)
        raise BadAnswer("address_not_alone", suggestion=found[0] if found else None)


def _check_lengths(local: str, typed: str) -> None:
    if len(local.encode()) > LOCAL_LIMIT or len(typed.encode()) > LIMIT:
        raise BadAnswer("address_too_long", limit=LIMIT, local_limit=LOCAL_LIMIT)


def _validated(address: str) -> ValidatedEmail:
    try:
        return validate_email(address, check_deliverability=False, allow_smtputf8=True, strict=True)
    except EmailNotValidError as wrong:
        raise BadAnswer("address_invalid") from wrong


def _role(local: str) -> bool:
    return local.partition("+")[0].casefold() in ROLES


def _is_within(domain: str, blocked: Collection[str]) -> bool:
    return any(domain == name or domain.endswith(f".{name}") for name in blocked)


def _mixes_scripts(word: str) -> bool:
    scripts = {unicodedata.name(char, "?").partition(" ")[0] for char in word if char.isalpha()}
    return len(scripts) > 1
