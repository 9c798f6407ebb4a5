"""What a relay for tests writes down: every passage and every letter, in a folder that outlives everybody."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What to do at one place: for this recipient only, after `skip` passages, `times` times (0: always)."""

    at: str
    do: str
    to: str = ""
    skip: int = 0
    times: int = 0
    per: str = "relay"  # or "connection": then passages are counted anew on each


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A letter the relay has taken responsibility for, dots unstuffed."""

    connection: int
    sender: str
    recipients: list[str]
    parameters: str  # of MAIL
    tls: bool
    user: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One thing that happened on a connection: where, what was said, and what was done."""

    connection: int
    at: str
    line: str
    did: str
    tls: bool


class Books:
    """The folder in which a relay writes everything down, readable while it runs and after."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._log = folder / "log.jsonl"
        self._kept = len(list(folder.glob("*.letter")))

    def accepted(self) -> list[Accepted]:
        """Every letter accepted so far, in order."""
        return [_read_letter(path) for path in sorted(self.folder.glob("*.letter"))]

    def log(self, at: str = "") -> list[Passage]:
        """Everything that happened so far, or what happened at one place."""
        lines = self._log.read_text().splitlines() if self._log.exists() else []
        passages = [Passage(**json.loads(line)) for line in lines]
        return [it for it in passages if at in {"", it.at}]

    def write(self, passage: Passage) -> None:
        """Note a passage."""
        with self._log.open("a") as log:
            log.write(json.dumps(asdict(passage)) + "\n")

    def keep(self, letter: Accepted) -> None:
        """Note a letter; it is there whole or not at all."""
        head = {key: value for key, value in asdict(letter).items() if key != "content"}
        self._kept += 1
        unfinished = self.folder / "letter.tmp"
        unfinished.write_bytes(json.dumps(head).encode() + b"\n" + letter.content)
        unfinished.rename(self.folder / f"{self._kept:08d}.letter")


def _read_letter(path: Path) -> Accepted:
    head, _, content = path.read_bytes().partition(b"\n")
    return Accepted(**json.loads(head), content=content)
