"""How the ledger meets DynamoDB's refusals; its promises are in tests/contract/test_ledger.py."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from pinwheel.adapters.dynamodb.governor import DynamoGovernor
from pinwheel.adapters.dynamodb.ledger import ATTEMPTS, DynamoLedger
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.runs.ledger import Cursor


class Scripted:
    """A client that answers what it is told, one answer for each call; the last one for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = 0

    def __getattr__(self, name):
        def call(**_request):
            self.calls += 1
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def _cancelled(*reasons):
    response: Any = {
        "Error": {"Code": "TransactionCanceledException", "Message": ""},
        "CancellationReasons": [{"Code": reason} for reason in reasons],
    }
    return ClientError(response, "TransactWriteItems")


def _error(code):
    return ClientError({"Error": {"Code": code, "Message": ""}}, "UpdateItem")


def _advance(client):
    naps: list[float] = []
    DynamoLedger(client, "events", sleep=naps.append).advance(
        "0" * 32,
        0,
        old=Cursor(bucket=0),
        new=Cursor(bucket=1, step=1),
        is_done=False,
        chunks=[],
        counters={"0/SEEN": 1},
    )
    return naps


def test_a_transaction_that_only_met_another_is_tried_again():
    client = Scripted(
        _cancelled("None", "TransactionConflict"), _cancelled("TransactionConflict", "None"), {}
    )

    naps = _advance(client)

    assert client.calls == 3
    assert naps == sorted(naps)


def test_a_transaction_whose_condition_does_not_hold_is_not():
    client = Scripted(_cancelled("ConditionalCheckFailed", "TransactionConflict"))

    with pytest.raises(Conflict):
        _advance(client)

    assert client.calls == 1


def test_a_ledger_that_stays_busy_asks_to_come_back():
    client = Scripted(_cancelled("TransactionConflict"))

    with pytest.raises(Unavailable, match="busy"):
        _advance(client)

    assert client.calls == ATTEMPTS


@pytest.mark.parametrize(
    "failure", [_error("InternalServerError"), ConnectTimeoutError(endpoint_url="https://dynamodb")]
)
def test_what_fails_in_the_data_store_can_be_tried_again(failure):
    with pytest.raises(Unavailable):
        _advance(Scripted(failure))
    with pytest.raises(Unavailable):
        DynamoLedger(Scripted(failure), "events").run("0" * 32)
    with pytest.raises(Unavailable):
        DynamoGovernor(Scripted(failure), "events").reserve("EMAIL", now=1.0, spacing=1.0, patience=1.0)


def test_rates_that_are_fought_over_ask_to_come_back():
    with pytest.raises(Unavailable, match="fought over"):
        DynamoGovernor(Scripted(_error("ConditionalCheckFailedException")), "events").reserve(
            "EMAIL", now=1.0, spacing=1.0, patience=1.0
        )
