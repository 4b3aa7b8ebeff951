"""The aggregation format: what goes in comes out, and others can read it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinwheel.domain.errors import Invalid
from pinwheel.domain.events import EventRecord
from pinwheel.domain.records import RECORD_BYTES, aggregate, deaggregate, pack, unpack


def an_event(event_id="e1", *, endpoint="Ada", batch_id=None, text=""):
    return EventRecord(
        event_type="open",
        event_timestamp=1,
        arrival_timestamp=2,
        application={"app_id": "app"},
        client={"client_id": endpoint},
        attributes={"text": text} if text else {},
        event_id=event_id,
        batch_id=batch_id,
    )


@given(
    st.text(min_size=1, max_size=300), st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=20)
)
def test_what_is_aggregated_comes_out_again(key, payloads):
    assert deaggregate(aggregate(key, payloads)) == payloads


@given(st.binary(max_size=200))
def test_a_record_that_is_not_aggregated_is_its_own_user_record(data):
    assert deaggregate(data) == [data]


def test_the_bytes_are_those_of_the_producer_library():
    body = b"\x0a\x01k\x1a\x06\x08\x00\x1a\x02hi"
    assert aggregate("k", [b"hi"]) == b"\xf3\x89\x9a\xc2" + body + hashlib.md5(body).digest()


def test_hash_keys_and_numbers_of_other_producers_are_passed_over():
    body = b"\x0a\x01k\x12\x010\x1a\x08\x08\x00\x10\x00\x1a\x02hi"
    data = b"\xf3\x89\x9a\xc2" + body + hashlib.md5(body).digest()
    assert deaggregate(data) == [b"hi"]


def test_a_damaged_record_is_no_event():
    data = bytearray(aggregate("k", [b"{}"]))
    data[-1] ^= 1
    with pytest.raises(Invalid):
        unpack(bytes(data))


@pytest.mark.parametrize(
    "body", [b"\x1a\x7fab", b"\x1a", b"\x1b\x01"], ids=["short", "no length", "odd kind"]
)
def test_a_malformed_body_is_no_event(body):
    data = b"\xf3\x89\x9a\xc2" + body + hashlib.md5(body).digest()
    with pytest.raises(Invalid):
        unpack(data)


def test_events_of_one_endpoint_travel_together_whatever_the_case_of_its_id():
    records = pack([an_event("1"), an_event("2", endpoint="Bob"), an_event("3", endpoint="ADA")])
    assert [[e.event_id for e in unpack(r.data)] for r in records] == [["1", "3"], ["2"]]
    assert [r.key for r in records] == ["app/ada", "app/bob"]


def test_events_of_one_batch_travel_together():
    records = pack([an_event(str(n), endpoint=str(n), batch_id="chunk/0") for n in range(200)])
    assert [r.key for r in records] == ["chunk/0"]
    assert len(unpack(records[0].data)) == 200


def test_too_much_for_one_record_is_cut():
    records = pack([an_event(str(n), text="x" * 300_000) for n in range(5)])
    assert [len(unpack(r.data)) for r in records] == [2, 2, 1]
    assert all(len(r.data) < RECORD_BYTES + 1000 for r in records)


def test_an_event_that_fits_no_record_is_refused():
    with pytest.raises(Invalid):
        pack([an_event(text="x" * RECORD_BYTES)])


def test_an_event_survives_whole():
    event = an_event(text="é\n")
    assert unpack(pack([event])[0].data) == [event]
