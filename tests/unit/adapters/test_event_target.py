"""Putting records into customers' streams: what failed is sent again, what cannot succeed is not."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from pinwheel.adapters.event_target import ATTEMPTS, AwsEventTarget
from pinwheel.domain.stream_records import TargetRecord
from pinwheel.ports.event_target import Destination

KINESIS = Destination("arn:aws:kinesis:eu-west-1:111111111111:stream/s", "arn:aws:iam::1:role/r", "x")
FIREHOSE = Destination("arn:aws:firehose:eu-west-1:111111111111:deliverystream/f")


class Streams:
    """`taken` in order; `failures` are answers to come: an error code for a call, or indices that fail."""

    def __init__(self, *failures):
        self.taken, self.failures, self.calls = [], list(failures), []

    def put_records(self, *, StreamARN, Records):  # noqa: N803
        return {"Records": self._put(StreamARN, Records)}

    def put_record_batch(self, *, DeliveryStreamName, Records):  # noqa: N803
        return {"RequestResponses": self._put(DeliveryStreamName, Records)}

    def _put(self, name, records):
        self.calls.append((name, len(records)))
        failure = self.failures.pop(0) if self.failures else ()
        if isinstance(failure, str):
            raise ClientError({"Error": {"Code": failure, "Message": "told"}}, "Put")
        self.taken += [each["Data"] for n, each in enumerate(records) if n not in failure]
        code = "ProvisionedThroughputExceededException"
        return [
            {"ErrorCode": code, "ErrorMessage": "slow"} if n in failure else {} for n in range(len(records))
        ]


def target(streams, asked=None):
    def make(service, region, destination):
        if asked is not None:
            asked.append((service, region, destination.role_arn, destination.external_id))
        return streams

    return AwsEventTarget(make, sleep=lambda _: None, monotonic=lambda: 0.0)


def records(count, size=1):
    return [TargetRecord(f"k{n}", str(n).encode() * size) for n in range(count)]


def test_the_client_is_made_for_the_streams_region_and_role_once():
    streams = Streams()
    asked: list[tuple[str, ...]] = []
    delivery = target(streams, asked)
    for _ in range(2):
        assert delivery.deliver(KINESIS, records(2)).delivered == 2
    assert asked == [("kinesis", "eu-west-1", "arn:aws:iam::1:role/r", "x")]
    assert streams.calls[0] == (KINESIS.arn, 2)


def test_firehose_is_named_by_its_delivery_stream():
    streams = Streams()
    assert target(streams).deliver(FIREHOSE, records(3)).delivered == 3
    assert streams.calls == [("f", 3)]


def test_calls_take_500_records_or_4_mb():
    streams = Streams()
    target(streams).deliver(KINESIS, records(1001))
    assert [count for _, count in streams.calls] == [500, 500, 1]
    big = Streams()
    target(big).deliver(KINESIS, [TargetRecord("k", b"x" * 2_000_000)] * 3)
    assert [count for _, count in big.calls] == [2, 1]


def test_only_what_failed_is_sent_again():
    streams = Streams((0, 2))
    outcome = target(streams).deliver(KINESIS, records(4))
    assert (outcome.delivered, list(outcome.rejected)) == (4, [])
    assert streams.taken == [b"1", b"3", b"0", b"2"]


def test_a_throttle_that_lasts_gives_the_rest_back():
    streams = Streams(*[(1,)] + [(0,)] * (ATTEMPTS - 1))
    outcome = target(streams).deliver(KINESIS, records(2))
    assert (outcome.delivered, [each.key for each in outcome.rejected]) == (1, ["k1"])
    assert outcome.code == "ProvisionedThroughputExceededException"


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "AccessDeniedException"])
def test_what_cannot_succeed_is_tried_once_whatever_is_left(code):
    streams = Streams(code)
    outcome = target(streams).deliver(KINESIS, records(1200))
    assert (len(outcome.rejected), outcome.code, outcome.message) == (1200, code, "told")
    assert len(streams.calls) == 1


def test_a_stream_that_stays_full_is_not_tried_for_every_call():
    streams = Streams(*["ProvisionedThroughputExceededException"] * 100)
    outcome = target(streams).deliver(KINESIS, records(5000))
    assert len(outcome.rejected) == 5000
    assert len(streams.calls) == 2 * ATTEMPTS


def test_a_destination_that_is_no_arn_is_reported():
    outcome = target(Streams()).deliver(Destination("kinesis:arn"), records(1))
    assert (outcome.delivered, outcome.code) == (0, "InvalidDestination")
