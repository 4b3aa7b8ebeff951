"""Send-rate buckets in the events table: `GOVERNOR#<bucket>` / `BUCKET`, `free_at` in microseconds.

What direct messages took stands beside it: `taken`, `own`, `own_left`, and a `revision` that only they move.

Two cases, each one atomic update, so that hundreds of senders never fight over a revision: a bucket whose
next slot lies ahead is moved on from there, one that has been idle starts anew from now.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.attributes import from_item, to_item
from pinwheel.domain.errors import Unavailable
from pinwheel.domain.governor import MICROS, SLACK, Bucket, Busy, Pace, Slot, reserve_first

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
            if rest := self._rest(bucket, current, from_item(after)):
                return rest
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
            "free_at BETWEEN :now AND :latest"
            " AND (attribute_not_exists(own) OR own < :now OR own_left = :none)",
            {":cost": cost, ":now": now, ":latest": now + span, ":none": 0},
        )

    def _rest(self, bucket: str, now: int, found: dict[str, Any]) -> Slot | None:
        """Take what a direct message left of the slot that it booked."""
        own, left = found.get("own", 0), found.get("own_left", 0)
        if own < now or not left:
            return None
        after = self._update(
            bucket,
            "SET own_left = :none, revision = revision + :one",
            "own = :own AND own_left = :left",
            {":none": 0, ":one": 1, ":own": own, ":left": left},
        )
        return Slot(own / MICROS, own / MICROS + SLACK, left) if isinstance(after, int) else None

    def _start(self, bucket: str, now: int, cost: int) -> int | dict[str, Any]:
        """Take a slot at once, because none is taken."""
        return self._update(
            bucket,
            "SET free_at = :next",
            "attribute_not_exists(free_at) OR free_at < :now",
            {":next": now + cost, ":now": now},
        )

    def reserve_first(
        self, bucket: str, count: int, *, own: Pace, now: float, patience: float
    ) -> Slot | Busy:
        """Take what is left of a slot that is booked already: one call, and no fight about it.

        Else decide by what that call has read, and write; more when others book at the same moment.
        """
        for _ in range(ATTEMPTS):
            found = self._share(bucket, count, round(now * MICROS))
            if isinstance(found, Slot):
                return found
            answer, changed = reserve_first(_bucket(found), count, own=own, now=now, patience=patience)
            if isinstance(answer, Busy) or self._change(bucket, found, changed):
                return answer
        raise Unavailable("The send rate is fought over; try again.")

    def _share(self, bucket: str, count: int, now: int) -> Slot | dict[str, Any]:
        """Take room of the slot that direct messages booked last; the bucket where it has none."""
        try:
            answer = self._client.update_item(
                TableName=self._table,
                Key=_key(bucket),
                UpdateExpression="SET own_left = own_left - :count, revision = revision + :one",
                ConditionExpression="own >= :now AND own_left >= :count",
                ExpressionAttributeValues=to_item({":count": count, ":one": 1, ":now": now}),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise Unavailable("The send rate could not be read.") from error
            item: Any = error.response.get("Item", {})
            return from_item(item)
        except BotoCoreError as error:
            raise Unavailable("The send rate could not be read.") from error
        return _slot(from_item(answer["Attributes"])["own"])

    def taken(self, bucket: str, slot: Slot) -> int:
        """Read the bucket."""
        return _bucket(self._read(bucket)).taken.get(round(slot.at * MICROS), 0)

    def _read(self, bucket: str) -> dict[str, Any]:
        try:
            answer = self._client.get_item(TableName=self._table, Key=_key(bucket), ConsistentRead=True)
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("The send rate could not be read.") from error
        return from_item(answer.get("Item", {}))

    def _change(self, bucket: str, found: dict[str, Any], changed: Bucket) -> bool:
        """Write what direct messages took, unless others were faster; campaigns may have booked more."""
        old = found.get("free_at")
        books = changed.free_at != (old or 0)
        revision = found.get("revision", 0)
        sets = ["taken = :taken", "own = :own", "own_left = :left", "revision = :next"]
        values: dict[str, Any] = {
            ":taken": {str(at): number for at, number in changed.taken.items()},
            ":own": changed.own,
            ":left": changed.own_left,
            ":next": revision + 1,
        }
        conditions = ["revision = :revision" if revision else "attribute_not_exists(revision)"]
        if revision:
            values[":revision"] = revision
        if books:
            sets.append("free_at = :free")
            values[":free"] = changed.free_at
            conditions.append("attribute_not_exists(free_at)" if old is None else "free_at = :old")
            if old is not None:
                values[":old"] = old
        try:
            self._client.update_item(
                TableName=self._table,
                Key=_key(bucket),
                UpdateExpression="SET " + ", ".join(sets),
                ConditionExpression=" AND ".join(conditions),
                ExpressionAttributeValues=to_item(values),
            )
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                return False
            raise Unavailable("The send rate could not be written.") from error
        except BotoCoreError as error:
            raise Unavailable("The send rate could not be written.") from error
        return True

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
                Key=_key(bucket),
                UpdateExpression=expression,
                ConditionExpression=condition,
                ExpressionAttributeValues={name: {"N": str(value)} for name, value in values.items()},
                ReturnValues="ALL_NEW",
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


def _key(bucket: str) -> dict[str, Any]:
    return {"pk": {"S": f"GOVERNOR#{bucket}"}, "sk": {"S": "BUCKET"}}


def _bucket(item: Mapping[str, Any]) -> Bucket:
    return Bucket(
        free_at=item.get("free_at", 0),
        taken={int(at): number for at, number in item.get("taken", {}).items()},
        own=item.get("own", 0),
        own_left=item.get("own_left", 0),
    )


def _slot(micros: int) -> Slot:
    return Slot(micros / MICROS, micros / MICROS + SLACK)
