"""Displays of in-app campaigns: the same promises from memory and from DynamoDB."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.impressions import MOST, DynamoImpressions
from tests.fakes.impressions import MemoryImpressions
from tests.fakes.system import FrozenClock


@pytest.fixture(params=["memory", "dynamodb"])
def impressions(request):
    if request.param == "memory":
        yield MemoryImpressions()
        return
    with mock_aws():
        client = boto3.client("dynamodb", region_name="us-east-1")
        client.create_table(
            TableName="t",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DynamoImpressions(client, "t", clock=FrozenClock())


def test_an_endpoint_that_was_shown_nothing_has_no_counts(impressions):
    assert impressions.of_endpoint("app", "e") == {}


def test_each_event_counts_once_for_its_campaign_and_endpoint(impressions):
    impressions.add("app", "E", "c1", "1")
    impressions.add("app", "e", "c1", "1")
    impressions.add("app", "e", "c1", "2")
    impressions.add("app", "e", "c2", "1")
    impressions.add("app", "other", "c1", "1")
    impressions.add("other", "e", "c1", "1")

    assert impressions.of_endpoint("app", "e") == {"c1": 2, "c2": 1}


def test_counting_stops_where_no_cap_can_be(impressions):
    for number in range(MOST + 3):
        impressions.add("app", "e", "c1", str(number))

    assert impressions.of_endpoint("app", "e") == {"c1": MOST}
