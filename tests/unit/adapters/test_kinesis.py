"""The event stream over a client that refuses some records."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from pinwheel.adapters.kinesis import KinesisEventStream
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.records import unpack
from tests.unit.domain.test_records import an_event


class Stream:
    """Takes records; `refusals` says for each call how many of the first records it refuses."""

    def __init__(self, refusals=()):
        self.refusals = list(refusals)
        self.calls = []
        self.taken = []

    def put_records(self, *, StreamName, Records):  # noqa: N803 - the SDK's names
        self.calls.append(len(Records))
        refused = self.refusals.pop(0) if self.refusals else 0
        self.taken += [event.event_id for r in Records[refused:] for event in unpack(r["Data"])]
        results = [{"ErrorCode": "ProvisionedThroughputExceededException"}] * refused
        results += [{"SequenceNumber": "1"}] * (len(Records) - refused)
        return {"FailedRecordCount": refused, "Records": results}


def publish(stream, count):
    pauses: list[float] = []
    KinesisEventStream(stream, "events", sleep=pauses.append).publish(
        [an_event(str(n), endpoint=str(n)) for n in range(count)]
    )
    return pauses


def test_only_refused_records_are_sent_again():
    stream = Stream(refusals=[2, 1])
    pauses = publish(stream, 3)
    assert stream.calls == [3, 2, 1]
    assert sorted(stream.taken) == ["0", "1", "2"]
    assert len(pauses) == 2


def test_a_call_takes_at_most_500_records():
    stream = Stream()
    publish(stream, 1001)
    assert stream.calls == [500, 500, 1]


def test_records_refused_for_ever_are_reported():
    with pytest.raises(Unavailable):
        publish(Stream(refusals=[1] * 10), 1)


def test_a_failing_call_is_reported():
    class Down:
        def put_records(self, **_):
            raise ClientError({"Error": {"Code": "InternalFailure"}}, "PutRecords")

    with pytest.raises(Unavailable):
        publish(Down(), 1)


def test_nothing_to_publish_is_no_call():
    stream = Stream()
    publish(stream, 0)
    assert stream.calls == []
