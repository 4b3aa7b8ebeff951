"""The console at `/console/`: the built files, with the headers that CloudFront sends in AWS."""

from __future__ import annotations

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from local.config import LOCAL_KEY, LOCAL_SECRET, PROJECT, REGION, LocalConfig

FOLDER = PROJECT / "console"
NOT_BUILT = "The console is not built: run `make console` (it needs Node.js 20.19 or newer).\n"
SETTINGS_FILE = "config.json"
PINNED = "public, max-age=31536000, immutable"
"""Files in `assets/` carry a hash of their content in their name."""
ONLY_HTTPS = "Strict-Transport-Security"


class Console:
    """Serves one folder of files; what is no file is a page of the app."""

    def __init__(self, config: LocalConfig, *, folder: Path = FOLDER) -> None:
        """Read what all answers carry."""
        self._built = (folder / "dist").resolve()
        self._headers = _headers(folder / "headers.json", emulator=config.emulator_url)

    def routes(self) -> list[Route]:
        """List the routes."""
        return [
            Route("/console", self._enter, methods=["GET"]),
            Route("/console/{path:path}", self._serve, methods=["GET"]),
        ]

    async def _enter(self, _: Request) -> Response:
        return RedirectResponse("/console/")

    async def _serve(self, request: Request) -> Response:
        path = request.path_params["path"]
        if path == SETTINGS_FILE:
            return JSONResponse(_settings(), headers={**self._headers, "Cache-Control": "no-store"})
        index = self._built / "index.html"
        if not index.is_file():
            return PlainTextResponse(NOT_BUILT, status_code=404)
        file = (self._built / path).resolve()
        if not (file.is_relative_to(self._built) and file.is_file()):
            if path.startswith("assets/"):
                return PlainTextResponse("There is no such file.\n", status_code=404)
            file = index
        caching = PINNED if path.startswith("assets/") else "no-cache"
        return FileResponse(file, headers={**self._headers, "Cache-Control": caching})


def _settings() -> dict[str, object]:
    """Tell the app where it is; the key is the documented one of the local runtime."""
    hint = {"AccessKeyId": LOCAL_KEY, "SecretAccessKey": LOCAL_SECRET}
    return {"ApiUrl": "", "Region": REGION, "Door": "keys", "Hint": hint}


def _headers(file: Path, *, emulator: str) -> dict[str, str]:
    """Fill in where the app may connect to: the emulator's S3 takes its uploads."""
    headers: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return {
        name: value.replace("{connect}", f" {emulator}")
        for name, value in headers.items()
        if name != ONLY_HTTPS
    }
