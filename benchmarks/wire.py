"""A client that costs next to nothing: on few cores a comfortable one would be most of what is measured."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit


class Connections:
    """Kept-alive HTTP/1.1 connections to one server, as many as are in use at once."""

    def __init__(self, url: str, *, headers: dict[str, str]) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        named = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._headers = f"Host: {parts.netloc}\r\nContent-Type: application/json\r\n{named}"
        self._free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, path: str, body: Any) -> tuple[int, bytes]:
        """Status and body of the answer."""
        reader, writer = await self._connection()
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\n{self._headers}Content-Length: {len(content)}\r\n\r\n"
        writer.write(head.encode() + content)
        answer = await reader.readuntil(b"\r\n\r\n")
        lines = answer.lower().split(b"\r\n")
        length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
        text = await reader.readexactly(length)
        self._free.append((reader, writer))
        return int(lines[0].split()[1]), text

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():  # else the server closed it, as it does with those that are idle
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for _, writer in self._free:
            writer.close()
