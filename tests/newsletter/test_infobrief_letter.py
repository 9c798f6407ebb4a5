"""The Infobrief as a letter: filled in like written anew, safe whatever was submitted, and loading nothing."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser

import pytest

from actions.preview_infobrief import Preview
from network.delivery import Delivery, DeliveryState
from network.infobrief import Infobrief, InfobriefState, Item, ItemKind
from network.letter import Channel, Outcome, SendFailed, message_id
from network.news import Rubric
from network.person import Language
from network.subscription import choose_token, leave_token
from newsletter.envelope import seal
from newsletter.infobrief_letter import MOST_BYTES, Gaps, Letters, preview
from storage.keys import new_id
from templates.render import MailText, Texts
from tests.issues import draft, entry
from tests.make import NOW, SECRET, ZONE

BASE = "https://knotenpunkt.example"
IMPRINT = "Netzwerkstelle e. V.\nMusterweg 1\n12345 Berlin"
FROM = "Knotenpunkt der Industrieinitiativen <infobrief@knotenpunkt.example>"
HOSTILE = (
    "=?utf-8?q?Hallo=0D=0ABcc=3A_evil=40x=2Ede?=",
    "<b>Fett</b> & <script>alert(1)</script>",
    "{{ 7*7 }} {% for %} ${7*7} {0.__class__} %s%n",
    "a\r\nBcc: evil@x.example",
    "In|du|strie · Industrie.SH · industry@work",
    "👩‍👩‍👧‍👦" * 20,
)


class CountingTexts(Texts):
    """Counts how often a letter is put into words."""

    rendered = 0

    def mail(self, *facts: object) -> MailText:
        """Count, and return the letter."""
        self.rendered += 1
        return super().mail(*facts)  # type: ignore[arg-type]


def texts(kind: type[Texts] = Texts) -> Texts:
    return kind(base_url=BASE, zone=ZONE, imprint=IMPRINT, contact="hallo@knotenpunkt.example")


def letters(words: Texts | None = None) -> Letters:
    return Letters(words or texts(), mail_from=FROM, secret=SECRET)


def issue(*items: Item, intro: str = "Guten Tag,\n\ndas ist neu.") -> Infobrief:
    return draft(*items, intro=intro, state=InfobriefState.SENDING, released_at=NOW)


def delivery(
    address: str = "anna@reader.example", *, language: Language = Language.DE, topics: tuple[str, ...] = ()
) -> Delivery:
    return Delivery(
        infobrief_id=new_id(NOW),
        subscription_id=new_id(NOW),
        channel=Channel.MAIL,
        address=address,
        language=language,
        topics=topics,
        state=DeliveryState.PACKED,
        reason=None,
        attempts=0,
        uncertain=0,
        due_at=NOW,
        reply_code=None,
        reply_text=None,
        changed_at=NOW,
    )


def read(sealed: bytes) -> EmailMessage:
    found = email.message_from_bytes(sealed, policy=default)
    assert isinstance(found, EmailMessage)
    return found


def parts(sealed: bytes) -> tuple[str, str]:
    """Text and HTML of a letter."""
    message = read(sealed)
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (it.get_content() if it else "" for it in found)
    return text, html


def without_boundary(sealed: bytes) -> bytes:
    return re.sub(rb"=_[0-9a-f]{30}", b"=_", sealed)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("length", range(0, 90, 7))
async def test_filling_in_gives_what_writing_anew_would_give(language: Language, length: int) -> None:
    maker, it = letters(), delivery(language=language, topics=("mint",))
    brief = issue(entry("x" * (5 + length)), entry("Ä" * (5 + length)), entry(), intro="." * length)
    anew = Gaps(
        recipient=it.address,
        message_id=message_id(brief.id, it.subscription_id, "knotenpunkt.example", SECRET)[1:-1],
        leave_token=leave_token(it.subscription_id, SECRET),
        choose_token=choose_token(it.subscription_id, SECRET),
    )
    filled = await maker.letter(brief, it)
    assert without_boundary(filled) == without_boundary(seal(maker.mail(brief, language, it.topics, anew)))


async def test_readers_of_one_profile_cost_one_rendering() -> None:
    words = CountingTexts(base_url=BASE, zone=ZONE)
    maker, brief = letters(words), issue()
    for number in range(50):
        await maker.letter(brief, delivery(f"reader-{number}@reader.example"))
    assert words.rendered == 1
    await maker.letter(brief, delivery(topics=("mint",)))
    await maker.letter(brief, delivery(language=Language.EN))
    assert words.rendered == 3


async def test_two_readers_never_share_a_link_or_an_id() -> None:
    maker, brief = letters(), issue()
    anna, bert = delivery(), delivery("bert@reader.example")
    one, other = await maker.letter(brief, anna), await maker.letter(brief, bert)
    for it, mine, foreign in ((anna, one, other), (bert, other, one)):
        text, html = parts(mine)
        for token in (leave_token(it.subscription_id, SECRET), choose_token(it.subscription_id, SECRET)):
            assert token in text
            assert token in html
            assert token not in "".join(parts(foreign))
        assert it.address.encode() not in foreign
    assert read(one)["Message-ID"] != read(other)["Message-ID"]
    assert await maker.letter(brief, anna) == one


async def test_the_headers_let_a_reader_leave_with_one_click() -> None:
    it = delivery()
    sealed = await letters().letter(issue(), it)
    url = f"{BASE}/a/{leave_token(it.subscription_id, SECRET)}"
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in sealed  # one line, not encoded
    assert len(url) <= 75
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sealed
    assert b"<infobrief.knotenpunkt.example>" in sealed
    assert b"\r\nAuto-Submitted:" not in sealed


async def test_the_letter_says_why_it_comes_who_answers_for_it_and_how_to_leave() -> None:
    for part in parts(await letters().letter(issue(), delivery(topics=("mint",)))):
        assert "Warum sehe ich das?" in part
        assert "Musterweg 1" in part
        assert f"{BASE}/a/" in part
        assert f"{BASE}/infobrief/einstellungen/" in part


@pytest.mark.parametrize("language", list(Language))
async def test_text_and_html_say_the_same(language: Language) -> None:
    meeting = entry("Treffen", kind=ItemKind.MEETING, rubric=Rubric.TERMINE, place="Bottrop", when=NOW.isoformat())
    sealed = await letters().letter(issue(entry("Erste"), entry("Zweite"), meeting), delivery(language=language))
    text, html = parts(sealed)
    shown = Shown(html)
    heading = {it.casefold() for it in text.splitlines()}
    for word in shown.words():
        assert word in text or word.casefold() in heading, word
    assert set(shown.links) == set(re.findall(r"https?://\S+", text))


@pytest.mark.parametrize("name", ["infobrief", "confirm_subscription", "known_subscription"])
@pytest.mark.parametrize("language", list(Language))
async def test_no_letter_loads_anything_from_anywhere(name: str, language: Language) -> None:
    if name == "infobrief":
        _, html = parts(await letters().letter(issue(), delivery(language=language)))
    else:
        html = texts().mail(name, {"token": "T" * 22}, language).html or ""
    shown = Shown(html)
    assert shown.loaded == []
    assert not re.search(r"url\(|@import|@font-face", html)
    assert {re.sub(r"(https?://[^/]+).*", r"\1", it) for it in shown.links} <= {BASE, "https://initiative.example"}
    assert f'<html lang="{language}"' in html
    assert len(html.encode()) < MOST_BYTES


@pytest.mark.parametrize("name", ["confirm_subscription", "known_subscription"])
def test_a_letter_to_an_unproven_address_has_nothing_but_one_link_and_the_imprint(name: str) -> None:
    shown = Shown(texts().mail(name, {"token": "T" * 22}, Language.DE).html or "")
    ours = {f"{BASE}/", f"{BASE}/impressum", f"{BASE}/datenschutz"}
    assert len(set(shown.links) - ours) == 1


@pytest.mark.parametrize("text", HOSTILE)
async def test_what_somebody_submitted_is_shown_and_does_nothing(text: str) -> None:
    hostile = entry(text[:90], text=f".\nFrom me\n{text}\n.", source=text)
    sealed = await letters().letter(issue(hostile, entry(), entry(), intro=text), delivery())
    message = read(sealed)
    assert message["Bcc"] is None
    assert len(message.get_all("Subject", [])) == 1
    plain, html = parts(sealed)
    assert " ".join(text.split()) in " ".join(plain.split())
    assert "".join(text.split()) in Shown(html).all_text
    assert "<script>" not in html


async def test_an_issue_too_large_for_mailboxes_leaves_its_texts_to_the_page() -> None:
    items = [entry(f"Nummer {number}", text="Sehr viel Text. " * 75) for number in range(60)]
    sealed = await letters().letter(issue(*items), delivery())
    text, _ = parts(sealed)
    assert len(sealed) < MOST_BYTES
    assert "Nummer 59" in text
    assert "Sehr viel Text." not in text
    assert f"{BASE}/a/" in text


async def test_an_address_that_cannot_be_written_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(SendFailed) as caught:
        await letters().letter(issue(), delivery("anna@reader.example\r\nBcc: x@y.example"))
    assert caught.value.outcome is Outcome.REFUSED


async def test_an_international_address_goes_out_as_the_relay_needs_it() -> None:
    assert b"\r\nTo: info@xn--mller-kva.de\r\n" in await letters().letter(issue(), delivery("info@müller.de"))


def test_a_preview_is_the_letter_without_anybodys_links() -> None:
    brief = draft(entry("Erste", topics=["mint"]), entry("Zweite", topics=["industriekultur"]), entry("Dritte"))
    shown = Preview(infobrief=brief, topics=("mint",), language=Language.DE, items=brief.items, audience=1, nothing=0)
    words = preview(texts(), shown)
    assert "Erste" in words.text
    assert "Zweite" not in words.text
    assert "/a/" not in f"{words.text}{words.html}"


class Shown(HTMLParser):
    """What a reader sees of HTML, and what a mail program would load for it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self._texts: list[str] = []
        self._hidden = 0
        self.feed(re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL))

    @property
    def all_text(self) -> str:
        """Everything visible, without white space."""
        return "".join("".join(self._texts).split())

    def words(self) -> list[str]:
        """Every piece of visible text in one line."""
        return [" ".join(text.split()).strip(" ·") for text in self._texts if text.strip(" \n·\xa0")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is linked and what is loaded."""
        self._hidden += tag in {"style", "title"}
        for name, value in attrs:
            if name in {"src", "srcset", "background", "poster"} or (tag == "link" and name == "href"):
                self.loaded.append(str(value))
            elif tag == "a" and name == "href":
                self.links.append(str(value))

    def handle_endtag(self, tag: str) -> None:
        """Leave what is not shown."""
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        """Note what is shown."""
        if not self._hidden:
            self._texts.append(data)
