"""Send-rate buckets: the same answers from memory and from DynamoDB."""

from __future__ import annotations

import boto3
import msgspec
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.governor import DynamoGovernor
from pinwheel.domain.governor import SLACK, Busy, Pace, Slot
from tests.fakes.governor import MemoryGovernor

replace = msgspec.structs.replace
NOW = 1_793_620_800.25


@pytest.fixture(params=["memory", "dynamodb"])
def governor(request):
    if request.param == "memory":
        yield MemoryGovernor()
        return
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="events",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk")],
            KeySchema=[
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        )
        yield DynamoGovernor(client, "events")


def _reserve(governor, now, patience=1.0):
    return governor.reserve("EMAIL", now=now, spacing=0.5, patience=patience)


def test_slots_follow_each_other_and_idle_time_is_not_saved_up(governor):
    slots = [
        _reserve(governor, NOW),
        _reserve(governor, NOW),
        _reserve(governor, NOW),
        _reserve(governor, NOW + 60),
    ]

    assert [slot.at for slot in slots] == pytest.approx([NOW, NOW + 0.5, NOW + 1.0, NOW + 60], abs=1e-5)
    assert all(isinstance(slot, Slot) for slot in slots)
    assert slots[0].until == pytest.approx(NOW + SLACK, abs=1e-5)


def test_who_has_no_patience_takes_nothing(governor):
    for _ in range(3):
        _reserve(governor, NOW)

    refused = _reserve(governor, NOW, patience=1.2)

    assert isinstance(refused, Busy)
    assert refused.at == pytest.approx(NOW + 1.5, abs=1e-5)
    assert _reserve(governor, NOW, patience=2.0).at == pytest.approx(NOW + 1.5, abs=1e-5)


def test_a_hold_moves_everybody_forward_and_never_back(governor):
    governor.hold("EMAIL", NOW + 0.7)
    governor.hold("EMAIL", NOW + 0.2)

    assert _reserve(governor, NOW).at == pytest.approx(NOW + 0.7, abs=1e-5)


def _first(governor, count=1, *, now=NOW, patience=5.0):
    return governor.reserve_first("EMAIL", count, own=Pace(4, 0.5), now=now, patience=patience)


def test_a_direct_message_takes_room_from_a_slot_that_is_booked_far_ahead(governor):
    booked = [_reserve(governor, NOW, patience=9.0) for _ in range(8)]

    slots = [_first(governor, 3), _first(governor, 1), _first(governor, 2)]

    assert slots == [booked[3], booked[3], booked[4]]
    assert [governor.taken("EMAIL", slot) for slot in booked] == [0, 0, 0, 4, 2, 0, 0, 0]
    assert _reserve(governor, NOW, patience=9.0).at == pytest.approx(NOW + 4.0, abs=1e-5)


def test_a_direct_message_books_a_slot_where_nothing_is_booked(governor):
    alone = _first(governor, 3)

    assert alone.at == pytest.approx(NOW, abs=1e-5)
    assert _first(governor, 1) == alone
    following = _first(governor, 1)
    assert following.at == pytest.approx(NOW + 0.5, abs=1e-5)
    assert _reserve(governor, NOW) == replace(following, room=3)
    assert _reserve(governor, NOW).at == pytest.approx(NOW + 1.0, abs=1e-5)
    assert governor.taken("EMAIL", following) == 4


def test_a_direct_message_gives_up_when_all_room_is_taken(governor):
    for _ in range(8):
        _reserve(governor, NOW, patience=9.0)

    assert isinstance(_first(governor, 4, patience=2.0), Slot)
    assert isinstance(_first(governor, 4, patience=2.0), Slot)
    assert isinstance(_first(governor, 4, patience=2.0), Busy)


def test_what_direct_messages_took_of_the_past_is_forgotten(governor):
    for _ in range(8):
        _reserve(governor, NOW, patience=9.0)
    slot = _first(governor, 4)

    _first(governor, 4, now=NOW + 60)

    assert governor.taken("EMAIL", slot) == 0


def test_direct_messages_that_come_together_share_a_slot_whatever_else_moves_the_bucket(governor):
    _first(governor, 4)
    ahead = _first(governor, 1)
    governor.hold("EMAIL", NOW + 9)

    assert [_first(governor, 1) for _ in range(3)] == [ahead] * 3
    assert _first(governor, 1) != ahead
