"""`knotenpunkt staff add EMAIL`: whoever may start the program says who works for the network."""

import subprocess
from pathlib import Path

from network.person import Person, Role
from storage import people
from storage.database import Database
from tests.served import command, environment


def add(folder: Path, database_url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the command says and how it ends."""
    told = environment({"data_dir": str(folder / "data"), "database_url": database_url})
    return command(told, "staff", "add", *arguments)


async def known(db: Database, email_key: str) -> Person | None:
    """The person with this address."""
    async with db.reading() as tx:
        return await people.by_email(tx, email_key)


async def test_an_address_becomes_staff_and_stays_one_person(db: Database, database_url: str, tmp_path: Path) -> None:
    added = add(tmp_path, database_url, "Anna@Netz.example")
    assert added.returncode == 0
    assert added.stdout.strip() == "Anna@netz.example is staff now and signs in at http://127.0.0.1:8000/anmelden"
    again = add(tmp_path, database_url, "anna@netz.example", "--name", "Anna Netz")
    assert again.returncode == 0
    person = await known(db, "anna@netz.example")
    assert person
    assert (person.role, person.name, person.email) == (Role.STAFF, "Anna Netz", "Anna@netz.example")


async def test_what_is_no_address_is_said_in_one_sentence(db: Database, database_url: str, tmp_path: Path) -> None:
    refused = add(tmp_path, database_url, "anna")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Error: ")
    assert "Traceback" not in refused.stderr
    assert await known(db, "anna") is None
