"""Ledgers of campaign runs in the events table.

    RUN#<run>   RUN              plan (JSON), slices_done, chunks_total, chunks_done, cancelled, closed,
                                 one counter attribute `n:<treatment>/<name>` each, and for
                                 waves of local time `n:wave:<due>/<name>` and a set `z:<due>` of zones
    RUN#<run>   SLICE#<part>     cursor (bucket, after, chunks, step, done); absent until the first move
    RUN#<run>   CHUNK#<id>       state, blob, treatment, channel, progress, owner, lease_until, rounds, notes
    MARKER#<hash> MARKER         an event has reached a campaign's endpoint; vanishes after its own time

Everything of a run vanishes RETENTION_SECONDS after its scheduled start (TTL `expires_at`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.attributes import from_item, to_item
from pinwheel.adapters.dynamodb.endpoint_items import Key
from pinwheel.adapters.dynamodb.partitions import DynamoPartitions
from pinwheel.adapters.dynamodb.table import Table
from pinwheel.domain.errors import Conflict, NotFound, Unavailable
from pinwheel.domain.runs.ledger import Chunk, ChunkState, Cursor, OpenChunk, Run, first_cursor
from pinwheel.domain.runs.plan import RunPlan, scheduled_millis

RETENTION_SECONDS = 400 * 86_400
COUNTER = "n:"
ZONES = "z:"
MARKER = "MARKER"
ATTEMPTS = 12
"""Tries of a transaction that met another on the run's item; many senders finish chunks of one run."""

_encode = msgspec.json.Encoder().encode
_plan = msgspec.json.Decoder(RunPlan).decode
_notes = msgspec.json.Decoder(dict[str, list[int]]).decode


class DynamoLedger:
    """The port over one table."""

    def __init__(self, client: Any, table: str, *, sleep: Callable[[float], None] = time.sleep) -> None:
        """Keep the client and the table's name."""
        self._client = client
        self._table = table
        self._sleep = sleep

    def open(self, plan: RunPlan) -> bool:
        """Put the run's item, unless it is there."""
        item = {
            **_key(plan.run_id, "RUN"),
            **to_item({"plan": _encode(plan).decode(), "expires_at": _expiry(plan.run_id)}),
        }
        try:
            self._call("put_item", Item=item, ConditionExpression="attribute_not_exists(pk)")
        except Conflict:
            return False
        return True

    def run(self, run_id: str) -> Run | None:
        """Read the run's item."""
        found = self._get(run_id, "RUN")
        if found is None:
            return None
        counters = {
            name.removeprefix(COUNTER): value for name, value in found.items() if name.startswith(COUNTER)
        }
        return Run(
            plan=_plan(found["plan"]),
            slices_done=found.get("slices_done", 0),
            chunks_total=found.get("chunks_total", 0),
            chunks_done=found.get("chunks_done", 0),
            is_cancelled="cancelled" in found,
            is_sealed="sealed" in found,
            is_closed="closed" in found,
            counters=counters,
            zones={
                int(name.removeprefix(ZONES)): frozenset(value)
                for name, value in found.items()
                if name.startswith(ZONES)
            },
        )

    def cancel(self, run_id: str) -> None:
        """Set the flag."""
        self._flag(run_id, "cancelled")

    def close(self, run_id: str) -> None:
        """Set the flag."""
        self._flag(run_id, "closed")

    def erase(self, run_id: str) -> None:
        """Remove the run's item first, so that nobody goes on; then slices and chunks."""
        table = Table(self._client, self._table, pause=self._sleep)
        partitions = DynamoPartitions(table)
        partition = f"RUN#{run_id}"
        partitions.remove([(partition, "RUN")])
        partitions.empty(partition, is_late=lambda: False)

    def cursor(self, run_id: str, part: int) -> Cursor:
        """Read the slice's item; before its first move it stands at its beginning."""
        found = self._get(run_id, _slice(part))
        if found is not None:
            return Cursor(
                bucket=found["bucket"],
                after=found.get("after"),
                chunks=found["chunks"],
                step=found["step"],
                handled=found.get("handled"),
            )
        run = self.run(run_id)
        if run is None:
            raise NotFound(f"Run '{run_id}' was not found.")
        return first_cursor(part, run.plan.slices)

    def advance(
        self,
        run_id: str,
        part: int,
        *,
        old: Cursor,
        new: Cursor,
        is_done: bool,
        chunks: Sequence[Chunk],
        counters: Mapping[str, int],
        zones: Mapping[int, AbstractSet[str]] | None = None,
    ) -> None:
        """Move the cursor, put the chunks and count, in one transaction."""
        moved = msgspec.structs.asdict(new)
        cursor = {name: value for name, value in moved.items() if value is not None}
        cursor["expires_at"] = _expiry(run_id)
        put: dict[str, Any] = {"Item": {**_key(run_id, _slice(part)), **to_item(cursor)}}
        if old.step == 0:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "step = :step"
            put["ExpressionAttributeValues"] = {":step": {"N": str(old.step)}}
        totals = {**_counted(counters), "chunks_total": len(chunks), "slices_done": int(is_done)}
        self._transact(
            [
                {"Put": put},
                *({"Put": {"Item": _chunk_item(run_id, chunk)}} for chunk in chunks),
                *self._counting(run_id, totals, zones or {}),
            ]
        )

    def add_chunks(
        self, run_id: str, chunks: Sequence[Chunk], *, counters: Mapping[str, int], markers: Mapping[str, int]
    ) -> AbstractSet[str]:
        """Put chunks and markers and count, in one transaction that fails where a marker is there."""
        totals = {**_counted(counters), "chunks_total": len(chunks)}
        exists = {"Key": _key(run_id, "RUN"), "ConditionExpression": "attribute_exists(pk)"}
        counting = self._counting(run_id, totals) or [{"ConditionCheck": exists}]
        for request in counting[0].values():
            request["ConditionExpression"] += (
                " AND attribute_not_exists(sealed) AND attribute_not_exists(cancelled)"
            )
        puts = [_marker_put(name, expires_at) for name, expires_at in markers.items()]
        puts += [{"Put": {"Item": _chunk_item(run_id, chunk)}} for chunk in chunks]
        try:
            self._transact([*puts, *counting])
        except Conflict:
            if found := self._found_markers(markers):
                return found
            raise
        return frozenset()

    def _found_markers(self, names: Iterable[str]) -> AbstractSet[str]:
        """Tell which markers are there."""
        wanted = {_marker(name)["pk"]["S"]: name for name in names}
        table = Table(self._client, self._table, pause=self._sleep)
        found = table.get_many([Key(pk, MARKER) for pk in wanted])
        return {wanted[item["pk"]["S"]] for item in found}

    def seal(self, run_id: str) -> None:
        """Set the flag."""
        self._flag(run_id, "sealed")

    def open_chunks(self, run_id: str, part: int | None = None, *, since: str = "") -> Sequence[OpenChunk]:
        """Query the chunks that are not done."""
        request: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :first AND :last",
            "FilterExpression": "#state <> :done",
            "ProjectionExpression": "sk, #state, lease_until, channel, due",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {
                ":pk": {"S": f"RUN#{run_id}"},
                ":first": {"S": _chunk(since if part is None else f"{part:03d}-")},
                ":last": {"S": _chunk("~" if part is None else f"{part:03d}-~")},
                ":done": {"S": ChunkState.DONE.value},
            },
            "ConsistentRead": True,
        }
        found: list[OpenChunk] = []
        while True:
            answer = self._call("query", **request)
            found += [_open_chunk(from_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def slice_chunks(self, run_id: str, part: int) -> Sequence[Chunk]:
        """Query the chunks of a slice."""
        request: dict[str, Any] = {
            "KeyConditionExpression": "pk = :pk AND begins_with(sk, :prefix)",
            "ExpressionAttributeValues": to_item({":pk": f"RUN#{run_id}", ":prefix": _chunk(f"{part:03d}-")}),
            "ConsistentRead": True,
        }
        found: list[Chunk] = []
        while True:
            answer = self._call("query", **request)
            found += [_read_chunk(from_item(item)) for item in answer["Items"]]
            if "LastEvaluatedKey" not in answer:
                return found
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def latest_chunks(self, run_id: str, most: int) -> Sequence[Chunk]:
        """Query the chunks backwards."""
        answer = self._call(
            "query",
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues=to_item({":pk": f"RUN#{run_id}", ":prefix": _chunk("")}),
            ConsistentRead=True,
            ScanIndexForward=False,
            Limit=most,
        )
        return [_read_chunk(from_item(item)) for item in answer["Items"]]

    def claim(self, run_id: str, chunk_id: str, *, owner: str, now: float, lease_until: float) -> Chunk:
        """Take the chunk in one update that answers what it was; where it is not free, read it."""
        values = {":owner": owner, ":lease": lease_until, ":now": now}
        states = {":ready": ChunkState.READY.value, ":sending": ChunkState.SENDING.value}
        try:
            answer = self._call(
                "update_item",
                Key=_key(run_id, _chunk(chunk_id)),
                UpdateExpression="SET #state = :sending, #owner = :owner, lease_until = :lease",
                ConditionExpression="#state = :ready OR (#state = :sending AND lease_until < :now)",
                ExpressionAttributeNames={"#state": "state", "#owner": "owner"},
                ExpressionAttributeValues=to_item({**values, **states}),
                ReturnValues="ALL_OLD",
            )
        except Conflict:
            found = self._get(run_id, _chunk(chunk_id))
            if found is None:
                raise NotFound(f"Chunk '{chunk_id}' of run '{run_id}' was not found.") from None
            chunk = _read_chunk(found)
            if chunk.state is ChunkState.READY:
                raise
            return chunk
        return _read_chunk(from_item(answer["Attributes"]))

    def record(self, run_id: str, chunk: Chunk) -> None:
        """Write the chunk's standing if it is still the owner's."""
        self._call("update_item", **self._standing(run_id, chunk))

    def finish(self, run_id: str, chunk: Chunk, counters: Mapping[str, int]) -> None:
        """Make the chunk DONE and count, in one transaction."""
        done = msgspec.structs.replace(chunk, state=ChunkState.DONE)
        totals = {**_counted(counters), "chunks_done": 1}
        self._transact([{"Update": self._standing(run_id, done)}, *self._counting(run_id, totals)])

    def _standing(self, run_id: str, chunk: Chunk) -> dict[str, Any]:
        values = {
            ":state": chunk.state.value,
            ":progress": chunk.progress,
            ":rounds": chunk.rounds,
            ":lease": chunk.lease_until,
            ":notes": _encode(chunk.notes).decode(),
            ":owner": chunk.owner,
            ":sending": ChunkState.SENDING.value,
        }
        return {
            "Key": _key(run_id, _chunk(chunk.id)),
            "UpdateExpression": (
                "SET #state = :state, progress = :progress, rounds = :rounds,"
                " lease_until = :lease, notes = :notes"
            ),
            "ConditionExpression": "#state = :sending AND #owner = :owner",
            "ExpressionAttributeNames": {"#state": "state", "#owner": "owner"},
            "ExpressionAttributeValues": to_item(values),
        }

    def _counting(
        self, run_id: str, totals: Mapping[str, int], zones: Mapping[int, AbstractSet[str]] | None = None
    ) -> list[dict[str, Any]]:
        added: dict[str, Any] = {name: {"N": str(value)} for name, value in totals.items() if value}
        added |= {f"{ZONES}{due}": {"SS": sorted(names)} for due, names in (zones or {}).items()}
        moved = list(added.items())
        if not moved:
            return []
        names = {f"#c{at}": name for at, (name, _) in enumerate(moved)}
        values = {f":c{at}": value for at, (_, value) in enumerate(moved)}
        update = {
            "Key": _key(run_id, "RUN"),
            "UpdateExpression": "ADD " + ", ".join(f"#c{at} :c{at}" for at in range(len(moved))),
            "ConditionExpression": "attribute_exists(pk)",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        }
        return [{"Update": update}]

    def _flag(self, run_id: str, name: str) -> None:
        try:
            self._call(
                "update_item",
                Key=_key(run_id, "RUN"),
                UpdateExpression="SET #flag = :yes",
                ConditionExpression="attribute_exists(pk)",
                ExpressionAttributeNames={"#flag": name},
                ExpressionAttributeValues={":yes": {"BOOL": True}},
            )
        except Conflict:
            return

    def _get(self, run_id: str, key: str) -> dict[str, Any] | None:
        answer = self._call("get_item", Key=_key(run_id, key), ConsistentRead=True)
        item = answer.get("Item")
        return None if item is None else from_item(item)

    def _transact(self, operations: list[dict[str, Any]]) -> None:
        """Run a transaction; one that only met another on an item is tried again, ever later."""
        placed = [
            {verb: {"TableName": self._table, **request}}
            for operation in operations
            for verb, request in operation.items()
        ]
        for attempt in range(ATTEMPTS):
            try:
                self._client.transact_write_items(TransactItems=placed)
            except ClientError as error:
                if not _is_collision(error):
                    raise _translated(error, "transact_write_items") from error
                self._sleep(min(0.02 * 2**attempt, 1.0))
            except BotoCoreError as error:
                raise Unavailable("DynamoDB transact_write_items failed.") from error
            else:
                return
        raise Unavailable("The run's ledger is busy; try again.")

    def _call(self, operation: str, **request: Any) -> Any:
        try:
            return getattr(self._client, operation)(TableName=self._table, **request)
        except ClientError as error:
            raise _translated(error, operation) from error
        except BotoCoreError as error:
            raise Unavailable(f"DynamoDB {operation} failed.") from error


def _key(run_id: str, key: str) -> dict[str, Any]:
    return {"pk": {"S": f"RUN#{run_id}"}, "sk": {"S": key}}


def _slice(part: int) -> str:
    return f"SLICE#{part:03d}"


def _chunk(chunk_id: str) -> str:
    return f"CHUNK#{chunk_id}"


def _expiry(run_id: str) -> int:
    return scheduled_millis(run_id) // 1000 + RETENTION_SECONDS


def _marker(name: str) -> dict[str, Any]:
    """Place a marker by itself: many are written at once. Its key tells nobody what it stands for."""
    digest = hashlib.blake2b(name.encode(), digest_size=16).hexdigest()
    return {"pk": {"S": f"MARKER#{digest}"}, "sk": {"S": MARKER}}


def _marker_put(name: str, expires_at: int) -> dict[str, Any]:
    item = {**_marker(name), "expires_at": {"N": str(expires_at)}}
    return {"Put": {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}}


def _counted(counters: Mapping[str, int]) -> dict[str, int]:
    return {f"{COUNTER}{name}": value for name, value in counters.items()}


def _chunk_item(run_id: str, chunk: Chunk) -> dict[str, Any]:
    body = {
        "state": chunk.state.value,
        "blob": chunk.blob,
        "treatment": chunk.treatment_id,
        "channel": chunk.channel,
        "progress": chunk.progress,
        "owner": chunk.owner,
        "lease_until": chunk.lease_until,
        "rounds": chunk.rounds,
        "notes": _encode(chunk.notes).decode(),
        "expires_at": _expiry(run_id),
    }
    if chunk.due is not None:
        body["due"] = chunk.due
    if chunk.expires_at is not None:
        body["send_until"] = chunk.expires_at
    return {**_key(run_id, _chunk(chunk.id)), **to_item(body)}


def _read_chunk(body: Mapping[str, Any]) -> Chunk:
    return Chunk(
        id=body["sk"].removeprefix(_chunk("")),
        blob=body["blob"],
        treatment_id=body["treatment"],
        channel=body["channel"],
        progress=body["progress"],
        state=ChunkState(body["state"]),
        owner=body["owner"],
        lease_until=float(body["lease_until"]),
        rounds=body["rounds"],
        notes=_notes(body["notes"]),
        due=body.get("due"),
        expires_at=float(body["send_until"]) if "send_until" in body else None,
    )


def _open_chunk(body: Mapping[str, Any]) -> OpenChunk:
    return OpenChunk(
        body["sk"].removeprefix(_chunk("")),
        ChunkState(body["state"]),
        float(body["lease_until"]),
        body["channel"],
        body.get("due"),
    )


def _reasons(error: ClientError) -> set[str]:
    return {reason.get("Code", "None") for reason in error.response.get("CancellationReasons", [])}


def _is_collision(error: ClientError) -> bool:
    """Tell whether a transaction failed only because another touched the same item."""
    reasons = _reasons(error)
    return "TransactionConflict" in reasons and "ConditionalCheckFailed" not in reasons


def _translated(error: ClientError, operation: str) -> Exception:
    code = error.response["Error"]["Code"]
    if code == "ConditionalCheckFailedException" or "ConditionalCheckFailed" in _reasons(error):
        return Conflict("The run was moved on by somebody else.")
    return Unavailable(f"DynamoDB {operation} failed: {code}.")
