"""The staff's desk: what waits and how long, the figures, and the review of registrations and news."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest

from actions.submit_news import submit_news
from bot.player import Repertoire
from network.initiative import Initiative, Kind, Level, Place, Status
from network.letter import Channel
from network.news import News, NewsDraft, NewsState, Rubric
from network.person import Language, Person, Role
from network.subscription import Subscription, SubscriptionState
from storage import initiatives, news, outbox, subscriptions
from storage.database import Database
from storage.keys import new_id
from tests.web.forms import follow, forms, press, words
from tests.web.front import NOW, Front, front

NOTHING = Repertoire(scripts={}, cards={}, commands={})
REASON = "Bitte nennen Sie zwei Ziele, die sich in einem Jahr prüfen lassen."
DESK = "/netzwerkstelle"


async def entered(
    house: Front, name: str, *, status: Status = Status.WAITING, by: Person | None = None, at: datetime = NOW
) -> Initiative:
    async with house.db.transaction() as tx:
        it = Initiative(
            id=new_id(at),
            slug=await initiatives.free_slug(tx, name),
            name=name,
            level=Level.LOKAL,
            kind=Kind.MISCH,
            status=status,
            place=Place(name="Krefeld", land="NW", lat=51.33, lon=6.56),
            goals="Industrie und Stadt ins Gespräch bringen und Nachwuchs gewinnen.",
            topics=("fachkraefte",),
            created_at=at,
            updated_at=at,
        )
        await initiatives.add(tx, it)
        if by:
            await initiatives.add_member(tx, it.id, by.id, now=at)
    return it


async def submitted(house: Front, title: str, *, text: str = "Betriebe und Schulen trafen sich im Rathaus.") -> News:
    author = await house.person("Bela Autor", email=f"{new_id(house.now)}@ihk.example")
    of = await entered(house, f"Initiative zu {title}", status=Status.ACTIVE, by=author)
    draft = NewsDraft(rubric=Rubric.AKTUELLES, title=title, text=text, initiative_id=of.id)
    async with house.db.transaction() as tx:
        return await submit_news(tx, draft, by=author, now=house.now)


async def reader(house: Front, *topics: str) -> None:
    async with house.db.transaction() as tx:
        id_ = new_id(house.now)
        subscription = Subscription(
            id=id_,
            channel=Channel.MAIL,
            address=f"{id_}@leser.example",
            language=Language.DE,
            topics=topics,
            state=SubscriptionState.ACTIVE,
            person_id=None,
            created_at=house.now,
            confirmed_at=house.now,
        )
        await subscriptions.add(tx, subscription, address_key=str(id_), secret=b"x" * 32)


async def status_of(house: Front, id_: UUID) -> Status:
    async with house.db.reading() as tx:
        return (await initiatives.get(tx, id_)).status


@pytest.fixture
async def house(db: Database, tmp_path: Path) -> AsyncIterator[Front]:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        await house.signed_in("Nora Netz", Role.STAFF)
        yield house


async def test_an_empty_desk_says_that_nothing_waits(house: Front) -> None:
    assert "Nichts wartet" in (await house.get(DESK)).text


async def test_the_desk_shows_what_waits_oldest_first_and_how_long(house: Front) -> None:
    await entered(house, "Allianz am Fluss")
    house.later(days=4)
    await submitted(house, "Lange Nacht der Industrie")
    house.later(hours=2)
    said = words((await house.get(DESK)).text)

    assert "Nichts wartet" not in said
    assert said.index("Allianz am Fluss") < said.index("Lange Nacht der Industrie")
    assert "wartet seit 4 Tagen" in said
    assert "wartet seit 2 Stunden" in said


async def test_the_figures_are_counts_only(house: Front) -> None:
    await entered(house, "Alte Allianz", status=Status.HISTORIC)
    await entered(house, "Neue Allianz", status=Status.ACTIVE)
    for topics in ((), ("fachkraefte",), ("fachkraefte", "flaechen")):
        await reader(house, *topics)
    page = (await house.get(DESK)).text
    said = words(page)

    assert "Abonnements des Infobriefs 3" in said
    assert "alle Themen 1" in said
    assert "@leser.example" not in page


async def test_letters_that_were_given_up_stay_on_the_desk_for_a_month(house: Front) -> None:
    async with house.db.transaction() as tx:
        await outbox.put(tx, Channel.MAIL, "weg@ihk.example", "sign_in", {}, language=Language.DE, now=house.now)
        lease = new_id(house.now)
        (letter,) = await outbox.take(tx, [Channel.MAIL], lease=lease, limit=1, now=house.now)
        await outbox.settle(tx, letter.id, lease, now=house.now, error="550 unknown")
    assert "weg@ihk.example" in (await house.get(DESK)).text
    house.later(days=31)
    await house.signed_in("Nils Netz", Role.STAFF)
    assert "weg@ihk.example" not in (await house.get(DESK)).text


@pytest.mark.parametrize("role", [None, Role.COORDINATOR])
async def test_only_staff_see_the_desk(db: Database, tmp_path: Path, role: Role | None) -> None:
    async with front(db, tmp_path, repertoire=NOTHING) as house:
        it = await entered(house, "Allianz am Fluss")
        if role:
            await house.signed_in("Kai Koordination", role)
        for path in (
            DESK,
            f"{DESK}/initiativen/{it.id}",
            f"{DESK}/treffen",
            f"{DESK}/infobrief",
            f"{DESK}/ankuendigung",
        ):
            answer = await house.get(path)
            assert answer.status_code == (403 if role else 303), path
            assert "Allianz am Fluss" not in answer.text
        answer = await house.post(f"{DESK}/initiativen/{it.id}", {"entscheidung": "freigeben"})
        assert answer.status_code == 403
        assert await status_of(house, it.id) is Status.WAITING


async def test_staff_read_a_registration_as_others_will_and_release_it(house: Front) -> None:
    kai = await house.person("Kai Koordination")
    it = await entered(house, "Allianz am Fluss", by=kai)
    page = await house.get(f"{DESK}/initiativen/{it.id}")
    assert "Industrie und Stadt ins Gespräch bringen" in page.text
    assert "Kai Koordination" in page.text

    home = await follow(house, await press(house, page, "Freigeben"))
    assert "Der Eintrag steht im Verzeichnis" in home.text
    assert "Nichts wartet" in home.text

    public = (await house.get(f"/initiativen/{it.slug}")).text
    start, end = public.index('<p class="over">'), public.index('<aside class="stay">')
    assert public[start:end].split("</section>")[0] in page.text  # word for word what staff have read
    assert [letter.address for letter in await house.letters("initiative_approved")] == [kai.email]
    assert house.nudges == 1


async def test_a_return_needs_a_reason_and_the_page_keeps_what_was_typed(house: Front) -> None:
    kai = await house.person("Kai Koordination")
    it = await entered(house, "Allianz am Fluss", by=kai)
    page = await house.get(f"{DESK}/initiativen/{it.id}")

    for typed in ("", "Kurz <b>"):
        refused = await press(house, page, "Mit Begründung zurückgeben", grund=typed)
        assert refused.status_code == 400
        form = next(it for it in forms(refused.text) if "Mit Begründung zurückgeben" in it.buttons)
        assert form.value("grund") == typed
        assert 'id="f-grund-error"' in refused.text
    assert await status_of(house, it.id) is Status.WAITING

    await follow(house, await press(house, page, "Mit Begründung zurückgeben", grund=REASON))
    assert await status_of(house, it.id) is Status.RETURNED
    (letter,) = await house.letters("initiative_returned")
    assert letter.facts["reason"] == REASON
    assert (await house.get(f"/initiativen/{it.slug}")).status_code == 404


async def test_the_second_person_sees_who_decided_and_when(house: Front) -> None:
    it = await entered(house, "Allianz am Fluss")
    page = await house.get(f"{DESK}/initiativen/{it.id}")
    await press(house, page, "Freigeben")

    house.later(minutes=5)
    await house.signed_in("Otto Zweiter", Role.STAFF)
    late = await press(house, page, "Mit Begründung zurückgeben", grund=REASON)
    assert late.status_code == 409
    assert "Entschieden von Nora Netz am 2. März 2026, 10:30 Uhr" in words(late.text)
    assert await status_of(house, it.id) is Status.ACTIVE
    assert not any("Freigeben" in form.buttons for form in forms(late.text))


async def test_two_people_who_press_at_once_decide_once(house: Front) -> None:
    it = await entered(house, "Allianz am Fluss", by=await house.person("Kai Koordination"))
    path = f"{DESK}/initiativen/{it.id}"
    page = await house.get(path)
    answers = await asyncio.gather(*(press(house, page, "Freigeben") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    assert len(await house.letters("initiative_approved")) == 1


async def test_nobody_releases_a_text_they_have_not_read(house: Front) -> None:
    it = await entered(house, "Allianz am Fluss")
    page = await house.get(f"{DESK}/initiativen/{it.id}")
    house.later(minutes=5)
    async with house.db.transaction() as tx:
        changed = await initiatives.get(tx, it.id)
        await initiatives.set_status(tx, it.id, changed.status, now=house.now)

    refused = await press(house, page, "Freigeben")
    assert refused.status_code == 409
    assert "Der Text wurde geändert" in refused.text
    assert await status_of(house, it.id) is Status.WAITING
    assert (await press(house, refused, "Freigeben")).status_code == 303


async def test_similar_names_are_shown_beside_a_registration(house: Front) -> None:
    await entered(house, "Masterplan Industrie Hamburg", status=Status.HISTORIC)
    await entered(house, "Initiativkreis Ruhr", status=Status.HISTORIC)
    it = await entered(house, "Masterplan Industrie Hamburg e. V.")
    page = (await house.get(f"{DESK}/initiativen/{it.id}")).text
    assert 'href="/initiativen/masterplan-industrie-hamburg"' in page
    said = words(page)
    assert "ähnlicher Name · Krefeld" in said
    assert "gleicher Ort" in said[said.index("Initiativkreis Ruhr") :]


async def test_news_are_released_as_written_and_in_another_rubric_if_need_be(house: Front) -> None:
    text = "Erste Zeile <script>alert(1)</script>.\n\nZweiter Absatz & mehr, mit „Anführung“."
    it = await submitted(house, "Lange Nacht der Industrie", text=text)
    page = await house.get(f"{DESK}/meldungen/{it.id}")
    assert "&lt;script&gt;" in page.text
    assert "<script>alert" not in page.text

    home = await follow(house, await press(house, page, "Freigeben", rubrik="praxis"))
    assert "kommt in den nächsten Infobrief" in home.text
    async with house.db.reading() as tx:
        now = await news.get(tx, it.id)
    assert (now.state, now.rubric, now.text) == (NewsState.RELEASED, Rubric.PRAXIS, text)
    assert len(await house.letters("news_released")) == 1


async def test_news_are_returned_with_a_reason_only(house: Front) -> None:
    it = await submitted(house, "Lange Nacht der Industrie")
    page = await house.get(f"{DESK}/meldungen/{it.id}")
    assert (await press(house, page, "Mit Begründung zurückgeben", grund="ja")).status_code == 400
    assert (await press(house, page, "Mit Begründung zurückgeben", grund=REASON)).status_code == 303
    later = await press(house, page, "Freigeben")
    assert later.status_code == 409
    assert "Entschieden von Nora Netz" in words(later.text)
    assert REASON in later.text


async def test_an_unknown_entry_is_not_found(house: Front) -> None:
    for kind in ("initiativen", "meldungen", "treffen", "infobrief"):
        assert (await house.get(f"{DESK}/{kind}/{new_id(NOW)}")).status_code == 404
        assert (await house.get(f"{DESK}/{kind}/keine-nummer")).status_code == 404
