"""Removing items of a DynamoDB table in bulk: keys by Query, 25 deletions a BatchWriteItem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from pinwheel.adapters.dynamodb.endpoint_items import Item, Key
from pinwheel.adapters.dynamodb.table import Table

WRITE_BATCH = 25
"""Most items of one BatchWriteItem."""
PAGE = 500


class DynamoPartitions:
    """The port over one table."""

    def __init__(self, table: Table) -> None:
        """Keep the table."""
        self._table = table

    def empty(self, partition: str, *, is_late: Callable[[], bool]) -> bool:
        """Remove a partition page by page."""
        request: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": partition}},
            "ProjectionExpression": "sk",
            "Limit": PAGE,
            "ConsistentRead": True,
        }
        while True:
            answer = self._table.query(**request)
            self.remove((partition, item["sk"]["S"]) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return True
            if is_late():
                return False
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def remove(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remove items, several batches at once."""
        remove_items(self._table, (Key(partition, key) for partition, key in keys))


def remove_items(table: Table, keys: Iterable[Key]) -> None:
    """Remove items, several batches at once; what DynamoDB did not get to is asked for again."""
    distinct = list(dict.fromkeys(keys))
    batches = [distinct[start : start + WRITE_BATCH] for start in range(0, len(distinct), WRITE_BATCH)]
    table.each(lambda batch: _remove_batch(table, batch), batches)


def _remove_batch(table: Table, keys: Sequence[Key]) -> None:
    pending: list[Item] = [{"DeleteRequest": {"Key": key.item}} for key in keys]
    attempt = 0
    while pending:
        answer = table.call("batch_write_item", RequestItems={table.name: pending})
        pending = answer.get("UnprocessedItems", {}).get(table.name, [])
        if pending:
            table.back_off(attempt)
            attempt += 1
