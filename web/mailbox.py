"""The local mailbox of a demo: every letter that would have left, readable in the browser. Never in production."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from network.errors import NotFound
from newsletter import mailbox
from newsletter.mailbox import StoredMail
from web.reception import page, reception

_SHOWN = 100
_LETTER_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


async def listing(request: Request) -> Response:
    """/postfach: the newest letters; `an` shows only one recipient's."""
    house = _demo(request)
    address = request.query_params.get("an") or None
    found = mailbox.read(house, limit=_SHOWN, address=address)
    return await page(request, "mailbox.html", letters=found, address=address)


async def letter(request: Request) -> Response:
    """/postfach/<name>: one letter with its head, its text and its HTML."""
    return await page(request, "mailbox_letter.html", letter=_found(request))


async def body(request: Request) -> Response:
    """/postfach/<name>/html: the HTML part alone, for the frame on the letter's page."""
    found = _found(request)
    return HTMLResponse(found.html or "", headers={"content-security-policy": _LETTER_CSP})


def _found(request: Request) -> StoredMail:
    found = mailbox.get(_demo(request), request.path_params["name"])
    if found is None:
        raise NotFound()
    return found


def _demo(request: Request) -> Path:
    settings = reception(request).settings
    if not settings.demo:
        raise NotFound("page_unknown")
    return settings.data_dir / "mailbox"
