"""The SNS adapter: against moto, and against botocore with canned answers where moto never fails."""

from __future__ import annotations

from urllib.parse import parse_qs

import boto3
import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sns.models import sns_backends

from pinwheel.adapters.sns_sms import SnsSms
from pinwheel.domain.sms import OutgoingSms, Sender

TAKEN = (
    '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>'
    "<MessageId>m1</MessageId></PublishResult></PublishResponse>"
)


def refusal(code, message="no"):
    return (
        '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type>'
        f"<Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"
    )


class _Raw:
    def __init__(self, body):
        self._body = body

    def stream(self, **_):
        yield self._body


class Sns:
    """SNS at the end of the wire: `requests` are forms; `answer` gives (status, body) or raises."""

    def __init__(self):
        self.requests = []
        self.answer = lambda form: (200, TAKEN)
        self.clients = 0

    def client(self):
        self.clients += 1
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


@pytest.fixture(autouse=True)
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


@pytest.fixture
def sns():
    return Sns()


@pytest.fixture
def provider(sns):
    return SnsSms(sns.client)


def text(number=0, **members):
    return OutgoingSms(to_number=f"+49151123456{number:02d}", body=f"Hi {number} & ü", **members)


def test_messages_reach_the_phones_in_moto_with_their_ids():
    with mock_aws():
        provider = SnsSms(lambda: boto3.client("sns", region_name="us-east-1"))
        results = provider.send_batch([text(n, message_type="TRANSACTIONAL") for n in range(3)])
        taken = sns_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].sms_messages

    assert [r.status for r in results] == ["SUCCESSFUL"] * 3
    assert [taken[r.message_id or ""] for r in results] == [
        (text(n).to_number, text(n).body) for n in range(3)
    ]


def test_what_is_said_about_a_message_travels_as_attributes(sns, provider):
    sender = Sender(origination_number="+4930123456", sender_id="Shop")

    (result,) = provider.send_batch(
        [text(sender=sender, message_type="PROMOTIONAL", entity_id="e", template_id="t")]
    )

    (form,) = sns.requests
    attributes = {
        form[f"MessageAttributes.entry.{n}.Name"]: form[f"MessageAttributes.entry.{n}.Value.StringValue"]
        for n in range(1, 6)
    }
    assert (form["PhoneNumber"], form["Message"]) == ("+4915112345600", "Hi 0 & ü")
    assert attributes == {
        "AWS.SNS.SMS.SenderID": "Shop",
        "AWS.SNS.SMS.SMSType": "Promotional",
        "AWS.MM.SMS.OriginationNumber": "+4930123456",
        "AWS.MM.SMS.EntityId": "e",
        "AWS.MM.SMS.TemplateId": "t",
    }
    assert result.message_id == "m1"


def test_what_is_not_said_is_left_to_the_account(sns, provider):
    provider.send_batch([text()])

    assert not [name for name in sns.requests[0] if name.startswith("MessageAttributes")]


@pytest.mark.parametrize(
    ("status", "body", "expected", "status_code"),
    [
        (400, refusal("Throttling"), "THROTTLED", 429),
        (429, refusal("Slow"), "THROTTLED", 429),
        (400, refusal("InvalidParameter"), "PERMANENT_FAILURE", 400),
        (403, refusal("AuthorizationError"), "PERMANENT_FAILURE", 403),
        (400, refusal("InvalidParameter", "Phone number is opted out"), "OPT_OUT", 400),
        (400, refusal("OptedOut"), "OPT_OUT", 400),
        (500, refusal("InternalError"), "UNKNOWN_FAILURE", 500),
    ],
)
def test_each_refusal_has_its_meaning_and_is_never_tried_again(
    sns, provider, status, body, expected, status_code
):
    sns.answer = lambda form: (status, body)

    (result,) = provider.send_batch([text()])

    assert (result.status, result.status_code, result.message_id) == (expected, status_code, None)
    assert len(sns.requests) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ReadTimeoutError(endpoint_url="x"), "UNKNOWN_FAILURE"),
        (ConnectTimeoutError(endpoint_url="x"), "UNKNOWN_FAILURE"),
        (EndpointConnectionError(endpoint_url="x"), "TEMPORARY_FAILURE"),
        (RuntimeError("boom"), "UNKNOWN_FAILURE"),
    ],
)
def test_a_lost_answer_is_a_doubt(sns, provider, error, expected):
    def broken(form):
        raise error

    sns.answer = broken

    (result,) = provider.send_batch([text()])

    assert result.status == expected
    assert len(sns.requests) == 1


def test_one_bad_message_does_not_spoil_the_others(sns, provider):
    bad = text(1).to_number
    sns.answer = lambda form: (
        (400, refusal("InvalidParameter")) if form["PhoneNumber"] == bad else (200, TAKEN)
    )

    results = provider.send_batch([text(n) for n in range(3)])

    assert [r.status for r in results] == ["SUCCESSFUL", "PERMANENT_FAILURE", "SUCCESSFUL"]


def test_the_client_is_made_once_and_by_the_first_message(sns, provider):
    assert sns.clients == 0

    provider.send_batch([text()])
    provider.send_batch([text(1), text(2)])

    assert sns.clients == 1
