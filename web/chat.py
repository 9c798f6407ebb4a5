"""The browser chat: the same conversations as everywhere, on a page of our own that works without JavaScript."""

from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from bot import reading
from bot.incoming import Door, Incoming, tapped, typed
from bot.player import Visit
from bot.talk import Reply, Spoken, speak, talk
from config.log import failure
from network.errors import TooMuch
from network.person import Person
from storage import bubbles, dialogues
from storage.bubbles import Bubble
from storage.database import DatabaseAway, Transaction
from storage.dialogues import Kept
from storage.keys import new_id
from web.reception import Reception, asking, language_of, page, reception

_SHOWN = 60
_LONGEST = 4000  # characters, as in the form
_GREETING = 0  # the number of the greeting, which stands above the transcript and is not kept

_Buttons = tuple[tuple[tuple[str, str, str], ...], ...]


async def show(request: Request) -> Response:
    """/chat: the conversation so far; `vor` pages back. Who is not signed in sees what it is for."""
    person = await asking(request)
    if person is None:
        return await page(request, "chat_welcome.html", typed="", code=200)
    return await _page(request, person, before=_number(request.query_params.get("vor")))


async def news(request: Request) -> Response:
    """/chat/neu?nach=<number>: the messages after it, as a fragment."""
    person = await asking(request)
    if person is None:
        return PlainTextResponse("", status_code=401)
    house, after = reception(request), _number(request.query_params.get("nach")) or 0
    async with house.db.reading() as tx:
        kept = await dialogues.look(tx, person.id)
        found = _fresh(await bubbles.newest(tx, person.id, after=after, limit=_SHOWN), kept)
    facts = {"bubbles": found, "after": found[-1].seq if found else after}
    html = house.desk.texts.page("chat_news.html", facts, await language_of(request))
    return HTMLResponse(html, headers={"cache-control": "no-store"})


async def say(request: Request) -> Response:
    """POST /chat: one typed line (`text`) or one button (`tap`, on message `seq`); nothing typed gets lost."""
    person, given = await asking(request), await request.form()
    text = _text(given, "text")
    if person is None:
        return await page(request, "chat_welcome.html", typed=text, code=403)
    if len(text) > _LONGEST:
        return await _page(request, person, text=text, trouble="too_large", code=422)
    house = reception(request)
    try:
        async with house.db.transaction() as tx:
            toast = await _take(tx, house, person, given)
    except Exception as trouble:  # whatever broke, the line that was typed stays in its field
        return await _not_taken(request, person, text, trouble)
    house.nudge()
    if toast:
        return await _page(request, person, hint=toast)
    return RedirectResponse("/chat#eingabe", status_code=303)


# ------------------------------------------------------------------ taking a message


async def _take(tx: Transaction, house: Reception, person: Person, given: FormData) -> str | None:
    """Play one message and write both sides down; return the short note for a tapped button, or raise TooMuch."""
    now = house.now()
    await dialogues.lock(tx, person.id, now=now)
    text, seq = _text(given, "text"), _number(_text(given, "seq"))
    if data := _text(given, "tap"):
        incoming = _tapped(data, person)
        mine = await _label(tx, house, person, seq, data)
    else:
        incoming = typed(text, door=Door.WEB, chat=str(person.id), name=person.name)
        mine = incoming.text or ""
        if not mine or await _is_repeated(tx, person, mine, _number(_text(given, "nach"))):
            return None
    reply = await talk(tx, incoming, house.desk, house.repertoire, person=person, now=now)
    if not (reply.messages or reply.toast):
        raise TooMuch
    await _write_down(tx, house, person, reply, mine=mine, seq=seq if incoming.tap else None)
    return reply.toast


async def _not_taken(request: Request, person: Person, text: str, trouble: Exception) -> Response:
    if isinstance(trouble, TooMuch):  # who types too fast is not heard for a while
        return await _page(request, person, text=text, trouble="refused", code=429)
    if isinstance(trouble, DatabaseAway):
        failure("database.away", trouble, path=request.url.path)
        return await _page(request, person, text=text, trouble="database_away", code=503)
    incident = new_id(reception(request).now()).hex[-8:]
    failure("chat.broke", trouble, person=person.id, incident=incident)
    return await _page(request, person, text=text, trouble="bug", incident=incident, code=500)


def _tapped(data: str, person: Person) -> Incoming:
    ours = data.isascii() and data.isprintable() and len(data) <= 64
    return tapped(data if ours else "?", door=Door.WEB, chat=str(person.id), name=person.name)


async def _is_repeated(tx: Transaction, person: Person, text: str, seen: int | None) -> bool:
    """Whether this line is already there, below what the sender had before their eyes: a form sent twice."""
    if seen is None:
        return False
    return any(it.mine and it.text == text for it in await bubbles.newest(tx, person.id, after=seen))


async def _write_down(
    tx: Transaction, house: Reception, person: Person, reply: Reply, *, mine: str, seq: int | None
) -> None:
    now, changed = house.now(), None
    if reply.messages and reply.messages[0].edit and seq:
        changed = reply.messages[0]
        await bubbles.change(tx, person.id, seq, changed.html, buttons=_buttons(changed))
    elif mine and reply.messages:
        await bubbles.add(tx, person.id, mine, mine=True, now=now)
    for it in reply.messages:
        if it is not changed:
            await bubbles.add(tx, person.id, it.html, mine=False, buttons=_buttons(it), now=now)


async def _label(tx: Transaction, house: Reception, person: Person, seq: int | None, data: str) -> str:
    """Return what stands on the tapped button; empty for a forged one."""
    if seq == _GREETING:
        greeting = await _greeting(tx, house, person)
        rows = greeting.buttons if greeting else ()
    else:
        found = await bubbles.find(tx, person.id, seq) if seq else None
        rows = found.buttons if found else ()
    return next((label for row in rows for label, value, _ in row if value == data), "")


def _buttons(spoken: Spoken) -> _Buttons:
    return tuple(
        tuple((it.label, it.data, "tap") if it.data else (it.label, it.url or "", "link") for it in row)
        for row in spoken.rows
    )


# ------------------------------------------------------------------ showing the transcript


async def _page(
    request: Request,
    person: Person,
    *,
    before: int | None = None,
    text: str = "",
    trouble: str | None = None,
    hint: str | None = None,
    incident: str | None = None,
    code: int = 200,
) -> HTMLResponse:
    house, language = reception(request), await language_of(request)
    if trouble:
        hint = house.desk.texts.plain(f"errors.{trouble}", {}, language)
    found, older = await _transcript(house, person, before)
    answer = await page(
        request,
        "chat.html",
        bubbles=found,
        older=older,
        newest=before is None,
        text=text,
        trouble=f"{hint} ({incident})" if incident else hint,
        code=code,
    )
    answer.headers["cache-control"] = "no-store"
    return answer


async def _transcript(house: Reception, person: Person, before: int | None) -> tuple[list[Bubble], int | None]:
    """Return one page of messages, and the number before which the older ones are found."""
    try:
        async with house.db.reading() as tx:
            kept = await dialogues.look(tx, person.id)
            found = await bubbles.newest(tx, person.id, before=before, limit=_SHOWN + 1)
            greeting = await _greeting(tx, house, person) if len(found) <= _SHOWN else None
    except DatabaseAway:
        return [], None  # the page must stand even so, for it holds what was typed
    shown = _fresh(found[-_SHOWN:], kept)
    if greeting:
        return [greeting, *shown], None
    return shown, shown[0].seq if len(found) > _SHOWN else None


async def _greeting(tx: Transaction, house: Reception, person: Person) -> Bubble | None:
    start = house.repertoire.cards.get("start")
    if start is None:
        return None
    now = house.now()
    said = await start(Visit(tx=tx, desk=house.desk, person=person, now=now, address=("start",)))
    spoken = speak(said, house.desk.texts, person.language)
    return Bubble(seq=_GREETING, mine=False, text=spoken.html, buttons=_buttons(spoken), at=now)


def _fresh(found: list[Bubble], kept: Kept | None) -> list[Bubble]:
    """Return the messages without the buttons of questions that are no longer open."""
    return [replace(it, buttons=_still_good(it.buttons, kept)) for it in found]


def _still_good(rows: _Buttons, kept: Kept | None) -> _Buttons:
    turn = kept.turn if kept and kept.script else None

    def good(data: str, kind: str) -> bool:
        pressed = reading.pressed(data) if kind == "tap" else None
        return pressed is None or pressed.turn == turn

    left = (tuple(button for button in row if good(button[1], button[2])) for row in rows)
    return tuple(row for row in left if row)


def _text(given: FormData, name: str) -> str:
    value = given.get(name, "")
    return value if isinstance(value, str) else ""


def _number(raw: str | None) -> int | None:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) <= 9 else None
