"""The endpoints table on moto, one for each test."""

from __future__ import annotations

import threading
from contextlib import contextmanager

import boto3
from moto import mock_aws


class OneAtATime:
    """A client whose calls do not overlap: moto undoes a failed transaction by restoring the whole table."""

    def __init__(self, client, lock):
        self._client = client
        self._lock = lock

    def __getattr__(self, name):
        operation = getattr(self._client, name)

        def call(**request):
            with self._lock:
                return operation(**request)

        return call


@contextmanager
def endpoints_client():
    """Yield a function that makes clients (which `prepare` may change) of a moto that has the endpoints table."""
    lock = threading.Lock()
    with mock_aws():
        boto3.client("dynamodb").create_table(
            TableName="endpoints",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("pk", "sk", "uk")],
            KeySchema=_keys("pk", "sk"),
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "ByUser",
                    "KeySchema": _keys("uk", "sk"),
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            ],
        )

        def new_client(prepare=lambda client: client):
            return OneAtATime(prepare(boto3.session.Session().client("dynamodb")), lock)

        yield new_client


def _keys(partition, sort):
    return [{"AttributeName": partition, "KeyType": "HASH"}, {"AttributeName": sort, "KeyType": "RANGE"}]
