"""PutEvents: from a request's bytes to aggregated stream records, against orjson on the same bodies."""

from __future__ import annotations

import msgspec
import orjson

from benchmarks.timing import Row, best_seconds
from pinwheel.domain.put_events import examine
from pinwheel.domain.records import pack
from pinwheel.shapes.events import EventsRequest

REQUESTS = 200
EVENTS = 100
ENDPOINTS = 10
ARRIVED = 1_793_620_800_000


def bodies() -> list[bytes]:
    """Make up full requests: 100 events of ten endpoints."""
    made = []
    for request in range(REQUESTS):
        batch = {
            f"endpoint-{request}-{endpoint}": {
                "Endpoint": {},
                "Events": {
                    f"event-{request}-{endpoint}-{number}": {
                        "EventType": "product.view",
                        "Timestamp": "2026-11-02T11:59:58.123Z",
                        "Session": {"Id": f"s-{endpoint}", "StartTimestamp": "2026-11-02T11:50:00.000Z"},
                        "Attributes": {"product": "p-17", "category": "shoes"},
                        "Metrics": {"price": 59.9},
                    }
                    for number in range(EVENTS // ENDPOINTS)
                },
            }
            for endpoint in range(ENDPOINTS)
        }
        made.append(orjson.dumps({"BatchItem": batch}))
    return made


def rows() -> list[Row]:
    """Time parsing, checking, de-duplicating and packing."""
    requests = bodies()
    decode = msgspec.json.Decoder(EventsRequest).decode

    def work() -> int:
        size = 0
        for body in requests:
            records = examine("a" * 32, decode(body), arrived=ARRIVED).records
            size += sum(len(record.data) for record in pack(records))
        return size

    count = REQUESTS * EVENTS
    rate = count / best_seconds(work)
    floor = count / best_seconds(lambda: [orjson.dumps(orjson.loads(body)) for body in requests])
    return [
        Row("PutEvents, bytes to stream records", f"{rate:,.0f}/s", "100,000/s", rate >= 100_000),
        Row("  against orjson.loads + dumps", f"{rate / floor:.2f}x", "", True),
    ]
