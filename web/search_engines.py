"""What search engines are told: which pages there are, and which are nobody's business."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from storage import infobriefe, initiatives, measures, meetings
from web.reception import language_of, reception

# Addresses with a token, what needs a signed-in person, and what is only for machines of ours.
PRIVATE = (
    "/a/",
    "/abmelden",
    "/anmelden",
    "/chat",
    "/infobrief/abonnieren/danke",
    "/infobrief/bestaetigen/",
    "/infobrief/einstellungen/",
    "/netzwerkstelle",
    "/postfach",
    "/sprache",
    "/telegram/",
)
_PAGES = (
    "/",
    "/initiativen",
    "/karte",
    "/massnahmen",
    "/statistik",
    "/termine",
    "/infobrief",
    "/infobrief/abonnieren",
    "/daten",
    "/impressum",
    "/datenschutz",
)
_MOST_ISSUES = 1000


async def sitemap(request: Request) -> Response:
    """/sitemap.xml: every public page, with the day it changed where that is known."""
    house = reception(request)
    async with house.db.reading() as tx:
        facts = {
            "pages": _PAGES,
            "initiatives": await initiatives.public(tx),
            "measures": await measures.public(tx),
            "meetings": await meetings.everything(tx),
            "issues": await infobriefe.public(tx, limit=_MOST_ISSUES),
        }
    text = house.desk.texts.page("sitemap.xml", facts, await language_of(request))
    return Response(text, media_type="application/xml")


async def robots(request: Request) -> Response:
    """/robots.txt: what is not to be searched; in a demo with its invented people, nothing is."""
    house = reception(request)
    private = ("/",) if house.settings.demo else PRIVATE
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), ""]
    if not house.settings.demo:
        lines += [f"Sitemap: {house.settings.base_url}/sitemap.xml", ""]
    return PlainTextResponse("\n".join(lines))
