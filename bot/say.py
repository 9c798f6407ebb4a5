"""What the house says in a chat: a key into the templates, its facts, and buttons; words come last."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from network.person import Language
from templates.render import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The words on a button: a chat template, a word of the vocabulary, or a name as it is."""

    key: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    word: tuple[str, str] | None = None  # kind and id in the vocabulary
    name: str | None = None
    ticked: bool | None = None  # in a question with several answers

    def text(self, texts: Texts, language: Language) -> str:
        """Return the label in this language."""
        if self.name is not None:
            plain = self.name
        elif self.word:
            plain = texts.label(*self.word, language)
        else:
            facts = {k: v.text(texts, language) if isinstance(v, Label) else v for k, v in self.facts.items()}
            plain = texts.plain(self.key, facts, language)
        return plain if self.ticked is None else f"{'☑' if self.ticked else '☐'} {plain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """A button that answers us with `data` (at most 64 bytes)."""

    label: Label
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A button that opens an address; a path is completed with the base address."""

    label: Label
    url: str


Rows = tuple[tuple[Tap | Link, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One message of the house; `lead` is said above it (a refusal, a hint), `edit` replaces the tapped message."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    rows: Rows = ()
    lead: "Say | None" = None
    edit: bool = False
    step: tuple[int, int] | None = None


def tap(key: str, data: str, **facts: object) -> Tap:
    """Return a button whose label is a chat template."""
    return Tap(label=Label(key=key, facts=facts), data=data)


def link(key: str, url: str, **facts: object) -> Link:
    """Return a link button whose label is a chat template."""
    return Link(label=Label(key=key, facts=facts), url=url)
