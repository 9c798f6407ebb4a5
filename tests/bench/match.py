"""How fast the matching answers at 300, 10,000 and 100,000 initiatives, beside SQLite FTS5 and PostgreSQL full text.

Run by `make bench-match`; all figures come from one run on one core, over the same invented profiles.
"""

import gc
import random
import resource
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psycopg

sys.path.insert(0, str(Path(__file__).parents[2]))

from network.matching import Analysed, Index, Profile, analyse, peers, search, trades
from network.matching.analysis import words
from tests import postgres
from tests.knotenpunkt.judged import quality
from tests.network.matching import study
from tests.network.matching.exposure import exposure
from tests.network.matching.invented import invent, issues

T = TypeVar("T")
SIZES = (300, 10_000, 100_000)
ASKED = 200  # questions of each kind


@dataclass(frozen=True)
class Times:
    """Milliseconds of many runs of one thing."""

    all: tuple[float, ...]

    def at(self, share: float) -> float:
        """Return the time that `share` of the runs stayed under."""
        return sorted(self.all)[min(len(self.all) - 1, int(share * len(self.all)))]

    def __str__(self) -> str:
        return f"p50 {self.at(0.5):8.2f} ms   p99 {self.at(0.99):8.2f} ms"


def main() -> None:
    """Print the figures for every size."""
    sizes = tuple(int(it) for it in sys.argv[1:]) or SIZES
    _judge()
    _spread("the 40 of the study", list(study.profiles()))
    _spread("300 invented ones", [made.profile for made in invent(300)])
    for size in sizes:
        _measure(size)


def _judge() -> None:
    told, guessed = quality(), quality(ticked=False)
    _say("nDCG@10 of a hundred judged questions to sixty initiatives")
    _say(f"  free text           {told['text']:8.3f}")
    _say(f"  partners            {told['peer']:8.3f}")
    _say(f"  needs               {told['complement']:8.3f}   (without ticked categories {guessed['complement']:.3f})")


def _spread(whom: str, profiles: Sequence[Profile]) -> None:
    found = exposure(Index(analyse(it) for it in profiles), [it.id for it in profiles])
    _say(f"Shown among {whom}: Gini {found.gini:.2f}, never {found.never:.1%}")


def _measure(size: int) -> None:
    _say(f"\n{size:,} initiatives")
    search(Index([analyse(next(invent(1)).profile)]), "Anlauf")  # reads the vocabulary, outside the measurement
    started = time.perf_counter()
    stored = [analyse(made.profile).to_json() for made in invent(size, varied=True)]
    _say(f"  analyse             {(time.perf_counter() - started) * 1000 / size:8.2f} ms each")
    gc.collect()
    before, started = _memory(), time.perf_counter()
    index = Index(Analysed.from_json(row) for row in stored)
    _say(f"  build from rows     {time.perf_counter() - started:8.2f} s")
    gc.collect()
    _say(f"  memory              {_memory() - before:8.0f} MiB")
    asked, dice = _questions(), random.Random(7)
    some = [Analysed.from_json(row) for row in dice.choices(stored, k=ASKED)]
    own = _timed(lambda text: search(index, text), asked)
    _say(f"  search              {own}")
    _say(f"  peers               {_timed(lambda row: peers(index, row.id), some)}")
    _say(f"  trades              {_timed(lambda row: trades(index, row.id), some)}")
    _say(f"  update              {_timed(lambda row: index.put(analyse(row.profile)), some)}")
    texts = [(row.id, _text(row)) for row in map(Analysed.from_json, stored)]
    _beside("SQLite FTS5", own, _sqlite(texts, asked))
    _beside("PostgreSQL", own, _postgres(texts, asked))


def _questions() -> list[str]:
    asks = [ask for issue in issues().values() for ask in issue.asks]
    return random.Random(5).sample(asks, min(ASKED, len(asks)))


def _timed(run: Callable[[T], object], given: Sequence[T]) -> Times:
    taken = []
    for it in given:
        started = time.perf_counter()
        run(it)
        taken.append((time.perf_counter() - started) * 1000)
    return Times(tuple(taken))


def _text(row: Analysed) -> str:
    return " ".join(form for piece in row.pieces for word in words(piece.text) for form in (word.stem, *word.parts))


def _stems(text: str) -> list[str]:
    return list(dict.fromkeys(form for word in words(text) for form in (word.stem, *word.parts) if form.isalnum()))


def _sqlite(texts: list[tuple[str, str]], asked: list[str]) -> Times:
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE VIRTUAL TABLE told USING fts5(id UNINDEXED, text, tokenize='unicode61')")
        db.executemany("INSERT INTO told VALUES (?, ?)", texts)
        db.execute("INSERT INTO told(told) VALUES ('optimize')")

        def ask(text: str) -> object:
            query = " OR ".join(f'"{stem}"' for stem in _stems(text))
            return db.execute("SELECT id FROM told WHERE told MATCH ? ORDER BY rank LIMIT 10", (query,)).fetchall()

        return _timed(ask, asked)


def _postgres(texts: list[tuple[str, str]], asked: list[str]) -> Times | None:
    with _server() as server:
        if server is None:
            return None
        name = server.create()
        with psycopg.connect(server.url(name), autocommit=True) as db:
            db.execute("CREATE TABLE told (id text, found tsvector)")
            with db.cursor().copy("COPY told (id, found) FROM STDIN") as copy:
                for id, text in texts:
                    copy.write_row((id, " ".join(f"'{stem}'" for stem in dict.fromkeys(text.split()))))
            db.execute("CREATE INDEX ON told USING gin (found)")
            db.execute("ANALYZE told")

            def ask(text: str) -> object:
                query = " | ".join(f"'{stem}'" for stem in _stems(text))
                return db.execute(
                    "SELECT id FROM told, to_tsquery('simple', %s) AS asked WHERE found @@ asked "
                    "ORDER BY ts_rank(found, asked) DESC LIMIT 10",
                    (query,),
                ).fetchall()

            times = _timed(ask, asked)
        server.drop(name)
        return times


@contextmanager
def _server() -> Iterator[postgres.Server | None]:
    try:
        with postgres.running() as server:
            yield server
    except BaseException as missing:
        if type(missing).__name__ != "Skipped":
            raise
        yield None


def _beside(name: str, own: Times, other: Times | None) -> None:
    if other is None:
        _say(f"  {name:<19} not installed here")
        return
    ratio = own.at(0.5) / max(other.at(0.5), 0.001), own.at(0.99) / max(other.at(0.99), 0.001)
    _say(f"  {name:<19} {other}   search takes {ratio[0]:.2f} (p50), {ratio[1]:.2f} (p99) of that")


def _memory() -> float:
    """Return what this process holds now, in MiB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
