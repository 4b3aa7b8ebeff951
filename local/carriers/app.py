"""The carriers on the wire: SES v2's REST paths; SNS, where all but SMS is handed on to the emulator."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.carriers import polly
from local.carriers.athena import AthenaCarrier
from local.carriers.customers import CustomersCarrier
from local.carriers.errors import CarrierError, bad_request
from local.carriers.eum import EumCarrier
from local.carriers.push import PushCarrier, is_push
from local.carriers.ses import EmailCarrier
from local.carriers.sms import SmsCarrier, form_of

Endpoint = Callable[[Request], Awaitable[Response]]


def carriers_app(
    *,
    email: EmailCarrier,
    sms: SmsCarrier,
    push: PushCarrier,
    athena: AthenaCarrier,
    eum: EumCarrier,
    customers: CustomersCarrier,
) -> Starlette:
    """Build the server that `AWS_ENDPOINT_URL_SESV2` and `AWS_ENDPOINT_URL_SNS` lead to."""
    suppressed = "/v2/email/suppression/addresses"
    routes = [
        Route("/v2/email/outbound-emails", _send(email), methods=["POST"]),
        Route("/v2/email/outbound-bulk-emails", _send_bulk(email), methods=["POST"]),
        Route("/v2/email/account", _account(email), methods=["GET"]),
        Route("/v2/email/identities/{identity:path}", _identity(email), methods=["GET"]),
        Route(suppressed, _list_suppressed(email), methods=["GET"]),
        Route(suppressed, _put_suppressed(email), methods=["PUT"]),
        Route(f"{suppressed}/{{address}}", _get_suppressed(email), methods=["GET"]),
        Route(f"{suppressed}/{{address}}", _delete_suppressed(email), methods=["DELETE"]),
        Route("/athena/", athena.handle, methods=["POST"]),
        Route("/athena", athena.handle, methods=["POST"]),
        Route("/eum", eum.handle, methods=["POST"]),
        Route("/eum/", eum.handle, methods=["POST"]),
        Route("/polly/v1/speech", polly.speak, methods=["POST"]),
        Route("/polly/v1/voices", polly.voices, methods=["GET"]),
        Route("/2015-03-31/functions/{path:path}", customers.function, methods=["GET", "POST"]),
        Route("/webhook", customers.url, methods=["HEAD", "POST"]),
        Route("/", _sns(sms, push), methods=["POST"]),
    ]
    return Starlette(routes=routes, exception_handlers={CarrierError: _refused})


async def _refused(_: Request, error: Exception) -> Response:
    return error.response() if isinstance(error, CarrierError) else JSONResponse({}, status_code=500)


async def _body(request: Request) -> tuple[dict[str, Any], int]:
    raw = await request.body()
    try:
        parsed = json.loads(raw or b"{}")
    except ValueError as error:
        raise bad_request("The body is not JSON.") from error
    if not isinstance(parsed, dict):
        raise bad_request("The body is not a JSON object.")
    return parsed, len(raw)


def _sns(sms: SmsCarrier, push: PushCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        form = form_of(await request.body())
        return await push.publish(form) if is_push(form) else await sms.handle(request)

    return endpoint


def _send(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body, _ = await _body(request)
        return JSONResponse(email.send(body))

    return endpoint


def _send_bulk(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body, size = await _body(request)
        return JSONResponse(email.send_bulk(body, size=size))

    return endpoint


def _account(email: EmailCarrier) -> Endpoint:
    async def endpoint(_: Request) -> Response:
        return JSONResponse(email.account())

    return endpoint


def _identity(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        return JSONResponse(email.identity(request.path_params["identity"]))

    return endpoint


def _list_suppressed(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        found = email.suppression.listed(request.query_params.getlist("Reason"))
        return JSONResponse({"SuppressedDestinationSummaries": [entry.summary() for entry in found]})

    return endpoint


def _put_suppressed(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        body, _ = await _body(request)
        email.suppression.put(str(body.get("EmailAddress", "")), str(body.get("Reason", "")))
        return JSONResponse({})

    return endpoint


def _get_suppressed(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        entry = email.suppression.get(request.path_params["address"])
        return JSONResponse({"SuppressedDestination": entry.summary()})

    return endpoint


def _delete_suppressed(email: EmailCarrier) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        email.suppression.remove(request.path_params["address"])
        return JSONResponse({})

    return endpoint
