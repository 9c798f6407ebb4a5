"""The line from a test to the stand-in: HTTP so plain that a thousand people can wait on it at once."""

import asyncio
import contextlib
import http.client
import json
from typing import Any

_Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Line:
    """Posts JSON and returns the result; what a person could not do comes back as an AssertionError."""

    def __init__(self) -> None:
        self._idle: list[_Ends] = []

    async def post(self, port: int, path: str, facts: dict[str, Any]) -> Any:
        """The result of a verb."""
        ends = self._idle.pop() if self._idle else await asyncio.open_connection("127.0.0.1", port)
        try:
            status, body = await _exchange(ends, path, json.dumps(facts).encode())
        except BaseException:
            ends[1].close()  # whoever stops waiting takes the answer with them
            raise
        self._idle.append(ends)
        return _result(status, body)

    def post_now(self, port: int, path: str, facts: dict[str, Any]) -> Any:
        """The same without awaiting."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("POST", path, json.dumps(facts))
            answer = connection.getresponse()
            return _result(answer.status, answer.read())
        finally:
            connection.close()

    async def close(self) -> None:
        """Hang up."""
        while self._idle:
            _, writer = self._idle.pop()
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


async def _exchange(ends: _Ends, path: str, body: bytes) -> tuple[int, bytes]:
    reader, writer = ends
    writer.write(f"POST {path} HTTP/1.1\r\nHost: stand-in\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = int(head.split("content-length:", 1)[1].split("\r\n", 1)[0])
    return int(head.split(" ", 2)[1]), await reader.readexactly(length)


def _result(status: int, body: bytes) -> Any:
    said = json.loads(body) if status in {200, 400} else {"mistake": body.decode()}
    if "mistake" in said:
        raise AssertionError(said["mistake"])
    return said["result"]
