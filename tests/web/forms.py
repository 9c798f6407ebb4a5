"""Forms as a browser fills them in: what stands in the page is sent along, and a button is pressed by its words.

page = await house.get("/netzwerkstelle/treffen/neu")
answer = await press(house, page, "Vorschau", titel="Treffen in Köln")
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

from tests.web.front import Front


@dataclass(kw_only=True)
class Form:
    """One form of a page: where it goes, what stands in its fields, and its buttons by their words."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def value(self, name: str) -> str:
        """What stands in a field; the first one of this name."""
        return next(value for known, value in self.fields if known == name)


async def press(house: Front, page: httpx.Response, button: str, **typed: Any) -> httpx.Response:
    """Fill in the form that has this button, press it, and return the answer; a list ticks several boxes."""
    form = next(it for it in forms(page.text) if button in it.buttons)
    sent: dict[str, list[str]] = {}
    for name, value in form.fields:
        sent.setdefault(name, []).append(value)
    sent |= {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    name, value = form.buttons[button]
    if name:
        sent[name] = [value]
    where = form.action or page.request.url.path
    if form.method == "get":
        return await house.get(where, params=sent)
    return await house.post(where, sent)


async def follow(house: Front, answer: httpx.Response) -> httpx.Response:
    """Go where a redirect leads; anything else is a failure, shown with its page."""
    assert answer.status_code == 303, answer.text
    return await house.get(answer.headers["location"])


def forms(html: str) -> list[Form]:
    """Return the forms of a page in their order."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


def words(html: str) -> str:
    """Return what a page says, without its marks and with single spaces."""
    reader = _Reader()
    reader.feed(html)
    return " ".join("".join(reader.said).split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.said: list[str] = []
        self._form: Form | None = None
        self._button: tuple[str, str] | None = None
        self._label = ""
        self._area: str | None = None
        self._select: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.said.append(" ")
        if tag == "form":
            self._form = Form(action=given.get("action", ""), method=given.get("method", "get").lower())
            self.found.append(self._form)
        if self._form is None:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            ticked = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            self._form.fields += [(name, given.get("value", ""))] if ticked else []
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given and self._select:
            self._form.fields.append((self._select, given.get("value", "")))
        elif tag == "button":
            self._button, self._label = (name, given.get("value", "")), given.get("aria-label", "")
            self._text = ""

    def handle_endtag(self, tag: str) -> None:
        self.said.append(" ")
        if tag == "form":
            self._form = None
        if self._form is None:
            return
        if tag == "textarea" and self._area is not None:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "button" and self._button is not None:
            self._form.buttons[self._label or " ".join(self._text.split())] = self._button
            self._button = None

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        self._text += data
