"""Every page on a small screen, in the dark, without a mouse, and the main forms without JavaScript."""

import pytest
from playwright.async_api import Browser, Page

from tests.browser import Browsing, fresh
from tests.journeys.conftest import Opens
from tests.journeys.conversation import NAME, REGISTRATION, answers
from tests.journeys.pages import one_of_each_kind
from tests.journeys.visitor import Visitor, enters_demo

pytestmark = [
    pytest.mark.served,
    pytest.mark.browser,
]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)

WIDTH = 360
WAITING = "Demo: Neue Partner aus drei Berufsschulen"  # what waits for the staff of the demo

# What has the focus: its words, and whether one sees that it has it.
_FOCUS = """() => {
    const it = document.activeElement, style = getComputedStyle(it);
    const label = it.labels && it.labels.length ? it.labels[0].innerText : "";
    const words = label || it.getAttribute("aria-label") || it.innerText || it.textContent || "";
    const inside = [it, ...it.querySelectorAll("path, circle")].map((part) => getComputedStyle(part));
    const seen = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
        || inside.some((part) => part.stroke !== "none" && it.closest("svg"));
    return [it.tagName, words.trim().split("\\n")[0].trim(), seen];
}"""
_GROUND = """() => {
    const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) / 3;
    const style = getComputedStyle(document.body);
    return [light(style.backgroundColor), light(style.color)];
}"""


@on_postgres  # every page once more on the other database
async def test_no_page_scrolls_sideways_at_360_pixels_in_the_dark(demo: Opens, chromium: Browser) -> None:
    program = await demo(issue=True)
    async with fresh(chromium, dark=True) as browsing:
        guest = Visitor(await browsing.page(width=WIDTH), program.base_url)
        found = [await _fits(guest, path) for path in ("/anmelden", "/anmelden/gesendet", "/chat")]
        staff = await enters_demo(browsing, program, "Netzwerkstelle", width=WIDTH)
        cookies = {it["name"]: it["value"] for it in await browsing.context.cookies()}
        inside = await one_of_each_kind(program.base_url, cookies=cookies, also=["/infobrief/abonnieren/danke"])
        found += [await _fits(staff, path) for path in inside]
        assert [it for it in found if it] == []
        assert len(found) >= 25
        assert browsing.troubles() == []


@on_sqlite
async def test_without_a_mouse_everything_is_reached_and_one_sees_where_one_is(demo: Opens, browsing: Browsing) -> None:
    program = await demo()
    guest = Visitor(await browsing.page(), program.base_url)
    for path, words in {
        "/": ["Zum Inhalt springen", "Initiativen", "Partner finden im Chat", "Infobrief abonnieren"],
        "/initiativen": ["Suche", "Land", "Suchen", "Aachener Industrie-Dialog"],
        "/anmelden": ["E-Mail-Adresse", "Link schicken", "Impressum", "English"],
    }.items():
        await guest.opens(path)
        await _reaches(guest.page, words)
    await guest.opens("/infobrief/abonnieren")
    await _reaches(guest.page, ["Zum Inhalt springen"])
    await guest.page.keyboard.press("Enter")
    await _reaches(guest.page, ["E-Mail-Adresse"])
    await guest.page.keyboard.type("leserin@ihk.example")
    await guest.page.keyboard.press("Enter")
    await guest.reads("Fast geschafft: Bitte bestätigen Sie")

    staff = await enters_demo(browsing, program, "Netzwerkstelle")
    for path, words in {
        "/chat": ["Termine", "Ihre Nachricht", "Senden"],
        "/netzwerkstelle": ["Infobrief", "Treffen", "Ankündigung", WAITING],
        "/netzwerkstelle/ankuendigung": ["Rubrik", "Überschrift", "Text", "Vorschau"],
    }.items():
        await staff.opens(path)
        await _reaches(staff.page, words)
    await staff.opens("/netzwerkstelle")
    await staff.follows(WAITING)
    await _reaches(staff.page, ["Freigeben"])
    await staff.page.keyboard.press("Enter")
    await staff.reads("Die Meldung kommt in den nächsten Infobrief.")
    assert browsing.troubles() == []


@on_sqlite
async def test_without_javascript_one_searches_subscribes_registers_and_releases(
    demo: Opens, chromium: Browser
) -> None:
    program = await demo()
    async with fresh(chromium, javascript=False) as plain, fresh(chromium, javascript=False) as desk:
        guest = Visitor(await plain.page(width=WIDTH), program.base_url)
        await guest.opens("/initiativen")
        await guest.fills("Suche", "Ruhr")
        await guest.presses("Suchen")
        await guest.reads("Suche: Ruhr")
        await guest.opens("/infobrief/abonnieren")
        await guest.fills("E-Mail-Adresse", "leserin@ihk.example")
        await guest.presses("Abonnieren")
        await guest.reads("Fast geschafft")

        kim = await enters_demo(plain, program, "Kim Koordination", width=WIDTH)
        await kim.opens("/chat")
        await kim.taps("Initiative eintragen")
        for step in REGISTRATION.values():
            await answers(kim, step)
            assert await kim.width() <= WIDTH, step.asks
        await kim.hears("Bitte prüfen Sie Ihre Angaben")
        assert await kim.width() <= WIDTH
        await kim.taps("Absenden")
        await kim.hears("wartet auf Freigabe")

        staff = await enters_demo(desk, program, "Netzwerkstelle")
        await staff.opens("/netzwerkstelle")
        await staff.follows(NAME)
        await staff.presses("Freigeben")
        await staff.reads("Freigegeben. Der Eintrag steht im Verzeichnis")
        assert plain.troubles() + desk.troubles() == []


async def _fits(somebody: Visitor, path: str) -> str:
    """What is too wide on this page, or bright where it should be dark; empty where all is well."""
    await somebody.opens(path)
    ground, ink = await somebody.page.evaluate(_GROUND)
    if ground > 60 or ink < 180:
        return f"{path}: text of brightness {ink} on {ground}"
    width = await somebody.width()
    return f"{path}: {width} pixels, {await _widest(somebody.page)}" if width > WIDTH else ""


async def _reaches(page: Page, words: list[str]) -> None:
    """The Tab key leads to something with these words, one after the other, and one always sees where one is."""
    missing = list(words)
    for _ in range(250):
        await page.keyboard.press("Tab")
        tag, said, seen = await _focused(page)
        assert seen or tag in {"BODY", "IFRAME"}, f"{page.url}: one does not see that {tag} {said!r} has the focus"
        if said == missing[0]:
            missing.pop(0)
        if not missing:
            return
    raise AssertionError(f"{page.url}: the Tab key does not lead to {missing[0]!r}")


async def _focused(page: Page) -> tuple[str, str, bool]:
    tag, words, seen = await page.evaluate(_FOCUS)
    return str(tag), str(words).removesuffix("(freiwillig)").strip(), bool(seen)


async def _widest(page: Page) -> str:
    """The element that reaches furthest to the right, for the message of a test that fails."""
    return str(
        await page.evaluate(
            """() => [...document.querySelectorAll("main *")]
                .map((it) => [it.getBoundingClientRect().right, it.tagName + "." + it.className])
                .sort((a, b) => b[0] - a[0])[0].join(" ")"""
        )
    )
