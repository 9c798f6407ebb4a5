"""What is missing or wrong before this installation serves a real network, in sentences."""

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import click

from config.settings import Settings
from newsletter.envelope import URL_LIMIT
from newsletter.smtp import SmtpAddress
from storage.database import Database, DatabaseAway
from storage.migrate import is_current

_TOKEN = 22  # characters of a leave link after /a/


@click.command("check")
@click.pass_obj
def check_command(settings: Settings) -> None:
    """Say what is missing or wrong for production; exit 1 then."""
    found = [*_wishes(settings), *asyncio.run(_database(settings))]
    for sentence in found:
        click.echo(f"- {sentence}")
    if found:
        raise SystemExit(1)
    click.echo("Everything is in place.")


def _wishes(settings: Settings) -> Iterator[str]:
    yield from _people(settings)
    yield from _addresses(settings)
    yield from _mail(settings)
    if settings.secret is None:
        yield "KNOTENPUNKT_SECRET is not set; without it a lost data folder makes all leave links invalid."
    if not os.access(settings.data_dir if settings.data_dir.exists() else settings.data_dir.parent, os.W_OK):
        yield f"KNOTENPUNKT_DATA_DIR: {settings.data_dir} cannot be written."
    if settings.demo:
        yield "KNOTENPUNKT_DEMO is on: everybody can read the mailbox and sign in as staff."


def _people(settings: Settings) -> Iterator[str]:
    if not settings.imprint.strip():
        yield "KNOTENPUNKT_IMPRINT is not set; no letter leaves the house without it."
    if not settings.contact.strip():
        yield "KNOTENPUNKT_CONTACT is not set; no letter leaves the house without it."
    if not settings.staff:
        yield "KNOTENPUNKT_STAFF is empty; nobody could approve anything. Name at least one address."


def _addresses(settings: Settings) -> Iterator[str]:
    parts = urlsplit(settings.base_url)
    if parts.scheme != "https":
        yield "KNOTENPUNKT_BASE_URL must begin with https://, or mail programs will not offer one-click leaving."
    if parts.hostname in {"localhost", "127.0.0.1", "::1"}:
        yield "KNOTENPUNKT_BASE_URL points to this machine; readers elsewhere could not open any link."
    if len(settings.base_url) + len("/a/") + _TOKEN > URL_LIMIT:
        yield f"KNOTENPUNKT_BASE_URL is too long: leave links would exceed {URL_LIMIT} characters and break."
    if settings.telegram_webhook_secret and not settings.telegram_token:
        yield "KNOTENPUNKT_TELEGRAM_WEBHOOK_SECRET is set, but KNOTENPUNKT_TELEGRAM_TOKEN is not."


def _mail(settings: Settings) -> Iterator[str]:
    if settings.smtp_url is None:
        yield "KNOTENPUNKT_SMTP_URL is not set; letters stay in the local mailbox."
    else:
        try:
            SmtpAddress.parse(settings.smtp_url.get_secret_value())
        except ValueError as wrong:
            yield f"KNOTENPUNKT_SMTP_URL cannot be used: {wrong}."
    if settings.mail_from.rstrip(">").endswith((".example", "@localhost")):
        yield "KNOTENPUNKT_MAIL_FROM still is the example; replies and bounces would go nowhere."


async def _database(settings: Settings) -> list[str]:
    if settings.database.startswith("sqlite") and not settings.data_dir.exists():
        return ["The database does not exist yet; run 'knotenpunkt migrate'."]
    db = Database(settings.database)
    try:
        if not await is_current(db):
            return ["The database does not have the newest schema; run 'knotenpunkt migrate'."]
    except DatabaseAway as trouble:
        return [f"The database cannot be reached ({trouble})."]
    finally:
        await db.close()
    return []
