"""An app on a server of its own, for clients that speak HTTP by themselves."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of the app on a server and an event loop of its own."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
    started = threading.Event()
    original = server.startup

    async def startup(sockets: list[object] | None = None) -> None:
        await original(sockets)  # type: ignore[arg-type]
        started.set()

    server.startup = startup  # type: ignore[method-assign, assignment]
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    try:
        assert started.wait(30)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
