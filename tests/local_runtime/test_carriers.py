"""The carriers answer botocore's SES v2 client as SES does."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from local.carriers.app import carriers_app
from local.carriers.athena import AthenaCarrier
from local.carriers.customers import CustomersCarrier
from local.carriers.eum import EumCarrier
from local.carriers.push import PushCarrier
from local.carriers.quota import SendingQuota
from local.carriers.ses import EmailCarrier
from local.carriers.sms import SmsCarrier
from local.carriers.suppression import SuppressionList
from local.outbox import Delivered, Outbox
from local.server import listen
from pinwheel.domain import message_tags

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)


class Silence:
    """Tells nobody what became of a text."""

    def __getattr__(self, name):
        return lambda *_, **__: None


class Devices:
    """The emulator's SNS as far as devices go: `known` maps a device's ARN to its attributes."""

    def __init__(self):
        self.known = {}
        self.published = []

    def get_endpoint_attributes(self, *, EndpointArn):  # noqa: N803 - boto3's names
        if EndpointArn not in self.known:
            raise ClientError({"Error": {"Code": "NotFound"}}, "GetEndpointAttributes")
        return {"Attributes": self.known[EndpointArn]}

    def set_endpoint_attributes(self, *, EndpointArn, Attributes):  # noqa: N803
        self.known[EndpointArn] |= Attributes

    def get_platform_application_attributes(self, *, PlatformApplicationArn):  # noqa: N803
        return {"Attributes": {"EventDeliveryFailure": f"topic of {PlatformApplicationArn}"}}

    def publish(self, **request):
        self.published.append(request)

    def list_tables(self):
        return {"TableNames": ["Data-RegistryTable1", "Data-EndpointsTable1"]}

    def get_item(self, *, TableName, Key):  # noqa: N803
        assert TableName == "Data-EndpointsTable1"
        return {"Item": {**Key, "UserId": {"S": "u1"}}} if Key["sk"]["S"] == "e1" else {}


class Carriers:
    """The carriers with everything that a test looks at."""

    def __init__(self, folder):
        self.outbox = Outbox(folder / "outbox.sqlite")
        self.published: list[tuple[str, dict[str, Any]]] = []
        self.time = 0.0
        self.email = EmailCarrier(
            outbox=self.outbox,
            quota=SendingQuota(per_second=100, per_day=500, monotonic=lambda: self.time),
            suppression=SuppressionList(lambda: NOW),
            publish=lambda name, events: self.published.extend((name, event) for event in events),
            now=lambda: NOW,
        )
        emulator = httpx.AsyncClient(
            transport=httpx.MockTransport(lambda _: httpx.Response(200, text="<ok/>"))
        )
        reports: Any = Silence()
        sms = SmsCarrier(outbox=self.outbox, emulator=emulator, reports=reports, now=lambda: NOW)
        eum = EumCarrier(outbox=self.outbox, reports=reports, now=lambda: NOW)
        customers = CustomersCarrier(outbox=self.outbox, emulator=emulator, now=lambda: NOW)
        self.devices = Devices()
        self.push = PushCarrier(outbox=self.outbox, client=lambda _: self.devices, now=lambda: NOW)
        athena = AthenaCarrier(s3=lambda: None, folder=Path())
        self._server = carriers_app(
            email=self.email, sms=sms, push=self.push, athena=athena, eum=eum, customers=customers
        )

    def client(self, service):
        client: Any = boto3.client(service, endpoint_url="http://carriers.invalid")
        client.meta.events.register("before-send.*", self._answer)
        return client

    def delivered(self):
        return self.outbox.page(after=0, channel=None, application_id=None)["Item"]

    def _answer(self, request, **_):
        answer = asyncio.run(self._ask(request))
        raw = type("Raw", (), {"stream": lambda _self, **__: iter([answer.content])})()
        return AWSResponse(request.url, answer.status_code, answer.headers, raw)

    async def _ask(self, request):
        headers = {
            name: value.decode() if isinstance(value, bytes) else value
            for name, value in request.headers.items()
        }
        transport = httpx.ASGITransport(app=self._server)
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.request(request.method, request.url, content=request.body, headers=headers)


@pytest.fixture
def carriers(tmp_path):
    return Carriers(tmp_path)


@pytest.fixture
def ses(carriers):
    return carriers.client("sesv2")


def simple(subject="Hello"):
    return {"Simple": {"Subject": {"Data": subject}, "Body": {"Html": {"Data": "<p>Hi</p>"}}}}


def bulk_entry(address, **values):
    replacement = {"ReplacementTemplate": {"ReplacementTemplateData": json.dumps(values)}}
    return {"Destination": {"ToAddresses": [address]}, "ReplacementEmailContent": replacement}


def bulk(ses, entries, html="<p>{{name}}</p>", data="{}"):
    content = {"Subject": "Hi {{name}}", "Html": html}
    return ses.send_bulk_email(
        FromEmailAddress="shop@example.com",
        DefaultContent={"Template": {"TemplateContent": content, "TemplateData": data}},
        BulkEmailEntries=entries,
    )


def send(ses, address="a@example.com", **more):
    destination = {"ToAddresses": [address]}
    return ses.send_email(
        FromEmailAddress="shop@example.com", Destination=destination, Content=simple(), **more
    )


def test_a_simple_email_lands_in_the_outbox_with_what_its_tags_tell(carriers, ses):
    tags = [{"Name": "application", "Value": "app1"}, {"Name": "endpoint", "Value": "a_40b"}]

    message_id = send(ses, EmailTags=tags)["MessageId"]

    (item,) = carriers.delivered()
    assert item["MessageId"] == message_id
    assert (item["ApplicationId"], item["EndpointId"], item["CampaignId"]) == ("app1", "a@b", None)
    assert (item["Sequence"], item["Channel"], item["Address"]) == (1, "EMAIL", "a@example.com")
    assert item["Content"]["HtmlBody"] == "<p>Hi</p>"
    assert item["Content"]["TextBody"] is None


def test_a_raw_email_is_taken_apart(carriers, ses):
    raw = b"From: shop@example.com\nTo: a@example.com\nSubject: Raw\nX-Kind: test\n\nHello"

    ses.send_email(Content={"Raw": {"Data": raw}})

    (item,) = carriers.delivered()
    assert (item["Address"], item["Content"]["Subject"]) == ("a@example.com", "Raw")
    assert item["Content"]["Headers"] == [{"Name": "X-Kind", "Value": "test"}]


def test_bulk_replaces_variables_without_escaping(carriers, ses):
    answer = bulk(
        ses, [bulk_entry("a@example.com", name="<b>Ann</b>"), bulk_entry("b@example.com", name="Bob")]
    )

    assert [result["Status"] for result in answer["BulkEmailEntryResults"]] == ["SUCCESS", "SUCCESS"]
    assert [item["Content"]["HtmlBody"] for item in carriers.delivered()] == [
        "<p><b>Ann</b></p>",
        "<p>Bob</p>",
    ]


def test_bulk_refuses_more_than_50_destinations(ses):
    with pytest.raises(ClientError, match="BadRequestException"):
        bulk(ses, [bulk_entry(f"a{n}@example.com", name="x") for n in range(51)])


def test_bulk_refuses_more_than_a_megabyte(ses):
    with pytest.raises(ClientError, match="1 MB"):
        bulk(ses, [bulk_entry("a@example.com", name="x" * 1_000_000)])


def test_bulk_refuses_empty_template_data(ses):
    with pytest.raises(ClientError, match="not valid JSON"):
        bulk(ses, [bulk_entry("a@example.com", name="x")], data="")


def test_one_bad_entry_does_not_hold_the_others(carriers, ses):
    answer = bulk(ses, [bulk_entry("nobody", name="x"), bulk_entry("b@example.com", name="Bob")])

    assert [r["Status"] for r in answer["BulkEmailEntryResults"]] == ["INVALID_PARAMETER", "SUCCESS"]
    assert [item["Address"] for item in carriers.delivered()] == ["b@example.com"]


def test_a_missing_variable_is_a_rendering_failure_and_not_delivered(carriers, ses):
    answer = bulk(ses, [bulk_entry("a@example.com")])

    assert answer["BulkEmailEntryResults"][0]["Status"] == "SUCCESS"
    assert carriers.delivered() == []
    assert [event["eventType"] for _, event in carriers.published] == ["Rendering Failure"]


def test_a_forbidden_tag_is_refused(ses):
    with pytest.raises(ClientError, match="Invalid tag"):
        send(ses, EmailTags=[{"Name": "endpoint", "Value": "a@b"}])


def test_the_rate_is_enforced_by_throttling(carriers, ses):
    for number in range(100):
        send(ses, f"a{number}@example.com")

    with pytest.raises(ses.exceptions.TooManyRequestsException):
        send(ses)
    assert len(carriers.delivered()) == 100


def test_bulk_entries_beyond_the_rate_are_throttled_one_by_one(carriers, ses):
    carriers.email.quota.admit(99)

    answer = bulk(ses, [bulk_entry("a@example.com", name="x"), bulk_entry("b@example.com", name="x")])

    assert [r["Status"] for r in answer["BulkEmailEntryResults"]] == ["SUCCESS", "ACCOUNT_THROTTLED"]


def test_the_day_is_enforced_and_told(carriers, ses):
    for _ in range(5):
        carriers.email.quota.admit(100)
        carriers.time += 1

    answer = bulk(ses, [bulk_entry("a@example.com", name="x")])

    assert answer["BulkEmailEntryResults"][0]["Status"] == "ACCOUNT_DAILY_QUOTA_EXCEEDED"
    assert ses.get_account()["SendQuota"] == {
        "Max24HourSend": 500.0,
        "MaxSendRate": 100.0,
        "SentLast24Hours": 500.0,
    }


@pytest.mark.parametrize(
    ("mailbox", "reported"),
    [
        ("success", ["Delivery"]),
        ("bounce", ["Bounce"]),
        ("complaint", ["Delivery", "Complaint"]),
        ("other", []),
    ],
)
def test_the_mailbox_simulator_reports_by_itself(carriers, ses, mailbox, reported):
    send(ses, f"{mailbox}+label@simulator.amazonses.com", ConfigurationSetName="ours")

    assert [(name, event["eventType"]) for name, event in carriers.published] == [
        ("ours", kind) for kind in ["Send", *reported]
    ]


def test_the_sending_of_a_campaigns_message_is_reported_by_the_service_alone(carriers, ses):
    tags = [{"Name": message_tags.CAMPAIGN, "Value": "c"}]

    send(ses, "success@simulator.amazonses.com", EmailTags=tags)

    assert [event["eventType"] for _, event in carriers.published] == ["Delivery"]


def test_a_suppressed_address_bounces_and_gets_nothing(carriers, ses):
    ses.put_suppressed_destination(EmailAddress="a@Example.com", Reason="BOUNCE")

    send(ses, "a@example.com")

    assert carriers.delivered() == []
    assert carriers.published[-1][1]["bounce"]["bounceSubType"] == "OnAccountSuppressionList"


def test_the_suppression_list_is_kept(ses):
    ses.put_suppressed_destination(EmailAddress="a+b@example.com", Reason="COMPLAINT")

    found = ses.get_suppressed_destination(EmailAddress="a+b@example.com")["SuppressedDestination"]
    assert found["Reason"] == "COMPLAINT"
    assert len(ses.list_suppressed_destinations()["SuppressedDestinationSummaries"]) == 1
    ses.delete_suppressed_destination(EmailAddress="a+b@example.com")
    with pytest.raises(ses.exceptions.NotFoundException):
        ses.get_suppressed_destination(EmailAddress="a+b@example.com")


def test_a_text_message_lands_in_the_outbox(carriers):
    sms_type = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}

    carriers.client("sns").publish(PhoneNumber="+12065550100", Message="Hi", MessageAttributes=sms_type)

    (item,) = carriers.delivered()
    assert (item["Channel"], item["Address"]) == ("SMS", "+12065550100")
    assert item["Content"] == {
        "Body": "Hi",
        "SenderId": None,
        "MessageType": "TRANSACTIONAL",
        "OriginationNumber": None,
    }


def test_the_outbox_reads_on_after_a_sequence_number(carriers, ses):
    for number in range(3):
        tags = [{"Name": "application", "Value": f"app{number % 2}"}]
        send(ses, f"a{number}@example.com", EmailTags=tags)

    page = carriers.outbox.page(after=1, channel="EMAIL", application_id="app0")

    assert [item["Address"] for item in page["Item"]] == ["a2@example.com"]
    assert page["NextSequence"] == 3
    assert carriers.outbox.page(after=3, channel=None, application_id=None) == {"Item": [], "NextSequence": 3}


DEVICE = "arn:aws:sns:us-east-1:000000000000:app/GCM/pinwheel-app1-GCM-token/d1"
PUSH = {
    "fcmV1Message": {
        "message": {
            "data": {
                "pinpoint.notification.title": "Hi",
                "pinpoint.notification.body": "there",
                "pinpoint.campaign.campaign_id": "c1",
                "pinpoint.campaign.treatment_id": "0",
                "pinpoint.campaign.campaign_activity_id": "a1",
            }
        }
    }
}


def push_to(carriers, target, payload, platform="GCM"):
    message = json.dumps({"default": "x", platform: json.dumps(payload)})
    return carriers.client("sns").publish(TargetArn=target, MessageStructure="json", Message=message)


def test_a_push_to_a_device_ends_in_the_outbox(carriers):
    owner = json.dumps({"ApplicationId": "app1", "EndpointId": "e1"})
    carriers.devices.known[DEVICE] = {"Token": "t1", "Enabled": "true", "CustomUserData": owner}

    message_id = push_to(carriers, DEVICE, PUSH)["MessageId"]

    (item,) = carriers.delivered()
    members = ("Channel", "Address", "ApplicationId", "EndpointId", "CampaignId", "ActivityId", "MessageId")
    assert [item[name] for name in members] == ["GCM", "t1", "app1", "e1", "c1", "a1", message_id]
    assert item["UserId"] == "u1"
    content = item["Content"]
    assert (content["Title"], content["Body"], content["Platform"]) == ("Hi", "there", "GCM")
    assert content["Data"] == PUSH["fcmV1Message"]["message"]["data"]
    assert json.loads(content["RawContent"]) == PUSH


def test_an_apple_push_shows_its_alert(carriers):
    target = DEVICE.replace("GCM", "APNS")
    carriers.devices.known[target] = {"Token": "t1", "Enabled": "true"}
    pinpoint = {"campaign": {"campaign_id": "_DIRECT"}}

    push_to(carriers, target, {"aps": {"alert": {"body": "b"}}, "data": {"pinpoint": pinpoint}}, "APNS")

    (item,) = carriers.delivered()
    content = item["Content"]
    assert (content["Title"], content["Body"], content["Data"]) == (None, "b", {"pinpoint": pinpoint})
    assert item["CampaignId"] is None


@pytest.mark.parametrize(("known", "code"), [(None, "NotFound"), ("false", "EndpointDisabled")])
def test_nothing_is_pushed_to_a_device_that_is_unknown_or_disabled(carriers, known, code):
    if known:
        carriers.devices.known[DEVICE] = {"Token": "t1", "Enabled": known}

    with pytest.raises(ClientError) as caught:
        push_to(carriers, DEVICE, PUSH)

    assert caught.value.response["Error"]["Code"] == code
    assert carriers.delivered() == []


def test_a_dead_token_is_disabled_and_reported(carriers):
    carriers.devices.known[DEVICE] = {"Token": "t1", "Enabled": "true"}
    message_id = push_to(carriers, DEVICE, PUSH)["MessageId"]

    carriers.push.report_failure(carriers.outbox.find(message_id), "InvalidPlatformToken")

    assert carriers.devices.known[DEVICE]["Enabled"] == "false"
    (request,) = carriers.devices.published
    assert request["TopicArn"].endswith("app/GCM/pinwheel-app1-GCM-token")
    assert json.loads(request["Message"])["EndpointArn"] == DEVICE


def test_an_idle_connection_outlives_the_pauses_of_a_function():
    async def patience():
        server, serving = await listen(lambda *_: None, 0)
        server.should_exit = True
        await serving
        return server.config.timeout_keep_alive

    assert asyncio.run(patience()) >= 900


def test_messages_that_are_delivered_by_many_threads_at_once_are_all_in_the_outbox(carriers):
    def deliver(_):
        carriers.outbox.add([Delivered(members={"Channel": "GCM"}, content={"Body": "b" * 1000})])

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(deliver, range(400)))

    assert len(carriers.delivered()) == 400
