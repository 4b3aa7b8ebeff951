"""What events cost in reads and writes of DynamoDB: the calls that benchmarks/workload.py prices."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import msgspec
import pytest

from benchmarks import workload
from pinwheel.domain import keys
from pinwheel.domain.records import pack
from pinwheel.ports.documents import Put
from pinwheel.ports.endpoints import NOTHING_KNOWN, EndpointUpdate
from pinwheel.services.event_types import EventTypes
from pinwheel.services.ingest_rate import IngestRate
from pinwheel.services.put_events import put_events
from pinwheel.services.rollups import StreamedRecord
from pinwheel.shapes.events import EventsRequest
from tests.fakes.documents import MemoryDocuments
from tests.fakes.endpoints import MemoryEndpoints
from tests.fakes.events import MemoryEventStream
from tests.fakes.governor import MemoryGovernor
from tests.fakes.rollups import MemoryRollups
from tests.fakes.system import FrozenClock
from tests.unit.services.test_rollups import run

START = datetime(2026, 11, 2, 12, tzinfo=UTC)
PEOPLE = 8


class CountedDocuments(MemoryDocuments):
    def __init__(self, units):
        super().__init__()
        self._units = units

    def get(self, key):
        self._units["reads"] += 1
        return super().get(key)


class CountedEndpoints(MemoryEndpoints):
    """Counts what the adapter bills: an item read for each endpoint asked for, with users one more."""

    def __init__(self, units):
        super().__init__()
        self._units = units

    def get_many(self, application_id, endpoint_ids, *, with_users=True):
        self._units["reads"] += len(endpoint_ids) * (2 if with_users else 1)
        return super().get_many(application_id, endpoint_ids, with_users=with_users)

    def touch(self, application_id, activity, *, known=NOTHING_KNOWN):
        self._units["reads"] += len(activity.keys() - known.keys())
        before = dict(self.stored)
        super().touch(application_id, activity, known=known)
        self._units["touches"] += sum(self.stored[key] != each for key, each in before.items())


class CountedRollups(MemoryRollups):
    def __init__(self):
        super().__init__()
        self.units: Counter[str] = Counter()

    def marks(self, keys):
        self.units["mark reads"] += len(keys)
        return super().marks(keys)

    def remember(self, marks):
        assert all(len(each.data) <= 1024 for each in marks.values())
        self.units["mark writes"] += len(marks)
        super().remember(marks)


def a_request(endpoint, number, at):
    stamp = at.isoformat()
    session = {"Id": "s", "StartTimestamp": stamp}
    kinds = ["_session.start" if number == 0 else "view", *["view"] * 8]
    kinds.append("_session.stop" if number == workload.A_SESSION - 1 else "view")
    events = {
        f"{number}-{at_}": {"EventType": kind, "Timestamp": stamp, "Session": session}
        for at_, kind in enumerate(kinds)
    }
    return msgspec.convert({"BatchItem": {endpoint: {"Endpoint": {}, "Events": events}}}, EventsRequest)


@pytest.fixture(scope="module")
def month():
    """Let some people have a session each; count their requests, and then the batches that they make."""
    units: Counter[str] = Counter()
    clock, stream = FrozenClock(START), MemoryEventStream()
    documents, endpoints = CountedDocuments(units), CountedEndpoints(units)
    documents.write([Put(keys.application("app"), {"Id": "app"})])
    endpoints.upsert_many(
        "app", [EndpointUpdate(f"e{n}", {"User": {"UserId": f"u{n}"}}, "r") for n in range(PEOPLE)]
    )
    rate = IngestRate(per_second=0, governor=MemoryGovernor(), clock=clock)
    types = EventTypes(MemoryDocuments())
    batches: dict[int, list[StreamedRecord]] = {}
    for number in range(workload.A_SESSION):
        for person in range(PEOPLE):
            put_events(
                "app",
                a_request(f"e{person}", number, clock.now()),
                request_id="r",
                documents=documents,
                endpoints=endpoints,
                writer=endpoints,
                stream=stream,
                event_types=types,
                rate=rate,
                clock=clock,
            )
        fresh, stream.published = stream.published, []
        seconds = int((clock.now() - START).total_seconds())
        for record in pack(fresh):
            batch = batches.setdefault(seconds // int(workload.BATCH_SECONDS), [])
            sequence = sum(map(len, batches.values()))
            batch.append(StreamedRecord(sequence, record.data, int(clock.now().timestamp())))
        clock.advance(seconds=workload.FLUSH_SECONDS)
    rollups = CountedRollups()
    for _, records in sorted(batches.items()):
        run(rollups, records)
    return units + rollups.units


def test_a_request_reads_the_application_and_its_endpoint(month):
    assert month["reads"] == PEOPLE * workload.A_SESSION * workload.READS_A_REQUEST


def test_a_session_writes_its_last_activity_once(month):
    assert month["touches"] == PEOPLE


def test_a_session_reads_and_writes_its_marks_once_a_batch(month):
    flushes = [number * workload.FLUSH_SECONDS for number in range(workload.A_SESSION)]
    batches = len({at // workload.BATCH_SECONDS for at in flushes})
    assert month["mark reads"] == month["mark writes"] == PEOPLE * batches


def test_batches_of_a_session_are_those_of_any_beginning():
    assert workload.BATCH_SECONDS == 180.0
    # Five requests over four minutes meet two windows of three minutes, or three, one time in three.
    assert workload.batches_of_session(5) == pytest.approx(7 / 3)
    assert workload.batches_of_session(1) == 1.0
