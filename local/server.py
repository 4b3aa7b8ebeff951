"""Uvicorn inside an event loop that has more to do: it leaves signals alone and says when it listens."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from typing import Any

import uvicorn

from local.config import HOST

IDLE_SECONDS = 3600
"""A function that was idle must not find its connection gone while it sends: nobody knows what left then."""


class InnerServer(uvicorn.Server):
    """A server that another part of the process starts and stops."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the runtime."""
        yield


async def listen(app: Any, port: int) -> tuple[InnerServer, asyncio.Task[None]]:
    """Serve an application; returns when connections are accepted.

    Raises:
        OSError: the port is taken.
    """
    config = uvicorn.Config(
        app,
        host=HOST,
        port=port,
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=IDLE_SECONDS,
        lifespan="off",
    )
    server = InnerServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        if serving.done():
            raise OSError(f"Port {port} cannot be listened on.")
        await asyncio.sleep(0.01)
    return server, serving
