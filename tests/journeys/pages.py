"""Every page of a living network, found by following its links, and what pages and letters load from elsewhere."""

import re
from collections import deque
from collections.abc import Iterable
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx

_NOT_PAGES = (".ics", "/static/", "/infobrief/atom.xml", "/api/", "/sitemap.xml", "/robots.txt")
_ID = re.compile(r"/(?:[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[\w-]{22})(?=/|$)")
_LISTS = ("/initiativen/", "/termine/", "/postfach/")
_IN_STYLE = re.compile(r"(?:url\(|@import)\s*[\"']?([^\"');\s]+)")
_LOADING = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "xlink:href", "manifest"}


def kind_of(path: str) -> str:
    """One name for all pages that are made alike: /initiativen/x and /initiativen/y are one kind.

    Each issue is one of its own, for a draft and a report look different.
    """
    if path.startswith("/netzwerkstelle/infobrief/"):
        return path
    for begin in _LISTS:
        if path.startswith(begin):
            rest = path.removeprefix(begin).partition("/")[2]
            return f"{begin}*" + (f"/{rest}" if rest else "")
    return _ID.sub("/*", path)


async def one_of_each_kind(
    base_url: str, *, cookies: dict[str, str] | None = None, also: Iterable[str] = ()
) -> list[str]:
    """The first address of every kind of page that can be reached by links, in the order found.

    It begins at the front page, the page to sign in, and the paths in `also`.
    """
    found: dict[str, str] = {}
    waiting = deque(["/", "/anmelden", *also])
    seen = {*waiting}
    async with httpx.AsyncClient(trust_env=False, cookies=cookies, follow_redirects=True, timeout=10) as client:
        while waiting:
            path = waiting.popleft()
            if kind_of(path) in found:
                continue
            answer = await client.get(base_url + path)
            assert answer.status_code == 200, f"{path}: {answer.status_code}"
            found[kind_of(path)] = path
            for href in read(answer.text).links:
                target = urlsplit(urldefrag(urljoin(base_url + path, href)).url)
                if target.netloc == urlsplit(base_url).netloc and target.path not in seen:
                    seen.add(target.path)
                    if not any(part in target.path for part in _NOT_PAGES):
                        waiting.append(target.path)
    return list(found.values())


class Reading(HTMLParser):
    """What a page or a letter links to (`links`) and what it loads, or sends to, on its own (`loads`)."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loads: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the addresses in a tag."""
        given = {name: value or "" for name, value in attrs}
        self._in_style = tag == "style"
        if tag in {"a", "area"}:
            self.links += [given["href"]] if "href" in given else []
        elif "href" in given and given.get("rel") != "alternate":  # which nobody loads unasked
            self.loads.append(given["href"])
        self.loads += [value for name, value in given.items() if name in _LOADING]
        self.loads += _IN_STYLE.findall(given.get("style", ""))
        if given.get("http-equiv", "").lower() == "refresh":
            self.loads.append(given.get("content", ""))

    def handle_data(self, data: str) -> None:
        """Note the addresses in a style sheet."""
        if self._in_style:
            self.loads += _IN_STYLE.findall(data)


def read(html: str) -> Reading:
    """The addresses in this HTML."""
    reading = Reading()
    reading.feed(html)
    reading.close()
    return reading


def ours(addresses: Iterable[str], base_url: str) -> list[str]:
    """The paths of those addresses that are pages of ours, once each."""
    parts = [urlsplit(it) for it in addresses if not is_foreign(it, base_url)]
    return list(dict.fromkeys(it.path for it in parts if not any(part in it.path for part in _NOT_PAGES)))


def is_foreign(address: str, base_url: str) -> bool:
    """Whether an address leads away from us."""
    if address.startswith(("data:", "#", "mailto:")):
        return False
    return urlsplit(urljoin(base_url + "/", address)).netloc != urlsplit(base_url).netloc
