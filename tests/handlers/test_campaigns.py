"""A campaign from the client's call to the sent mail: operations and functions over fakes."""

from __future__ import annotations

import json

import pytest
from botocore.exceptions import ClientError

from lambdas.launch_run import handler as launch_run
from lambdas.send_email import handler as send_email
from lambdas.slice_audience import handler as slice_audience
from pinwheel.domain import keys
from pinwheel.domain.arns import Place
from pinwheel.domain.endpoints import Endpoint
from pinwheel.ports.documents import Put
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations import campaigns as operations
from pinwheel.services.audience import AudienceReader
from pinwheel.services.couriers.email import EmailCourier
from pinwheel.services.rates import SendRates
from tests.fakes.caps import MemoryCaps
from tests.fakes.documents import MemoryDocuments
from tests.fakes.email import FakeEmail
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.ledger import MemoryLedger
from tests.fakes.members import MemoryMembers
from tests.fakes.pinpoint import pinpoint_client
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import CountingIds, FrozenClock, MemoryBlobs, MemoryQueue

APP, SEGMENT = "a" * 32, "5" * 32
FAMILIES = ("email", "push", "sms", "voice", "custom")
CAMPAIGN = {
    "Name": "spring",
    "SegmentId": SEGMENT,
    "MessageConfiguration": {
        "EmailMessage": {"Title": "Hello {{Attributes.Name}}", "HtmlBody": "<p>{{Attributes.Name}}</p>"}
    },
    "Schedule": {"StartTime": "IMMEDIATE", "Frequency": "ONCE"},
}


class Context:
    """Lambda's context with three minutes left."""

    def get_remaining_time_in_millis(self):
        return 180_000


class Deployment:
    """Fakes in the places of all adapters."""

    def __init__(self):
        self.queues = {name: MemoryQueue() for name in ("runs", "slices", *FAMILIES)}
        self.documents = MemoryDocuments()
        self.segments = MemoryDocuments()
        self.endpoints = MemoryEndpoints()
        self.blobs = MemoryBlobs()
        self.clock = FrozenClock()
        self.email = FakeEmail()
        self.stream = MemoryEventStream()
        self._furnish()

    def _furnish(self):
        self.documents.write(
            [
                Put(keys.application(APP), {"Id": APP}),
                Put(keys.channel(APP, "EMAIL"), {"Enabled": True, "FromAddress": "shop@example.com"}),
            ]
        )
        segment = {"Id": SEGMENT, "Version": 1, "SegmentType": "DIMENSIONAL", "Dimensions": {}}
        for key in (keys.segment(APP, SEGMENT), keys.segment_version(APP, SEGMENT, 1)):
            self.segments.write([Put(key, segment)])
        for number in range(30):
            self.endpoints.stored[APP, f"e{number}"] = Endpoint(
                id=f"e{number}",
                application_id=APP,
                channel_type="EMAIL",
                address=f"p{number}@example.com",
                attributes={"Name": [f"N{number}"]},
                cohort_id=str(number),
            )

    def collaborators(self):
        reader = AudienceReader(endpoints=self.endpoints, members=MemoryMembers(), documents=self.segments)
        rates = SendRates(
            governor=MemoryGovernor(),
            quota=self.email.quota,
            clock=self.clock,
            sleep=lambda seconds: self.clock.advance(seconds=seconds),
        )
        return {
            "documents": self.documents,
            "segment_documents": self.segments,
            "ledger": MemoryLedger(),
            "scheduler": MemoryScheduler(),
            "clock": self.clock,
            "ids": CountingIds(),
            "place": Place("us-east-1", "000000000000"),
            "blobs": self.blobs,
            "audience": reader,
            "email_provider": self.email,
            "event_stream": self.stream,
            "send_rates": rates,
            "caps": MemoryCaps(),
            "hook": None,
            "email_courier": EmailCourier(provider=self.email, documents=self.documents),
        }

    def work(self):
        """Deliver messages until all queues are empty."""
        functions = {"runs": launch_run, "slices": slice_audience, "email": send_email}
        while any(queue.sent for queue in self.queues.values()):
            for name, function in functions.items():
                bodies, self.queues[name].sent = self.queues[name].sent, []
                records = [{"messageId": str(at), "body": json.dumps(body)} for at, body in enumerate(bodies)]
                answer = function.lambda_handler({"Records": records}, Context())
                assert answer == {"batchItemFailures": []}


@pytest.fixture
def deployment(monkeypatch):
    deployment = Deployment()
    for name, collaborator in deployment.collaborators().items():
        monkeypatch.setattr(bootstrap, name, lambda collaborator=collaborator: collaborator)
    monkeypatch.setattr(bootstrap, "queue", deployment.queues.__getitem__)
    return deployment


@pytest.fixture
def client(deployment):
    return pinpoint_client(operations.OPERATIONS)


def _create(client, **members):
    request = {**CAMPAIGN, **members}
    return client.create_campaign(ApplicationId=APP, WriteCampaignRequest=request)["CampaignResponse"]


def test_a_campaign_reaches_everybody_and_says_so(client, deployment):
    campaign = _create(client)

    deployment.work()

    assert sorted(mail.subject for mail in deployment.email.sent) == sorted(
        f"Hello N{at}" for at in range(30)
    )
    assert len(deployment.stream.published) == 30
    name = {"ApplicationId": APP, "CampaignId": campaign["Id"]}
    state = client.get_campaign(**name)["CampaignResponse"]["State"]
    assert state == {"CampaignStatus": "COMPLETED"}
    (activity,) = client.get_campaign_activities(**name)["ActivitiesResponse"]["Item"]
    assert activity["State"] == "COMPLETED"
    assert activity["Result"] == "SUCCESS"
    assert (activity["TotalEndpointCount"], activity["SuccessfulEndpointCount"]) == (30, 30)
    assert activity["ExecutionMetrics"] == {"ENDPOINT_PRODUCED": "30"}


def test_treatments_share_the_audience_exactly(client, deployment):
    treatment = {
        "SizePercent": 20,
        "MessageConfiguration": {"EmailMessage": {"Title": "B", "HtmlBody": "<p>B</p>"}},
    }
    campaign = _create(client, AdditionalTreatments=[treatment], HoldoutPercent=50)

    deployment.work()

    name = {"ApplicationId": APP, "CampaignId": campaign["Id"]}
    activities = client.get_campaign_activities(**name)["ActivitiesResponse"]["Item"]
    by_treatment = {activity["TreatmentId"]: activity["SuccessfulEndpointCount"] for activity in activities}
    assert by_treatment["1"] == sum(mail.subject == "B" for mail in deployment.email.sent)
    assert by_treatment["0"] + by_treatment["1"] == len(deployment.email.sent)
    statuses = [event.attributes["campaign_send_status"] for event in deployment.stream.published]
    assert len(statuses) == 30
    assert statuses.count("HOLDOUT") == 30 - len(deployment.email.sent)
    assert campaign["DefaultState"] == {"CampaignStatus": "SCHEDULED"}


def test_versions_paging_and_deletion_through_the_client(client):
    later = {"StartTime": "2026-12-24T18:00:00Z", "Frequency": "ONCE"}
    made = [_create(client, Schedule=later, Name=str(number)) for number in range(3)]
    name = {"ApplicationId": APP, "CampaignId": made[0]["Id"]}

    client.update_campaign(**name, WriteCampaignRequest={"Name": "renamed"})
    page = client.get_campaigns(ApplicationId=APP, PageSize="2")["CampaignsResponse"]
    rest = client.get_campaigns(ApplicationId=APP, Token=page["NextToken"])["CampaignsResponse"]
    versions = client.get_campaign_versions(**name)["CampaignsResponse"]["Item"]
    first = client.get_campaign_version(**name, Version="1")["CampaignResponse"]
    gone = client.delete_campaign(**name)["CampaignResponse"]

    assert [each["Name"] for each in [*page["Item"], *rest["Item"]]] == ["renamed", "1", "2"]
    assert "NextToken" not in rest
    assert [each["Version"] for each in versions] == [2, 1]
    assert first["Name"] == "0"
    assert gone["State"] == {"CampaignStatus": "DELETED"}
    with pytest.raises(ClientError, match="NotFoundException"):
        client.get_campaign(**name)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"SegmentId": "f" * 32}, "does not exist"),
        ({"Schedule": {"StartTime": "2020-01-01T00:00:00Z"}}, "StartTime must be at least current time."),
        (
            {"Schedule": {"StartTime": "IMMEDIATE", "Frequency": "YEARLY"}},
            "Schedule.Frequency must be one of",
        ),
    ],
)
def test_a_bad_campaign_is_a_bad_request(client, members, words):
    with pytest.raises(ClientError, match=words) as refusal:
        _create(client, **members)

    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
