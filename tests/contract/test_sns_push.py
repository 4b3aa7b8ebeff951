"""One set of tests for the SNS adapter on moto and its fake; and botocore with canned answers for faults."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from pinwheel.adapters.sns_push import SnsPush
from pinwheel.domain.errors import Invalid, NotFound, Unavailable
from pinwheel.domain.push.message import Payload
from pinwheel.domain.push.results import has_no_target, is_dead
from pinwheel.ports.push import Device, KnownDevice, Parcel
from tests.fakes.push import FakePush

PREFIX = f"arn:aws:sns:us-east-1:{DEFAULT_ACCOUNT_ID}"
NAME = "pinwheel-app-GCM-token"
CREDENTIALS = {"PlatformCredential": "json"}


@pytest.fixture(autouse=True)
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


@pytest.fixture(params=["moto", "fake"])
def service(request):
    if request.param == "fake":
        yield FakePush()
        return
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        yield SnsPush(new_client=lambda: client, new_publisher=lambda: client, arn_prefix=PREFIX)


def device(platform, token="t1", owner="me"):
    return Device(platform, token, owner)


def registered(service: Any, platform: str) -> str:
    (target,) = service.register([device(platform)])
    return str(target)


def parcel(target, body='{"a":1}'):
    return Parcel(target, "GCM", Payload(body, (("AWS.SNS.MOBILE.FCM.TTL", "9"),)))


def test_a_platform_is_made_once_and_goes_by_the_same_name(service):
    made = service.put_platform(NAME, "GCM", CREDENTIALS)
    again = service.put_platform(NAME, "GCM", {"PlatformCredential": "other"})

    assert made == again
    assert made.endswith(f":app/GCM/{NAME}")


def test_a_device_is_known_by_its_token_and_may_change_its_owner(service):
    platform = service.put_platform(NAME, "GCM", CREDENTIALS)

    first, other = service.register([device(platform), device(platform, "t2")])
    (again,) = service.register([device(platform)])
    (moved,) = service.register([device(platform, owner="you")])
    (bare,) = service.register([device(platform, owner="")])

    assert first == again == moved == bare != other
    assert service.describe(first) == KnownDevice("t1", "you", is_enabled=True)


def test_a_device_cannot_be_known_where_the_platform_is_not(service):
    (result,) = service.register([device(f"{PREFIX}:app/GCM/none")])

    assert has_no_target(result)


def test_a_payload_is_taken_for_a_known_device_only(service):
    platform = service.put_platform(NAME, "GCM", CREDENTIALS)
    (target,) = service.register([device(platform)])

    taken, lost = service.send_batch([parcel(target), parcel(f"{target}x")])

    assert taken.status == "SUCCESSFUL"
    assert taken.message_id
    assert has_no_target(lost)


def test_a_forgotten_device_is_not_known_and_can_be_forgotten_again(service):
    platform = service.put_platform(NAME, "GCM", CREDENTIALS)
    (target,) = service.register([device(platform)])

    service.forget(target)

    assert service.describe(target) is None
    with pytest.raises(NotFound):
        service.enable(target, device(platform))


def test_a_platform_goes_with_its_devices(service):
    platform = service.put_platform(NAME, "GCM", CREDENTIALS)
    (target,) = service.register([device(platform)])

    service.delete_platform(NAME, "GCM")

    (result,) = service.send_batch([parcel(target)])
    assert has_no_target(result)


def test_a_disabled_device_is_dead_until_it_is_enabled():
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        service = SnsPush(new_client=lambda: client, new_publisher=lambda: client, arn_prefix=PREFIX)
        platform = service.put_platform(NAME, "GCM", CREDENTIALS)
        target = registered(service, platform)
        client.set_endpoint_attributes(EndpointArn=target, Attributes={"Enabled": "false"})
        (dead,) = service.send_batch([parcel(target)])
        (still,) = service.register([device(platform)])
        known = service.describe(target)

    assert is_dead(dead)
    assert dead.status == "PERMANENT_FAILURE"
    assert still == target
    assert known == KnownDevice("t1", "me", is_enabled=False)


def test_the_payload_travels_under_its_platform_with_its_attributes():
    with mock_aws():
        client = boto3.client("sns", region_name="us-east-1")
        service = SnsPush(
            new_client=lambda: client, new_publisher=lambda: client, arn_prefix=PREFIX, events_topic="topic"
        )
        platform = service.put_platform(NAME, "GCM", CREDENTIALS)
        target = registered(service, platform)
        service.send_batch([parcel(target)])
        backend = sns_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
        (message,) = backend.platform_endpoints[target].messages.values()
        attributes = backend.applications[platform].attributes

    assert json.loads(message)["GCM"] == '{"a":1}'
    assert attributes == {"PlatformCredential": "json", "EventDeliveryFailure": "topic"}


class _Raw:
    def __init__(self, body):
        self._body = body

    def stream(self, **_):
        yield self._body


class Sns:
    """SNS at the end of the wire; `answer` gives (status, body) for a form, or raises."""

    def __init__(self, answer):
        self.requests = []
        self.answer = answer

    def client(self):
        made = botocore.session.get_session().create_client(
            "sns",
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )
        made.meta.events.register("before-send.sns", self._send)
        return made

    def _send(self, request, **_):
        form = {name: values[0] for name, values in parse_qs(request.body).items()}
        self.requests.append(form)
        status, body = self.answer(form)
        return AWSResponse(request.url, status, HTTPHeaders(), _Raw(body.encode()))

    def service(self):
        return SnsPush(new_client=self.client, new_publisher=self.client, arn_prefix=PREFIX)


def refusal(code, message="no"):
    return (
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    )


@pytest.mark.parametrize(
    ("status", "code", "expected", "status_code"),
    [
        (400, "Throttled", "THROTTLED", 429),
        (400, "Throttling", "THROTTLED", 429),
        (429, "Slow", "THROTTLED", 429),
        (400, "InvalidParameter", "PERMANENT_FAILURE", 400),
        (400, "PlatformApplicationDisabled", "PERMANENT_FAILURE", 400),
        (400, "EndpointDisabled", "PERMANENT_FAILURE", 410),
        (404, "NotFound", "PERMANENT_FAILURE", 404),
        (403, "AuthorizationError", "PERMANENT_FAILURE", 403),
        (500, "InternalError", "UNKNOWN_FAILURE", 500),
    ],
)
def test_each_refusal_has_its_meaning_and_is_never_tried_again(status, code, expected, status_code):
    sns = Sns(lambda form: (status, refusal(code)))

    (result,) = sns.service().send_batch([parcel("target")])

    assert (result.status, result.status_code, result.message_id) == (expected, status_code, None)
    assert len(sns.requests) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ReadTimeoutError(endpoint_url="x"), "UNKNOWN_FAILURE"),
        (EndpointConnectionError(endpoint_url="x"), "TEMPORARY_FAILURE"),
        (RuntimeError("boom"), "UNKNOWN_FAILURE"),
    ],
)
def test_a_lost_answer_is_a_doubt(error, expected):
    def broken(form):
        raise error

    (result,) = Sns(broken).service().send_batch([parcel("target")])

    assert result.status == expected


def test_credentials_that_are_not_taken_are_the_callers_fault_and_all_else_is_ours():
    def answer(form):
        if form["Action"] == "SetPlatformApplicationAttributes":
            return 404, refusal("NotFound")
        return 400, refusal("InvalidParameter", "Platform credentials are invalid")

    with pytest.raises(Invalid):
        Sns(answer).service().put_platform(NAME, "GCM", CREDENTIALS)
    with pytest.raises(Unavailable):
        Sns(lambda form: (500, refusal("InternalError"))).service().put_platform(NAME, "GCM", CREDENTIALS)


def test_a_token_that_has_another_owner_is_taken_over():
    def answer(form):
        if form["Action"] == "CreatePlatformEndpoint":
            return 400, refusal(
                "InvalidParameter",
                "Invalid parameter: Token Reason: Endpoint arn:aws:sns:x already exists with the same Token",
            )
        return 200, "<SetEndpointAttributesResponse/>"

    sns = Sns(answer)
    (target,) = sns.service().register([device("p")])

    assert target == "arn:aws:sns:x"
    assert sns.requests[1]["Attributes.entry.1.value"] == "me"
