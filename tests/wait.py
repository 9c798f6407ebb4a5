"""The only place in the tests that lets time pass: until something is so, and never longer than needed."""

import asyncio
import time
from collections.abc import Awaitable, Callable

_PAUSE = 0.02  # seconds


def until(true: Callable[[], object], *, within: float, what: str) -> None:
    """Returns as soon as `true()` is; after `within` seconds the test fails with `what` was awaited."""
    end = time.monotonic() + within
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {within:g} s in vain: {what}")
        time.sleep(_PAUSE)


async def until_async(true: Callable[[], Awaitable[object]], *, within: float, what: str) -> None:
    """The same beside a running loop: `true` is awaited."""
    end = time.monotonic() + within
    while not await true():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {within:g} s in vain: {what}")
        await asyncio.sleep(_PAUSE)
