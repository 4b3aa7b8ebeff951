"""Send-rate buckets in the events table: `GOVERNOR#<bucket>` / `BUCKET`, `free_at` in microseconds.

Two cases, each one atomic update, so that hundreds of senders never fight over a revision: a bucket whose
next slot lies ahead is moved on from there, one that has been idle starts anew from now.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable
from pinwheel.domain.governor import SLACK, Busy, Slot

MICROS = 1_000_000
ATTEMPTS = 8


class DynamoGovernor:
    """The port over one table."""

    def __init__(self, client: Any, table: str) -> None:
        """Keep the client and the table's name."""
        self._client = client
        self._table = table
        self._idle: set[str] = set()

    def reserve(self, bucket: str, *, now: float, spacing: float, patience: float) -> Slot | Busy:
        """Reserve the next slot: one call, two when the bucket has turned from idle to busy or back."""
        current, cost, span = round(now * MICROS), round(spacing * MICROS), round(patience * MICROS)
        for _ in range(ATTEMPTS):
            is_idle = bucket in self._idle
            after = (
                self._start(bucket, current, cost) if is_idle else self._follow(bucket, current, cost, span)
            )
            if isinstance(after, int):
                return _slot(after - cost)
            free_at = int(after["free_at"]["N"]) if "free_at" in after else 0
            if free_at > current + span:
                return Busy(free_at / MICROS)
            # The other case holds, unless somebody else moves the bucket in between.
            self._idle ^= {bucket}
        raise Unavailable("The send rate is fought over; try again.")

    def _follow(self, bucket: str, now: int, cost: int, span: int) -> int | dict[str, Any]:
        """Take the slot after those that are taken already."""
        return self._update(
            bucket,
            "SET free_at = free_at + :cost",
            "free_at BETWEEN :now AND :latest",
            {":cost": cost, ":now": now, ":latest": now + span},
        )

    def _start(self, bucket: str, now: int, cost: int) -> int | dict[str, Any]:
        """Take a slot at once, because none is taken."""
        return self._update(
            bucket,
            "SET free_at = :next",
            "attribute_not_exists(free_at) OR free_at < :now",
            {":next": now + cost, ":now": now},
        )

    def hold(self, bucket: str, until: float) -> None:
        """Move the bucket's next slot to an instant, never back."""
        micros = round(until * MICROS)
        self._update(
            bucket,
            "SET free_at = :until",
            "attribute_not_exists(free_at) OR free_at < :until",
            {":until": micros},
        )

    def _update(
        self, bucket: str, expression: str, condition: str, values: dict[str, int]
    ) -> int | dict[str, Any]:
        """Answer the new `free_at`, or the item as it stands when the condition does not hold."""
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key={"pk": {"S": f"GOVERNOR#{bucket}"}, "sk": {"S": "BUCKET"}},
                UpdateExpression=expression,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: {"N": str(value)} for name, value in values.items()},
                ReturnValues="UPDATED_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise Unavailable("The send rate could not be read.") from error
            item: Any = error.response.get("Item", {})
            return dict(item)
        except BotoCoreError as error:
            raise Unavailable("The send rate could not be read.") from error
        return int(answer["Attributes"]["free_at"]["N"])


def _slot(micros: int) -> Slot:
    return Slot(micros / MICROS, micros / MICROS + SLACK)
