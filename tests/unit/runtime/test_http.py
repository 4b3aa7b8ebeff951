"""The HTTP edge: order of checks, doors, the table of errors, and what never leaves."""

from __future__ import annotations

import base64
import json

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from pinwheel.adapters.system import SystemClock
from pinwheel.domain import errors
from pinwheel.runtime.http import http_function
from pinwheel.services.access_keys import import_key, revoke_key
from pinwheel.services.key_ring import KeyRing
from pinwheel.shapes.applications import ApplicationResponse
from tests.fakes.documents import MemoryDocuments
from tests.fakes.pinpoint import ENDPOINT, PlainSecrets, gateway_event
from tests.fakes.system import FrozenClock


class Edge:
    """A function with some operations, and the keys it knows."""

    def __init__(self):
        self.documents, self.secrets, self.clock = MemoryDocuments(), PlainSecrets(), SystemClock()
        self.calls = []
        self.outcome = {"Id": "a"}
        self.add_key("local", ["read", "ingest", "write", "admin"])
        self.handler = http_function(
            dict.fromkeys(SERVED, self._operation), ring=self._ring, clock=lambda: self.clock
        )

    def _ring(self):
        return KeyRing(documents=self.documents, secrets=self.secrets, clock=self.clock)

    def _operation(self, call):
        self.calls.append(call)
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def add_key(self, name, rights, applications=None):
        import_key(
            name,
            f"{name}-secret",
            name=name,
            rights=rights,
            applications=applications,
            documents=self.documents,
            secrets=self.secrets,
            clock=self.clock,
        )

    def event(self, method, path, body=b"", key="local", secret=None, door=""):
        request = AWSRequest(method=method, url=ENDPOINT + path, data=body)
        if key:
            SigV4Auth(Credentials(key, secret or f"{key}-secret"), "mobiletargeting", "us-east-1").add_auth(
                request
            )
        return gateway_event(request.prepare(), door=door)

    def ask(self, method, path, body=b"", **signing):
        return self.answer(self.event(method, path, body, **signing))

    def answer(self, event):
        response = self.handler(event, None)
        return (
            response["statusCode"],
            response["headers"].get("x-amzn-ErrorType"),
            json.loads(response["body"] or "{}"),
        )


SERVED = [
    "CreateApp",
    "GetApp",
    "GetApps",
    "PutEvents",
    "TagResource",
    "UpdateJourney",
    "UpdateCampaign",
    "GetEndpoint",
    "CreateAccessKey",
]


@pytest.fixture
def edge():
    return Edge()


def test_a_good_call_reaches_its_operation_with_all_its_parts(edge):
    status, error, body = edge.ask("GET", "/v1/apps?page-size=5&token=t")
    assert (status, error, body) == (200, None, {"Id": "a"})
    (call,) = edge.calls
    assert (call.operation, call.first("PageSize"), call.first("Token")) == ("GetApps", "5", "t")
    assert call.caller.identity == "local"
    assert call.caller.applications is None


def test_the_success_status_comes_from_the_model(edge):
    assert edge.ask("POST", "/v1/apps", b'{"Name":"n"}')[0] == 201
    assert edge.calls[0].body.Name == "n"


def test_a_call_with_no_content_has_no_body(edge):
    arn = "arn%3Aaws%3Amobiletargeting%3Aus-east-1%3A0%3Aapps%2Fa"
    response = edge.handler(edge.event("POST", f"/v1/tags/{arn}", b'{"tags":{}}'), None)
    assert (response["statusCode"], response["body"]) == (204, "")


@pytest.mark.parametrize(
    ("outcome", "body"),
    [
        (None, {}),
        ({}, {}),
        ({"a": None, "b": {"c": None}, "d": [{"e": None}], "f": []}, {"b": {}, "d": [{}], "f": []}),
        (ApplicationResponse(Arn="x", Id="i", Name="n"), {"Arn": "x", "Id": "i", "Name": "n"}),
    ],
)
def test_answers_are_objects_without_nulls(edge, outcome, body):
    edge.outcome = outcome
    assert edge.ask("GET", "/v1/apps/a")[2] == body


def test_an_answer_that_lambda_could_not_hand_back_is_refused_with_advice(edge):
    edge.outcome = {"Item": ["x" * 1024] * 7000}
    status, code, body = edge.ask("GET", "/v1/apps/a")
    assert (status, code) == (413, "PayloadTooLargeException")
    assert "smaller page" in body["Message"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Invalid("why"), 400, "BadRequestException"),
        (errors.NotFound("why"), 404, "NotFoundException"),
        (errors.Forbidden("why"), 403, "ForbiddenException"),
        (errors.Forbidden("why", code="OtherException"), 403, "OtherException"),
        (errors.PayloadTooLarge("why"), 413, "PayloadTooLargeException"),
        (errors.LimitExceeded("why"), 429, "TooManyRequestsException"),
        (errors.NotImplementedYet("why"), 400, "BadRequestException"),
    ],
)
def test_each_error_has_its_status_and_its_text(edge, error, status, code):
    edge.outcome = error
    found_status, found_code, body = edge.ask("GET", "/v1/apps/a")
    assert (found_status, found_code, body["Message"]) == (status, code, "why")
    assert (body["RequestID"], body["__type"]) == (edge.calls[0].request_id, code)


def test_a_conflict_is_409_where_the_model_has_it_and_a_throttle_elsewhere(edge):
    edge.outcome = errors.Conflict("changed")
    journey = b'{"Name":"n"}'
    assert edge.ask("PUT", "/v1/apps/a/journeys/j", journey)[:2] == (409, "ConflictException")
    assert edge.ask("PUT", "/v1/apps/a/campaigns/c", b"{}")[:2] == (429, "TooManyRequestsException")


@pytest.mark.parametrize(
    "error", [RuntimeError("secret inner text"), errors.Unavailable("secret inner text"), KeyError("x")]
)
def test_inner_faults_are_500_and_their_text_stays_inside(edge, error):
    edge.outcome = error
    status, code, body = edge.ask("GET", "/v1/apps/a")
    assert (status, code) == (500, "InternalServerErrorException")
    assert "secret" not in json.dumps(body)


def test_an_unexpected_errors_text_is_not_logged_and_neither_are_bodies(edge, caplog):
    edge.outcome = RuntimeError("person@example.com")
    edge.ask("POST", "/v1/apps", b'{"Name":"person@example.com"}')
    logged = repr([vars(record) for record in caplog.records])
    assert "CreateApp" in logged
    assert "RuntimeError" in logged
    assert "person@example.com" not in logged


def test_an_operation_that_nobody_serves_says_so(edge):
    status, code, body = edge.ask("GET", "/v1/recommenders")
    assert (status, code) == (400, "BadRequestException")
    assert body["Message"] == "GetRecommenderConfigurations has no behaviour in this version of Pinwheel."


@pytest.mark.parametrize(
    ("signing", "code"),
    [
        ({"key": None}, "MissingAuthenticationTokenException"),
        ({"secret": "wrong"}, "InvalidSignatureException"),
        ({"key": "stranger"}, "UnrecognizedClientException"),
    ],
)
def test_who_has_no_good_signature_stays_outside(edge, signing, code):
    status, found, body = edge.ask("GET", "/v1/apps/a", **signing)
    assert (status, found) == (403, code)
    assert set(body) == {"__type", "Message", "RequestID"}
    assert edge.calls == []


def test_a_revoked_key_stays_outside(edge):
    revoke_key("local", documents=edge.documents, clock=edge.clock)
    assert edge.ask("GET", "/v1/apps/a")[:2] == (403, "UnrecognizedClientException")


def test_age_is_judged_by_real_time_however_far_the_product_clock_has_moved(edge):
    class Ahead(SystemClock):
        def now(self):
            return FrozenClock().now().replace(year=2099)

    edge.clock = Ahead()
    assert edge.ask("GET", "/v1/apps/a")[0] == 200


def test_a_stale_signature_stays_outside(edge):
    event = edge.event("GET", "/v1/apps/a")
    real = edge.clock.real_now()
    edge.clock = FrozenClock(real)
    edge.clock.advance(seconds=302)
    assert edge.answer(event)[:2] == (403, "InvalidSignatureException")


def test_a_key_can_do_only_what_it_has_a_right_to(edge):
    edge.add_key("app", ["ingest"], ["a"])
    events = b'{"BatchItem":{}}'
    assert edge.ask("POST", "/v1/apps/a/events", events, key="app")[0] == 202
    assert edge.ask("POST", "/v1/apps/b/events", events, key="app")[:2] == (403, "ForbiddenException")
    assert edge.ask("GET", "/v1/apps/a", key="app")[:2] == (403, "ForbiddenException")
    assert edge.ask("GET", "/x/v1/keys", key="app")[:2] == (403, "ForbiddenException")


def test_a_bound_key_may_tag_only_what_is_its_applications(edge):
    edge.add_key("app", ["write"], ["a"])
    for arn, status in (
        ("apps/a", 204),
        ("apps/a/campaigns/c", 204),
        ("apps/b", 403),
        ("templates/t/EMAIL", 403),
    ):
        whole = f"arn:aws:mobiletargeting:us-east-1:0:{arn}".replace(":", "%3A").replace("/", "%2F")
        assert edge.ask("POST", f"/v1/tags/{whole}", b'{"tags":{}}', key="app")[0] == status


def test_a_bound_key_is_told_to_the_operation_with_its_applications(edge):
    edge.add_key("app", ["read"], ["a"])
    edge.ask("GET", "/v1/apps", key="app")
    assert edge.calls[0].caller.applications == frozenset({"a"})


@pytest.mark.parametrize(
    ("method", "path", "body", "signing", "status"),
    [
        ("GET", "/v1/nothing", b"", {}, 403),
        ("DELETE", "/v1/apps", b"", {"secret": "wrong"}, 403),
        ("DELETE", "/v1/apps", b"", {}, 405),
        ("POST", "/v1/apps/a/events", b"x" * (4 * 1024 * 1024 + 1), {}, 413),
        ("POST", "/v1/apps", b"{", {}, 400),
        ("POST", "/v1/apps", b"{}", {}, 400),
        ("POST", "/v1/apps", b"{}", {"key": "app"}, 400),
        ("POST", "/v1/apps", b'{"Name":"n"}', {"key": "app"}, 403),
    ],
)
def test_checks_come_in_the_order_of_the_specification(edge, method, path, body, signing, status):
    edge.add_key("app", ["ingest"], ["a"])
    assert edge.ask(method, path, body, **signing)[0] == status
    assert edge.calls == []


def test_an_unknown_path_is_answered_as_the_gateway_did(edge):
    _, code, body = edge.ask("GET", "/v1/nothing")
    assert (code, body["Message"]) == ("MissingAuthenticationTokenException", "Missing Authentication Token")


def test_the_iam_door_takes_whom_the_gateway_has_authenticated(edge):
    assert edge.ask("GET", "/v1/apps/a", key=None, door="/iam")[0] == 200
    assert edge.calls[0].caller.identity == "arn:aws:iam::000000000000:role/Admin"
    assert edge.ask("POST", "/x/v1/keys", b'{"Name":"n","Rights":["read"]}', key=None, door="/iam")[0] == 201


@pytest.mark.parametrize(
    "context",
    [{}, {"authorizer": {}}, {"authorizer": {"iam": None}}, {"authorizer": {"iam": {"userArn": None}}}],
)
def test_the_iam_door_is_shut_where_the_gateway_has_authenticated_nobody(edge, context):
    event = edge.event("GET", "/v1/apps/a", door="/iam")
    event["requestContext"] = {"http": event["requestContext"]["http"], **context}
    assert edge.answer(event)[:2] == (403, "MissingAuthenticationTokenException")


def test_an_iam_principal_on_the_keys_door_still_needs_a_signature(edge):
    event = edge.event("GET", "/v1/apps/a", key=None)
    event["requestContext"]["authorizer"] = {"iam": {"userArn": "arn:aws:iam::000000000000:role/Admin"}}
    assert edge.answer(event)[0] == 403


def test_a_body_as_text_is_read_too(edge):
    event = edge.event("POST", "/v1/apps", '{"Name":"ü"}'.encode())
    event["body"], event["isBase64Encoded"] = base64.b64decode(event["body"]).decode(), False
    assert edge.answer(event)[0] == 201
    assert edge.calls[0].body.Name == "ü"


def test_options_is_answered_for_browsers_without_a_signature(edge):
    assert edge.ask("OPTIONS", "/v1/apps", key=None)[0] == 200


def test_every_response_carries_its_request_id(edge):
    response = edge.handler(edge.event("GET", "/v1/apps/a"), None)
    assert response["headers"]["x-amzn-RequestId"] == edge.calls[0].request_id
