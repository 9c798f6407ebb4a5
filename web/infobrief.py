"""The public archive of the Infobrief: list, page of an issue, Atom feed; the same content as the letters."""

from starlette.requests import Request
from starlette.responses import Response

from network.errors import NotFound
from network.infobrief import sections
from storage import infobriefe
from web.reception import language_of, page, reception

_MOST_IN_FEED = 20


async def archive(request: Request) -> Response:
    """/infobrief: all released issues, newest first."""
    async with reception(request).db.reading() as tx:
        found = await infobriefe.public(tx, limit=200)
    return await page(request, "archive.html", issues=found)


async def issue(request: Request) -> Response:
    """/infobrief/<number>: one issue with everything in it."""
    async with reception(request).db.reading() as tx:
        found = await infobriefe.by_number(tx, request.path_params["number"])
    if not found.is_public:
        raise NotFound("infobrief_unknown")
    return await page(request, "issue.html", issue=found, sections=sections(found.items))


async def feed(request: Request) -> Response:
    """/infobrief/atom.xml: the newest issues for feed readers, without any personal data."""
    house = reception(request)
    async with house.db.reading() as tx:
        found = await infobriefe.public(tx, limit=_MOST_IN_FEED)
    language = await language_of(request)
    facts = {
        "issues": [(it, sections(it.items)) for it in found],
        "updated": found[0].released_at if found else house.now(),
    }
    return Response(house.desk.texts.page("atom.xml", facts, language), media_type="application/atom+xml")
