"""Texts may be read in several threads at once: the words come out as they do in one."""

import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from network.matching.analysis import fold, stem
from tests.network.matching.invented import issues

TEXTS = " ".join(told for issue in issues().values() for told in (*issue.goals, *issue.asks))
WORDS = sorted({fold(word) for word in TEXTS.split() if word.isalpha()})


@contextmanager
def restless() -> Iterator[None]:
    """Let threads take turns after every few instructions."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def stems(seed: int) -> dict[str, str]:
    """The stems of all words in an order of their own, without what is remembered."""
    return {word: stem.__wrapped__(word) for word in random.Random(seed).sample(WORDS, len(WORDS))}


def test_threads_do_not_disturb_each_other() -> None:
    alone = stems(0)
    with restless(), ThreadPoolExecutor(4) as threads:
        assert all(found == alone for found in threads.map(stems, range(8)))
