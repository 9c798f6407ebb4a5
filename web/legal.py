"""Who answers for this service, and what happens with personal data: from the settings and the templates."""

from starlette.requests import Request
from starlette.responses import Response

from web.reception import page, reception


async def imprint(request: Request) -> Response:
    """/impressum."""
    settings = reception(request).settings
    return await page(request, "imprint.html", imprint=settings.imprint, contact=settings.contact)


async def privacy(request: Request) -> Response:
    """/datenschutz."""
    settings = reception(request).settings
    return await page(
        request,
        "privacy.html",
        imprint=settings.imprint,
        contact=settings.contact,
        telegram=settings.telegram_token is not None,
    )
