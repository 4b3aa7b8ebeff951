"""An application is exported and then deleted over the real adapters: the tables and the bucket end up empty."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import boto3
import pytest

from pinwheel.adapters.dynamodb.documents import DynamoDocuments
from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.erasure import DynamoErasure
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.ledger import DynamoLedger
from pinwheel.adapters.dynamodb.partitions import DynamoPartitions
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.adapters.export_target import S3ExportTarget
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.adapters.s3 import S3Blobs
from pinwheel.domain import keys
from pinwheel.domain.runs.ledger import Cursor
from pinwheel.ports.documents import Put
from pinwheel.services import export_pieces
from pinwheel.services.applications import create_application, delete_application
from pinwheel.services.audience import AudienceReader
from pinwheel.services.deletion import Eraser
from pinwheel.services.export_jobs import create_export_job, get_export_job
from pinwheel.services.export_pieces import ExportWorker
from tests.contract.tables import endpoints_client
from tests.contract.test_ledger import CHUNK, PLAN
from tests.fakes.imports import PLACE, ROLE, Imports
from tests.fakes.push import FakePush
from tests.fakes.scheduler import MemoryScheduler
from tests.fakes.system import MemoryQueue

CSV = "Id,ChannelType,Address,User.UserId,User.UserAttributes.tier\n" + "".join(
    f"e{n},EMAIL,p{n}@example.com,u{n},gold\n" for n in range(20)
)
TABLES = ("registry", "segments", "events", "endpoints")
RUN = PLAN.run_id


class Deployment:
    """Adapters over moto, and the queues."""

    def __init__(self, new_client):
        self.dynamodb, self.s3 = new_client(), boto3.client("s3")
        for name in TABLES[:3]:
            self.dynamodb.create_table(
                TableName=name,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
                KeySchema=[
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
            )
        for bucket in ("data", "out"):
            self.s3.create_bucket(Bucket=bucket)
        self.imports = Imports()
        self.clock = self.imports.clock
        self.documents = self.imports.documents = DynamoDocuments(self.dynamodb, "registry")
        self.segments = self.imports.segments = DynamoDocuments(self.dynamodb, "segments")
        self.blobs = self.imports.blobs = S3Blobs(self.s3, "data")
        self.members = self.imports.members = BlobSegmentMembers(self.blobs)
        self.endpoints = self.imports.endpoints = DynamoEndpoints(
            Table(new_client(), "endpoints"),
            pages=FastPages(new_client(use_page_parser), "endpoints"),
            clock=self.clock,
        )
        self.ledger = DynamoLedger(self.dynamodb, "events", sleep=lambda _seconds: None)
        self.queue = MemoryQueue()

    def deliver_all(self, work):
        while self.queue.sent:
            work(self.queue.sent.pop(0), self.clock.real_now() + timedelta(minutes=3))

    def export(self, application_id, **request):
        made = create_export_job(
            application_id,
            {"S3UrlPrefix": "s3://out/x/", "RoleArn": ROLE, **request},
            documents=self.documents,
            segment_documents=self.segments,
            queue=self.queue,
            clock=self.clock,
            ids=self.imports.ids,
        )
        worker = ExportWorker(
            documents=self.documents,
            segment_documents=self.segments,
            endpoints=self.endpoints,
            audience=AudienceReader(endpoints=self.endpoints, members=self.members, documents=self.segments),
            queue=self.queue,
            target=lambda _role: S3ExportTarget(lambda: self.s3, own_bucket="data"),
            clock=self.clock,
        )
        self.deliver_all(worker.work)
        return get_export_job(application_id, made["Id"], documents=self.documents)

    def exported(self):
        names = [entry["Key"] for entry in self.s3.list_objects_v2(Bucket="out").get("Contents", [])]
        bodies = [self.s3.get_object(Bucket="out", Key=name)["Body"].read() for name in names]
        return [json.loads(line) for body in bodies for line in gzip.decompress(body).splitlines()]

    def delete(self, application_id):
        delete_application(application_id, documents=self.documents, queue=self.queue)
        eraser = Eraser(
            documents=self.documents,
            segment_documents=self.segments,
            registry=DynamoPartitions(Table(self.dynamodb, "registry")),
            segments=DynamoPartitions(Table(self.dynamodb, "segments")),
            figures=DynamoPartitions(Table(self.dynamodb, "events")),
            endpoints=DynamoErasure(Table(self.dynamodb, "endpoints")),
            members=self.members,
            blobs=self.blobs,
            ledger=self.ledger,
            timers=MemoryScheduler(),
            push=FakePush(),
            queue=self.queue,
            clock=self.clock,
        )
        self.deliver_all(eraser.work)

    def items(self):
        return {name: self.dynamodb.scan(TableName=name)["Items"] for name in TABLES}


@pytest.fixture
def deployment(monkeypatch):
    monkeypatch.setattr("tests.fakes.imports.APP", f"{1:032x}")
    with endpoints_client() as new_client:
        yield Deployment(new_client)


def test_an_application_is_exported_and_leaves_nothing_when_it_is_deleted(deployment, monkeypatch):
    monkeypatch.setattr(export_pieces, "MOST_PIECES", 3)
    monkeypatch.setattr(export_pieces, "SMALL_BUCKET", -1)
    made = create_application(
        "Shop",
        {},
        documents=deployment.documents,
        clock=deployment.clock,
        ids=deployment.imports.ids,
        place=PLACE,
    )
    app = made["Id"]
    segment = deployment.imports.imported(CSV, DefineSegment=True)["Definition"]["SegmentId"]

    job = deployment.export(app)
    assert (job["JobStatus"], job["TotalProcessed"], job["CompletedPieces"]) == ("COMPLETED", 20, 3)
    assert {line["User"]["UserAttributes"]["tier"][0] for line in deployment.exported()} == {"gold"}
    assert len(deployment.exported()) == 20
    assert deployment.export(app, SegmentId=segment)["TotalProcessed"] == 20

    deployment.documents.write([Put(keys.campaign(app, "c"), {"Id": "c", "Internal": {"ActiveRuns": [RUN]}})])
    deployment.documents.write([Put(keys.activity(app, "c", "a"), {"Id": "a", "RunId": RUN})])
    deployment.ledger.open(PLAN)
    begun, ahead = Cursor(bucket=0), Cursor(bucket=1, step=1)
    deployment.ledger.advance(RUN, 0, old=begun, new=ahead, is_done=False, chunks=[CHUNK], counters={})
    deployment.blobs.put(f"runs/{RUN}/000/x.ndjson", b"people")
    assert all(deployment.items().values())

    deployment.delete(app)

    assert deployment.items() == {name: [] for name in TABLES}
    assert list(deployment.blobs.names("")) == []
