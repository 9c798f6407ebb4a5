"""The story the house was built for, from the first visit to the last letter, through real doors.

A real browser, real letters over SMTP to a relay of its own, the served program, a real database.
"""

import re
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import Browser

from tests import wait
from tests.browser import Browsing, fresh
from tests.journeys.conftest import STAFF, Opens
from tests.journeys.conversation import (
    GOALS,
    NAME,
    NEED,
    OFFER,
    REGISTRATION,
    STILL_TICKED,
    WEBSITE,
    answers,
    keeps_only,
)
from tests.journeys.ground import due_a_moment_ago, due_in_days, has_stood_for
from tests.journeys.visitor import Mail, Post, Visitor, enters
from tests.served import Served

pytestmark = [pytest.mark.served, pytest.mark.browser]

ANNA = "anna.beispiel@ihk-klingenstadt.example"
LEA, ALLE, STUMM, ENERGIE = "lea@rathaus.example", "alle@verein.example", "stumm@verein.example", "e@stadtwerke.example"
BETTER_GOALS = GOALS + " Wer mitmachen will, ist willkommen."
SLUG = "werkstatt-klingenstadt"


async def test_from_the_first_visit_to_the_last_letter(
    opens: Opens, chromium: Browser, post: Post, database_url: str
) -> None:
    await has_stood_for(database_url, hours=6)
    program = await opens(infobrief_schedule=due_in_days(3))
    async with AsyncExitStack() as stack:
        friday, monday, desk, home = [await stack.enter_async_context(fresh(chromium)) for _ in range(4)]
        anna = await begins_to_register(program, post, friday)
        anna = await comes_back_to_the_same_question(program, anna, friday, monday)
        await checks_the_summary_and_submits(anna)
        staff = await enters(desk, program, post, STAFF, name="Nora Netz")
        await reads_and_releases_the_entry(staff)
        await stands_in_the_directory(Visitor(await home.page(), program.base_url))
        await finds_partners(anna)
        await subscribes_to_two_topics(anna)
        await submits_news(anna)
        await releases_news_and_posts(staff)
        await subscribe_and_confirm(Visitor(await home.page(), program.base_url), post)
        for visitor in (anna, staff):
            await visitor.page.close()  # a page that lives would ask for news while the program is away
        await program.restart(infobrief_schedule=due_a_moment_ago())
        staff = await previews_tests_and_releases(program, post, desk)
        letters = await everybody_gets_one_letter(program, post)
        await the_account_is_right(staff, program)
        await leaves_by_one_click(letters[LEA])
        await gets_nothing_more(staff, post)
        await reads_it_in_the_archive(Visitor(await home.page(), program.base_url))
        assert [trouble for it in (friday, monday, desk, home) for trouble in it.troubles()] == []


# ------------------------------------------------------------------ 1. registration


async def begins_to_register(program: Served, post: Post, browsing: Browsing) -> Visitor:
    anna = await enters(browsing, program, post, ANNA, name="Anna Beispiel", to="/chat")
    assert anna.path == "/chat"
    await anna.taps("Initiative eintragen")
    first = list(REGISTRATION).index("goals")
    await answers(anna, *list(REGISTRATION.values())[:first])
    await anna.hears("Was wollen Sie erreichen?")
    await anna.taps("Zurück")
    await answers(anna, STILL_TICKED, REGISTRATION["goals"])
    await anna.hears("Diese Themen lese ich aus Ihrem Text.")
    return anna


async def comes_back_to_the_same_question(program: Served, anna: Visitor, before: Browsing, after: Browsing) -> Visitor:
    asked, offered = await anna.hears("Diese Themen lese ich"), await anna.buttons()
    kept = [cookie for cookie in await before.context.cookies() if cookie["expires"] > 0]
    await before.context.close()
    await program.restart()
    await after.context.add_cookies(kept)  # type: ignore[arg-type]  # what the browser gave is what it takes
    anna = Visitor(await after.page(), program.base_url)
    await anna.opens("/chat")
    assert await anna.hears("Diese Themen lese ich") == asked
    assert await anna.buttons() == offered
    return anna


async def checks_the_summary_and_submits(anna: Visitor) -> None:
    await answers(anna, *list(REGISTRATION.values())[list(REGISTRATION).index("topics") :])
    await anna.hears("Bitte prüfen Sie Ihre Angaben", NAME, "Solingen", GOALS, OFFER, NEED, WEBSITE, "Mischtyp")
    fields = ["Name", "Ebene", "Ort", "Typ", "Beteiligte", "Ziele", "Themen", "Angebote", "Gesuche", "Internet"]
    assert {f"{field} ändern" for field in fields} < {*await anna.buttons()}
    await anna.taps("Ziele ändern")
    await anna.hears("Was wollen Sie erreichen?", "Bisher:")
    await anna.says(BETTER_GOALS)
    await anna.hears("Bitte prüfen Sie Ihre Angaben", BETTER_GOALS, OFFER, NEED)
    await anna.taps("Absenden")
    await anna.hears(NAME, "wartet auf Freigabe")


# ------------------------------------------------------------------ 2. staff read and release


async def reads_and_releases_the_entry(staff: Visitor) -> None:
    assert staff.path == "/netzwerkstelle"
    await staff.reads("Was wartet", NAME)
    await staff.follows(NAME)
    await staff.reads(NAME, BETTER_GOALS, OFFER, NEED, "Solingen", "Anna Beispiel")
    await staff.presses("Freigeben")
    await staff.reads("Freigegeben. Der Eintrag steht im Verzeichnis")


async def stands_in_the_directory(guest: Visitor) -> None:
    await guest.opens("/initiativen?q=Klingenstadt")
    await guest.reads("1 Initiative", NAME)
    await guest.follows(NAME, within="main")
    assert guest.path == f"/initiativen/{SLUG}"
    await guest.reads(BETTER_GOALS, OFFER, NEED, "Fachkräfte gewinnen und binden", "Lokal")
    await guest.opens("/karte")
    assert await guest.page.locator(f'svg.map a.spot[data-key~="{SLUG}"]').count() == 1
    assert await guest.page.locator("article.entry[data-key]").count() == 41  # the 40 of the study and this one


# ------------------------------------------------------------------ 3. partners and topics


async def finds_partners(anna: Visitor) -> None:
    await anna.opens("/chat")
    await anna.says("/partner")
    said = await anna.hears(f"Vorschläge für {NAME}", "Warum sehe ich das?")
    suggested = re.findall(r"^(.+) \(Stand 2018\)\n+(.+\.)$", said, re.MULTILINE)
    assert len(suggested) >= 3, said
    assert all(len(reason) > 20 for _, reason in suggested), suggested
    name = suggested[0][0]
    await anna.taps(name)
    await anna.hears(name, "Stand 2018 aus der Studie, nicht bestätigt")
    await anna.taps("Zurück zu den Vorschlägen")
    await anna.hears(f"Vorschläge für {NAME}")


async def subscribes_to_two_topics(anna: Visitor) -> None:
    await anna.says("/themen")
    await anna.hears("Welche Themen interessieren Sie?")
    await anna.taps("Förderung von Fachkräften und Nachwuchs …")
    await anna.taps("☐ Fachkräfte gewinnen und binden")
    await anna.taps("Zur Auswahl zurück")
    await anna.taps("Stärkung von Industrieakzeptanz …")
    await anna.taps("☐ Industrie erleben: offene Werkstore")
    await anna.taps("Fertig (2 gewählt)")
    await anna.hears("Fachkräfte gewinnen und binden", "Industrie erleben: offene Werkstore", ANNA)
    await anna.taps("Absenden")
    await anna.hears("Sie erhalten den Infobrief per E-Mail.")


# ------------------------------------------------------------------ 4. what is new


async def submits_news(anna: Visitor) -> None:
    await anna.says("/meldung")
    await anna.hears(f"Eine Meldung von {NAME}")
    await anna.taps("Aktuelles aus den Initiativen")
    await anna.hears("Wie lautet die Überschrift?")
    await anna.says("Zwölf Betriebe öffnen ihre Werkstore")
    await anna.hears("Bitte schreiben Sie den Text")
    await anna.says("Am Abend des 12. Juni zeigen zwölf Betriebe, was sie herstellen. Anmelden kann sich jede Schule.")
    await anna.hears("Internetadresse zum Weiterlesen")
    await anna.taps("Überspringen")
    await anna.hears("Diese Themen lese ich aus dem Text.")
    await keeps_only(anna, ["Industrie erleben: offene Werkstore"])
    await anna.hears("So wird es erscheinen:", "Zwölf Betriebe öffnen ihre Werkstore")
    await anna.taps("Absenden")
    await anna.hears("ist eingereicht")


async def releases_news_and_posts(staff: Visitor) -> None:
    await staff.opens("/netzwerkstelle")
    await staff.follows("Zwölf Betriebe öffnen ihre Werkstore")
    await staff.reads("Am Abend des 12. Juni", NAME)
    await staff.presses("Freigeben")
    await staff.reads("Die Meldung kommt in den nächsten Infobrief.")

    await staff.follows("Ankündigung", within="main")
    await staff.chooses("Rubrik", "Aus Land und Bund")
    await staff.fills("Überschrift", "Förderaufruf zur Wärmeplanung")
    await staff.fills("Text", "Kommunen und Betriebe können sich bis Ende September gemeinsam bewerben.")
    await staff.ticks("Abwärme und Wärmenetze")
    await staff.presses("Vorschau")
    await staff.reads("So steht die Ankündigung im Infobrief", "Förderaufruf zur Wärmeplanung")
    await staff.presses("Veröffentlichen")
    await staff.reads("Veröffentlicht. Die Ankündigung kommt in den nächsten Infobrief.")
    await announces_meeting(staff, "Herbsttreffen der Initiativen", topic="Fachkräfte gewinnen und binden")


async def announces_meeting(staff: Visitor, title: str, *, topic: str) -> None:
    await staff.opens("/netzwerkstelle/treffen/neu")
    await staff.fills("Titel", title)
    await staff.fills("Beschreibung", "Zwei Praxisberichte, dann Gespräch in kleinen Gruppen.")
    await staff.fills("Ort", "IHK Musterstadt, Marktplatz 1")
    await staff.fills("Einladend", "Netzwerk Probe e. V.")
    await staff.fills("Tag", (datetime.now(UTC) + timedelta(days=40)).date().isoformat())
    await staff.fills("Beginn", "10:00")
    await staff.fills("Ende", "15:30")
    await staff.fills("Plätze", "45")
    await staff.ticks(topic)
    await staff.presses("Vorschau")
    await staff.reads("So steht das Treffen unter Termine", title, "IHK Musterstadt", "0 von 45 vergeben")
    await staff.presses("Veröffentlichen")
    await staff.reads("Veröffentlicht. Das Treffen steht unter Termine")


# ------------------------------------------------------------------ 5. subscribing


async def subscribe_and_confirm(reader: Visitor, post: Post) -> None:
    """Lea, one who wants everything, one for whom nothing fits, and one who never confirms."""
    chosen = {LEA: ["Industrie erleben: offene Werkstore"], ALLE: [], ENERGIE: ["Wasserstoff"], STUMM: []}
    for address, topics in chosen.items():
        await reader.opens("/infobrief/abonnieren")
        await reader.fills("E-Mail-Adresse", address)
        await reader.ticks(*topics)
        await reader.presses("Abonnieren")
        await reader.reads("Fast geschafft: Bitte bestätigen Sie")
    for address in (LEA, ALLE, ENERGIE):
        link = (await post.next(address, "bestätigen")).link("/infobrief/bestaetigen/")
        await looks_like_a_link_scanner(link)
        await reader.opens(link)
        await reader.reads("Ein Druck auf den Knopf, dann ist das Abonnement gültig.")  # looking has changed nothing
        await reader.presses("Ja, Infobrief abonnieren")
        await reader.reads("Ihr Abonnement ist bestätigt")


async def looks_like_a_link_scanner(link: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answers_ = [await client.request(method, link) for method in ("HEAD", "GET", "GET", "GET")]
    assert {it.status_code for it in answers_} == {200}


# ------------------------------------------------------------------ 6. the Infobrief


async def previews_tests_and_releases(program: Served, post: Post, desk: Browsing) -> Visitor:
    waiting = await post.next(STAFF, "Infobrief 1: Entwurf liegt bereit", within=30)
    staff = Visitor(await desk.page(), program.base_url)
    await staff.opens(waiting.link("/netzwerkstelle/infobrief/"))
    await staff.reads("Entwurf von Infobrief 1", "Zwölf Betriebe", "Förderaufruf", "Herbsttreffen", NAME)
    await staff.fills("Einleitung", "Liebe Leserinnen und Leser, das ist unsere erste Ausgabe.")
    await staff.presses("Einleitung speichern")
    await staff.reads("Gespeichert.")

    await staff.follows("Vorschau", within="main")
    letter = staff.page.frame_locator("iframe")
    await staff.ticks("Abwärme und Wärmenetze")
    await staff.presses("Anzeigen")
    await letter.get_by_role("heading", name="Förderaufruf zur Wärmeplanung").wait_for()
    assert await letter.get_by_text("Zwölf Betriebe").count() == 0
    await staff.presses("Test an mich senden")
    await staff.reads("Die Probe ist unterwegs an Ihre Adresse.")
    test = await post.next(STAFF, "Test")
    assert "Förderaufruf zur Wärmeplanung" in test.text
    assert "Zwölf Betriebe" not in test.text

    await staff.follows("Zur Freigabe", within="main")
    await staff.reads("Infobrief 1 freigeben", "Liebe Leserinnen und Leser")
    await staff.presses("An 3 Personen senden")
    await staff.reads("Bericht zu Infobrief 1")
    return staff


async def everybody_gets_one_letter(program: Served, post: Post) -> dict[str, Mail]:
    """Exactly one each, with what fits, and by its own head a mail program knows how to leave."""
    found = await post.holds(3, such=lambda it: it.subject.startswith("Infobrief 1"), within=20)
    letters = {it.to: it for it in found if "Entwurf" not in it.subject}
    assert sorted(it.to for it in found if "Entwurf" not in it.subject) == sorted([ANNA, LEA, ALLE])
    assert "Zwölf Betriebe" in letters[LEA].text
    assert "Förderaufruf" not in letters[LEA].text
    assert "Herbsttreffen" not in letters[LEA].text
    assert "Herbsttreffen" in letters[ANNA].text
    assert "Zwölf Betriebe" in letters[ANNA].text
    assert all(word in letters[ALLE].text for word in ("Zwölf Betriebe", "Förderaufruf", "Herbsttreffen", NAME))
    for letter in letters.values():
        head = letter.message
        assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(rf"<{program.base_url}/a/[\w-]{{22}}>", str(head["List-Unsubscribe"]))
        assert re.search(r"<[\w.-]+>$", str(head["List-Id"]))
        assert head.get_content_type() == "multipart/alternative"
        assert "Liebe Leserinnen und Leser" in letter.text
        assert "Liebe Leserinnen und Leser" in letter.html
        assert all(words in letter.text for words in ("Warum sehe ich das?", "Netzwerk Probe e. V.", "/impressum"))
    for header in ("List-Unsubscribe", "Message-ID"):
        assert len({str(it.message[header]) for it in letters.values()}) == 3
    return letters


async def the_account_is_right(staff: Visitor, program: Served) -> None:
    async def closed() -> bool:
        await staff.page.reload()
        return "Abgeschlossen am" in await staff.main().inner_text()

    await wait.until_async(closed, within=15, what="the issue to be closed")
    table = staff.page.locator("table.bars")
    rows = [int(text) for text in await table.locator("tbody td.number:nth-of-type(1)").all_inner_texts()]
    total, audience = [int(text) for text in await table.locator("tfoot td.number b").all_inner_texts()]
    assert sum(rows) == total == audience == 4  # three letters, and one for whom nothing fitted
    await staff.reads(ANNA, LEA, ALLE, ENERGIE)
    await staff.misses(STUMM)
    said = program.command("infobrief", "report", "1")
    assert said.returncode == 0, said.stderr
    assert re.search(r"accepted\W+3", said.stdout), said.stdout


# ------------------------------------------------------------------ 7. leaving


async def leaves_by_one_click(letter: Mail) -> None:
    url = str(letter.message["List-Unsubscribe"]).strip("<>")
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(url, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200


async def gets_nothing_more(staff: Visitor, post: Post) -> None:
    await announces_meeting(staff, "Wintertreffen der Initiativen", topic="Industrie erleben: offene Werkstore")
    await staff.opens("/netzwerkstelle/infobrief")
    await staff.presses("Entwurf jetzt zusammenstellen")
    await staff.reads("Der Entwurf ist zusammengestellt.", "Wintertreffen")
    await staff.misses("Zwölf Betriebe")  # news stands in one issue only
    await staff.follows("Zur Freigabe")
    await staff.presses("An 2 Personen senden")
    second = await post.holds(2, such=lambda it: it.subject.startswith("Infobrief 2"), within=20)
    assert sorted(it.to for it in second) == sorted([ANNA, ALLE])

    async def closed() -> bool:
        await staff.page.reload()
        return "Abgeschlossen am" in await staff.main().inner_text()

    await wait.until_async(closed, within=15, what="the second issue to be closed")
    assert not [it for it in post.all(LEA) if "Infobrief 2" in it.subject]
    await staff.misses(LEA)


async def reads_it_in_the_archive(guest: Visitor) -> None:
    await guest.opens("/infobrief")
    await guest.follows("Infobrief 1", within="main")
    await guest.reads("Liebe Leserinnen und Leser", "Zwölf Betriebe", "Förderaufruf", "Herbsttreffen", NAME)
    await guest.opens("/termine")
    await guest.reads("Herbsttreffen der Initiativen", "Noch 45 von 45 Plätzen")
    for path, words in {"/infobrief/atom.xml": "Zwölf Betriebe", "/termine.ics": "Herbsttreffen"}.items():
        answer = await guest.page.request.get(guest.base_url + path)
        assert words in await answer.text(), path
