"""The front process's server: the API, the console, the local controls, health."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from local.config import LocalConfig
from local.front.browsers import open_to_browsers
from local.front.console import Console
from local.front.controls import control_routes
from local.front.errors import problem
from local.system import LocalSystem

API_PATHS = ("/v1/", "/iam/v1/", "/x/v1/", "/iam/x/v1/", "/u/", "/p/")
VERSION = "0.1.0"


class Front:
    """Answers from the first moment; what needs the system gets 503 until it is ready."""

    def __init__(self, config: LocalConfig) -> None:
        """Build the routes."""
        self._config = config
        self.system: LocalSystem | None = None
        self._api = open_to_browsers(self._serve_api)
        routes = [
            Route("/health", self._health, methods=["GET"]),
            *Console(config).routes(),
            *control_routes(self._ready_system),
        ]
        self._controls = Starlette(
            routes=routes, exception_handlers={_StartingError: _starting, 404: _no_such_path}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request: API calls bypass the router, which would decode their paths."""
        await self._target(scope)(scope, receive, send)

    def _target(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http" or not scope["path"].startswith(API_PATHS):
            return self._controls
        return self._api

    async def _serve_api(self, scope: Scope, receive: Receive, send: Send) -> None:
        target: ASGIApp = self.system.proxy if self.system else _not_ready()
        await target(scope, receive, send)

    def _ready_system(self) -> LocalSystem:
        if self.system is None:
            raise _StartingError
        return self.system

    async def _health(self, _: Request) -> Response:
        status = 200 if self.system else 503
        word = "ok" if self.system else "starting"
        answer = {"Status": word, "AwsEndpoint": self._config.emulator_url, "Version": VERSION}
        return JSONResponse(answer, status_code=status)


class _StartingError(Exception):
    """The system is not there yet."""


def _not_ready() -> Response:
    return problem(
        503, "ServiceUnavailableException", "The local runtime is starting; GET /health tells when."
    )


async def _starting(_: Request, __: Exception) -> Response:
    return _not_ready()


async def _no_such_path(request: Request, _: Exception) -> Response:
    return problem(404, "NotFoundException", f"Nothing is at {request.url.path}.")
