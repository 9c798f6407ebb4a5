"""People at a browser and their mailboxes: they read, fill in, press and follow what is visible, and nothing else.

    anna = await enters(browsing, program, post, "anna@ihk.example", name="Anna Beispiel")
    await anna.opens("/chat")
    await anna.taps("Initiative eintragen")
    await anna.hears("Wie heißt Ihre Initiative")
    await anna.says("Industrie Probe")

Names are the visible German ones, whole and exact. Nothing here waits longer than it has to.
"""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from tests import wait
from tests.browser import Browsing
from tests.doubles.smtp_books import Books
from tests.served import Served

_WITHIN = 10.0  # seconds that somebody waits for a letter or a sentence
_URL = re.compile(r"https?://[^\s\"'<>)]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One accepted letter, taken apart as a mail program does."""

    to: str
    subject: str
    text: str
    html: str
    message: EmailMessage = field(repr=False)

    @property
    def links(self) -> list[str]:
        """Every address in both bodies and in List-Unsubscribe, once each, in order."""
        head = str(self.message.get("List-Unsubscribe", ""))
        found = _URL.findall(f"{self.text}\n{self.html.replace('&amp;', '&')}\n{head}")
        return list(dict.fromkeys(url.rstrip(".,") for url in found))

    def link(self, part: str) -> str:
        """The one address that contains this part."""
        found = [url for url in self.links if part in urlsplit(url).path]
        assert len(found) == 1, f"{len(found)} links with {part!r} in {self.links}"
        return found[0]

    @classmethod
    def read(cls, to: str, content: bytes) -> "Mail":
        """The letter in these bytes."""
        message = email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)
        plain, rich = message.get_body(("plain",)), message.get_body(("html",))
        return cls(
            to=to,
            subject=str(message["Subject"]),
            text=plain.get_content() if plain else "",
            html=rich.get_content() if rich else "",
            message=message,
        )


class Post:
    """The mailboxes behind a relay: whose letters arrived, and which of them were already looked at."""

    def __init__(self, relay: Books) -> None:
        self._relay = relay
        self._seen: set[int] = set()

    def all(self, to: str = "") -> list[Mail]:
        """Every letter so far, oldest first, or those to one address."""
        return [mail for _, mail in self._letters(to)]

    async def next(self, to: str, subject: str = "", *, within: float = _WITHIN) -> Mail:
        """The oldest letter to this address not yet taken whose subject contains `subject`; waits for it."""
        what = f"a letter to {to} about {subject!r}"
        try:
            await wait.until_async(lambda: self._holds(to, subject), within=within, what=what)
        except TimeoutError as error:
            raise TimeoutError(f"{error}; there are {[(it.to, it.subject) for it in self.all()]}") from None
        place, mail = self._fresh(to, subject)[0]
        self._seen.add(place)
        return mail

    async def holds(self, count: int, *, such: Callable[[Mail], bool], within: float = _WITHIN) -> list[Mail]:
        """Such letters once there are at least `count`."""

        async def enough() -> bool:
            return len([mail for mail in self.all() if such(mail)]) >= count

        await wait.until_async(enough, within=within, what=f"{count} letters")
        return [mail for mail in self.all() if such(mail)]

    async def _holds(self, to: str, subject: str) -> bool:
        return bool(self._fresh(to, subject))

    def _fresh(self, to: str, subject: str) -> list[tuple[int, Mail]]:
        return [it for it in self._letters(to) if it[0] not in self._seen and subject in it[1].subject]

    def _letters(self, to: str) -> list[tuple[int, Mail]]:
        return [
            (place, Mail.read(letter.recipients[0], letter.content))
            for place, letter in enumerate(self._relay.accepted())
            if to in {"", *letter.recipients}
        ]


class Visitor:
    """Somebody at one tab of a browser."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url

    # ------------------------------------------------------------------ any page

    async def opens(self, address: str) -> None:
        """Go to a path of ours, or to an address from a letter."""
        await self.page.goto(address if "://" in address else self.base_url + address)

    async def reads(self, *texts: str) -> None:
        """These texts stand on the page, or appear in time."""
        for text in texts:
            await expect(self.page.locator("body")).to_contain_text(text)

    async def misses(self, *texts: str) -> None:
        """None of these texts stands on the page."""
        for text in texts:
            await expect(self.page.locator("body")).not_to_contain_text(text)

    async def fills(self, label: str, value: str) -> None:
        """Type into the field with this label."""
        await self._field(label).fill(value)

    async def ticks(self, *labels: str) -> None:
        """Tick the boxes, or the rings, with these labels; what is folded is unfolded first."""
        for label in labels:
            box = self.page.get_by_label(label, exact=True)
            folded = self.page.locator("details:not([open])").filter(has=box)
            if await folded.count():
                await folded.locator("summary").click()
            await box.check()

    async def chooses(self, label: str, option: str) -> None:
        """Pick an option of the list with this label; the option is found by its visible beginning."""
        listed = self._field(label)
        found = listed.locator("option").filter(has_text=re.compile(rf"^\s*{re.escape(option)}"))
        await listed.select_option(await found.first.get_attribute("value"))

    async def presses(self, label: str, *, within: str = "main") -> None:
        """Press the button with this label."""
        await self.page.locator(within).get_by_role("button", name=label, exact=True).first.click()

    async def follows(self, label: str, *, within: str = "body") -> None:
        """Follow the link with this text."""
        await self.page.locator(within).get_by_role("link", name=label, exact=True).first.click()

    @property
    def path(self) -> str:
        """The path of the page before one's eyes."""
        return urlsplit(self.page.url).path

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(freiwillig\)\s*)?$"))

    # ------------------------------------------------------------------ the chat

    async def says(self, line: str) -> None:
        """Type a line into the chat and send it."""
        await self.page.get_by_label("Ihre Nachricht", exact=True).fill(line)
        await self.page.get_by_role("button", name="Senden", exact=True).click()
        await self._is_sent()

    async def taps(self, label: str) -> None:
        """Tap the newest button with this label."""
        await self.page.locator("li.bubble").get_by_role("button", name=label, exact=True).last.click()
        await self._is_sent()

    async def hears(self, *texts: str) -> str:
        """The newest message of the house once it contains these texts."""
        newest = self.page.locator("li.bubble:not(.is-mine)").last.locator(".bubble-text")
        for text in texts:
            await expect(newest).to_contain_text(text)
        return await newest.inner_text()

    async def buttons(self) -> list[str]:
        """The buttons and links under the newest message of the house."""
        newest = self.page.locator("li.bubble:not(.is-mine)").last
        found = newest.locator("button, .bubble-row a")
        return [label.strip() for label in await found.all_inner_texts()]

    async def transcript(self) -> list[str]:
        """Everything that stands in the chat, both sides, oldest first."""
        return await self.page.locator("li.bubble .bubble-text").all_inner_texts()

    async def _is_sent(self) -> None:
        await expect(self.page.locator("[aria-busy=true]")).to_have_count(0)

    # ------------------------------------------------------------------ small screens and keyboards

    async def width(self) -> int:
        """How wide the page is, in CSS pixels; more than the window means scrolling sideways."""
        return int(await self.page.evaluate("document.documentElement.scrollWidth"))

    def main(self) -> Locator:
        """The part of the page that is not menu or foot."""
        return self.page.locator("main")


async def enters(
    browsing: Browsing, program: Served, post: Post, address: str, *, name: str = "", to: str = ""
) -> Visitor:
    """Somebody who signs in by the link in a letter; `name` only the first time, `to` is where they wanted to go."""
    visitor = Visitor(await browsing.page(), program.base_url)
    await visitor.opens(f"/anmelden?weiter={to}" if to else "/anmelden")
    await visitor.fills("E-Mail-Adresse", address)
    await visitor.presses("Link schicken")
    await visitor.reads("Bitte sehen Sie in Ihr Postfach")
    letter = await post.next(address, "Anmelden")
    await visitor.opens(letter.link("/anmelden/"))
    if name:
        await visitor.fills("Ihr Name", name)
    await visitor.presses("Jetzt anmelden")
    await visitor.reads("Abmelden")
    return visitor


async def enters_demo(browsing: Browsing, program: Served, who: str, *, width: int = 1280) -> Visitor:
    """Somebody who enters the demo with one click as one of its people; `who` is a part of what their button says."""
    visitor = Visitor(await browsing.page(width=width), program.base_url)
    await visitor.opens("/anmelden")
    await visitor.page.get_by_role("button", name=re.compile(who)).first.click()
    await visitor.reads("Abmelden")
    return visitor
