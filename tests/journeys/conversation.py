"""What is said in a conversation, for whichever door: the same questions, the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tests import wait
from tests.doubles.telegram_people import Person

NAME = "Werkstatt Klingenstadt"
GOALS = (
    "Wir zeigen, was die Industrie in unserer Stadt leistet, und gewinnen Fachkräfte für die Betriebe. "
    "Mit Schulen arbeiten wir an der Berufsorientierung, mit der Stadt an neuen Industrieflächen."
)
OFFER = "Erfahrung mit einem Tag der offenen Tür in Betrieben"
NEED = "Kontakte zu Initiativen mit Ausbildungsbotschaftern"
WEBSITE = "https://www.werkstatt-klingenstadt.example"


class Speaks(Protocol):
    """Somebody at a door with a conversation behind it: a browser or Telegram."""

    async def says(self, line: str) -> None:
        """Send a typed line."""

    async def taps(self, label: str) -> None:
        """Tap the newest button with this label."""

    async def hears(self, *texts: str) -> str:
        """The newest message once it contains these texts."""

    async def buttons(self) -> list[str]:
        """The labels under the newest message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A question, by words it contains, and the answer: taps one after the other, or a line.

    With `keeps` the proposed ones among these stay ticked, and whatever else is proposed does not.
    """

    asks: str
    taps: Sequence[str] = ()
    says: str = ""
    keeps: Sequence[str] = ()


REGISTRATION = {
    "name": Step(asks="Wie heißt die Initiative?", says=NAME),
    "level": Step(asks="Auf welcher Ebene arbeitet sie?", taps=["Lokal"]),
    "place": Step(asks="In welchem Ort oder in welcher Region?", says="Solingen"),
    "strategy_inside": Step(asks="Austausch, Abstimmung und Strategie unter den Beteiligten?", taps=["Ja"]),
    "action_outside": Step(asks="eigenen Maßnahmen an die Öffentlichkeit", taps=["Ja"]),
    "members_act": Step(asks="Setzen die Mitglieder die Arbeit selbst um?", taps=["Nein"]),
    "actors": Step(
        asks="Wer ist regelmäßig beteiligt?",
        taps=[
            "☐ Unternehmen",
            "☐ Gewerkschaften und Betriebsräte",
            "☐ Kommunen, Kreise, Wirtschaftsförderung",
            "Fertig (3 gewählt)",
        ],
    ),
    "goals": Step(asks="Was wollen Sie erreichen?", says=GOALS),
    "topics": Step(
        asks="Diese Themen lese ich aus Ihrem Text.",
        keeps=["Schule und Berufsorientierung", "Fachkräfte gewinnen und binden", "Industrie- und Gewerbeflächen"],
    ),
    "offer_1": Step(asks="Was können Sie anderen anbieten?", says=OFFER),
    "offer_1_category": Step(asks="Passt dazu die Rubrik", taps=["Veranstaltungsformate"]),
    "offer_2": Step(asks="Noch ein Angebot?", taps=["Überspringen"]),
    "need_1": Step(asks="Was suchen Sie bei anderen?", says=NEED),
    "need_1_category": Step(asks="Rubrik", taps=["Überspringen"]),
    "need_2": Step(asks="Noch ein Gesuch?", taps=["Überspringen"]),
    "website": Step(asks="Unter welcher Internetadresse", says="www.werkstatt-klingenstadt.example"),
}

# The question about those involved once more, after "Zurück": what was ticked still is.
STILL_TICKED = Step(asks="Wer ist regelmäßig beteiligt?", taps=["Fertig (3 gewählt)"])


async def answers(somebody: Speaks, *steps: Step) -> list[str]:
    """Answer these questions in their order; what the house asked, word for word."""
    asked = []
    for step in steps:
        asked.append(await somebody.hears(step.asks))
        if step.keeps:
            await keeps_only(somebody, step.keeps)
        for label in step.taps:
            await somebody.taps(label)
        if step.says:
            await somebody.says(step.says)
    return asked


async def keeps_only(somebody: Speaks, wanted: Sequence[str]) -> None:
    """Untick every proposal but these, which must be among them, and be done."""
    ticked = [label.removeprefix("☑ ") for label in await somebody.buttons() if label.startswith("☑ ")]
    assert {*wanted} <= {*ticked}, ticked
    for label in ticked:
        if label not in wanted:
            await somebody.taps(f"☑ {label}")
    await somebody.taps(f"Fertig ({len(wanted)} gewählt)")


class OnTelegram:
    """A person at the stand-in for Telegram, who waits for an answer at the end of the chat after every act."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def says(self, line: str) -> None:
        """Send a typed line."""
        before = self._stands()
        await self.person.says(line)
        await self._answered(before)

    async def taps(self, label: str) -> None:
        """Tap the newest button with this label."""
        before = self._stands()
        await self.person.taps(label)
        await self._answered(before)

    async def hears(self, *texts: str) -> str:
        """The newest message once it contains these texts."""
        heard = await self.person.waits_for(texts[0], ever=True)
        assert all(text in heard.text for text in texts), heard.text
        return heard.text

    async def buttons(self) -> list[str]:
        """The labels under the newest message."""
        return self.person.last.buttons

    def _stands(self) -> tuple[int, int]:
        """The newest message and how often it was changed."""
        newest = self.person.messages[-1:]
        return (newest[0].number, newest[0].edits) if newest else (0, 0)

    async def _answered(self, before: tuple[int, int]) -> None:
        async def answered() -> bool:
            return self._stands() != before

        await wait.until_async(answered, within=10, what="an answer of the bot")
