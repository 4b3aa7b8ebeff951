"""Functions and URLs of customers: calls pass through here, and what a custom delivery took is in the outbox.

Lambda's calls go on to the emulator as they came. Plain HTTP to this machine is only possible through this
relay, which no deployment in AWS has.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.clock import iso
from local.outbox import Delivered, Outbox

SECONDS = 20.0
RELAYED = "x-relay-to"
LOCAL_HOSTS = {"127.0.0.1", "localhost"}
NOT_FORWARDED = {"host", "content-length", "connection", "accept-encoding", "transfer-encoding", RELAYED}
SHOWN = (
    "content-type",
    "x-amz-function-error",
    "x-amz-executed-version",
    "x-amzn-requestid",
    "x-amzn-errortype",
)


class CustomersCarrier:
    """Passes calls on."""

    def __init__(self, *, outbox: Outbox, emulator: httpx.AsyncClient, now: Callable[[], datetime]) -> None:
        """Keep the collaborators."""
        self._outbox = outbox
        self._emulator = emulator
        self._now = now

    async def function(self, request: Request) -> Response:
        """Pass a call of Lambda's API on."""
        body = await request.body()
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        answer = await self._emulator.request(
            request.method, target, content=body, headers=_forwarded(request), timeout=SECONDS
        )
        is_invoked = request.url.path.endswith("/invocations")
        if is_invoked and answer.is_success and "x-amz-function-error" not in answer.headers:
            self._note(body)
        return _relayed(answer)

    async def url(self, request: Request) -> Response:
        """Pass a call to a URL of this machine on."""
        url = request.headers.get(RELAYED, "")
        if urlsplit(url).hostname not in LOCAL_HOSTS:
            return JSONResponse({"Message": "Only this machine is called by plain HTTP."}, status_code=400)
        body = await request.body()
        try:
            async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
                answer = await client.request(request.method, url, content=body, headers=_forwarded(request))
        except httpx.TimeoutException:
            return Response(status_code=504)
        except httpx.HTTPError:
            return Response(status_code=503)
        if request.method == "POST" and answer.is_success:
            self._note(body)
        # Names are enough to tell what HEAD is asked for; the body's length would not fit an empty body.
        headers = {
            name: value for name, value in answer.headers.items() if name.startswith(("x-", "location"))
        }
        return Response(answer.content, answer.status_code, headers)

    def _note(self, body: bytes) -> None:
        """Write a custom delivery to the outbox: one item for each endpoint; hooks send nothing."""
        try:
            said = json.loads(body)
        except ValueError:
            return
        if not isinstance(said, dict) or not isinstance(said.get("Endpoints"), dict) or "Data" not in said:
            return
        self._outbox.add([self._delivered(said, name, each) for name, each in said["Endpoints"].items()])

    def _delivered(self, said: dict[str, Any], endpoint_id: str, endpoint: dict[str, Any]) -> Delivered:
        members = {
            name: said.get(name) for name in ("ApplicationId", "CampaignId", "TreatmentId", "ActivityId")
        }
        return Delivered(
            members={
                **members,
                "JourneyId": said.get("JourneyId"),
                "Time": iso(self._now()),
                "Channel": "CUSTOM",
                "Address": endpoint.get("Address"),
                "EndpointId": endpoint_id,
                "UserId": (endpoint.get("User") or {}).get("UserId"),
                "MessageId": secrets.token_hex(16),
            },
            content={"Data": said["Data"]},
        )


def _forwarded(request: Request) -> dict[str, str]:
    return {name: value for name, value in request.headers.items() if name not in NOT_FORWARDED}


def _relayed(answer: httpx.Response) -> Response:
    headers = {name: answer.headers[name] for name in SHOWN if name in answer.headers}
    return Response(answer.content, answer.status_code, headers)
