"""Export jobs, event streams and deletions through an unmodified boto3 client, and the functions behind their queues."""

from __future__ import annotations

import gzip
import json

import pytest
from botocore.exceptions import ClientError

from lambdas.api_control.handler import lambda_handler as control
from lambdas.api_endpoints.handler import lambda_handler as people
from lambdas.delete_application.handler import lambda_handler as delete_application
from lambdas.run_export.handler import lambda_handler as run_export
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.domain import keys
from pinwheel.domain.rollups import places
from pinwheel.ports.rollups import StoredMarks
from pinwheel.runtime import bootstrap
from pinwheel.runtime.operations.endpoints import known_applications
from pinwheel.services.audience import AudienceReader
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.export_target import MemoryExportTarget
from tests.fakes.ledger import MemoryLedger
from tests.fakes.partitions import MemoryErasure, MemoryPartitions
from tests.fakes.pinpoint import key_ring, pinpoint_client
from tests.fakes.push import FakePush
from tests.fakes.rollups import MemoryRollups
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import MemoryBlobs, MemoryQueue

ROLE = "arn:aws:iam::000000000000:role/writer"
STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/events"


class Context:
    def get_remaining_time_in_millis(self):
        return 180_000


class World:
    """The collaborators that all functions get from `bootstrap`."""

    def __init__(self, monkeypatch):
        self.documents, self.segments, self.endpoints = (
            MemoryDocuments(),
            MemoryDocuments(),
            MemoryEndpoints(),
        )
        self.figures, self.blobs, self.target = MemoryRollups(), MemoryBlobs(), MemoryExportTarget("out")
        members = BlobSegmentMembers(self.blobs)
        audience = AudienceReader(endpoints=self.endpoints, members=members, documents=self.segments)
        for name, value in {
            "documents": self.documents,
            "segment_documents": self.segments,
            "registry_partitions": MemoryPartitions(self.documents.stored),
            "segment_partitions": MemoryPartitions(self.segments.stored),
            "figure_partitions": MemoryPartitions(self.figures.numbers, self.figures.stored_marks),
            "endpoint_erasure": MemoryErasure(self.endpoints),
            "endpoints": self.endpoints,
            "audience": audience,
            "blobs": self.blobs,
            "segment_members": members,
            "ledger": MemoryLedger(),
            "timers": MemoryScheduler(),
            "push_service": FakePush(),
            "key_ring": key_ring(),
        }.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        self.queues = {"exports": MemoryQueue(), "deletions": MemoryQueue()}
        monkeypatch.setattr(bootstrap, "queue", self.queues.__getitem__)
        monkeypatch.setattr(bootstrap, "export_target", self.target.of_role)
        known_applications.cache_clear()
        self.client = pinpoint_client(control, people)
        made = self.client.create_app(CreateApplicationRequest={"Name": "Shop"})
        self.app = made["ApplicationResponse"]["Id"]

    def deliver(self, name, function):
        """Hand all waiting messages of a queue to a function, one batch after the other."""
        queue = self.queues[name]
        while queue.sent:
            bodies, queue.sent = queue.sent, []
            records = [{"messageId": str(n), "body": json.dumps(body)} for n, body in enumerate(bodies)]
            assert function({"Records": records}, Context()) == {"batchItemFailures": []}

    def update(self, endpoint_id, **request):
        self.client.update_endpoint(
            ApplicationId=self.app,
            EndpointId=endpoint_id,
            EndpointRequest={"ChannelType": "EMAIL", **request},
        )

    def export(self, **request):
        answer = self.client.create_export_job(
            ApplicationId=self.app,
            ExportJobRequest={"S3UrlPrefix": "s3://out/all/", "RoleArn": ROLE, **request},
        )
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 202
        return answer["ExportJobResponse"]


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


def test_an_application_is_exported(world):
    world.update("e1", Address="a@example.com", User={"UserId": "u"})
    made = world.export()
    assert made["JobStatus"] == "CREATED"
    world.deliver("exports", run_export)

    found = world.client.get_export_job(ApplicationId=world.app, JobId=made["Id"])["ExportJobResponse"]
    assert found["JobStatus"] == "COMPLETED"
    assert found["Definition"] == {"S3UrlPrefix": "s3://out/all/", "RoleArn": ROLE}
    assert found["TotalProcessed"] == 1
    (data,) = world.target.stored["out"].values()
    shown = world.client.get_endpoint(ApplicationId=world.app, EndpointId="e1")["EndpointResponse"]
    assert json.loads(gzip.decompress(data)) == shown


def test_export_jobs_are_listed_page_by_page(world):
    segment = world.client.create_segment(
        ApplicationId=world.app, WriteSegmentRequest={"Name": "A", "Dimensions": {}}
    )["SegmentResponse"]["Id"]
    made = [world.export(SegmentId=segment)["Id"] for _ in range(3)]
    listings = [
        (world.client.get_export_jobs, {}),
        (world.client.get_segment_export_jobs, {"SegmentId": segment}),
    ]
    for call, more in listings:
        found: list[str] = []
        token: dict[str, str] = {}
        while True:
            page = call(ApplicationId=world.app, PageSize="1", **more, **token)["ExportJobsResponse"]
            found += [job["Id"] for job in page["Item"]]
            if "NextToken" not in page:
                break
            token = {"Token": page["NextToken"]}
        assert found == made[::-1]


def test_an_unknown_export_job_is_404(world):
    with pytest.raises(ClientError) as refused:
        world.client.get_export_job(ApplicationId=world.app, JobId="x")

    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404


def test_the_life_of_an_event_stream(world):
    with pytest.raises(world.client.exceptions.NotFoundException):
        world.client.get_event_stream(ApplicationId=world.app)

    request = {"DestinationStreamArn": STREAM, "RoleArn": ROLE}
    put = world.client.put_event_stream(ApplicationId=world.app, WriteEventStream=request)["EventStream"]

    assert put.items() >= {"ApplicationId": world.app, **request}.items()
    assert world.client.get_event_stream(ApplicationId=world.app)["EventStream"] == put
    assert world.client.delete_event_stream(ApplicationId=world.app)["EventStream"] == put
    with pytest.raises(world.client.exceptions.NotFoundException):
        world.client.delete_event_stream(ApplicationId=world.app)
    with pytest.raises(world.client.exceptions.BadRequestException, match="DestinationStreamArn"):
        world.client.put_event_stream(
            ApplicationId=world.app, WriteEventStream={**request, "DestinationStreamArn": "x"}
        )


def test_a_deleted_application_is_gone_at_once_and_then_for_good(world):
    world.update("e1", Address="a@example.com", User={"UserId": "u", "UserAttributes": {"Tier": ["gold"]}})
    world.client.create_segment(ApplicationId=world.app, WriteSegmentRequest={"Name": "A", "Dimensions": {}})
    request = {"DestinationStreamArn": STREAM, "RoleArn": ROLE}
    world.client.put_event_stream(ApplicationId=world.app, WriteEventStream=request)

    gone = world.client.delete_app(ApplicationId=world.app)["ApplicationResponse"]
    assert gone["Name"] == "Shop"
    with pytest.raises(world.client.exceptions.NotFoundException):
        world.client.get_app(ApplicationId=world.app)
    with pytest.raises(world.client.exceptions.NotFoundException):
        world.client.delete_app(ApplicationId=world.app)
    assert world.endpoints.stored

    world.deliver("deletions", delete_application)
    # Who deleted it stays known to the account, though not what was in it.
    left = [body for key, body in world.documents.stored.items() if key.partition != keys.AUDIT]
    stores = [left, world.segments.stored, world.endpoints.stored, world.endpoints.users]
    assert not any(stores)


@pytest.mark.parametrize("way", ["endpoint", "user"])
def test_deleting_people_removes_what_is_counted_by_them(world, way):
    world.update("e1", Address="a@example.com", User={"UserId": "u"})
    for endpoint_id in ("e1", "e2"):
        world.figures.stored_marks[places.seen_endpoint(world.app, endpoint_id)] = StoredMarks(b"", 0)

    if way == "endpoint":
        world.client.delete_endpoint(ApplicationId=world.app, EndpointId="e1")
    else:
        world.client.delete_user_endpoints(ApplicationId=world.app, UserId="u")

    assert list(world.figures.stored_marks) == [places.seen_endpoint(world.app, "e2")]
