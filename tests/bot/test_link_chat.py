"""A Telegram chat joins the account of the browser: only after a question that names the account, and once."""

from datetime import timedelta

from actions.link_chat import masked, offer_link
from bot.commands import REPERTOIRE
from bot.incoming import Door
from network.person import Language, Person, Role
from storage import people, tables
from storage.database import Database
from storage.keys import new_id
from tests.bot.doorway import clock, doorway
from tests.bot.small import rows
from tests.doubles.telegram import FakeTelegram


async def anna(db: Database) -> tuple[Person, str]:
    """Somebody with an account, and the token for a chat."""
    now = clock()
    person = Person(
        id=new_id(now),
        name="Anna Beispiel",
        role=Role.COORDINATOR,
        language=Language.DE,
        email="anna.beispiel@ihk.example",
        created_at=now,
    )
    async with db.transaction() as tx:
        await people.add(tx, person, email_key=person.email)
        return person, await offer_link(tx, by=person, now=now)


async def test_a_chat_joins_the_account_only_after_yes(db: Database, telegram: FakeTelegram) -> None:
    person, token = await anna(db)
    async with doorway(db, telegram, repertoire=REPERTOIRE):
        phone = telegram.user("Anna am Telefon")
        await phone.starts(f"v_{token}")
        question = await phone.waits_for("mit dem Konto a…l@ihk.example verbinden")
        assert "anna.beispiel" not in question.text
        async with db.reading() as tx:
            assert await people.chat_of(tx, person.id, Door.TELEGRAM) is None
        await phone.taps("Ja, verbinden")
        await phone.waits_for("Sie sind hier jetzt Anna Beispiel")
        await phone.says("/einstellungen")
        await phone.waits_for("anna.beispiel@ihk.example")
    async with db.reading() as tx:
        assert await people.chat_of(tx, person.id, Door.TELEGRAM) == str(phone.id)


async def test_a_link_joins_one_chat(db: Database, telegram: FakeTelegram) -> None:
    _, token = await anna(db)
    async with doorway(db, telegram, repertoire=REPERTOIRE):
        first, second = telegram.user("Anna"), telegram.user("Eva")
        await first.starts(f"v_{token}")
        await first.waits_for("verbinden")
        await second.starts(f"v_{token}")
        await second.waits_for("verbinden")
        await first.taps("Ja, verbinden")
        await first.waits_for("Verbunden")
        await second.taps("Ja, verbinden")
        await second.waits_for("schon benutzt")


async def test_an_old_a_foreign_or_a_made_up_link_joins_nothing(db: Database, telegram: FakeTelegram) -> None:
    person, _ = await anna(db)
    async with db.transaction() as tx:
        old = await offer_link(tx, by=person, now=clock() - timedelta(minutes=31))
    async with doorway(db, telegram, repertoire=REPERTOIRE):
        phone = telegram.user("Eva")
        for payload in (f"v_{old}", "v_" + "A" * 22, "v_x"):
            await phone.starts(payload)
            await phone.waits_for("ungültig oder abgelaufen")
        for payload in ("../../x", "v_", "%00", "x" * 64):
            await phone.starts(payload)
            await phone.waits_for("Knotenpunkt der Industrieinitiativen")
    assert await rows(db, tables.chats) == 1


def test_an_address_is_masked_so_that_only_its_owner_knows_it() -> None:
    assert masked("anna.beispiel@ihk.example") == "a…l@ihk.example"
    assert masked("ab@ihk.example") == "a…@ihk.example"
