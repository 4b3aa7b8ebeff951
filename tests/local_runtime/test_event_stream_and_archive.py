"""Under the template's roles: events reach a customer's stream and the archive, which answers and forgets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.local_runtime.talk import ROOT, connect

pytestmark = pytest.mark.local_runtime

STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/customer"
ROLE = "arn:aws:iam::000000000000:role/nobody"


def test_events_reach_a_customers_stream_and_the_archive(strict_talk):
    talk = strict_talk
    kinesis = connect("kinesis", endpoint_url=talk.s3.meta.endpoint_url, **ROOT)
    kinesis.create_stream(StreamName="customer", ShardCount=1)
    destination = {"DestinationStreamArn": STREAM, "RoleArn": ROLE}
    talk.call("put_event_stream", WriteEventStream=destination)
    visited = datetime.now(UTC) - timedelta(hours=1)
    for endpoint_id, types in (("ada", ["view", "cart", "buy"]), ("bob", ["view"])):
        events = {
            f"{endpoint_id}-{number}": {
                "EventType": kind,
                "Timestamp": (visited + timedelta(seconds=30 * number)).isoformat(),
            }
            for number, kind in enumerate(types)
        }
        batch = {endpoint_id: {"Endpoint": {}, "Events": events}}
        talk.call("put_events", EventsRequest={"BatchItem": batch})
    talk.controls.post("/local/idle", json={"TimeoutSeconds": 120}).raise_for_status()

    (shard,) = kinesis.list_shards(StreamName="customer")["Shards"]
    iterator = kinesis.get_shard_iterator(
        StreamName="customer", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator)["Records"]
    steps = {"Steps": [{"EventType": "view"}, {"EventType": "buy"}], "WindowSeconds": 600}
    funnel = talk.extension("POST", "funnels", steps)
    status = talk.extension("GET", "eventstream/status")
    history = talk.extension("GET", "endpoints/ada/history?days=2")
    talk.call("delete_endpoint", EndpointId="ada")
    forgotten = talk.extension("GET", "endpoints/ada/history?days=2")

    assert [(each["PartitionKey"], json.loads(each["Data"])["event_type"]) for each in records] == [
        ("ada", "view"),
        ("ada", "cart"),
        ("ada", "buy"),
        ("bob", "view"),
    ]
    assert (status["State"], status["Delivered"]) == ("DELIVERING", 4)
    assert [(step["Users"], step["MedianSeconds"]) for step in funnel["Steps"]] == [(2, 0.0), (1, 60.0)]
    assert [each["EventType"] for each in history["Item"]] == ["buy", "cart", "view"]
    assert forgotten["Item"] == []
