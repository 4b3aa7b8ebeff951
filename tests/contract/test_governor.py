"""Send-rate buckets: the same answers from memory and from DynamoDB."""

from __future__ import annotations

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.governor import DynamoGovernor
from pinwheel.domain.governor import SLACK, Busy, Slot
from tests.fakes.governor import MemoryGovernor

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
