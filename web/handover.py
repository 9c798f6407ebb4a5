"""The page behind the link of a handover: says what is offered, and only a POST accepts it."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from actions.hand_over_initiative import hand_over_initiative, offered_handover
from network.errors import NotAllowed
from network.initiative import PUBLIC
from network.person import Person
from storage import initiatives
from web.reception import asking, page, reception


async def offer(request: Request) -> Response:
    """/uebergabe/<token>: who hands which initiative over to whom."""
    house, by = reception(request), await _member(request)
    async with house.db.reading() as tx:
        found = await offered_handover(tx, request.path_params["token"], by=by, now=house.now())
        others = await initiatives.members(tx, found.initiative.id)
    coordinates = by.id in {it.id for it in others}
    answer = await page(request, "handover.html", handover=found, by=by, coordinates=coordinates)
    answer.headers["cache-control"] = "no-store"
    answer.headers["x-robots-tag"] = "noindex"
    return answer


async def accept(request: Request) -> Response:
    """POST: whoever is signed in coordinates the initiative from now on."""
    house, by = reception(request), await _member(request)
    async with house.db.transaction() as tx:
        done = await hand_over_initiative(tx, request.path_params["token"], by=by, now=house.now())
    house.nudge()
    public = done.initiative.status in PUBLIC
    return RedirectResponse(f"/initiativen/{done.initiative.slug}" if public else "/chat", status_code=303)


async def _member(request: Request) -> Person:
    """Return who is signed in; the door has checked the right, so there is somebody."""
    person = await asking(request)
    if person is None:
        raise NotAllowed()
    return person
