"""`/local/...`: what a test or a developer does to the runtime that no customer could (design, section 3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.clock import iso
from local.front.errors import problem
from local.system import LocalSystem, NotIdleError, UnknownMessageError

DEFAULT_IDLE_SECONDS = 60.0

Handler = Callable[[LocalSystem, Request], Awaitable[Response]]


def control_routes(system: Callable[[], LocalSystem]) -> list[Route]:
    """List the routes; `system` is asked at each call, because the front answers before all is up."""

    def bound(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                return await handler(system(), request)
            except UnknownMessageError as error:
                return problem(404, "NotFoundException", str(error))
            except NotIdleError as error:
                return problem(408, "RequestTimeoutException", str(error))
            except (ValueError, KeyError, TypeError) as error:
                return problem(400, "BadRequestException", f"The request cannot be understood: {error}")

        return endpoint

    table: list[tuple[str, str, Handler]] = [
        ("GET", "/local/outbox", read_outbox),
        ("GET", "/local/clock", read_clock),
        ("PUT", "/local/clock", move_clock),
        ("POST", "/local/idle", wait_until_idle),
        ("POST", "/local/feedback", report_feedback),
        ("POST", "/local/receive", receive_text),
        ("GET", "/local/usage", read_usage),
        ("POST", "/local/reset", reset),
    ]
    return [Route(path, bound(handler), methods=[method]) for method, path, handler in table]


async def read_outbox(system: LocalSystem, request: Request) -> Response:
    """Read on in the outbox."""
    query = request.query_params
    page = system.outbox.page(
        after=int(query.get("after") or 0),
        channel=query.get("channel"),
        application_id=query.get("application-id"),
    )
    return JSONResponse(page)


async def read_clock(system: LocalSystem, _: Request) -> Response:
    """Tell the virtual time."""
    return JSONResponse({"Now": iso(system.clock.now())})


async def move_clock(system: LocalSystem, request: Request) -> Response:
    """Move the clock forward; answers when all that fell due is done."""
    await system.move_clock(system.clock.target(await request.json()))
    return await read_clock(system, request)


async def wait_until_idle(system: LocalSystem, request: Request) -> Response:
    """Answer when the system has come to rest."""
    body = await _optional_json(request)
    await system.wait_until_idle(float(body.get("TimeoutSeconds", DEFAULT_IDLE_SECONDS)))
    return JSONResponse({})


async def report_feedback(system: LocalSystem, request: Request) -> Response:
    """Let the provider report something about a message."""
    body = await request.json()
    await asyncio.to_thread(system.report, body)
    return JSONResponse({})


async def receive_text(system: LocalSystem, request: Request) -> Response:
    """Let a phone text one of our numbers."""
    message_id = await asyncio.to_thread(system.receive, await request.json())
    return JSONResponse({"InboundMessageId": message_id})


async def read_usage(system: LocalSystem, _: Request) -> Response:
    """Sum what functions used since the start or the last reset."""
    return JSONResponse(await asyncio.to_thread(system.usage.report))


async def reset(system: LocalSystem, _: Request) -> Response:
    """Empty everything."""
    await system.reset()
    return JSONResponse({})


async def _optional_json(request: Request) -> dict[str, Any]:
    return dict(await request.json()) if await request.body() else {}
