"""The edge of functions behind the HTTP API: doors, order of checks, and the one table from error to status.

Order (spec 08, section 3): signature, path and verb, body size, JSON, required members and types, permission;
the operation does the rest. `/iam/...` is the IAM door, whose signature API Gateway has checked; all else is
the keys door. One line is logged per call, with IDs only: never a body, an address or an error's inner text.
"""

from __future__ import annotations

import base64
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aws_lambda_powertools import Logger

from pinwheel.api.call import Accepted, Call, Caller, Operation
from pinwheel.api.extension import EXTENSION_ROUTES
from pinwheel.api.requests import parse_body, parse_query
from pinwheel.api.responses import error_payload, payload
from pinwheel.api.routing import Reading, Router
from pinwheel.api.signature import Request
from pinwheel.domain.access_keys import AccessKey
from pinwheel.domain.errors import (
    Conflict,
    Forbidden,
    Invalid,
    LimitExceeded,
    MethodNotAllowed,
    NotFound,
    NotImplementedYet,
    PayloadTooLarge,
    PinwheelError,
    Unavailable,
)
from pinwheel.ports.clock import Clock
from pinwheel.runtime import bootstrap
from pinwheel.runtime.auditing import audited
from pinwheel.runtime.keys_door import enter, permit
from pinwheel.runtime.settings import MissingSettingError
from pinwheel.runtime.usage import metered
from pinwheel.services.key_ring import KeyRing
from pinwheel.shapes.description import OperationShape
from pinwheel.shapes.operations import OPERATIONS

Event = dict[str, Any]
Response = dict[str, Any]

IAM_PREFIX = "/iam"
OK = 200
ACCEPTED = 202

STATUS = {
    Invalid: (400, "BadRequestException"),
    NotImplementedYet: (400, "BadRequestException"),
    Forbidden: (403, "ForbiddenException"),
    NotFound: (404, "NotFoundException"),
    MethodNotAllowed: (405, "MethodNotAllowedException"),
    Conflict: (409, "ConflictException"),
    PayloadTooLarge: (413, "PayloadTooLargeException"),
    LimitExceeded: (429, "TooManyRequestsException"),
    Unavailable: (500, "InternalServerErrorException"),
}
INTERNAL = (500, "InternalServerErrorException")
INTERNAL_MESSAGE = "The request could not be processed because of an internal error. Try again."

ROUTES = (*OPERATIONS.values(), *EXTENSION_ROUTES)
BEACON = OPERATIONS["PutEvents"]._replace(path="/v1/apps/{ApplicationId}/events/legacy")
"""Where web pages send their last events when they are left (spec 05, section 1)."""
ROUTER = Router((*ROUTES, BEACON))

logger = Logger()


@dataclass(slots=True)
class Progress:
    """What is known of a call so far; an error that ends it is logged and translated with this."""

    request_id: str
    route: OperationShape | None = None
    labels: Mapping[str, str] | None = None
    identity: str = ""

    def facts(self) -> dict[str, Any]:
        """Give the IDs worth logging."""
        labels = self.labels or {}
        return {
            "request": self.request_id,
            "operation": self.route.name if self.route else "",
            "application": labels.get("ApplicationId", ""),
            "identity": self.identity,
        }


def http_function(
    operations: Mapping[str, Operation],
    *,
    ring: Callable[[], KeyRing] | None = None,
    clock: Callable[[], Clock] | None = None,
) -> Callable[[Event, Any], Response]:
    """Make a Lambda handler that serves some operations to API Gateway's HTTP API (payload 2.0).

    Example: `lambda_handler = http_function({**applications.OPERATIONS, **tags.OPERATIONS})`.
    """
    served = audited(operations, {route.name: route.path for route in ROUTES})

    def lambda_handler(event: Event, _context: Any) -> Response:
        if event["requestContext"]["http"]["method"] == "OPTIONS":
            return {"statusCode": OK, "headers": {"content-type": "application/json"}, "body": "{}"}
        progress = Progress(bootstrap.ids().new_request_id())
        try:
            call = _call(event, progress, ring=ring or bootstrap.key_ring, clock=clock or bootstrap.clock)
            response = _answer(call, served, progress)
        except PinwheelError as error:
            response = _refusal(error, progress)
        except Exception as error:
            response = _failure(error, progress)
        error_type = response["headers"].get("x-amzn-ErrorType", "")
        logger.info("call", **progress.facts(), status=response["statusCode"], error=error_type)
        return response

    return metered(lambda_handler)


def _call(
    event: Event, progress: Progress, *, ring: Callable[[], KeyRing], clock: Callable[[], Clock]
) -> Call:
    request = _request(event)
    path = event["rawPath"]
    is_iam = path.startswith(f"{IAM_PREFIX}/")
    readings = ROUTER.readings(request.method, path.removeprefix(IAM_PREFIX) if is_iam else path)
    if not readings:
        raise Forbidden("Missing Authentication Token", code="MissingAuthenticationTokenException")
    key: AccessKey | None = None
    if is_iam:
        caller, reading = Caller(_principal(event)), readings[0]
    else:
        key, reading = enter(request, readings, ring=ring(), clock=clock())
        caller = Caller(key.access_key_id, key.applications)
    return _parsed(request, reading, caller, key, progress)


def _parsed(
    request: Request, reading: Reading, caller: Caller, key: AccessKey | None, progress: Progress
) -> Call:
    progress.identity, progress.labels = caller.identity, reading.labels
    progress.route = route = reading.route(request.method)
    body = parse_body(route, request.body)
    query = parse_query(route, request.query)
    if key is not None:
        permit(key, route, reading.labels)
    return Call(route.name, reading.labels, body, query, progress.request_id, caller, request.headers)


def _answer(call: Call, operations: Mapping[str, Operation], progress: Progress) -> Response:
    operation = operations.get(call.operation)
    if operation is None or progress.route is None:
        raise NotImplementedYet(f"{call.operation} has no behaviour in this version of Pinwheel.")
    answer, status = operation(call), progress.route.status
    if isinstance(answer, Accepted):
        answer, status = answer.body, ACCEPTED
    return _response(status, payload(answer, status), progress)


def _request(event: Event) -> Request:
    body = event.get("body") or ""
    return Request(
        method=event["requestContext"]["http"]["method"],
        query=event.get("rawQueryString") or "",
        headers={name.lower(): value for name, value in event["headers"].items()},
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
    )


def _principal(event: Event) -> str:
    """Name the principal that API Gateway has authenticated.

    Raises:
        Forbidden: the route was not behind IAM authorisation.
    """
    iam = event["requestContext"].get("authorizer", {}).get("iam") or {}
    if not iam.get("userArn"):
        raise Forbidden("Missing Authentication Token", code="MissingAuthenticationTokenException")
    return str(iam["userArn"])


def _refusal(error: PinwheelError, progress: Progress) -> Response:
    status, code = next((STATUS[kind] for kind in type(error).mro() if kind in STATUS), INTERNAL)
    if isinstance(error, Forbidden):
        code = error.code
    declared = progress.route.errors if progress.route else ()
    if isinstance(error, Conflict) and declared and code not in declared:
        # The resource changed meanwhile: SDKs repeat a throttled call, and the repetition reads anew.
        status, code = STATUS[LimitExceeded]
    if isinstance(error, Unavailable):
        logger.warning("unavailable", **progress.facts(), reason=str(error))
        return _error((status, code), INTERNAL_MESSAGE, progress)
    return _error((status, code), str(error), progress)


def _failure(error: Exception, progress: Progress) -> Response:
    where = traceback.format_tb(error.__traceback__)
    facts = {**progress.facts(), "error": type(error).__name__, "where": where}
    if isinstance(error, MissingSettingError):
        facts["setting"] = str(error)
    logger.error("failed", **facts)
    return _error(INTERNAL, INTERNAL_MESSAGE, progress)


def _error(kind: tuple[int, str], message: str, progress: Progress) -> Response:
    status, code = kind
    response = _response(status, error_payload(code, message, progress.request_id), progress)
    response["headers"]["x-amzn-ErrorType"] = code
    return response


def _response(status: int, body: str, progress: Progress) -> Response:
    headers = {"content-type": "application/json", "x-amzn-RequestId": progress.request_id}
    return {"statusCode": status, "headers": headers, "body": body}
