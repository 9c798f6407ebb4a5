"""The Infobrief at the staff's desk: from the draft to a report whose sum is right."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from actions.announce import announce
from actions.announce_meeting import announce_meeting
from bot.player import Repertoire
from network.infobrief import Infobrief, InfobriefState
from network.meeting import MeetingDraft
from network.news import NewsDraft, Rubric
from network.person import Language, Person, Role
from storage import infobriefe, meetings
from storage.database import Database
from storage.keys import new_id
from tests.issues import reader, readers, subscribe
from tests.web.forms import follow, forms, press, words
from tests.web.front import Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})
LIST = "/netzwerkstelle/infobrief"
TEXT = "Betriebe und Schulen trafen sich im Rathaus, <b>Ergebnisse</b> folgen."


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.signed_in("Nora Netz", Role.STAFF)
        yield house


async def said_by(house: Front, nora: Person, *titles: str, topics: tuple[str, ...] = ()) -> None:
    async with house.db.transaction() as tx:
        for title in titles:
            draft = NewsDraft(rubric=Rubric.PRAXIS, title=title, text=TEXT, topics=topics)
            await announce(tx, draft, by=nora, now=house.now)
    house.later(minutes=1)


async def drafted(house: Front, *titles: str, topics: tuple[str, ...] = ()) -> Infobrief:
    nora = await house.person("Nina Autorin", Role.STAFF, email=f"{new_id(house.now)}@netz.example")
    await said_by(house, nora, *(titles or ("Eins zuerst", "Zwei danach", "Drei zuletzt")), topics=topics)
    await press(house, await house.get(LIST), "Entwurf jetzt zusammenstellen")
    async with house.db.reading() as tx:
        found = await infobriefe.draft(tx)
    assert found
    return found


async def stored(house: Front, id_: UUID) -> Infobrief:
    async with house.db.reading() as tx:
        return await infobriefe.get(tx, id_)


# ------------------------------------------------------------------ the draft


async def test_with_too_little_the_list_says_how_much_there_is(house: Front) -> None:
    nora = await house.person("Nina Autorin", Role.STAFF)
    await said_by(house, nora, "Nur eine Meldung")
    page = await house.get(LIST)
    assert "Noch keine Ausgabe" in page.text
    after = await follow(house, await press(house, page, "Entwurf jetzt zusammenstellen"))
    assert "Bisher liegt ein Eintrag vor" in after.text


async def test_a_draft_is_put_together_by_a_button_and_waits_on_the_desk(house: Front) -> None:
    draft = await drafted(house)
    assert "Entwurf von Infobrief 1" in (await house.get("/netzwerkstelle")).text
    assert f'href="{LIST}/{draft.id}"' in (await house.get(LIST)).text
    again = await press(house, await house.get(LIST), "Entwurf neu zusammenstellen")
    assert "auf dem neuen Stand" in (await follow(house, again)).text
    assert (await stored(house, draft.id)).content_hash == draft.content_hash


async def test_items_are_moved_left_out_and_taken_in_again_without_losing_the_introduction(house: Front) -> None:
    draft = await drafted(house)
    path, intro = f"{LIST}/{draft.id}", "Liebe Leserinnen und Leser,\n\ndrei Nachrichten."
    moved = await press(house, await house.get(path), "Nach oben: Zwei danach", einleitung=intro)
    assert moved.headers["location"].endswith(f"#eintrag-{draft.items[1].id}")
    now = await stored(house, draft.id)
    assert [it.title for it in now.items] == ["Zwei danach", "Eins zuerst", "Drei zuletzt"]
    assert now.intro == intro

    out = await follow(house, await press(house, await house.get(path), "Weglassen: Eins zuerst"))
    assert "Weggelassen." in out.text
    now = await stored(house, draft.id)
    assert [it.title for it in now.items] == ["Zwei danach", "Drei zuletzt"]
    assert "Zu wenig Inhalt" in out.text

    await press(house, out, "Wieder aufnehmen: Eins zuerst")
    await press(house, await house.get(path), "Nach unten: Zwei danach")
    now = await stored(house, draft.id)
    assert {it.title for it in now.items} == {"Eins zuerst", "Zwei danach", "Drei zuletzt"}
    assert now.items[0].text == TEXT  # submitted texts are never altered
    assert now.intro == intro


async def test_too_long_an_introduction_is_refused_and_stays_in_its_field(house: Front) -> None:
    draft = await drafted(house)
    typed = "Wort " * 500
    refused = await press(house, await house.get(f"{LIST}/{draft.id}"), "Einleitung speichern", einleitung=typed)
    assert refused.status_code == 400
    assert 'id="f-einleitung-error"' in refused.text
    (form,) = [it for it in forms(refused.text) if "Einleitung speichern" in it.buttons]
    assert form.value("einleitung") == typed


async def test_two_people_who_edit_at_once_do_not_overwrite_each_other(house: Front) -> None:
    draft = await drafted(house)
    path = f"{LIST}/{draft.id}"
    first, second = await house.get(path), await house.get(path)
    await press(house, first, "Einleitung speichern", einleitung="Von der ersten Person.")
    refused = await press(house, second, "Einleitung speichern", einleitung="Von der zweiten Person.")
    assert refused.status_code == 409
    assert (await stored(house, draft.id)).intro == "Von der ersten Person."
    assert "Von der ersten Person." in refused.text
    (form,) = [it for it in forms(refused.text) if "Einleitung speichern" in it.buttons]
    assert form.value("einleitung") == "Von der zweiten Person."


# ------------------------------------------------------------------ preview and test


async def test_the_preview_shows_each_profile_its_letter_in_text_and_html(house: Front) -> None:
    topics = await _two_topics(house)
    nora = await house.person("Nina Autorin", Role.STAFF)
    await said_by(house, nora, "Für die einen", topics=(topics[0],))
    await said_by(house, nora, "Für die anderen", topics=(topics[1],))
    await said_by(house, nora, "Noch etwas", "Für niemand sonst", topics=(topics[1],))
    for number, wanted in enumerate(((), (topics[0],), (topics[2],))):
        await subscribe(house.db, reader(f"{number}@reader.example", topics=wanted))
    draft = await drafted(house, "Immer wieder", topics=(topics[1],))

    page = await house.get(f"{LIST}/{draft.id}/vorschau?thema={topics[0]}")
    said = words(page.text)
    assert "Für die einen" in said
    assert "Für die anderen" not in said
    assert "bestätigte Abonnements 3" in said
    assert "erhalten diese Ausgabe 2" in said
    assert "zu ihren Themen passt 1" in said

    (src,) = re.findall(r'<iframe[^>]* src="([^"]+)"[^>]* sandbox></iframe>', page.text)
    frame = await house.get(src.replace("&amp;", "&"))
    assert "Für die einen" in frame.text
    assert "Für die anderen" not in frame.text
    assert frame.headers["content-security-policy"].startswith("default-src 'none'; style-src 'unsafe-inline'")
    assert not re.findall(r"""(?:src|href)=["']?https?://(?!knotenpunkt\.example)""", frame.text)

    nothing = await house.get(f"{LIST}/{draft.id}/vorschau?thema={topics[2]}")
    assert "Kein Brief für diese Auswahl" in nothing.text


async def test_a_test_goes_to_whoever_asks_for_it_and_to_nobody_else(house: Front) -> None:
    await subscribe(house.db, reader())
    draft = await drafted(house)
    page = await house.get(f"{LIST}/{draft.id}/vorschau?sprache=en")
    after = await follow(house, await press(house, page, "Test an mich senden"))
    assert "unterwegs an Ihre Adresse" in after.text
    (letter,) = await house.letters("infobrief")
    assert (letter.address, letter.language, letter.facts["test"]) == ("nora@ihk.example", Language.EN, True)
    assert house.nudges == 1


async def test_an_unknown_topic_in_the_address_gets_a_clear_sentence(house: Front) -> None:
    draft = await drafted(house)
    answer = await house.get(f"{LIST}/{draft.id}/vorschau?thema=gibt-es-nicht")
    assert answer.status_code == 400
    assert "Dieses Thema gibt es nicht" in answer.text


# ------------------------------------------------------------------ release


async def test_the_release_says_to_how_many_and_sends_the_content_that_was_shown(house: Front) -> None:
    await subscribe(house.db, *readers(3))
    draft = await drafted(house)
    page = await house.get(f"{LIST}/{draft.id}/freigabe")
    assert "Eins zuerst" in page.text

    report = await follow(house, await press(house, page, "An 3 Personen senden"))
    now = await stored(house, draft.id)
    assert (now.state, now.released_hash, now.released_by) == (InfobriefState.SENDING, draft.content_hash, "Nora Netz")
    assert "Bericht zu Infobrief 1" in report.text
    assert "Freigegeben von Nora Netz" in report.text
    assert house.nudges == 1
    assert (await house.get("/infobrief/1")).status_code == 200


async def test_a_draft_that_changed_after_the_page_was_opened_is_not_released(house: Front) -> None:
    await subscribe(house.db, reader())
    draft = await drafted(house)
    page = await house.get(f"{LIST}/{draft.id}/freigabe")
    editor = await house.get(f"{LIST}/{draft.id}")
    await press(house, editor, "Einleitung speichern", einleitung="Ein anderer Inhalt.")

    refused = await press(house, page, "An eine Person senden")
    assert refused.status_code == 409
    assert "hat sich geändert, seit Sie ihn gesehen haben" in refused.text
    assert "Ein anderer Inhalt." in refused.text
    assert (await stored(house, draft.id)).state is InfobriefState.DRAFT
    assert (await press(house, refused, "An eine Person senden")).status_code == 303


async def test_a_second_release_changes_nothing_and_says_so(house: Front) -> None:
    await subscribe(house.db, reader())
    draft = await drafted(house)
    page = await house.get(f"{LIST}/{draft.id}/freigabe")
    await press(house, page, "An eine Person senden")
    again = await press(house, page, "An eine Person senden")
    assert again.status_code == 409
    assert "bereits freigegeben" in again.text
    assert "Bericht zu Infobrief 1" in again.text


async def test_a_draft_with_too_little_has_no_button_to_release_it(house: Front) -> None:
    draft = await drafted(house)
    editor = await house.get(f"{LIST}/{draft.id}")
    before = await house.get(f"{LIST}/{draft.id}/freigabe")
    await press(house, editor, "Weglassen: Eins zuerst")
    page = await house.get(f"{LIST}/{draft.id}/freigabe")
    assert not [it for it in forms(page.text) if "inhalt" in dict(it.fields)]
    assert "Zu wenig Inhalt" in page.text
    button = next(name for form in forms(before.text) for name in form.buttons if "senden" in name)
    assert (await press(house, before, button)).status_code == 409


async def test_a_meeting_called_off_meanwhile_is_pointed_out(house: Front) -> None:
    nora = await house.person("Nina Autorin", Role.STAFF)
    starts = house.now + timedelta(days=30)
    plan = MeetingDraft(
        title="Treffen in Köln",
        text=TEXT,
        place="Köln",
        starts_at=starts,
        ends_at=starts + timedelta(hours=4),
        capacity=9,
        host="IHK",
    )
    async with house.db.transaction() as tx:
        meeting = await announce_meeting(tx, plan, by=nora, now=house.now)
    draft = await drafted(house)
    async with house.db.transaction() as tx:
        await meetings.cancel(tx, meeting.id)
    for page in (f"{LIST}/{draft.id}", f"{LIST}/{draft.id}/freigabe"):
        assert "Treffen in Köln findet nicht statt" in words((await house.get(page)).text)


async def test_a_draft_is_edited_only_until_it_is_released(house: Front) -> None:
    draft = await drafted(house)
    editor = await house.get(f"{LIST}/{draft.id}")
    page = await house.get(f"{LIST}/{draft.id}/freigabe")
    button = next(name for form in forms(page.text) for name in form.buttons if "senden" in name)
    await press(house, page, button)
    late = await press(house, editor, "Weglassen: Eins zuerst")
    assert late.status_code == 409
    assert len((await stored(house, draft.id)).items) == 3


async def test_nobody_but_staff_touches_an_issue(house: Front) -> None:
    issue = await drafted(house)
    await house.signed_in("Kai Koordination")
    for path in ("", "/probe", "/freigabe", "/versand", "/ungewiss"):
        assert (await house.post(f"{LIST}/{issue.id}{path}")).status_code == 403, path
    for path in ("", "/vorschau", "/vorschau/brief", "/freigabe"):
        assert (await house.get(f"{LIST}/{issue.id}{path}")).status_code == 403, path
    assert (await house.post(LIST)).status_code == 403


async def _two_topics(house: Front) -> list[str]:
    page = (await house.get("/netzwerkstelle/ankuendigung")).text
    return re.findall(r'<input type="checkbox" name="thema" value="([^"]+)"', page)[:3]
