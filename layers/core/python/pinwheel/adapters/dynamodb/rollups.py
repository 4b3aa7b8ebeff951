"""Roll-ups in the events table: many items a call for reads and marks, one transaction for a step."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.putting import pause_before
from pinwheel.domain.errors import Conflict, Unavailable
from pinwheel.domain.rollups import places
from pinwheel.domain.rollups.places import ItemKey
from pinwheel.domain.rollups.steps import START, Position
from pinwheel.ports.rollups import Change, Row, StoredMarks

READ_ITEMS = 100
WRITE_ITEMS = 25
WRITERS = 4
ATTEMPTS = 6
FIRST_PAUSE_SECONDS = 0.05
MARKS, SKETCH = "marks", "sketch"
_FACT = "fact_"
_OWN = frozenset({"pk", "sk", "expires_at", MARKS, SKETCH})


class DynamoRollups:
    """The port over the events table, for one consumer of the stream."""

    def __init__(
        self, client: Any, table: str, *, consumer: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Keep the client, the table, whose checkpoints are meant, and the way to pause."""
        self._client = client
        self._table = table
        self._consumer = consumer
        self._sleep = sleep

    def position(self, shard: str) -> Position:
        """Tell how far a shard has been counted."""
        key = _key(places.checkpoint(self._consumer, shard))
        item = self._call("get_item", TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            return START
        # Sequence numbers have more digits than DynamoDB's numbers.
        return Position(int(item["sequence"]["S"]), int(item["events"]["N"]))

    def marks(self, keys: Sequence[ItemKey]) -> Mapping[ItemKey, bytes]:
        """Read marks."""
        return self._binaries(keys, MARKS)

    def sketches(self, keys: Sequence[ItemKey]) -> Mapping[ItemKey, bytes]:
        """Read sketches."""
        return self._binaries(keys, SKETCH)

    def remember(self, marks: Mapping[ItemKey, StoredMarks]) -> None:
        """Write marks."""
        puts = [
            {
                "PutRequest": {
                    "Item": {
                        **_key(key),
                        MARKS: {"B": stored.data},
                        "expires_at": {"N": str(stored.expires_at)},
                    }
                }
            }
            for key, stored in marks.items()
        ]
        self._write_all(puts)

    def keep_sketches(self, sketches: Mapping[ItemKey, bytes]) -> None:
        """Write sketches; 25 of the largest fit well into a call's 16 MB."""
        self._write_all(
            [
                {"PutRequest": {"Item": {**_key(key), SKETCH: {"B": sketch}}}}
                for key, sketch in sketches.items()
            ]
        )

    def _write_all(self, puts: Sequence[dict[str, Any]]) -> None:
        batches = [list(puts[start : start + WRITE_ITEMS]) for start in range(0, len(puts), WRITE_ITEMS)]
        if len(batches) <= 1:
            for batch in batches:
                self._write(batch)
            return
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(self._write, batches))

    def advance(self, shard: str, before: Position, after: Position, changes: Sequence[Change]) -> None:
        """Apply the changes in one transaction with the checkpoint."""
        operations = [self._checkpoint(shard, before, after), *(self._update(change) for change in changes)]
        for attempt in range(ATTEMPTS):
            try:
                self._client.transact_write_items(TransactItems=operations)
            except ClientError as error:
                if not _is_collision(error):
                    raise _translated(error) from error
            except BotoCoreError as error:
                raise Unavailable("The figures could not be written.") from error
            else:
                return
            self._pause(attempt)
        raise Unavailable("The figures could not be written: others write the same items.")

    def rows(self, partition: str, first: str = "", last: str = "\U0010ffff") -> Iterator[Row]:
        """Read a range of a partition."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            # An empty string is no valid bound of a key; a space sorts before all that we write.
            "ExpressionAttributeValues": {
                ":pk": {"S": partition},
                ":first": {"S": first or " "},
                ":last": {"S": last},
            },
        }
        while True:
            answer = self._call("query", **request)
            yield from (_row(item) for item in answer["Items"])
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def _binaries(self, keys: Sequence[ItemKey], attribute: str) -> dict[ItemKey, bytes]:
        found: dict[ItemKey, bytes] = {}
        for start in range(0, len(keys), READ_ITEMS):
            wanted: list[dict[str, Any]] = [_key(key) for key in keys[start : start + READ_ITEMS]]
            for attempt in range(ATTEMPTS):
                request = {self._table: {"Keys": wanted, "ConsistentRead": True}}
                answer = self._call("batch_get_item", RequestItems=request)
                for item in answer["Responses"].get(self._table, ()):
                    found[ItemKey(item["pk"]["S"], item["sk"]["S"])] = bytes(item[attribute]["B"])
                wanted = answer.get("UnprocessedKeys", {}).get(self._table, {}).get("Keys", [])
                if not wanted:
                    break
                self._pause(attempt)
            else:
                raise Unavailable("The figures could not be read.")
        return found

    def _write(self, puts: list[dict[str, Any]]) -> None:
        for attempt in range(ATTEMPTS):
            answer = self._call("batch_write_item", RequestItems={self._table: puts})
            puts = answer.get("UnprocessedItems", {}).get(self._table, [])
            if not puts:
                return
            self._pause(attempt)
        raise Unavailable("The marks could not be written.")

    def _checkpoint(self, shard: str, before: Position, after: Position) -> dict[str, Any]:
        condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
        if before != START:
            condition = {
                "ConditionExpression": "#sequence = :sequence AND #events = :events",
                "ExpressionAttributeNames": {"#sequence": "sequence", "#events": "events"},
                "ExpressionAttributeValues": _position(before, ":"),
            }
        item = {**_key(places.checkpoint(self._consumer, shard)), **_position(after)}
        return {"Put": {"TableName": self._table, "Item": item, **condition}}

    def _update(self, change: Change) -> dict[str, Any]:
        names, values = _Placeholders("#"), _Placeholders(":")
        added = [
            f"{names.of(name)} {values.of({'N': str(amount)})}" for name, amount in change.numbers.items()
        ]
        kept = []
        for name, text in change.facts.items():
            place = names.of(_FACT + name)
            kept.append(f"{place} = if_not_exists({place}, {values.of({'S': text})})")
        clauses = [f"ADD {', '.join(added)}"] * bool(added) + [f"SET {', '.join(kept)}"] * bool(kept)
        return {
            "Update": {
                "TableName": self._table,
                "Key": _key(change.key),
                "UpdateExpression": " ".join(clauses),
                "ExpressionAttributeNames": names.used,
                "ExpressionAttributeValues": values.used,
            }
        }

    def _pause(self, attempt: int) -> None:
        self._sleep(pause_before(attempt, FIRST_PAUSE_SECONDS))

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(**request)
        except ClientError as error:
            raise _translated(error) from error
        except BotoCoreError as error:
            raise Unavailable(f"DynamoDB {operation} failed.") from error


class _Placeholders:
    """Names for attributes and values in an expression, which takes neither dots nor literals."""

    def __init__(self, sign: str) -> None:
        self._sign = sign
        self.used: dict[str, Any] = {}

    def of(self, meaning: Any) -> str:
        name = f"{self._sign}{len(self.used)}"
        self.used[name] = meaning
        return name


def _key(key: ItemKey) -> dict[str, Any]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _position(position: Position, sign: str = "") -> dict[str, Any]:
    return {
        f"{sign}sequence": {"S": str(position.sequence)},
        f"{sign}events": {"N": str(position.events)},
    }


def _row(item: Mapping[str, Any]) -> Row:
    numbers = {name: Decimal(value["N"]) for name, value in item.items() if "N" in value and name not in _OWN}
    facts = {name.removeprefix(_FACT): value["S"] for name, value in item.items() if name.startswith(_FACT)}
    sketch = bytes(item[SKETCH]["B"]) if SKETCH in item else None
    return Row(item["sk"]["S"], numbers, facts, sketch)


def _reasons(error: ClientError) -> set[str]:
    reasons: Any = error.response.get("CancellationReasons", [])
    return {reason.get("Code", "None") for reason in reasons} - {"None"}


def _is_collision(error: ClientError) -> bool:
    """Tell whether the only trouble is that others write the same items or capacity is short just now."""
    return bool(_reasons(error)) and _reasons(error) <= {"TransactionConflict", "ThrottlingError"}


def _translated(error: ClientError) -> Exception:
    if "ConditionalCheckFailed" in _reasons(error):
        return Conflict("The shard was counted further by another invocation.")
    code = error.response["Error"]["Code"]
    return Unavailable(f"The events table failed: {code} {sorted(_reasons(error))}.")
