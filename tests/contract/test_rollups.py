"""Roll-ups: the same promises from memory and from DynamoDB."""

from __future__ import annotations

from decimal import Decimal

import boto3
import pytest
from moto import mock_aws

from pinwheel.adapters.dynamodb.rollups import DynamoRollups
from pinwheel.domain.errors import Conflict
from pinwheel.domain.rollups.places import ItemKey
from pinwheel.domain.rollups.steps import START, Position
from pinwheel.ports.rollups import Change, Row, StoredMarks
from tests.fakes.rollups import MemoryRollups

A, B = ItemKey("P", "a"), ItemKey("P", "b")
FAR = Position(49590338271490256608559692538361571095921575989136588898, 7)


@pytest.fixture(params=["memory", "dynamodb"])
def rollups(request):
    if request.param == "memory":
        yield MemoryRollups()
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
        yield DynamoRollups(client, "events", consumer="test")


def gain(key, facts=None, **numbers):
    return Change(key, {name: Decimal(number) for name, number in numbers.items()}, facts or {})


def test_a_shard_starts_before_its_first_record(rollups):
    assert rollups.position("s") == START


def test_numbers_are_added_and_the_position_moves_with_them(rollups):
    rollups.advance("s", START, Position(1, 2), [gain(A, x="1.5"), gain(B, x=1)])
    rollups.advance("s", Position(1, 2), FAR, [gain(A, x="0.25", **{"send.SUCCESS": 3})])
    rows = {row.sort_key: row.numbers for row in rollups.rows("P")}
    assert rows == {"a": {"x": Decimal("1.75"), "send.SUCCESS": 3}, "b": {"x": 1}}
    assert rollups.position("s") == FAR


def test_nothing_is_written_when_the_shard_is_elsewhere(rollups):
    rollups.advance("s", START, Position(1, 0), [])
    for before in (START, Position(1, 1), Position(2, 0)):
        with pytest.raises(Conflict):
            rollups.advance("s", before, Position(3, 0), [gain(A, x=1)])
    assert list(rollups.rows("P")) == []
    assert rollups.position("s") == Position(1, 0)


def test_shards_do_not_know_each_other(rollups):
    rollups.advance("s", START, Position(9, 0), [])
    assert rollups.position("t") == START


def test_facts_stay_as_first_written(rollups):
    rollups.advance("s", START, Position(1, 0), [gain(A, {"arm": "first"}, x=1)])
    rollups.advance("s", Position(1, 0), Position(2, 0), [gain(A, {"arm": "second"}, x=1)])
    (row,) = rollups.rows("P")
    assert row == Row("a", {"x": Decimal(2)}, {"arm": "first"})


def test_sketches_are_replaced_and_read_among_the_rows_of_their_partition(rollups):
    keys = [ItemKey("P", f"{number:03d}") for number in range(60)]
    rollups.keep_sketches(dict.fromkeys(keys, b"one"))
    rollups.keep_sketches({keys[1]: b"two"})
    rollups.keep_sketches({})
    assert rollups.sketches([*keys[:2], ItemKey("P", "none")]) == {keys[0]: b"one", keys[1]: b"two"}
    assert [row.sketch for row in rollups.rows("P", "000", "002")] == [b"one", b"two", b"one"]


def test_marks_are_replaced_and_read_in_any_number(rollups):
    keys = [ItemKey(f"P{n}", "SEEN") for n in range(130)]
    rollups.remember({key: StoredMarks(b"old", 1) for key in keys[:60]})
    rollups.remember({key: StoredMarks(key.pk.encode(), 2) for key in keys[:120]})
    assert rollups.marks(keys) == {key: key.pk.encode() for key in keys[:120]}
    assert rollups.marks([]) == {}


def test_a_range_of_rows_includes_both_ends(rollups):
    changes = [
        gain(ItemKey("P", sk), x=1) for sk in ("2026-11-01T05#a#0", "2026-11-01T06##0", "2026-11-02T00#z#1")
    ]
    rollups.advance("s", START, Position(1, 0), changes)
    found = [row.sort_key for row in rollups.rows("P", "2026-11-01T06", "2026-11-02T00\U0010ffff")]
    assert found == ["2026-11-01T06##0", "2026-11-02T00#z#1"]
    assert len(list(rollups.rows("P"))) == 3
