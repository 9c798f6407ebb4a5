"""The Infobrief on the command line: compile, show, release, pause, resume, report. The service may run meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import TypeVar

import click

from actions.compile_infobrief import Outcome, compile_infobrief
from actions.pause_infobrief import pause_infobrief
from actions.preview_infobrief import preview_infobrief
from actions.release_infobrief import release_infobrief
from actions.report_infobrief import Report, report_infobrief
from config.settings import Settings
from knotenpunkt.house import clock, texts_of
from network.delivery import Delivery
from network.errors import Refusal
from network.infobrief import Infobrief, InfobriefState
from network.person import HOUSE, Language, Person, Role
from newsletter.infobrief_letter import preview
from storage import infobriefe, people
from storage.database import Database, Transaction
from storage.migrate import migrate

T = TypeVar("T")

_number = click.argument("number", type=int, required=False)
_who = click.option("--as", "email", metavar="EMAIL", help="Staff member who does this; default: the first admin.")
_PAGE = 500


@click.group("infobrief")
def infobrief_group() -> None:
    """Compile, show, release and report on issues of the Infobrief."""


@infobrief_group.command("compile")
@click.pass_obj
def compile_command(settings: Settings) -> None:
    """Make the draft of the next issue, or make an open draft anew."""

    async def run(tx: Transaction) -> str:
        done = await compile_infobrief(tx, zone=settings.zone, by=HOUSE, now=clock())
        if done.infobrief is None:
            return f"No draft: {done.items} items are too little. An issue needs three, or one meeting."
        what = "made" if done.outcome is Outcome.MADE else "made anew"
        left_out = f", {len(done.infobrief.left_out)} left out by staff" if done.infobrief.left_out else ""
        return f"Draft {done.infobrief.number} {what}: {done.items} items{left_out}. {_hash(done.infobrief)}"

    click.echo(_run(settings, run))


@infobrief_group.command("show")
@_number
@click.option("--topics", default="", metavar="A,B", help="Ids of topics; none means everything.")
@click.option("--language", type=click.Choice([str(it) for it in Language]), default="de", show_default=True)
@click.pass_obj
def show_command(settings: Settings, number: int | None, topics: str, language: str) -> None:
    """Print an issue (default: the draft) as a reader with these topics gets it."""

    async def run(tx: Transaction) -> str:
        issue = await _issue(tx, number)
        chosen = [topic.strip() for topic in topics.split(",") if topic.strip()]
        shown = await preview_infobrief(tx, issue.id, topics=chosen, language=Language(language), by=HOUSE, now=clock())
        words = preview(texts_of(settings), shown)
        readers = f"{shown.audience} readers now, {shown.nothing} of them without anything that matches."
        return f"{words.subject}\n\n{words.text}\n{readers}\n{_hash(issue)}"

    click.echo(_run(settings, run))


@infobrief_group.command("release")
@_number
@_who
@click.option("--hash", "content_hash", help="Fingerprint of the content you have seen (printed by show).")
@click.option("--yes", is_flag=True, help="Release whatever the draft holds now.")
@click.pass_obj
def release_command(
    settings: Settings, number: int | None, email: str | None, content_hash: str | None, yes: bool
) -> None:
    """Release an issue (default: the draft) to everybody who has confirmed a subscription."""
    if not (content_hash or yes):
        raise click.UsageError("say which content: --hash FINGERPRINT, or --yes for whatever the draft holds")

    async def run(tx: Transaction) -> str:
        issue = await _issue(tx, number)
        by = await _staff(tx, email)
        done = await release_infobrief(tx, issue.id, content_hash or issue.content_hash, by=by, now=clock())
        return (
            f"Issue {issue.number} released: {done.audience} readers, "
            f"{done.suppressed} of them without anything that matches."
        )

    click.echo(_run(settings, run))


@infobrief_group.command("pause")
@_number
@click.pass_obj
def pause_command(settings: Settings, number: int | None) -> None:
    """Let the sending of an issue (default: the newest) rest."""
    click.echo(_run(settings, _pausing(number, paused=True)))


@infobrief_group.command("resume")
@_number
@click.pass_obj
def resume_command(settings: Settings, number: int | None) -> None:
    """Let the sending of an issue (default: the newest) go on."""
    click.echo(_run(settings, _pausing(number, paused=False)))


@infobrief_group.command("report")
@_number
@click.option("--people", "by_person", is_flag=True, help="List everybody once, with state and reason.")
@click.pass_obj
def report_command(settings: Settings, number: int | None, by_person: bool) -> None:
    """Print the account of an issue (default: the newest released one); exit 1 where it is not right."""

    async def run(tx: Transaction) -> tuple[str, bool]:
        issue = await _released(tx, number)
        report = await report_infobrief(tx, issue.id, by=HOUSE, now=clock(), limit=1)
        lines = await _everybody(tx, issue) if by_person else []
        text = "\n".join([_table(report), *lines])
        return text, report.balance.is_right

    text, is_right = _run(settings, run)
    click.echo(text)
    if not is_right:
        raise SystemExit(1)


def _pausing(number: int | None, *, paused: bool) -> Callable[[Transaction], Awaitable[str]]:
    async def run(tx: Transaction) -> str:
        issue = await _released(tx, number)
        await pause_infobrief(tx, issue.id, paused=paused, by=HOUSE, now=clock())
        return f"Issue {issue.number} {'rests' if paused else 'goes on'}."

    return run


def _run(settings: Settings, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Return what `work` makes in one transaction; a refusal becomes one sentence and exit code 1."""

    async def run() -> T:
        async with _opened(settings) as db, db.transaction() as tx:
            return await work(tx)

    try:
        return asyncio.run(run())
    except Refusal as refusal:
        words = texts_of(settings).plain(f"errors.{refusal.key}", refusal.facts, Language.EN)
        raise click.ClickException(words) from None


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Database]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database)
    try:
        await migrate(db)
        yield db
    finally:
        await db.close()


async def _issue(tx: Transaction, number: int | None) -> Infobrief:
    found = await infobriefe.draft(tx) if number is None else await infobriefe.by_number(tx, number)
    if found is None:
        raise click.ClickException("there is no draft; 'knotenpunkt infobrief compile' makes one")
    return found


async def _released(tx: Transaction, number: int | None) -> Infobrief:
    if number is not None:
        return await infobriefe.by_number(tx, number)
    newest = [it for it in await infobriefe.everything(tx, limit=20) if it.state is not InfobriefState.DRAFT]
    if not newest:
        raise click.ClickException("no issue was released yet")
    return newest[0]


async def _staff(tx: Transaction, email: str | None) -> Person:
    """Return who releases: somebody with a name, because the archive and the audit keep it."""
    staff = sorted(await people.all_staff(tx), key=lambda it: it.role is not Role.ADMIN)
    chosen = [it for it in staff if email is None or (it.email or "").casefold() == email.casefold()]
    if not chosen:
        who = f"{email} is not staff" if email else "there is no staff yet"
        raise click.ClickException(f"{who}; 'knotenpunkt staff add EMAIL' adds somebody")
    return chosen[0]


async def _everybody(tx: Transaction, issue: Infobrief) -> list[str]:
    lines: list[str] = []
    for page in count(1):
        found = await report_infobrief(tx, issue.id, by=HOUSE, now=clock(), page=page, limit=_PAGE)
        lines += [_line(it) for it in found.lines]
        if not found.more:
            break
    return lines


def _hash(infobrief: Infobrief) -> str:
    return f"Fingerprint of the content: {infobrief.content_hash}"


def _table(report: Report) -> str:
    balance = report.balance
    rows = [
        ("accepted", balance.accepted),
        ("deferred", balance.deferred),
        ("refused", balance.refused),
        ("uncertain", balance.uncertain),
        ("suppressed", balance.suppressed),
        ("given up", balance.given_up),
        ("open", balance.open),
    ]
    width = len(str(max(balance.audience, balance.total)))
    head = f"Issue {report.infobrief.number}, {report.infobrief.state}"
    rest = f", rests: {report.infobrief.paused}" if report.infobrief.paused else ""
    table = [f"  {name:<11}{figure:>{width}}" for name, figure in rows]
    verdict = "The account is right." if balance.is_right else "THE ACCOUNT IS NOT RIGHT."
    decide = f" {balance.undecided} uncertain ones wait for a decision." if balance.undecided else ""
    total = f"  {'audience':<11}{balance.audience:>{width}}   sum {balance.total}"
    return "\n".join([head + rest, *table, total, verdict + decide])


def _line(entry: Delivery) -> str:
    parts = (f"{entry.state:<10}", entry.address, entry.reason or "", entry.reply_text or "")
    return "  ".join(part for part in parts if part)
