"""Segment evaluation: from DynamoDB's response bytes to decisions, against boto3 and against orjson alone."""

from __future__ import annotations

import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle, repeat
from types import SimpleNamespace
from typing import Any

import boto3
import orjson
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders

from benchmarks.timing import Row, best_seconds_of_each
from pinwheel.adapters.attributes import to_item
from pinwheel.adapters.dynamodb.endpoints import DynamoEndpoints
from pinwheel.adapters.dynamodb.fast_pages import FastPages, use_page_parser
from pinwheel.adapters.dynamodb.plain_json import use_plain_json
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.adapters.system import SystemClock
from pinwheel.domain.segments.model import SegmentDefinition
from pinwheel.domain.segments.reading import read_rule
from pinwheel.services.audience import AudienceReader

NOW = datetime(2026, 11, 2, tzinfo=UTC)
PAGE_ITEMS = 2_200
"""Items of about 450 billed bytes in a page of 1 MB."""
PAGES = 10
SLOW_PAGES = 2

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
NOTHING: Any = object()
"""A store that is not asked for anything here."""

EVERYBODY = SegmentDefinition("app", "everybody", 1)
DECISIONS: frozenset[str] = frozenset()
"""Members are counted: of endpoints nothing is needed but that they are members."""


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


def reader(pages: list[bytes]) -> AudienceReader:
    """Put the audience together as functions do; its client answers with the pages, over and over."""
    client = answering(use_page_parser(new_client()), "Query", cycle(pages))
    others = answering(use_plain_json(new_client()), "GetItem", repeat(b"{}"))
    table = Table(others, "endpoints")
    endpoints = DynamoEndpoints(table, pages=FastPages(client, table.name), clock=SystemClock())
    return AudienceReader(endpoints=endpoints, members=NOTHING, documents=NOTHING)


def ours(
    audience: AudienceReader, segment: SegmentDefinition, *, fields: frozenset[str] | None, pages: int = PAGES
) -> int:
    """Count members as slices read them (all fields) or as segments are counted (none)."""
    read = (audience.page(segment, 0, now=NOW, fields=fields) for _ in range(pages))
    return sum(len(page.endpoints) for page in read)


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


def session() -> boto3.Session:
    """Begin a session that needs no account."""
    return boto3.Session("x", "x", region_name="us-east-1")


def new_client() -> Any:
    """Make a client as the SDK makes it."""
    return session().client("dynamodb")


def answering(client: Any, operation: str, bodies: Iterator[bytes]) -> Any:
    """Let a client answer an operation with these bodies; the network is left out."""

    def answer(request: Any, **_: Any) -> AWSResponse:
        body = next(bodies)
        headers = HTTPHeaders.from_dict({"content-type": "application/x-amz-json-1.0"})
        return AWSResponse(request.url, 200, headers, SimpleNamespace(stream=lambda: [body]))

    client.meta.events.register(f"before-send.dynamodb.{operation}", answer)
    return client


def scanned(pages: list[bytes]) -> Any:
    """Make the SDK's table that answers with the pages, over and over."""
    resource: Any = session().resource("dynamodb")
    answering(resource.meta.client, "Scan", cycle(pages))
    return resource.Table("endpoints")


def theirs(table: Any) -> int:
    """Count members with the SDK's resource and plain Python."""
    return sum(plain(endpoint) for _ in range(SLOW_PAGES) for endpoint in table.scan()["Items"])


def memory_growth(audience: AudienceReader) -> float:
    """Give the peak memory of ten times the pages against that of one part."""

    def peak(pages: int) -> int:
        tracemalloc.start()
        ours(audience, DEFINITION, fields=None, pages=pages)
        reached = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return reached

    return peak(20) / peak(2)


def rows() -> list[Row]:
    """Time the ways on the same pages."""
    choice = random.Random(7)
    pages = [page(number * PAGE_ITEMS, choice) for number in range(PAGES)]
    audience, table = reader(pages), scanned(pages[:SLOW_PAGES])
    if ours(reader(pages), DEFINITION, fields=DECISIONS, pages=SLOW_PAGES) != theirs(table):
        raise RuntimeError("The two ways do not find the same members.")
    seconds = best_seconds_of_each(
        lambda: ours(audience, DEFINITION, fields=DECISIONS),
        lambda: ours(audience, DEFINITION, fields=None),
        lambda: ours(audience, EVERYBODY, fields=None),
        lambda: [orjson.loads(body) for body in pages],
        lambda: theirs(table),
    )
    read = (PAGES, PAGES, PAGES, PAGES, SLOW_PAGES)
    decisions, members, everybody, parsed, slow = (
        count * PAGE_ITEMS / taken for count, taken in zip(read, seconds, strict=True)
    )
    growth = memory_growth(audience)

    def against(name: str, own: float, other: float, target: float) -> Row:
        return Row(name, f"{own / other:.1f}x", f"{target}x", own / other >= target)

    return [
        Row("Segment evaluation, six dimensions", f"{decisions:,.0f}/s", "200,000/s", decisions >= 200_000),
        against("  against boto3 Table.scan", decisions, slow, 25),
        against("  against orjson.loads alone", decisions, parsed, 1),
        against("  with whole endpoints of members (1 in 7), against boto3", members, slow, 20),
        against("  with whole endpoints of everybody, against boto3", everybody, slow, 8),
        Row("  peak memory, ten times the audience", f"{growth:.2f}x", "flat", growth < 1.2),
    ]
