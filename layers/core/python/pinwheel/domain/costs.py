"""What counted AWS calls cost, by a dated table of prices, and what Amazon Pinpoint charged for the same.

Prices are list prices of us-east-1 in US dollars, without free tiers and without what is stored or idle.
Pinpoint's are those of its last public price page: targeted endpoints and events, each less a free share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PRICES_AS_OF = "2025-06-01"

MILLION = 1_000_000

READ_UNIT = 0.125 / MILLION
WRITE_UNIT = 0.625 / MILLION
_READS = frozenset({"dynamodb.GetItem", "dynamodb.BatchGetItem", "dynamodb.Query"})

CALL_PRICES = {
    "s3.PutObject": 0.005 / 1000,
    "s3.ListObjectsV2": 0.005 / 1000,
    "s3.CopyObject": 0.005 / 1000,
    "s3.GetObject": 0.0004 / 1000,
    "s3.HeadObject": 0.0004 / 1000,
    "sqs.SendMessage": 0.40 / MILLION,
    "sqs.SendMessageBatch": 0.40 / MILLION,
    "kms.Decrypt": 0.03 / 10_000,
    "kms.Encrypt": 0.03 / 10_000,
    "scheduler.CreateSchedule": 1.00 / MILLION,
}
"""US dollars a call; calls that AWS does not charge for (SES GetAccount, STS) are not listed."""

PAYLOAD_UNIT_PRICE = 0.014 / MILLION
API_REQUEST_PRICE = 1.00 / MILLION
INVOCATION_PRICE = 0.20 / MILLION
GIGABYTE_SECOND_PRICE = 0.0000133334
QUEUE_REQUESTS_PER_INVOCATION = 2
"""What Lambda's poller costs per worker invocation: one receive, one delete."""

EMAIL_PRICE = 0.10 / 1000
"""One e-mail through SES; Pinpoint charged the same."""

PINPOINT_ENDPOINT_PRICE = 0.0012
PINPOINT_FREE_ENDPOINTS = 5_000
PINPOINT_EVENT_PRICE = 1.00 / MILLION
PINPOINT_FREE_EVENTS = 100 * MILLION


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a bill."""

    service: str
    unit: str
    count: float
    amount: float


@dataclass(frozen=True, slots=True)
class FunctionUsage:
    """What one function used: invocations, billed time, and its AWS calls as `(calls, units)` by name."""

    invocations: int
    gigabyte_seconds: float
    calls: Mapping[str, tuple[float, float]]


def bill(functions: Mapping[str, FunctionUsage]) -> list[CostLine]:
    """Price what was counted; functions named `api...` are woken by the API, all others by queues."""
    lines = _lambda_lines(functions)
    totals: dict[str, tuple[float, float]] = {}
    for usage in functions.values():
        for name, (calls, units) in usage.calls.items():
            before = totals.get(name, (0, 0))
            totals[name] = (before[0] + calls, before[1] + units)
    reads = sum(units for name, (_, units) in totals.items() if name in _READS)
    writes = sum(
        units for name, (_, units) in totals.items() if name.startswith("dynamodb.") and name not in _READS
    )
    lines.append(CostLine("DynamoDB", "read request units", reads, reads * READ_UNIT))
    lines.append(CostLine("DynamoDB", "write request units", writes, writes * WRITE_UNIT))
    payload = totals.get("kinesis.PayloadUnits", (0, 0))[1]
    lines.append(CostLine("Kinesis", "payload units", payload, payload * PAYLOAD_UNIT_PRICE))
    for name, price in CALL_PRICES.items():
        if calls := totals.get(name, (0, 0))[0]:
            service, operation = name.split(".")
            lines.append(CostLine(service.upper(), operation, calls, calls * price))
    return lines


def _lambda_lines(functions: Mapping[str, FunctionUsage]) -> list[CostLine]:
    invocations = sum(usage.invocations for usage in functions.values())
    requests = sum(usage.invocations for name, usage in functions.items() if name.startswith("api"))
    seconds = sum(usage.gigabyte_seconds for usage in functions.values())
    polls = (invocations - requests) * QUEUE_REQUESTS_PER_INVOCATION
    return [
        CostLine("API Gateway", "requests", requests, requests * API_REQUEST_PRICE),
        CostLine("Lambda", "invocations", invocations, invocations * INVOCATION_PRICE),
        CostLine("Lambda", "GB-seconds", seconds, seconds * GIGABYTE_SECOND_PRICE),
        CostLine("SQS", "polls", polls, polls * CALL_PRICES["sqs.SendMessage"]),
    ]


def pinpoint_price(*, targeted_endpoints: int, events: int) -> float:
    """Tell what Pinpoint charged in a month for endpoints and events; messages were extra, as here."""
    endpoints = max(0, targeted_endpoints - PINPOINT_FREE_ENDPOINTS) * PINPOINT_ENDPOINT_PRICE
    return endpoints + max(0, events - PINPOINT_FREE_EVENTS) * PINPOINT_EVENT_PRICE
