"""Registration from the first question to the entry that waits."""

import pytest
from sqlalchemy import select

from bot.addresses import address
from knotenpunkt.seed import seed
from network.initiative import ActorGroup, FormerName, Initiative, Kind, Level, Place, Status
from storage import initiatives
from storage.database import Database
from storage.tables import outbox
from tests import make
from tests.bot.chatting import Chat

GOALS = "Wir öffnen Werkstore für Schulklassen und sprechen mit der Nachbarschaft über Lärm und Sicherheit."


@pytest.fixture
async def chat(db: Database) -> Chat:
    """Somebody who is asked for the name of an initiative."""
    anna = make.person()
    await make.keep(db, anna)
    chat = Chat(db, anna)
    await chat.says("/registrieren")
    return chat


async def to_summary(chat: Chat) -> None:
    """Answer everything up to the summary."""
    await chat.says("Industriedialog Dormagen")
    await chat.taps("Lokal")
    await chat.says("Dormagen")
    await chat.taps("Ja", "Ja", "Nein")
    await chat.taps("Unternehmen", "Gewerkschaften und Betriebsräte", "Kommunen, Kreise, Wirtschaftsförderung")
    await chat.says("fertig", GOALS, "fertig")
    await chat.says("Erfahrung mit offenen Werkstoren")
    await chat.taps("Veranstaltungsformate", "Überspringen")
    await chat.says("Moderation für einen Bürgerdialog")
    await chat.taps("Überspringen", "Überspringen")
    await chat.says("www.dialog-dormagen.example")
    assert "So wird der Eintrag erscheinen" in chat.text


async def entered(chat: Chat) -> Initiative:
    """Submit, and return what waits."""
    await chat.taps("Absenden")
    async with chat.db.reading() as tx:
        [entry] = await initiatives.waiting(tx)
    return entry


async def test_a_coordinator_registers_an_initiative_step_by_step(chat: Chat) -> None:
    await to_summary(chat)
    entry = await entered(chat)
    assert (entry.name, entry.level, entry.kind) == ("Industriedialog Dormagen", Level.LOKAL, Kind.MISCH)
    assert (entry.place.name, entry.place.land, entry.status) == ("Dormagen", "NW", Status.WAITING)
    assert entry.actors == (ActorGroup.UNTERNEHMEN, ActorGroup.GEWERKSCHAFT, ActorGroup.KOMMUNE)
    assert entry.goals == GOALS
    assert {"buergerdialog", "industrie_erleben"} <= set(entry.topics)
    assert [(it.text, it.category) for it in entry.offered] == [
        ("Erfahrung mit offenen Werkstoren", "veranstaltungsformate")
    ]
    assert [(it.text, it.category) for it in entry.needed] == [("Moderation für einen Bürgerdialog", None)]
    assert entry.website == "https://www.dialog-dormagen.example"
    async with chat.db.reading() as tx:
        assert await initiatives.is_member(tx, entry.id, chat.person.id)


async def test_the_composition_is_suggested_and_three_groups_may_be_called_an_alliance(chat: Chat) -> None:
    await to_summary(chat)
    assert "tripartistisch" in chat.text
    await chat.taps("Absenden")
    assert "darf sich Bündnis nennen" in chat.text
    assert "Jetzt Partner finden" in chat.labels


async def test_staff_hear_once_a_day_that_something_waits(db: Database) -> None:
    anna, nora = make.person(), make.staff()
    await make.keep(db, anna, nora)
    chat = Chat(db, anna)
    for _ in range(2):
        await chat.says("/registrieren")
        await to_summary(chat)
        await chat.taps("Absenden")
    async with db.reading() as tx:
        letters = [(row.template, row.address) for row in await tx.execute(select(outbox))]
    assert letters == [("something_waits", nora.email)]


@pytest.mark.parametrize(
    "answers, kind",
    [
        ("Ja Nein Ja", Kind.NETZWERK),
        ("Nein Ja Nein", Kind.MASSNAHMEN),
        ("Ja Ja Ja", Kind.MISCH),
        ("Nein Nein Ja", Kind.MASSNAHMEN),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_three_answers_point_to_the_type(chat: Chat, answers: str, kind: Kind) -> None:
    await to_summary(chat)
    await chat.taps("Typ ändern", *answers.split())
    assert (await entered(chat)).kind is kind


async def test_every_field_can_be_changed_on_the_summary(chat: Chat) -> None:
    await to_summary(chat)
    await chat.taps("Ebene ändern", "Landesweit", "Hessen")
    assert "Landesweit · Mischtyp · Hessen" in chat.text
    await chat.taps("Ebene ändern", "Regional")
    assert "Regional · Mischtyp · Dormagen" in chat.text  # the town was not forgotten
    await chat.taps("Angebote ändern")
    await chat.says("Ein Leitfaden", "überspringen", "überspringen")
    assert "Bietet: Ein Leitfaden" in chat.text
    await chat.taps("Internet ändern", "Überspringen", "Name ändern")
    await chat.says("Dialog Dormagen")
    entry = await entered(chat)
    assert (entry.name, entry.level, entry.website) == ("Dialog Dormagen", Level.REGIONAL, None)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_statewide_initiative_is_asked_for_its_land(chat: Chat) -> None:
    await chat.says("Masterplan Thüringen")
    await chat.taps("Landesweit")
    assert "Für welches Land" in chat.text
    assert len([it for it in chat.labels if it not in {"Zurück", "Abbrechen"}]) == 16


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_ambiguous_place_is_told_apart_by_buttons(chat: Chat) -> None:
    await to_summary(chat)
    await chat.taps("Ort ändern")
    await chat.says("Halle")
    assert "Halle gibt es mehrmals" in chat.text
    await chat.taps("Halle (Saale) (Sachsen-Anhalt)")
    assert "Halle (Saale), Sachsen-Anhalt" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_place_nobody_knows_is_taken_with_its_land(chat: Chat) -> None:
    await to_summary(chat)
    await chat.taps("Ort ändern")
    await chat.says("Dormaggen")
    assert "Dormaggen kenne ich nicht" in chat.text
    await chat.taps("Nichts davon", "Nordrhein-Westfalen")
    assert (await entered(chat)).place == Place(name="Dormaggen", land="NW")


@pytest.mark.parametrize("code", ["1234", "00000", "D-01067", "０１０６７"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_postcode_is_no_place(chat: Chat, code: str) -> None:
    await chat.says("Initiative ohne Ort")
    await chat.taps("Lokal")
    assert "Postleitzahlen kenne ich nicht" in await chat.says(code)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_name_that_exists_is_recognised(chat: Chat) -> None:
    await seed(chat.db, now=make.NOW)
    await chat.says("Aachener Industriedialog")
    assert "Meinten Sie" in chat.text
    await chat.taps("Aachener Industrie-Dialog")
    assert "steht schon im Verzeichnis" in chat.text
    assert "Ich koordiniere sie" in chat.labels
    await chat.says("/registrieren", "Aachener Industriedialog")
    await chat.taps("Nein, es ist eine neue")
    assert "Auf welcher Ebene" in chat.text


@pytest.mark.parametrize("name", ["x" * 10_000, "   ", "\u200b\u200b", "😀😀😀", "1234", "ab"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_name_that_is_none_is_explained_and_asked_again(chat: Chat, name: str) -> None:
    await chat.says(name)
    assert "Name" in chat.text.split("\n")[0]
    assert "Wie heißt die Initiative" in chat.text


@pytest.mark.parametrize(
    "name",
    [
        "<b>Fett</b> & <script>alert(1)</script>",
        "*_[x](javascript:1)",
        "'; DROP TABLE initiatives;--",
        "{{7*7}} {% for %} ${7*7} {0.__class__}",
        "%s%n {name} %(name)s",
        "=HYPERLINK(http://x)",
        "=?utf-8?q?Hallo=0D=0ABcc=3A_evil=40x=2Ede?=",
        "In|du|strie und industry@work",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_hostile_names_are_kept_and_shown_literally(chat: Chat, name: str) -> None:
    await to_summary(chat)
    await chat.taps("Name ändern")
    await chat.says(name)
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#39;")
    assert f"<b>{shown}</b>" in chat.text
    assert (await entered(chat)).name == name


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "jav\tascript:alert(1)",
        "https://user:pw@host.example/",
        "http://127.0.0.1/",
        "http://10.0.0.1",
        "kein Link",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_address_that_leads_nowhere_good_is_refused(chat: Chat, address: str) -> None:
    await to_summary(chat)
    await chat.taps("Internet ändern")
    assert "keine vollständige Internetadresse" in await chat.says(address)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_topics_are_found_group_by_group(chat: Chat) -> None:
    await to_summary(chat)
    await chat.taps("Themen ändern")
    shown = len(chat.labels)
    await chat.taps(
        "Strukturwandel und Zukunftsthemen …", "Automobil, Zulieferer, Elektromobilität", "Zur Auswahl zurück"
    )
    assert len(chat.labels) == shown + 1  # the new one stands above the groups now
    await chat.says("fertig")
    assert "Automobil, Zulieferer, Elektromobilität" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_former_or_other_name_is_shown_with_the_present_one(chat: Chat) -> None:
    former = (FormerName(name="Runder Tisch Stahl Dormagen", until=make.NOW.date()),)
    await make.keep(chat.db, make.initiative("Allianz für morgen", former_names=former))
    await make.keep(chat.db, make.initiative("Zukunft am Rhein", aliases=("Chemiekreis Dormagen",)))
    await chat.says("Runder Tisch Stahl")
    assert "Runder Tisch Stahl Dormagen (heute: Allianz für morgen)" in chat.labels
    await chat.says("/zurueck", "Chemie-Kreis Dormagen")
    await chat.taps("Zukunft am Rhein (auch: Chemiekreis Dormagen)")
    assert "<b>Zukunft am Rhein</b> steht schon im Verzeichnis" in chat.text


async def test_who_coordinates_an_entry_too_asks_to_be_let_in(chat: Chat) -> None:
    ben = make.person("Ben Beier")
    await make.keep(chat.db, ben)
    await make.keep(chat.db, it := make.initiative("Industriedialog Dormagen"), of=ben)
    await chat.says("Industriedialog Dormagen")
    await chat.taps("Industriedialog Dormagen", "Ich koordiniere sie mit")
    assert "Sie erfährt nur Ihren Namen: Anna Arndt" in chat.text
    await chat.taps("Um Aufnahme bitten")
    assert "hat Ihre Bitte erhalten" in chat.text
    desk = Chat(chat.db, ben, now=chat.now)
    await desk.says("/steckbrief")
    await desk.taps("Eine Anfrage zur Koordination")
    assert "Anna Arndt möchte Industriedialog Dormagen mit koordinieren" in desk.text
    accept = desk.button("Aufnehmen: Anna Arndt")
    await desk.presses(accept)
    assert "Anna Arndt koordiniert jetzt <b>Industriedialog Dormagen</b> mit" in desk.text
    assert "Niemand wartet auf eine Antwort" in desk.text
    await desk.presses(accept)
    assert desk.toast == "Schon erledigt."
    async with chat.db.reading() as tx:
        assert await initiatives.is_member(tx, it.id, chat.person.id)
    await chat.says("/registrieren", "Industriedialog Dormagen")
    await chat.taps("Industriedialog Dormagen")
    assert "Sie koordinieren sie schon" in chat.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_entry_that_nobody_coordinates_leads_to_the_network_office(chat: Chat) -> None:
    await make.keep(chat.db, make.initiative("Industriedialog Dormagen"))
    await chat.says("Industriedialog Dormagen")
    await chat.taps("Industriedialog Dormagen")
    assert "schreiben Sie bitte der Netzwerkstelle" in chat.text
    assert "Ich koordiniere sie mit" not in chat.labels


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_is_declined_hears_of_it(chat: Chat) -> None:
    ben = make.person("Ben Beier")
    await make.keep(chat.db, ben)
    await make.keep(chat.db, it := make.initiative("Industriedialog Dormagen"), of=ben)
    await chat.presses(address("join_initiative", it.id))
    await chat.taps("Um Aufnahme bitten")
    desk = Chat(chat.db, ben, now=chat.now)
    await desk.says("/anfragen")
    await desk.taps("Ablehnen: Anna Arndt")
    assert "ist nicht aufgenommen" in desk.text
    async with chat.db.reading() as tx:
        told = [(row.template, row.address) for row in await tx.execute(select(outbox).order_by(outbox.c.id))]
    assert told == [("joining_asked", "ben@initiative.example"), ("joining_answered", "anna@initiative.example")]
