"""The price of counted calls."""

from __future__ import annotations

import pytest

from pinwheel.domain.costs import FunctionUsage, bill, pinpoint_price


def test_pinpoints_price_for_a_million_endpoints_is_the_published_one():
    assert pinpoint_price(targeted_endpoints=1_000_000, events=100_000_000) == pytest.approx(1194)


def test_small_audiences_were_free():
    assert pinpoint_price(targeted_endpoints=5_000, events=1) == 0


def test_reads_and_writes_are_priced_by_their_units():
    calls = {"dynamodb.Query": (1, 2_000_000), "dynamodb.TransactWriteItems": (1, 1_000_000)}

    lines = bill({"send_email": FunctionUsage(0, 0, calls)})

    amounts = {(line.service, line.unit): line.amount for line in lines}
    assert amounts["DynamoDB", "read request units"] == pytest.approx(0.25)
    assert amounts["DynamoDB", "write request units"] == pytest.approx(0.625)


def test_only_api_functions_cost_api_requests_and_only_workers_cost_polls():
    lines = bill({"api_control": FunctionUsage(10, 0, {}), "send_email": FunctionUsage(4, 0, {})})

    counts = {(line.service, line.unit): line.count for line in lines}
    assert counts["API Gateway", "requests"] == 10
    assert counts["SQS", "polls"] == 8
    assert counts["Lambda", "invocations"] == 14


def test_the_same_call_of_two_functions_is_summed():
    usage = FunctionUsage(1, 0, {"s3.PutObject": (1000, 0)})

    lines = bill({"a": usage, "b": usage})

    assert [line.amount for line in lines if line.unit == "PutObject"] == [pytest.approx(0.01)]
