"""Removing the endpoints of an application, with all that hangs on them, page by page.

Users and held addresses have partitions of their own, which nothing lists: their keys are made from the
endpoints. So they go first, and an endpoint is there until nothing else of it is.
"""

from __future__ import annotations

from collections.abc import Sequence

from pinwheel.adapters.dynamodb.endpoint_items import (
    Item,
    Key,
    address_item_key,
    bucket_partition,
    user_item_key,
    users_marker_key,
)
from pinwheel.adapters.dynamodb.partitions import remove_items
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.endpoint_merge import Claim
from pinwheel.domain.endpoint_rules import family_of
from pinwheel.domain.endpoints import bucket_of
from pinwheel.ports.endpoints import Remains

PAGE = 400


class DynamoErasure:
    """The port over the endpoints table."""

    def __init__(self, table: Table) -> None:
        """Keep the table."""
        self._table = table

    def remains(self, application_id: str, bucket: int) -> Sequence[Remains]:
        """Read the first endpoints that are still in a bucket."""
        answer = self._table.query(
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": bucket_partition(application_id, bucket)}},
            ProjectionExpression="sk, UserId, ChannelType, Address",
            Limit=PAGE,
            ConsistentRead=True,
        )
        return [_remains(item) for item in answer["Items"]]

    def erase(self, application_id: str, remains: Sequence[Remains]) -> None:
        """Remove users and addresses, then the endpoints themselves."""
        hanging = [key for each in remains for key in _hanging(application_id, each)]
        remove_items(self._table, hanging)
        remove_items(
            self._table,
            [Key(bucket_partition(application_id, bucket_of(each.key)), each.key) for each in remains],
        )

    def erase_marker(self, application_id: str) -> None:
        """Remove the mark of an application that has users with attributes."""
        remove_items(self._table, [users_marker_key(application_id)])


def _remains(item: Item) -> Remains:
    text = {name: value.get("S") for name, value in item.items()}
    claim = None
    if text.get("Address") and text.get("ChannelType"):
        claim = Claim(family_of(text["ChannelType"]), text["Address"])
    return Remains(text["sk"], user_id=text.get("UserId"), claim=claim)


def _hanging(application_id: str, each: Remains) -> list[Key]:
    user = [] if each.user_id is None else [user_item_key(application_id, each.user_id)]
    address = [] if each.claim is None else [address_item_key(application_id, each.claim)]
    return user + address
