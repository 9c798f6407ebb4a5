"""`knotenpunkt vocabulary`: explains mistakes in the edited vocabulary by file and line."""

from pathlib import Path

import click

from config.vocabulary import FOLDER, load
from config.vocabulary.check import check


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=FOLDER)
def vocabulary(folder: Path) -> None:
    """Check the vocabulary in FOLDER (the one in use by default) and print its version."""
    mistakes = check(folder)
    for mistake in mistakes:
        click.echo(str(mistake), err=True)
    if mistakes:
        raise SystemExit(1)
    told = load(folder)
    click.echo(f"version {told.version}: {len(told.topics)} topics, {len(told.resources)} resources, ", nl=False)
    click.echo(f"{len(told.categories)} categories, {len(told.words)} groups of words")
