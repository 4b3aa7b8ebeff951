"""What API Gateway does for browsers: the emulator loses the CORS settings and refuses all OPTIONS."""

from __future__ import annotations

from starlette.middleware.cors import CORSMiddleware
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

EXPOSED = ("x-amzn-RequestId", "x-amzn-ErrorType")
REMEMBERED_SECONDS = 3600


def open_to_browsers(api: ASGIApp) -> ASGIApp:
    """Answer OPTIONS with 200 and let pages of any origin read the API's answers."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        target = JSONResponse({}) if scope["method"] == "OPTIONS" else api
        await target(scope, receive, send)

    return CORSMiddleware(
        answer,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=EXPOSED,
        max_age=REMEMBERED_SECONDS,
    )
