"""The reference workload: 1 M endpoints, 4 e-mail campaigns a month to all, 100 M events at 10 a request.

Calls of a request are listed as the code makes them (services/put_events.py, services/rollups.py; counted
by tests/scenarios/test_ingest_costs.py), bytes are measured on packed records and sketches, time on this
machine.
What the provider charges, what is stored, and what waits is not among them.

How the requests are spread decides about a third of the bill, and the workload does not say it. Clients
flush once a minute (spec 05, section 1.2), so an app that is open for five minutes sends five requests. The
other reading, the dearest possible, has each request alone, a quarter of an hour or more from the next.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import orjson

from benchmarks.timing import Row, best_seconds
from pinwheel.domain.costs import (
    API_REQUEST_PRICE,
    CALL_PRICES,
    GIGABYTE_SECOND_PRICE,
    INVOCATION_PRICE,
    PAYLOAD_UNIT_PRICE,
    READ_UNIT,
    WRITE_UNIT,
)
from pinwheel.domain.insight.bill import total, work_lines
from pinwheel.domain.put_events import examine
from pinwheel.domain.records import pack
from pinwheel.domain.rollups.sketches import extended
from pinwheel.shapes.events import EventsRequest

ENDPOINTS = 1_000_000
CAMPAIGNS = 4
EVENTS = 100_000_000
A_REQUEST = 10
TARGET = 25.0
A_SESSION = 5
"""Requests of one session, a minute apart."""
FLUSH_SECONDS = 60.0
WAIT_SECONDS = 0.010
"""What a request waits for DynamoDB (two reads, now and then a write) and Kinesis, in a function of 1 GB."""
READS_A_REQUEST = 2
"""The application; the endpoint, which tells user and last activity."""
PAYLOAD_UNIT = 25_000
BATCH_SECONDS = 180.0
"""How long a roll-up waits for a batch (`pinwheel:stream-window-seconds`); 38 events a second fill none."""
READERS = (1.0, 5.0)
"""After how many seconds triggers of campaigns look at what came, and delivery to customers' streams."""
LOOK_SECONDS = 0.005
"""How long they look at a few events that nobody waits for."""
SKETCHES_PER_BATCH = 2
"""Who was active on a day: endpoints, users."""
COUNTERS_PER_BATCH = 6
MONTH_SECONDS = 30 * 86_400.0
ARCHIVED = MONTH_SECONDS / 300
"""Files that the archive writes: one for each of its windows."""
COUNTED_PER_SECOND = 8_000
"""Events a second that one roll-up counts (decision 0005)."""


def lines(a_session: int = A_SESSION) -> Mapping[str, float]:
    """Price the month, line by line, for sessions of so many requests."""
    requests = EVENTS / A_REQUEST
    sessions = requests / a_session
    marked = sessions * batches_of_session(a_session)
    seconds, size = _a_request()
    batches = min(MONTH_SECONDS / BATCH_SECONDS, requests)
    polls = sum(min(MONTH_SECONDS / window, requests) for window in READERS)
    roll_up_seconds = EVENTS / COUNTED_PER_SECOND * 1.7
    return {
        "API Gateway": requests * API_REQUEST_PRICE,
        "Lambda requests": (requests + batches) * INVOCATION_PRICE,
        "Lambda time": (requests * (seconds + WAIT_SECONDS) + roll_up_seconds) * GIGABYTE_SECOND_PRICE,
        "Triggers and event stream, looking": polls
        * (INVOCATION_PRICE + LOOK_SECONDS * GIGABYTE_SECOND_PRICE),
        "Archive: a file a window, compacted once": ARCHIVED
        * (CALL_PRICES["s3.PutObject"] + CALL_PRICES["s3.GetObject"]),
        "Application and endpoint, a read each a request": requests * READS_A_REQUEST * READ_UNIT,
        "Last activity, a write a session": sessions * WRITE_UNIT,
        "Marks of seen events, a read and a write a session and batch": marked * (READ_UNIT + WRITE_UNIT),
        "Counters, in transactions": batches * COUNTERS_PER_BATCH * 2 * WRITE_UNIT,
        "Sketches of active people": batches * SKETCHES_PER_BATCH * _sketch_cost(),
        "Kinesis payload": requests * -(-size // PAYLOAD_UNIT) * PAYLOAD_UNIT_PRICE,
        "Campaigns": CAMPAIGNS * total(work_lines(recipients=ENDPOINTS, examined=ENDPOINTS)),
    }


def batches_of_session(requests: int) -> float:
    """Tell how many batches hold something of a session, wherever in a batch it begins."""
    flushes = [number * FLUSH_SECONDS for number in range(requests)]
    steps = 1200
    begins = (BATCH_SECONDS * step / steps for step in range(steps))
    return sum(len({(begin + at) // BATCH_SECONDS for at in flushes}) for begin in begins) / steps


def _sketch_cost() -> float:
    """Price reading and writing the sketch of a day on which more were active than it holds."""
    size = len(extended(None, (str(number) for number in range(20_000))))
    return -(-size // 4096) * READ_UNIT + -(-size // 1024) * WRITE_UNIT


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
    found, alone = lines(), sum(lines(1).values())
    together = sum(found.values())
    head = Row("Reference workload, a month", f"${together:.2f}", f"${TARGET:.0f}", together <= TARGET)
    other = Row("  if each request is a session", f"${alone:.2f}", f"${TARGET:.0f}", alone <= TARGET)
    return [head, other, *(Row(f"  {name}", f"${amount:.2f}", "", True) for name, amount in found.items())]
