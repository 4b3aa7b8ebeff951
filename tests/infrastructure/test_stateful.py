"""What holds state keeps its identity and its protection."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from tests.synthesis import create_tables

STATEFUL = {
    "AWS::DynamoDB::GlobalTable": {
        "EndpointsTable1F54A679",
        "SegmentsTable488C5267",
        "EventsTable4B7491D3",
        "RegistryTableDB777839",
    },
    "AWS::S3::Bucket": {"DataBucketE6B0FAA8", "DataAccessLogsC0C25EE4"},
    "AWS::KMS::Key": {"SecretsA3BCC2E9"},
    "AWS::Kinesis::Stream": {"StreamsEvents2F1094E5"},
}
"""Logical ids. Another id is another resource: the old one would be left behind with the customers' data."""


@pytest.mark.parametrize("type_", STATEFUL)
def test_logical_ids_of_stateful_resources_never_change(app, type_):
    assert set(app.resources(type_)) == STATEFUL[type_]


@pytest.mark.parametrize("type_", STATEFUL)
def test_state_outlives_its_stack(app, type_):
    for resource in app.resources(type_).values():
        assert resource["DeletionPolicy"] == "Retain"
        assert resource["UpdateReplacePolicy"] == "Retain"


def test_tables_have_the_keys_that_the_code_uses(app):
    for table in app.resources("AWS::DynamoDB::GlobalTable").values():
        keys = {key["KeyType"]: key["AttributeName"] for key in table["Properties"]["KeySchema"]}

        assert keys == {"HASH": "pk", "RANGE": "sk"}
        assert table["Properties"]["TimeToLiveSpecification"]["AttributeName"] == "expires_at"


def test_only_endpoints_are_found_by_user(app):
    indexes = {
        id_: table["Properties"].get("GlobalSecondaryIndexes", [])
        for id_, table in app.resources("AWS::DynamoDB::GlobalTable").items()
    }

    assert indexes.pop("EndpointsTable1F54A679") == [
        {
            "IndexName": "ByUser",
            "KeySchema": [
                {"AttributeName": "uk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ]
    assert not any(indexes.values())


def test_tables_recover_and_refuse_deletion(app):
    for table in app.resources("AWS::DynamoDB::GlobalTable").values():
        (replica,) = table["Properties"]["Replicas"]

        assert replica["DeletionProtectionEnabled"] is True
        assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True


def test_buckets_are_private_and_chunks_of_runs_expire(app):
    for bucket in app.resources("AWS::S3::Bucket").values():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}

    rules = app.data["Resources"]["DataBucketE6B0FAA8"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert {"Prefix": "runs/", "ExpirationInDays": 30, "Status": "Enabled"} in rules


def test_stream_keeps_a_week_and_is_encrypted(app):
    stream = app.service["Resources"]["StreamsEvents2F1094E5"]["Properties"]

    assert stream["RetentionPeriodHours"] == 7 * 24
    assert stream["StreamEncryption"]["EncryptionType"] == "KMS"
    assert stream["ShardCount"] == 1


def test_tables_of_tests_are_those_of_the_template(templates):
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        names = create_tables(client, templates["PinwheelData"])
        endpoints = client.describe_table(TableName=names["PINWHEEL_ENDPOINTS_TABLE"])["Table"]

    assert len(names) == 4
    assert [index["IndexName"] for index in endpoints["GlobalSecondaryIndexes"]] == ["ByUser"]
