"""One DynamoDB table as the endpoint store uses it: batches, units of writes, and our own errors."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.adapters.dynamodb.endpoint_items import Item, Key
from pinwheel.domain.errors import LimitExceeded, Unavailable

BATCH = 100
"""Most keys of one BatchGetItem, and most items of one transaction."""

WORKERS = 4
"""Calls of one batch that are under way together."""

TRANSACTION_ATTEMPTS = 5

_LOST_RACES = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
_FAULTS = frozenset({"ItemCollectionSizeLimitExceeded", "ValidationError"})
"""Reasons of a cancelled transaction that no repetition cures."""
_CANCELLED = "TransactionCanceledException"
_THROTTLES = frozenset(
    {"ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"}
)

Given = TypeVar("Given")
Answer = TypeVar("Answer")


@dataclass(slots=True)
class Unit:
    """Writes that happen together or not at all: one request per item (`Put`, `Update` or `Delete`)."""

    writes: dict[Key, Item] = field(default_factory=dict)


class LostRaceError(Exception):
    """A condition did not hold, because somebody else was faster."""


class Table:
    """The client, the table's name and a few threads."""

    def __init__(self, client: Any, name: str, *, pause: Callable[[float], None] = time.sleep) -> None:
        """Keep the collaborators; threads are started by the first batch."""
        self._client = client
        self.name = name
        self._pause = pause

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(WORKERS, thread_name_prefix="dynamodb")

    def each(self, work: Callable[[Given], Answer], inputs: Sequence[Given]) -> list[Answer]:
        """Do the same work for several inputs at once, answers in order.

        Not to be nested with several inputs: the threads would wait for themselves.
        """
        if len(inputs) < 2:
            return [work(one) for one in inputs]
        return list(self._pool.map(work, inputs))

    def back_off(self, attempt: int) -> None:
        """Wait a moment, longer each time and never in step with others, before a race is run again."""
        self._pause(secrets.randbelow(1000) / 1000 * min(0.02 * 2**attempt, 0.5))

    def get(self, key: Key) -> Item | None:
        """Read one item, strongly consistent."""
        answer = self.call("get_item", TableName=self.name, Key=key.item, ConsistentRead=True)
        item: Item | None = answer.get("Item")
        return item

    def get_many(self, keys: Iterable[Key], *, attributes: Sequence[str] = ()) -> list[Item]:
        """Read several items, strongly consistent, in no order; those that do not exist are left out."""
        distinct = list(dict.fromkeys(keys))
        chunks = [distinct[start : start + BATCH] for start in range(0, len(distinct), BATCH)]
        found = self.each(lambda chunk: self._get_chunk(chunk, attributes), chunks)
        return [item for items in found for item in items]

    def _get_chunk(self, keys: Sequence[Key], attributes: Sequence[str]) -> list[Item]:
        projection = {"ProjectionExpression": ", ".join(attributes)} if attributes else {}
        pending = [key.item for key in keys]
        found: list[Item] = []
        attempt = 0
        while pending:
            request = {self.name: {"Keys": pending, "ConsistentRead": True, **projection}}
            answer = self.call("batch_get_item", RequestItems=request)
            found.extend(answer["Responses"].get(self.name, []))
            pending = answer.get("UnprocessedKeys", {}).get(self.name, {}).get("Keys", [])
            if pending:
                self.back_off(attempt)
                attempt += 1
        return found

    def write(self, unit: Unit) -> None:
        """Write one unit; a single item without the price of a transaction.

        Raises:
            LostRaceError: a condition did not hold; nothing was written.
        """
        writes = list(unit.writes.values())
        if len(writes) != 1:
            if writes:
                self._transact(writes)
            return
        ((kind, request),) = writes[0].items()
        self.call(f"{kind.lower()}_item", **request)

    def write_many(self, units: Sequence[Unit]) -> list[int]:
        """Write units, as many as fit together in one transaction; tell which of them lost a race.

        A unit that touches an item of an earlier one is not tried: it counts as lost.
        """
        packs, lost = _packed(units)
        outcomes = self.each(lambda pack: self._write_pack(units, pack), packs)
        return sorted([*lost, *(index for outcome in outcomes for index in outcome)])

    def _write_pack(self, units: Sequence[Unit], pack: Sequence[int]) -> list[int]:
        pending, lost = list(pack), list[int]()
        for attempt in range(TRANSACTION_ATTEMPTS):
            if not pending:
                return lost
            owners = [index for index in pending for _ in units[index].writes]
            try:
                self._transact([write for index in pending for write in units[index].writes.values()])
            except _CancelledError as cancelled:
                guilty = {
                    owner for owner, code in zip(owners, cancelled.codes, strict=False) if code != "None"
                }
                lost.extend(guilty)
                pending = [index for index in pending if index not in guilty]
                if not guilty:
                    self.back_off(attempt)
            else:
                return lost
        return lost + pending

    def _transact(self, writes: Sequence[Item]) -> None:
        self.call("transact_write_items", TransactItems=list(writes))

    def query(self, **request: Any) -> Any:
        """Ask for one page."""
        return self.call("query", TableName=self.name, **request)

    def call(self, operation: str, **request: Any) -> Any:
        """Make one call, with our errors.

        Raises:
            LostRaceError: a condition did not hold.
            LimitExceeded: the table is busy.
            Unavailable: anything else.
        """
        try:
            return getattr(self._client, operation)(**request)
        except ClientError as error:
            raise _translated(error, operation) from error
        except BotoCoreError as error:
            raise Unavailable(f"DynamoDB {operation} failed.") from error


class _CancelledError(LostRaceError):
    """A transaction was cancelled; `codes` has one reason per item, "None" for the innocent."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__()
        self.codes = codes


def _packed(units: Sequence[Unit]) -> tuple[list[list[int]], list[int]]:
    packs: list[list[int]] = []
    lost: list[int] = []
    seen: set[Key] = set()
    room = 0
    for index, unit in enumerate(units):
        if not seen.isdisjoint(unit.writes):
            lost.append(index)
            continue
        seen.update(unit.writes)
        if not packs or len(unit.writes) > room:
            packs.append([])
            room = BATCH
        packs[-1].append(index)
        room -= len(unit.writes)
    return packs, lost


def _translated(error: ClientError, operation: str) -> Exception:
    code = error.response["Error"]["Code"]
    if code == _CANCELLED:
        reasons: Any = error.response.get("CancellationReasons", [])
        codes = [reason.get("Code", "None") for reason in reasons]
        if _FAULTS.isdisjoint(codes):
            return _CancelledError(codes)
        return Unavailable(f"DynamoDB {operation} was cancelled: {sorted(_FAULTS.intersection(codes))}.")
    if code in _LOST_RACES:
        return LostRaceError(code)
    if code in _THROTTLES:
        return LimitExceeded("The data store is busy.")
    return Unavailable(f"DynamoDB {operation} failed: {code}.")
