"""Segment evaluation: from DynamoDB's response bytes to decisions, against boto3 and against orjson alone."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import boto3
import orjson
from botocore.awsrequest import AWSResponse

from benchmarks.timing import Row, best_seconds
from pinwheel.adapters.attributes import to_item
from pinwheel.adapters.dynamodb.endpoint_pages import page_decoder
from pinwheel.domain.segments.matching import SegmentFilter
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.segments.reading import read_rule

NOW = datetime(2026, 11, 2, tzinfo=UTC)
PAGE_ITEMS = 2_200
"""Items of about 450 billed bytes in a page of 1 MB."""
PAGES = 10
SLOW_PAGES = 2

CREDENTIALS = dict.fromkeys(("aws_access_key_id", "aws_secret_access_key"), "x")

SEGMENT = {
    "Attributes": {
        "plan": {"AttributeType": "INCLUSIVE", "Values": ["gold", "silver"]},
        "city": {"AttributeType": "CONTAINS", "Values": ["ber"]},
    },
    "Metrics": {"spend": {"ComparisonOperator": "GREATER_THAN", "Value": 50.0}},
    "Demographic": {
        "Channel": {"DimensionType": "INCLUSIVE", "Values": ["EMAIL"]},
        "Platform": {"DimensionType": "EXCLUSIVE", "Values": ["Symbian"]},
    },
    "Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}},
}
DEFINITION = SegmentDefinition("app", "segment", 1, read_rule({"Dimensions": SEGMENT}))
WHERE = SegmentFilter(DEFINITION, NOW, lambda _name: ())
FIELDS = frozenset({"address", "attributes", "channel_type", "opt_out", "endpoint_status", "cohort_id"})


def item(number: int, choice: random.Random) -> dict[str, Any]:
    """Make up an endpoint as it is stored."""
    return to_item(
        {
            "pk": f"{'a' * 32}#{number % 256:02x}",
            "sk": f"endpoint-{number}",
            "rev": 1,
            "Id": f"endpoint-{number}",
            "ChannelType": choice.choice(["EMAIL", "EMAIL", "SMS"]),
            "Address": f"person-{number}@example.com",
            "OptOut": "NONE",
            "EndpointStatus": "ACTIVE",
            "CohortId": str(number % 100),
            "CreationDate": "2026-01-02T03:04:05.678Z",
            "EffectiveDate": "2026-10-02T03:04:05.678Z",
            "LastActivity": f"2026-10-{choice.randint(1, 30):02d}T03:04:05.678Z",
            "Attributes": {
                "plan": [choice.choice(["gold", "silver", "free"])],
                "city": [choice.choice(["berlin", "bern", "rome"])],
            },
            "Metrics": {"spend": choice.randint(0, 100) + 0.5},
            "Demographic": {"Platform": "iOS", "Timezone": "Europe/Berlin"},
            "Location": {"Country": "DE"},
            "UserId": f"user-{number}",
        }
    )


def page(start: int, choice: random.Random) -> bytes:
    """Make up a Query answer as it comes over the wire."""
    items = [item(start + n, choice) for n in range(PAGE_ITEMS)]
    last = {"pk": items[-1]["pk"], "sk": items[-1]["sk"]}
    return json.dumps({"Count": len(items), "Items": items, "LastEvaluatedKey": last}).encode()


def ours(pages: list[bytes]) -> int:
    """Count members as a slice finds them; those become endpoints with what an e-mail needs."""
    decoder = page_decoder(FIELDS)
    return sum(len(decoder.decode(body, "app", WHERE).endpoints) for body in pages)


def plain(endpoint: dict[str, Any]) -> bool:
    """Decide as plain Python would over what boto3 gives."""
    attributes = endpoint["Attributes"]
    active = datetime.fromisoformat(endpoint["LastActivity"])
    return (
        endpoint["ChannelType"] == "EMAIL"
        and any(value in ("gold", "silver") for value in attributes.get("plan", []))
        and any("ber" in value for value in attributes.get("city", []))
        and endpoint["Metrics"].get("spend", 0) > 50
        and endpoint["Demographic"].get("Platform") != "Symbian"
        and NOW - active <= timedelta(days=30)
    )


def boto3_scan(pages: list[bytes]) -> int:
    """Count members with the SDK's resource and plain Python; the network is left out."""
    resource = boto3.resource("dynamodb", region_name="us-east-1", **CREDENTIALS)
    bodies: Iterator[bytes] = iter(pages)

    def answer(request: Any, **_: Any) -> AWSResponse:
        headers = {"content-type": "application/x-amz-json-1.0"}
        raw = SimpleNamespace(read=lambda: b"")
        response = AWSResponse(request.url, 200, headers, raw)
        response._content = next(bodies)
        return response

    resource.meta.client.meta.events.register("before-send.dynamodb.Scan", answer)
    table = resource.Table("endpoints")
    return sum(plain(endpoint) for _ in pages for endpoint in table.scan()["Items"])


def memory_growth(choice: random.Random) -> float:
    """Give the peak memory of ten times the pages against that of one part."""
    body = page(0, choice)

    def peak(count: int) -> int:
        tracemalloc.start()
        for _ in range(count):
            ours([body])
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    return peak(20) / peak(2)


def rows() -> list[Row]:
    """Time the three ways on the same pages."""
    choice = random.Random(7)
    pages = [page(number * PAGE_ITEMS, choice) for number in range(PAGES)]
    if ours(pages[:SLOW_PAGES]) != boto3_scan(pages[:SLOW_PAGES]):
        raise RuntimeError("The two ways do not find the same members.")
    count = PAGES * PAGE_ITEMS
    our_rate = count / best_seconds(lambda: ours(pages))
    orjson_rate = count / best_seconds(lambda: [orjson.loads(body) for body in pages])
    slow = SLOW_PAGES * PAGE_ITEMS / best_seconds(lambda: boto3_scan(pages[:SLOW_PAGES]), runs=2)
    growth = memory_growth(choice)
    return [
        Row("Segment evaluation, six dimensions", f"{our_rate:,.0f}/s", "200,000/s", our_rate >= 200_000),
        Row("  against boto3 Table.scan", f"{our_rate / slow:.0f}x", "25x", our_rate / slow >= 25),
        Row("  against orjson.loads alone", f"{our_rate / orjson_rate:.2f}x", "1x", our_rate > orjson_rate),
        Row("  peak memory, ten times the audience", f"{growth:.2f}x", "flat", growth < 1.2),
    ]
