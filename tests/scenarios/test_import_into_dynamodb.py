"""An import job over the real adapters: documents, endpoints and members as they are stored in AWS."""

from __future__ import annotations

import boto3
import pytest

from pinwheel.adapters.dynamodb.documents import DynamoDocuments
from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.adapters.members import BlobSegmentMembers
from pinwheel.adapters.s3 import S3Blobs
from pinwheel.domain.imports import files
from pinwheel.services.audience import AudienceReader, load_segment
from pinwheel.services.segments import create_segment, get_segment
from tests.contract.tables import endpoints_client
from tests.fakes.imports import APP, PLACE, Imports

CSV = (
    "Id,ChannelType,Address,User.UserId,User.UserAttributes.tier,Attributes.arm,Metrics.history\n"
    + "".join(
        f"e{n},EMAIL,p{n}@example.com,u{n},{'gold' if n % 3 else 'tin'},{'ab'[n % 2]},{n}.5\n"
        for n in range(30)
    )
)


@pytest.fixture
def imports():
    with endpoints_client() as new_client:
        client = boto3.client("dynamodb")
        for table in ("registry", "segments"):
            client.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
                KeySchema=[
                    {"AttributeName": "pk", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
            )
        s3 = boto3.client("s3")
        s3.create_bucket(Bucket="data")
        made = Imports()
        made.documents = DynamoDocuments(new_client(), "registry")
        made.segments = DynamoDocuments(new_client(), "segments")
        made.endpoints = DynamoEndpoints(
            Table(new_client(), "endpoints"),
            pages=FastPages(new_client(use_page_parser), "endpoints"),
            clock=made.clock,
        )
        made.blobs = S3Blobs(s3, "data")
        made.members = BlobSegmentMembers(made.blobs)
        yield made


def test_an_import_is_stored_counted_and_read_back(imports, monkeypatch):
    monkeypatch.setattr(files, "PIECE_BYTES", 700)

    job = imports.imported(CSV + "x,PIGEON,x@example.com,,,,\n", DefineSegment=True, SegmentName="Everybody")

    assert (job["JobStatus"], job["TotalProcessed"], job["TotalFailures"]) == ("COMPLETED", 31, 1)
    assert job["CompletedPieces"] == job["TotalPieces"] > 1
    assert job["Failures"][0].startswith("in/a.csv, line 32: ChannelType")
    imported = get_segment(APP, job["Definition"]["SegmentId"], documents=imports.segments)
    assert imported["ImportDefinition"]["Size"] == 30
    assert imported["ImportDefinition"]["ChannelCounts"] == {"EMAIL": 30}
    assert list(imports.blobs.names("imports/")) == []


def test_filters_see_what_was_imported(imports):
    job = imports.imported(CSV, DefineSegment=True)
    dimensions = {
        "Attributes": {"arm": {"Values": ["a"]}},
        "UserAttributes": {"tier": {"Values": ["gold"]}},
        "Metrics": {"history": {"ComparisonOperator": "GREATER_THAN", "Value": 9.5}},
    }
    expected = len([n for n in range(30) if n % 2 == 0 and n % 3 and n + 0.5 > 9.5])
    group = {"SourceSegments": [{"Id": job["Definition"]["SegmentId"]}], "Dimensions": [dimensions]}
    reader = AudienceReader(endpoints=imports.endpoints, members=imports.members, documents=imports.segments)

    for request in ({"Dimensions": dimensions}, {"SegmentGroups": {"Groups": [group]}}):
        made = create_segment(
            APP, request, documents=imports.segments, clock=imports.clock, ids=imports.ids, place=PLACE
        )
        definition = load_segment(APP, made["Id"], documents=imports.segments)
        assert definition.version == 1
        assert reader.count(APP, made["Id"], now=imports.clock.now()) == expected
