"""The two clients a store can stand on, and what they do differently (decision 0013).

Both are the same driver underneath: PyMongo. Motor runs it in threads and is the one the platform was asked for;
PyMongo's own asynchronous client speaks from the event loop itself.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import AsyncMongoClient

Pipeline = Sequence[Mapping[str, Any]]


class Driver(StrEnum):
    """Which client: the setting ``IDM_MONGODB_DRIVER``."""

    MOTOR = "motor"
    PYMONGO = "pymongo"


@dataclass(frozen=True, kw_only=True)
class Login:
    """Who asks, and the file that holds the password."""

    user: str
    password_file: Path

    def for_driver(self) -> dict[str, Any]:
        """Arguments of a client; users are kept in the database “admin”. Raises ``OSError`` without the file."""
        password = self.password_file.read_text(encoding="utf-8").strip()
        return {"username": self.user, "password": password, "authSource": "admin"}


class Client(Protocol):
    """What a store asks of a client. Collections, cursors and sessions are the client's own."""

    inner: Any

    async def session(self, **options: Any) -> Any:
        """A new client session, to be entered."""

    async def begin(self, session: Any, **options: Any) -> None:
        """A transaction."""

    async def aggregate(self, collection: Any, pipeline: Pipeline, **options: Any) -> Any:
        """A cursor."""

    def changes(self, collection: Any, pipeline: Pipeline) -> Any:
        """A change stream, to be entered."""

    async def close(self) -> None: ...


class MotorClient:
    """Motor: starting a session is awaited, all else is not."""

    def __init__(self, uri: str, **options: Any) -> None:
        self.inner: Any = AsyncIOMotorClient(uri, **options)

    async def session(self, **options: Any) -> Any:
        return await self.inner.start_session(**options)

    async def begin(self, session: Any, **options: Any) -> None:
        session.start_transaction(**options)

    async def aggregate(self, collection: Any, pipeline: Pipeline, **options: Any) -> Any:
        return collection.aggregate(pipeline, **options)

    def changes(self, collection: Any, pipeline: Pipeline) -> Any:
        return collection.watch(pipeline)

    async def close(self) -> None:
        self.inner.close()


class PyMongoClient:
    """PyMongo's own: starting a session is not awaited, all else is."""

    def __init__(self, uri: str, **options: Any) -> None:
        self.inner: Any = AsyncMongoClient(uri, **options)

    async def session(self, **options: Any) -> Any:
        return self.inner.start_session(**options)

    async def begin(self, session: Any, **options: Any) -> None:
        await session.start_transaction(**options)

    async def aggregate(self, collection: Any, pipeline: Pipeline, **options: Any) -> Any:
        return await collection.aggregate(pipeline, **options)

    @asynccontextmanager
    async def changes(self, collection: Any, pipeline: Pipeline) -> AsyncIterator[Any]:
        async with await collection.watch(pipeline) as stream:
            yield stream

    async def close(self) -> None:
        await self.inner.close()


CLIENTS: Mapping[Driver, Callable[..., Client]] = {Driver.MOTOR: MotorClient, Driver.PYMONGO: PyMongoClient}
