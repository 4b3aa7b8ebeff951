"""Segments and import jobs through an unmodified boto3 client, and the function behind the queue `Jobs`."""

from __future__ import annotations

import json

import pytest

from lambdas.api_control.handler import lambda_handler as control
from lambdas.run_import.handler import lambda_handler as run_import
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.runtime import bootstrap
from pinwheel.services.audience import AudienceReader
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.import_source import MemoryImportSource
from tests.fakes.ledger import MemoryLedger
from tests.fakes.pinpoint import key_ring, pinpoint_client
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import MemoryBlobs, MemoryQueue

ROLE = "arn:aws:iam::000000000000:role/reader"


class Context:
    def get_remaining_time_in_millis(self):
        return 180_000


class World:
    """The collaborators that both functions get from `bootstrap`."""

    def __init__(self, monkeypatch):
        self.documents, self.segments = MemoryDocuments(), MemoryDocuments()
        self.endpoints = MemoryEndpoints()
        self.blobs, self.queue, self.source = MemoryBlobs(), MemoryQueue(), MemoryImportSource()
        self.members = BlobSegmentMembers(self.blobs)
        ring = key_ring()
        for name, value in {
            "documents": self.documents,
            "segment_documents": self.segments,
            "endpoints": self.endpoints,
            "blobs": self.blobs,
            "segment_members": self.members,
            "ledger": MemoryLedger(),
            "scheduler": MemoryScheduler(),
            "key_ring": ring,
        }.items():
            monkeypatch.setattr(bootstrap, name, lambda value=value: value)
        monkeypatch.setattr(bootstrap, "queue", lambda _name: self.queue)
        monkeypatch.setattr(bootstrap, "import_source", self.source.of_role)
        self.client = pinpoint_client(control)
        made = self.client.create_app(CreateApplicationRequest={"Name": "Shop"})
        self.app = made["ApplicationResponse"]["Id"]

    def deliver(self):
        """Hand all waiting messages to the function, one batch after the other."""
        while self.queue.sent:
            bodies, self.queue.sent = self.queue.sent, []
            records = [{"messageId": str(n), "body": json.dumps(body)} for n, body in enumerate(bodies)]
            assert run_import({"Records": records}, Context()) == {"batchItemFailures": []}

    def define(self, **request):
        answer = self.client.create_segment(ApplicationId=self.app, WriteSegmentRequest=request)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201
        return answer["SegmentResponse"]

    def start_import(self, **request):
        answer = self.client.create_import_job(
            ApplicationId=self.app,
            ImportJobRequest={
                "Format": "CSV",
                "S3Url": "s3://customers/in/",
                "RoleArn": ROLE,
                "RegisterEndpoints": True,
                **request,
            },
        )
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 201
        return answer["ImportJobResponse"]

    def job(self, job_id):
        return self.client.get_import_job(ApplicationId=self.app, JobId=job_id)["ImportJobResponse"]


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


DIMENSIONS = {
    "Attributes": {"arm": {"AttributeType": "INCLUSIVE", "Values": ["a"]}},
    "Metrics": {"history": {"ComparisonOperator": "GREATER_THAN", "Value": 10.5}},
}


def test_a_segment_comes_back_as_it_was_written(world):
    made = world.define(Name="A", Dimensions=DIMENSIONS, tags={"team": "crm"})

    found = world.client.get_segment(ApplicationId=world.app, SegmentId=made["Id"])["SegmentResponse"]

    assert found == made
    assert found["Dimensions"] == DIMENSIONS
    assert found["SegmentType"] == "DIMENSIONAL"
    assert found["Version"] == 1
    assert world.client.list_tags_for_resource(ResourceArn=made["Arn"])["TagsModel"]["tags"] == {
        "team": "crm"
    }


def test_the_life_of_a_segment(world):
    ids = {"ApplicationId": world.app, "SegmentId": world.define(Name="A")["Id"]}
    update = world.client.update_segment(**ids, WriteSegmentRequest={"Name": "B"})
    assert update["SegmentResponse"]["Version"] == 2
    first = world.client.get_segment_version(**ids, Version="1")["SegmentResponse"]
    assert first["Name"] == "A"
    versions = world.client.get_segment_versions(**ids)["SegmentsResponse"]["Item"]
    assert [each["Name"] for each in versions] == ["B", "A"]
    assert world.client.get_segment_import_jobs(**ids)["ImportJobsResponse"] == {"Item": []}
    assert world.client.delete_segment(**ids)["SegmentResponse"]["Name"] == "B"
    with pytest.raises(world.client.exceptions.NotFoundException):
        world.client.get_segment(**ids)


def test_segments_are_paged(world):
    made = [world.define(Name=str(n))["Id"] for n in range(3)]

    first = world.client.get_segments(ApplicationId=world.app, PageSize="2")["SegmentsResponse"]
    rest = world.client.get_segments(ApplicationId=world.app, PageSize="2", Token=first["NextToken"])

    found = [each["Id"] for each in [*first["Item"], *rest["SegmentsResponse"]["Item"]]]
    assert found == sorted(made)
    assert "NextToken" not in rest["SegmentsResponse"]


@pytest.mark.parametrize(
    "request_",
    [
        {"Dimensions": DIMENSIONS, "SegmentGroups": {"Groups": [{"Type": "ALL"}]}},
        {"Dimensions": {"Metrics": {"m": {"ComparisonOperator": "NEAR", "Value": 1}}}},
        {"SegmentGroups": {"Groups": [{"SourceSegments": [{"Id": "unknown"}]}]}},
    ],
    ids=["both", "operator", "unknown source"],
)
def test_what_makes_no_sense_is_a_bad_request(world, request_):
    with pytest.raises(world.client.exceptions.BadRequestException):
        world.client.create_segment(ApplicationId=world.app, WriteSegmentRequest=request_)


@pytest.mark.parametrize("version", ["0", "x", "-1", "99999999999"])
def test_a_version_that_is_not_there_is_refused(world, version):
    made = world.define()
    errors = (
        world.client.exceptions.NotFoundException,
        world.client.exceptions.BadRequestException,
    )

    with pytest.raises(errors):
        world.client.get_segment_version(ApplicationId=world.app, SegmentId=made["Id"], Version=version)


def test_an_unknown_application_has_no_segments_and_no_jobs(world):
    missing = world.client.exceptions.NotFoundException
    with pytest.raises(missing):
        world.client.get_segments(ApplicationId="x")
    with pytest.raises(missing):
        world.client.get_import_jobs(ApplicationId="x")


def test_an_import_becomes_endpoints_and_a_segment(world):
    world.source.put(
        "customers",
        "in/a.csv",
        "Id,ChannelType,Address,Attributes.arm,Metrics.history\n"
        "e1,EMAIL,1@example.com,a,20\ne2,EMAIL,2@example.com,b,20\nx,PIGEON,3@example.com,a,20\n",
    )
    made = world.start_import(DefineSegment=True, SegmentName="Everybody")
    assert made["JobStatus"] == "CREATED"

    world.deliver()

    job = world.job(made["Id"])
    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 3, 1)
    assert job["Failures"][0].startswith("in/a.csv, line 4: ChannelType")
    ids = {"ApplicationId": world.app, "SegmentId": job["Definition"]["SegmentId"]}
    segment = world.client.get_segment(**ids)["SegmentResponse"]
    assert segment["ImportDefinition"]["Size"] == 2
    assert world.client.get_segment_import_jobs(**ids)["ImportJobsResponse"]["Item"] == [job]
    assert world.client.get_import_jobs(ApplicationId=world.app)["ImportJobsResponse"]["Item"] == [job]
    filtered = world.define(
        SegmentGroups={"Groups": [{"SourceSegments": [{"Id": segment["Id"]}], "Dimensions": [DIMENSIONS]}]}
    )
    reader = AudienceReader(endpoints=world.endpoints, members=world.members, documents=world.segments)
    assert reader.count(world.app, filtered["Id"], now=bootstrap.clock().now()) == 1


def test_a_url_that_leads_nowhere_fails_the_job_and_not_the_message(world):
    made = world.start_import()

    world.deliver()

    job = world.job(made["Id"])
    assert job["JobStatus"] == "FAILED"
    assert job["Failures"] == ["'s3://customers' does not exist."]


def test_an_import_of_nothing_is_a_bad_request(world):
    with pytest.raises(world.client.exceptions.BadRequestException, match="DefineSegment"):
        world.start_import(RegisterEndpoints=False)


def test_a_message_about_a_job_that_is_gone_is_dropped(world):
    body = json.dumps({"ApplicationId": world.app, "JobId": "x"})

    answer = run_import({"Records": [{"messageId": "m", "body": body}]}, Context())

    assert answer == {"batchItemFailures": []}
