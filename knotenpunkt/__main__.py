"""The command line: reads the settings once and starts one of the house's works."""

import asyncio
import sys

import click

from config import log
from config.settings import Settings, SettingsWrong
from knotenpunkt.check import check_command
from knotenpunkt.house import AlreadyRunning, House, house
from knotenpunkt.infobrief import infobrief_group
from knotenpunkt.match import match
from knotenpunkt.seed import enter_demo, seed_command
from knotenpunkt.serving import PortTaken, Worker, serve
from knotenpunkt.staff import staff_group
from knotenpunkt.vocabulary import vocabulary
from knotenpunkt.warm import warm
from storage.database import Database
from storage.migrate import SchemaTooNew, migrate

_WELCOME = """
  Knotenpunkt is open: {base_url}

  Sign in with one click at {base_url}/anmelden as
    koordination@demo.example      coordinator of an initiative
    netzwerkstelle@demo.example    network staff and admin
    leserin@demo.example           reader of the Infobrief
  Every letter lies in {base_url}/postfach. Stop with Ctrl-C.
"""


@click.group()
@click.pass_context
def main(context: click.Context) -> None:
    """Knotenpunkt: meeting point and newsletter for regional industry initiatives."""
    log.set_up()
    try:
        context.obj = Settings.read()
    except SettingsWrong as wrong:
        for problem in wrong.problems:
            click.echo(problem, err=True)
        sys.exit(2)


@main.command("serve")
@click.option("--role", type=click.Choice(["all", "web", "work"]), default="all", show_default=True)
@click.pass_obj
def serve_command(settings: Settings, role: str) -> None:
    """Serve pages and chat (web), send and schedule (work), or both (all)."""
    try:
        asyncio.run(_serve(settings, role))
    except AlreadyRunning as other:
        raise click.ClickException(
            f"process {other.args[0]} already works on the data in {settings.data_dir}; stop it first"
        ) from None
    except PortTaken as taken:
        raise click.ClickException(f"port {taken.args[0]} is taken; set KNOTENPUNKT_PORT to another one") from None
    except SchemaTooNew as newer:
        raise click.ClickException(f"the database has schema {newer}, which is newer than this program") from None


main.add_command(check_command)
main.add_command(infobrief_group)
main.add_command(match)
main.add_command(seed_command)
main.add_command(staff_group)
main.add_command(vocabulary)


@main.command("migrate")
@click.pass_obj
def migrate_command(settings: Settings) -> None:
    """Bring the database to the newest schema."""

    async def run() -> None:
        db = Database(settings.database)
        try:
            await migrate(db)
        finally:
            await db.close()

    asyncio.run(run())
    click.echo("The database has the newest schema.")


def workers_of(built: House) -> list[Worker]:
    """Return what works in the background: the postman, the Infobrief, the timetable, Telegram."""
    workers: list[Worker] = [built.postman.work, built.deliverer.work, built.timetable.work]
    return workers + list(built.telegram.workers if built.telegram else ())


async def _serve(settings: Settings, role: str) -> None:
    async with house(settings) as built:
        if settings.demo:
            await enter_demo(built.db, built.desk)
            click.echo(_WELCOME.format(base_url=settings.base_url), err=True)
        log.event("house.opened", role=role, database=built.db.url.get_backend_name(), port=settings.port)
        workers = workers_of(built) if role != "web" else []
        warming = asyncio.create_task(warm(built.db, built.desk.matcher))
        try:
            await serve(built.app if role != "work" else None, workers, host=settings.host, port=settings.port)
        finally:
            warming.cancel()


if __name__ == "__main__":
    main()
