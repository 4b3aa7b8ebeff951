"""The reference workload: 1 M endpoints, 4 e-mail campaigns a month to all, 100 M events at 10 a request.

Calls of a request are listed as the code makes them (services/put_events.py, services/rollups.py: decision
0005), bytes are measured on packed records, time on this machine. A request brings the events of one
endpoint's session. What the provider charges, what is stored, and what waits is not among them.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import orjson

from benchmarks.timing import Row, best_seconds
from pinwheel.domain.costs import (
    API_REQUEST_PRICE,
    GIGABYTE_SECOND_PRICE,
    INVOCATION_PRICE,
    PAYLOAD_UNIT_PRICE,
    READ_UNIT,
    WRITE_UNIT,
)
from pinwheel.domain.insight.bill import total, work_lines
from pinwheel.domain.put_events import examine
from pinwheel.domain.records import pack
from pinwheel.shapes.events import EventsRequest

ENDPOINTS = 1_000_000
CAMPAIGNS = 4
EVENTS = 100_000_000
A_REQUEST = 10
TARGET = 25.0
WAIT_SECONDS = 0.008
"""What a request waits for DynamoDB (twice) and Kinesis, in a function of one gigabyte."""
PAYLOAD_UNIT = 25_000
BATCH_SECONDS = 30.0
"""How long a roll-up waits for a batch (`pinwheel:stream-window-seconds`); 38 events a second fill none."""
COUNTERS_PER_BATCH = 6
MONTH_SECONDS = 30 * 86_400.0
COUNTED_PER_SECOND = 8_000
"""Events a second that one roll-up counts (decision 0005)."""


def lines() -> Mapping[str, float]:
    """Price the month, line by line."""
    requests = EVENTS / A_REQUEST
    seconds, size = _a_request()
    batches = min(MONTH_SECONDS / BATCH_SECONDS, requests)
    roll_up_seconds = EVENTS / COUNTED_PER_SECOND * 1.7
    return {
        "API Gateway": requests * API_REQUEST_PRICE,
        "Lambda requests": (requests + batches) * INVOCATION_PRICE,
        "Lambda time": (requests * (seconds + WAIT_SECONDS) + roll_up_seconds) * GIGABYTE_SECOND_PRICE,
        "Last activity: a read and a write a session": requests * (READ_UNIT + WRITE_UNIT),
        "Marks of seen events: a read and a write a session": requests * (READ_UNIT + WRITE_UNIT),
        "Counters, in transactions": batches * COUNTERS_PER_BATCH * 2 * WRITE_UNIT,
        "Kinesis payload": requests * -(-size // PAYLOAD_UNIT) * PAYLOAD_UNIT_PRICE,
        "Campaigns": CAMPAIGNS * total(work_lines(recipients=ENDPOINTS, examined=ENDPOINTS)),
    }


def _a_request() -> tuple[float, int]:
    """Measure a request of ten events: seconds of one core, bytes in the stream."""
    event = {
        "EventType": "product.view",
        "Timestamp": "2026-11-02T11:59:58.123Z",
        "Session": {"Id": "s-1", "StartTimestamp": "2026-11-02T11:50:00.000Z"},
        "Attributes": {"product": "p-17", "category": "shoes"},
        "Metrics": {"price": 59.9},
    }
    events = {f"event-{number}": event for number in range(A_REQUEST)}
    body = orjson.dumps({"BatchItem": {"endpoint-1": {"Endpoint": {}, "Events": events}}})
    decode = msgspec.json.Decoder(EventsRequest).decode

    def work() -> int:
        found = examine("a" * 32, decode(body), arrived=1_793_620_800_000).records
        return sum(len(record.data) for record in pack(found))

    rounds = 300
    seconds = best_seconds(lambda: [work() for _ in range(rounds)]) / rounds
    return seconds, work()


def rows() -> list[Row]:
    """Tell the sum and its parts."""
    found = lines()
    together = sum(found.values())
    head = Row("Reference workload, a month", f"${together:.2f}", f"${TARGET:.0f}", together <= TARGET)
    return [head, *(Row(f"  {name}", f"${amount:.2f}", "", True) for name, amount in found.items())]
