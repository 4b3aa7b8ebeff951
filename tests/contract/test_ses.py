"""The SES adapter against botocore: what goes over the wire is checked by the model, answers are canned."""

from __future__ import annotations

import json

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from botocore.validate import ParamValidator

from pinwheel.adapters.ses import SesEmail
from pinwheel.adapters.ses_results import entry_result
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.messages import DeliveryStatus, OutgoingEmail
from tests.fakes.system import FrozenClock

OPERATIONS = {
    "/v2/email/outbound-bulk-emails": "SendBulkEmail",
    "/v2/email/outbound-emails": "SendEmail",
    "/v2/email/account": "GetAccount",
}


class Ses:
    """SES at the end of the wire: `requests` are (operation, body); `answer` turns one into (status, body) or raises."""

    def __init__(self):
        self.requests = []
        self.answer = self.success
        self.client = botocore.session.get_session().create_client(
            "sesv2",
            region_name="us-east-1",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )
        self.client.meta.events.register("before-send.sesv2", self._send)

    def _send(self, request, **_):
        operation = OPERATIONS[request.url.split("amazonaws.com")[1]]
        body = json.loads(request.body) if request.body else {}
        self.requests.append((operation, body))
        status, answer = self.answer(operation, body)
        headers = HTTPHeaders.from_dict({"x-amzn-ErrorType": answer.get("code", "")})
        return AWSResponse(request.url, status, headers, Raw(json.dumps(answer).encode()))

    @staticmethod
    def success(operation, body):
        if operation == "SendBulkEmail":
            entries = body["BulkEmailEntries"]
            results = [
                {"Status": "SUCCESS", "MessageId": e["Destination"]["ToAddresses"][0]} for e in entries
            ]
            return 200, {"BulkEmailEntryResults": results}
        if operation == "GetAccount":
            return 200, {"SendQuota": {"Max24HourSend": 200.0, "MaxSendRate": 14.0, "SentLast24Hours": 3.0}}
        return 200, {"MessageId": body["Destination"]["ToAddresses"][0]}

    def of(self, operation):
        return [body for name, body in self.requests if name == operation]


class Raw:
    def __init__(self, data):
        self.data = data

    def stream(self, **_):
        yield self.data


def an_email(number=0, **members):
    given = {
        "to_address": f"p{number}@example.com",
        "from_address": "shop@example.com",
        "subject": "Hällo {{no}}",
        "html": '<a href="x">"{{no}}"</a>',
        "text": "text",
        "tags": (("campaign", "c_1"), ("endpoint", "a@b"), ("journey", "")),
    }
    return OutgoingEmail(**{**given, **members})


@pytest.fixture
def ses():
    return Ses()


@pytest.fixture
def provider(ses):
    return SesEmail(ses.client, configuration_set="ours", clock=FrozenClock())


def test_e_mails_of_one_kind_travel_in_one_call_that_the_model_accepts(ses, provider):
    results = provider.send_batch(
        [an_email(n, headers=(("X-A", "1"),), reply_to=("r@e.com",)) for n in range(50)]
    )

    (body,) = ses.of("SendBulkEmail")
    shape = ses.client.meta.service_model.operation_model("SendBulkEmail").input_shape
    assert not ParamValidator().validate(body, shape).has_errors()
    assert [r.message_id for r in results] == [f"p{n}@example.com" for n in range(50)]
    assert body["FromEmailAddress"] == "shop@example.com"
    assert body["ReplyToAddresses"] == ["r@e.com"]
    assert body["ConfigurationSetName"] == "ours"


def test_the_address_that_bounces_are_forwarded_to_goes_along_in_both_kinds_of_calls(ses, provider):
    emails = [an_email(0), an_email(1, feedback_address="b@e.com"), an_email(2, feedback_address="b@e.com")]
    provider.send_batch([*emails, an_email(3, feedback_address="c@e.com", raw=b"From: a@e.com\r\n\r\nx")])

    forwarded = {body.get("FeedbackForwardingEmailAddress") for body in ses.of("SendBulkEmail")}
    (single,) = ses.of("SendEmail")
    assert forwarded == {None, "b@e.com"}
    assert single["FeedbackForwardingEmailAddress"] == "c@e.com"
    shape = ses.client.meta.service_model.operation_model("SendEmail").input_shape
    assert "FeedbackForwardingEmailAddress" in shape.members


def test_an_entry_carries_the_rendered_parts_and_encoded_tags(ses, provider):
    provider.send_batch([an_email(headers=(("X-A", "1"),))])

    body = ses.of("SendBulkEmail")[0]
    (entry,) = body["BulkEmailEntries"]
    data = json.loads(entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"])
    template = body["DefaultContent"]["Template"]["TemplateContent"]
    assert template == {"Subject": "{{s}}", "Html": "{{h}}", "Text": "{{t}}"}
    assert data == {"s": "Hällo {{no}}", "h": '<a href="x">"{{no}}"</a>', "t": "text"}
    assert entry["ReplacementTags"] == [
        {"Name": "campaign", "Value": "c__1"},
        {"Name": "endpoint", "Value": "a_40b"},
    ]
    assert entry["ReplacementHeaders"] == [{"Name": "X-A", "Value": "1"}]


def test_senders_configuration_sets_and_shapes_of_parts_are_kept_apart(ses, provider):
    emails = [
        an_email(0),
        an_email(1, html=None),
        an_email(2, text=None),
        an_email(3, configuration_set="theirs"),
        an_email(4, from_address="other@example.com"),
        an_email(5),
    ]

    results = provider.send_batch(emails)

    bodies = ses.of("SendBulkEmail")
    templates = [set(b["DefaultContent"]["Template"]["TemplateContent"]) for b in bodies]
    assert sorted(len(b["BulkEmailEntries"]) for b in bodies) == [1, 1, 1, 1, 2]
    assert {"Subject", "Text"} in templates
    assert {"Subject", "Html"} in templates
    assert {b["ConfigurationSetName"] for b in bodies} == {"ours", "theirs"}
    assert [r.message_id for r in results] == [f"p{n}@example.com" for n in range(6)]


def test_calls_stay_below_a_megabyte_and_what_is_bigger_goes_alone(ses, provider):
    emails = [an_email(n, html="x" * 400_000) for n in range(4)] + [an_email(9, html="y" * 1_100_000)]

    results = provider.send_batch(emails)

    assert sorted(len(b["BulkEmailEntries"]) for b in ses.of("SendBulkEmail")) == [2, 2]
    assert len(ses.of("SendEmail")) == 1
    assert {r.status for r in results} == {DeliveryStatus.SUCCESSFUL}


def test_raw_mail_goes_to_the_recipients_of_the_request(ses, provider):
    provider.send_batch([an_email(raw=b"From: a@b\r\n\r\nhi", from_address="")])

    (body,) = ses.of("SendEmail")
    assert body["Content"] == {"Raw": {"Data": "RnJvbTogYUBiDQoNCmhp"}}
    assert body["Destination"] == {"ToAddresses": ["p0@example.com"]}
    assert "FromEmailAddress" not in body


def test_without_bulk_each_goes_by_itself(ses):
    provider = SesEmail(ses.client, configuration_set="ours", clock=FrozenClock(), bulk=False)

    emails = [an_email(n, headers=(("X-A", "1"),), reply_to=("r@e.com",)) for n in range(5)]
    results = provider.send_batch(emails)

    bodies = ses.of("SendEmail")
    shape = ses.client.meta.service_model.operation_model("SendEmail").input_shape
    assert not any(ParamValidator().validate(body, shape).has_errors() for body in bodies)
    assert [r.message_id for r in results] == [f"p{n}@example.com" for n in range(5)]
    assert {b["Content"]["Simple"]["Body"]["Html"]["Charset"] for b in bodies} == {"UTF-8"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("SUCCESS", "SUCCESSFUL"),
        ("ACCOUNT_THROTTLED", "THROTTLED"),
        ("ACCOUNT_DAILY_QUOTA_EXCEEDED", "THROTTLED"),
        ("TRANSIENT_FAILURE", "TEMPORARY_FAILURE"),
        ("MESSAGE_REJECTED", "PERMANENT_FAILURE"),
        ("MAIL_FROM_DOMAIN_NOT_VERIFIED", "PERMANENT_FAILURE"),
        ("INVALID_PARAMETER", "PERMANENT_FAILURE"),
        ("FAILED", "PERMANENT_FAILURE"),
        ("SOMETHING_NEW", "UNKNOWN_FAILURE"),
    ],
)
def test_each_status_of_an_entry_has_its_meaning(status, expected):
    assert entry_result({"Status": status, "Error": "why"}).status == expected


def test_every_status_of_the_model_is_known(ses):
    statuses = ses.client.meta.service_model.shape_for("BulkEmailStatus").enum

    assert {entry_result({"Status": status}).status for status in statuses} >= {DeliveryStatus.SUCCESSFUL}
    assert all(entry_result({"Status": s}).status != DeliveryStatus.UNKNOWN_FAILURE for s in statuses)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (429, "TooManyRequestsException", "THROTTLED"),
        (400, "LimitExceededException", "THROTTLED"),
        (400, "MessageRejected", "PERMANENT_FAILURE"),
        (403, "AccessDeniedException", "PERMANENT_FAILURE"),
        (500, "InternalFailure", "UNKNOWN_FAILURE"),
        (503, "ServiceUnavailable", "UNKNOWN_FAILURE"),
    ],
)
def test_a_refused_call_is_refused_for_all_in_it_and_made_once(ses, provider, status, code, expected):
    ses.answer = lambda *_: (status, {"code": code, "message": "no"})

    results = provider.send_batch([an_email(0), an_email(1)])

    assert [r.status for r in results] == [expected, expected]
    assert len(ses.requests) == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ReadTimeoutError(endpoint_url="x"), "UNKNOWN_FAILURE"),
        (ConnectTimeoutError(endpoint_url="x"), "UNKNOWN_FAILURE"),
        (EndpointConnectionError(endpoint_url="x"), "TEMPORARY_FAILURE"),
        (RuntimeError("boom"), "UNKNOWN_FAILURE"),
    ],
)
@pytest.mark.parametrize("bulk", [True, False])
def test_a_lost_answer_is_a_doubt_and_never_tried_again(ses, error, expected, bulk):
    def broken(*_):
        raise error

    ses.answer = broken
    provider = SesEmail(ses.client, configuration_set="ours", clock=FrozenClock(), bulk=bulk)

    (result,) = provider.send_batch([an_email()])

    assert result.status == expected
    assert len(ses.requests) == 1


def test_one_bad_entry_does_not_spoil_the_others(ses, provider):
    def picky(operation, body):
        bad = operation == "SendBulkEmail" or body["Destination"]["ToAddresses"] == ["p1@example.com"]
        return (400, {"code": "BadRequestException"}) if bad else Ses.success(operation, body)

    ses.answer = picky

    results = provider.send_batch([an_email(n) for n in range(3)])

    assert [r.status for r in results] == ["SUCCESSFUL", "PERMANENT_FAILURE", "SUCCESSFUL"]


def test_a_message_without_a_result_is_a_doubt(ses, provider):
    ses.answer = lambda *_: (200, {"BulkEmailEntryResults": [{"Status": "SUCCESS", "MessageId": "m"}]})

    results = provider.send_batch([an_email(0), an_email(1)])

    assert [r.status for r in results] == ["SUCCESSFUL", "UNKNOWN_FAILURE"]


def test_nothing_to_send_is_no_call(ses, provider):
    assert provider.send_batch([]) == []
    assert ses.requests == []


def test_the_quota_is_known_for_a_minute(ses):
    clock = FrozenClock()
    provider = SesEmail(ses.client, configuration_set="ours", clock=clock)

    first = provider.quota()
    clock.advance(seconds=59)
    provider.quota()
    assert len(ses.requests) == 1
    clock.advance(seconds=1)
    provider.quota()

    assert (first.per_second, first.per_24_hours, first.sent_last_24_hours) == (14.0, 200.0, 3.0)
    assert len(ses.requests) == 2


def test_an_old_quota_is_better_than_none(ses):
    clock = FrozenClock()
    provider = SesEmail(ses.client, configuration_set="ours", clock=clock)
    known = provider.quota()
    ses.answer = lambda *_: (500, {"code": "InternalFailure"})
    clock.advance(minutes=2)

    assert provider.quota() == known


def test_no_quota_at_all_is_an_error(ses, provider):
    ses.answer = lambda *_: (500, {"code": "InternalFailure"})

    with pytest.raises(Unavailable):
        provider.quota()
