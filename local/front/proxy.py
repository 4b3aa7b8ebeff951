"""Hands API calls on to the deployed API as they came: raw path, raw query, headers with `Host`, body."""

from __future__ import annotations

import httpcore
from starlette.types import Receive, Scope, Send

from local.config import HOST
from local.front.errors import problem

HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
    b"expect",
}
RETURNED_BY_US = HOP_BY_HOP | {b"content-length", b"date", b"server"}
TIMEOUT = {"connect": 5.0, "read": 60.0, "write": 60.0, "pool": 60.0}


class ApiProxy:
    """An ASGI application over one deployed API; counts the calls under way."""

    def __init__(self, *, emulator_port: int, api_id: str) -> None:
        """Address the API by path, so that `Host` stays what the client signed."""
        self._port = emulator_port
        self._prefix = f"/_aws/execute-api/{api_id}/$default".encode()
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=256, max_keepalive_connections=64, keepalive_expiry=30, retries=1
        )
        self.in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request and its answer on."""
        body = await _read(receive)
        self.in_flight += 1
        try:
            answer = await self._pool.request(
                scope["method"].encode(),
                httpcore.URL(scheme=b"http", host=HOST.encode(), port=self._port, target=self._target(scope)),
                headers=_onward(scope, body),
                content=body,
                extensions={"timeout": TIMEOUT},
            )
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            await problem(503, "ServiceUnavailableException", f"The emulator does not answer: {error}")(
                scope, receive, send
            )
            return
        finally:
            self.in_flight -= 1
        headers = [(name, value) for name, value in answer.headers if name.lower() not in RETURNED_BY_US]
        headers.append((b"content-length", str(len(answer.content)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.content})

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()

    def _target(self, scope: Scope) -> bytes:
        query: bytes = scope["query_string"]
        raw: bytes = scope["raw_path"]
        return self._prefix + raw + (b"?" + query if query else b"")


def _onward(scope: Scope, body: bytes) -> list[tuple[bytes, bytes]]:
    headers = [
        (name, value)
        for name, value in scope["headers"]
        if name not in HOP_BY_HOP and name != b"content-length"
    ]
    if body or scope["method"] in {"POST", "PUT", "PATCH"}:
        headers.append((b"content-length", str(len(body)).encode()))
    return headers


async def _read(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
