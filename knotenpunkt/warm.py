"""Loads what the first question would otherwise wait for: vocabularies, places, and the index of all initiatives."""

import asyncio

from config.log import failure
from config.places import places
from config.vocabulary import vocabulary
from network.matching import Index, Profile, analyse, peers, search
from storage.database import Database, DatabaseAway
from storage.matcher import Matcher


async def warm(db: Database, matcher: Matcher) -> None:
    """Read the words in a thread, so that pages are answered meanwhile, then fill the matcher.

    Whatever goes wrong is one event and no more: the first question then loads it all by itself.
    """
    try:
        await asyncio.to_thread(_ask_something)
        async with db.reading() as tx:
            await matcher.index(tx)
    except DatabaseAway as away:
        failure("database.away", away, worker="warm")
    except Exception as bug:
        failure("worker.broke", bug, worker="warm")


def _ask_something() -> None:
    """Put a question of words from the vocabulary to an index of one; afterwards every table is in memory."""
    town, topic = places()[0], vocabulary().topics[0]
    known = Profile(id="-", name=topic.de, level="lokal", kind="netzwerk", land=town.land, goals=topic.de)
    index = Index([analyse(known)])
    search(index, f"{topic.de} {town.name} {topic.de}x")
    peers(index, known.id)
