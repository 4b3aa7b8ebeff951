"""The reader that replaces botocore's parser: a guard for the private attribute, and the same values as the parser's."""

from __future__ import annotations

import pytest

from pinwheel.adapters.dynamodb.endpoint_items import endpoint_item
from pinwheel.adapters.dynamodb.endpoint_pages import ALL_FIELDS
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.domain.endpoints import Endpoint, bucket_of
from pinwheel.domain.errors import Unavailable
from pinwheel.ports.endpoints import EndpointPage
from tests.contract.tables import endpoints_client

APP = "app1"
FULL = Endpoint(
    id="E1",
    application_id=APP,
    channel_type="EMAIL",
    address="é@example.com",
    attributes={"a": ["1", ""]},
    metrics={"n": 1.0, "m": 0.25},
    demographic={"Make": "x"},
    location={"City": "Rome", "Latitude": 41.9},
    user_id="u1",
    last_activity="2026-11-02T12:00:00.000Z",
)


@pytest.fixture
def clients():
    with endpoints_client() as new_client:
        new_client().put_item(TableName="endpoints", Item=endpoint_item(APP, FULL))
        yield new_client


def test_all_fields_come_back(clients):
    pages = FastPages(clients(use_page_parser), "endpoints")

    page = pages.page(APP, bucket_of("e1"), after=None, fields=ALL_FIELDS)

    assert page == EndpointPage([FULL], after=None, examined=1)


def test_fields_that_are_not_asked_for_keep_their_defaults(clients):
    pages = FastPages(clients(use_page_parser), "endpoints")

    page = pages.page(APP, bucket_of("e1"), after=None, fields=frozenset({"metrics"}))

    assert page.endpoints == [Endpoint(id="E1", application_id=APP, metrics={"n": 1.0, "m": 0.25})]


def test_what_a_page_cost_reaches_the_usage_meter(clients):
    client = clients(use_page_parser)

    answer = client.query(
        TableName="endpoints",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "x"}},
        ReturnConsumedCapacity="TOTAL",
    )

    assert answer["ConsumedCapacity"]["CapacityUnits"] > 0


def test_errors_are_still_read_by_botocore(clients):
    pages = FastPages(clients(use_page_parser), "no-such-table")

    with pytest.raises(Unavailable, match="ResourceNotFoundException"):
        pages.page(APP, 0, after=None, fields=ALL_FIELDS)
