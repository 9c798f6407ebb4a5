"""What stands before every page: foreign forms are refused, bodies are bounded, answers carry strict headers."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY = 1_000_000  # bytes
_SAFE = {"GET", "HEAD", "OPTIONS"}
_CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", _CSP.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"interest-cohort=()"),
)


class TooLarge(Exception):
    """A body exceeded MOST_BODY."""


class Guard:
    """Refuses POSTs that come from another site, and bodies that are too large; adds security headers.

    `open_paths` are prefixes that machines may post to without Origin: one-click leaving and the webhook.
    """

    def __init__(self, app: ASGIApp, *, base_url: str, open_paths: Sequence[str]) -> None:
        self.app = app
        self.secure = base_url.startswith("https://")
        self.host = urlsplit(base_url).netloc
        self.open_paths = tuple(open_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it at the door."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = self._with_headers(send)
        if scope["method"] not in _SAFE and not self._is_ours(scope, headers):
            await PlainTextResponse("Formular neu laden", status_code=403)(scope, receive, answer)
            return
        if int(headers.get("content-length") or 0) > MOST_BODY:
            await PlainTextResponse("413", status_code=413)(scope, receive, answer)
            return
        await self.app(scope, _bounded(receive), answer)

    def _is_ours(self, scope: Scope, headers: dict[str, str]) -> bool:
        if scope["path"].startswith(self.open_paths):
            return True
        fetch_site = headers.get("sec-fetch-site")
        if fetch_site:
            return fetch_site in {"same-origin", "none"}
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc in {self.host, headers.get("host", "")}

    def _with_headers(self, send: Send) -> Send:
        extra = list(_HEADERS)
        if self.secure:
            extra.append((b"strict-transport-security", b"max-age=31536000"))

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                known = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(it for it in extra if it[0] not in known)]
            await send(message)

        return answer


def _bounded(receive: Receive) -> Receive:
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BODY:
            raise TooLarge
        return message

    return bounded
