"""What stands between a letter and its reader: programs that open every link to see whether it is dangerous."""

from collections.abc import Iterable
from urllib.parse import urldefrag, urlsplit

import httpx
from sqlalchemy import select

from storage.database import Database
from storage.tables import metadata
from tests.journeys.visitor import Mail

_TIMES = 3
_RESTLESS = {"periods", "limits"}  # the clock's own book, and how often a network has asked

Snapshot = dict[str, list[str]]


async def scan(mails: Iterable[Mail], *, only: str) -> list[str]:
    """Open every address in these letters that begins with `only`, three times by HEAD and by GET, without cookies.

    Returns the addresses; an answer that is an error of ours fails.
    """
    found = [urldefrag(url).url for mail in mails for url in mail.links if url.startswith(only)]
    addresses = list(dict.fromkeys(found))
    async with httpx.AsyncClient(trust_env=False, follow_redirects=True, timeout=10) as client:
        for address in addresses:
            for method in ("HEAD", "GET") * _TIMES:
                answer = await client.request(method, address)
                assert answer.status_code == 200, f"{method} {urlsplit(address).path}: {answer.status_code}"
    return addresses


async def snapshot(database_url: str) -> Snapshot:
    """Every row of every table, but for those that move by themselves."""
    db = Database(database_url)
    try:
        async with db.reading() as tx:
            return {
                table.name: sorted(repr(tuple(row)) for row in await tx.execute(select(table)))
                for table in metadata.sorted_tables
                if table.name not in _RESTLESS
            }
    finally:
        await db.close()


def changed(before: Snapshot, after: Snapshot) -> dict[str, list[str]]:
    """The rows that came or went, by table."""
    found = {name: sorted({*before[name]} ^ {*after[name]}) for name in before}
    return {name: rows for name, rows in found.items() if rows}
