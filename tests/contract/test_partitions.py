"""Emptying partitions and erasing endpoints: the same promises from memory and from DynamoDB."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.erasure import DynamoErasure
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.partitions import DynamoPartitions
from pinwheel.adapters.dynamodb.plain_json import use_plain_json
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.endpoint_merge import Claim
from pinwheel.domain.endpoints import BUCKETS, bucket_of
from pinwheel.ports.endpoints import EndpointUpdate, Remains
from tests.contract.tables import endpoints_client
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.partitions import MemoryErasure, MemoryPartitions
from tests.fakes.system import FrozenClock


class Memory:
    def __init__(self):
        self.stored: dict[tuple[str, str], dict[str, str]] = {}
        self.partitions = MemoryPartitions(self.stored)

    def put(self, partition, key):
        self.stored[partition, key] = {}

    def keys(self):
        return sorted(self.stored)


class Dynamo:
    def __init__(self, monkeypatch):
        self.client = boto3.client("dynamodb")
        self.client.create_table(
            TableName="t",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        monkeypatch.setattr("pinwheel.adapters.dynamodb.partitions.PAGE", 2)
        self.partitions = DynamoPartitions(Table(self.client, "t"))

    def put(self, partition, key):
        self.client.put_item(TableName="t", Item={"pk": {"S": partition}, "sk": {"S": key}})

    def keys(self):
        found = self.client.scan(TableName="t")["Items"]
        return sorted((item["pk"]["S"], item["sk"]["S"]) for item in found)


@pytest.fixture(params=["memory", "dynamodb"])
def table(request, monkeypatch):
    if request.param == "memory":
        yield Memory()
        return
    with mock_aws():
        yield Dynamo(monkeypatch)


def test_a_partition_is_emptied_and_no_other(table):
    for key in "abcde":
        table.put("p", key)
    table.put("pq", "a")

    assert table.partitions.empty("p", is_late=lambda: False)
    assert table.partitions.empty("p", is_late=lambda: False)
    assert table.keys() == [("pq", "a")]


def test_emptying_stops_when_it_is_late_and_goes_on_later(table):
    for key in "abcde":
        table.put("p", key)

    assert not table.partitions.empty("p", is_late=lambda: True)
    assert table.keys() == [("p", "c"), ("p", "d"), ("p", "e")]
    assert table.partitions.empty("p", is_late=lambda: False)
    assert table.keys() == []


def test_items_are_removed_by_key_also_when_named_twice_or_absent(table):
    for key in "ab":
        table.put("p", key)

    table.partitions.remove([("p", "a"), ("p", "a"), ("p", "z")])
    table.partitions.remove([])

    assert table.keys() == [("p", "b")]


class Hesitant:
    """Answers that one deletion was not done, the first time."""

    def __init__(self):
        self.asked = []

    def batch_write_item(self, *, RequestItems):  # noqa: N803 - the SDK's name
        self.asked.append(RequestItems["t"])
        return {"UnprocessedItems": {"t": RequestItems["t"][:1]} if len(self.asked) == 1 else {}}


def test_what_the_table_did_not_get_to_is_asked_for_again():
    client = Hesitant()
    partitions = DynamoPartitions(Table(client, "t", pause=lambda _seconds: None))

    partitions.remove([("p", "a"), ("p", "b")])

    assert [len(requests) for requests in client.asked] == [2, 1]


def people(application_id, count=5):
    return [
        EndpointUpdate(
            f"{application_id}-E{n}",
            {
                "ChannelType": "EMAIL",
                "Address": f"{n}@example.com",
                "User": {"UserId": f"u{n}", "UserAttributes": {"Tier": ["gold"]}},
            },
            "r",
        )
        for n in range(count)
    ]


def erase(erasure, application_id):
    for bucket in range(BUCKETS):
        while remains := erasure.remains(application_id, bucket):
            erasure.erase(application_id, remains)
    erasure.erase_marker(application_id)


def test_endpoints_are_erased_from_memory():
    endpoints = MemoryEndpoints()
    endpoints.upsert_many("a", people("a"))
    endpoints.upsert_many("b", people("b"))

    erase(MemoryErasure(endpoints), "a")

    assert {app for app, _ in [*endpoints.stored, *endpoints.users]} == {"b"}


def test_endpoints_go_with_users_and_addresses_and_leave_nothing():
    with endpoints_client() as new_client:
        table = Table(new_client(use_plain_json), "endpoints")
        pages = FastPages(new_client(use_page_parser), "endpoints")
        endpoints = DynamoEndpoints(table, pages=pages, clock=FrozenClock())
        erasure = DynamoErasure(Table(new_client(), "endpoints"))
        endpoints.upsert_many("a", people("a"))
        endpoints.upsert_many("b", people("b", 2))
        endpoints.upsert_many("a", [EndpointUpdate("a-E9", {"Attributes": {"N": ["1"]}}, "r")])
        client = new_client()
        (remains,) = erasure.remains("a", bucket_of("a-E1"))

        erase(erasure, "a")
        erasure.erase("a", [remains])

        left = {item["pk"]["S"].split("#")[0] for item in client.scan(TableName="endpoints")["Items"]}
        assert left == {"b"}
        assert remains == Remains("a-e1", user_id="u1", claim=Claim("EMAIL", "1@example.com"))
        assert len(endpoints.of_user("b", "u1")) == 1
