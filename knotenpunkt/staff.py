"""The network staff on the command line: whoever may start the program may say who belongs to it."""

import asyncio
from dataclasses import replace

import click

from actions.add_staff import add_staff
from config.settings import Settings
from knotenpunkt.house import clock, texts_of
from network.errors import Refusal
from network.person import HOUSE, Language, Person, Role
from storage.database import Database
from storage.migrate import migrate


@click.group("staff")
def staff_group() -> None:
    """Say who works for the network."""


@staff_group.command("add")
@click.argument("email")
@click.option("--name", default="", help="Name shown beside what this person does; else asked at the first sign-in.")
@click.pass_obj
def add_command(settings: Settings, email: str, name: str) -> None:
    """Make the person with this mail address network staff; the service may run meanwhile."""
    try:
        person = asyncio.run(_add(settings, email, name))
    except Refusal as refusal:
        words = texts_of(settings).plain(f"errors.{refusal.key}", refusal.facts, Language.EN)
        raise click.ClickException(words) from None
    click.echo(f"{person.email} is {person.role} now and signs in at {settings.base_url}/anmelden")


async def _add(settings: Settings, email: str, name: str) -> Person:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    try:
        await migrate(db)
        async with db.transaction() as tx:
            return await add_staff(tx, email, name=name, by=replace(HOUSE, role=Role.ADMIN), now=clock())
    finally:
        await db.close()
