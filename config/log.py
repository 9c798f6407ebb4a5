"""One line for each thing that happened: `event("letter.sent", letter=id)`; JSON where no person reads along."""

import logging
import re
import sys
from typing import Any, TextIO

import structlog

_TOKEN = re.compile(r"bot\d+:[\w-]+")


def set_up(stream: TextIO = sys.stderr) -> None:
    """Choose the shape of the log: readable on a terminal, JSON elsewhere; silence libraries that log tokens."""
    renderer: Any = structlog.dev.ConsoleRenderer() if stream.isatty() else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _redact,
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.WriteLoggerFactory(file=stream),
        cache_logger_on_first_use=False,
    )
    for library in ("httpx", "httpcore", "telegram", "apscheduler", "aiosqlite", "uvicorn.access"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.basicConfig(level=logging.WARNING, stream=stream, format="%(levelname)s %(name)s %(message)s")
    # A bug in a page is an event of ours already, with its incident; uvicorn would tell it once more.
    logging.getLogger("uvicorn.error").addFilter(lambda record: "in ASGI application" not in record.getMessage())
    for handler in logging.getLogger().handlers:
        handler.addFilter(_without_tokens)


def event(name: str, **facts: object) -> None:
    """Write one event: a dotted name in the past tense and plain facts, never an address, a text or a token."""
    structlog.get_logger().info(name, **facts)


def failure(name: str, error: BaseException, **facts: object) -> None:
    """Write one event for a bug, with its traceback."""
    structlog.get_logger().error(name, exc_info=error, **facts)


def _redact(_: Any, __: str, facts: Any) -> Any:
    return {key: _plain(value) for key, value in facts.items()}


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | BaseException):
        return value
    return _TOKEN.sub("bot***", str(value))


def _without_tokens(record: logging.LogRecord) -> bool:
    record.msg = _TOKEN.sub("bot***", record.getMessage())
    record.args = ()
    return True
