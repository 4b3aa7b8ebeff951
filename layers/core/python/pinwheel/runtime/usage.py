"""Counts the AWS calls of an invocation, so that what a workload costs is counted and not guessed.

Each invocation writes one JSON line into the function's log: `{"pinwheel_usage": {"dynamodb.GetItem":
{"Calls": 1, "Units": 0.5}}, "function": "...", "duration_ms": 1.2, "memory_mb": 512}`. `Units` are what the
service bills by where that is not the call: DynamoDB's capacity units, Kinesis payload units of 25 KB.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

PAYLOAD_UNIT = 25_000
"""Bytes of a Kinesis record that are billed together."""


class UsageMeter:
    """Counters by `service.Operation`; safe for the threads of one invocation."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = threading.Lock()
        self._counts: dict[str, list[float]] = {}

    def attach(self, session: Any) -> None:
        """Count all calls of all clients that the SDK session makes from now on."""
        events = session.get_component("event_emitter")
        events.register("after-call", self._after_call)
        for operation in _METERED:
            events.register(f"provide-client-params.dynamodb.{operation}", _ask_for_capacity)
        events.register("provide-client-params.kinesis.PutRecords", self._before_put_records)

    def _after_call(self, model: Any, parsed: Any, **_: Any) -> None:
        name = f"{model.service_model.service_name}.{model.name}"
        self.count(name, _units(parsed))

    def _before_put_records(self, params: dict[str, Any], **_: Any) -> None:
        units = sum(-(-len(record["Data"]) // PAYLOAD_UNIT) for record in params["Records"])
        self.count("kinesis.PayloadUnits", units)

    def count(self, name: str, units: float = 0) -> None:
        """Add one call."""
        with self._lock:
            counter = self._counts.setdefault(name, [0, 0])
            counter[0] += 1
            counter[1] += units

    def take(self) -> dict[str, dict[str, float]]:
        """Give the counters and start again at nothing."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return {name: {"Calls": calls, "Units": units} for name, (calls, units) in sorted(taken.items())}


_METERED = (
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "TransactWriteItems",
    "UpdateItem",
)


def _ask_for_capacity(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    return {"ReturnConsumedCapacity": "TOTAL", **params}


def _units(parsed: Any) -> float:
    """Sum the capacity units that DynamoDB reports; zero for every other answer."""
    consumed = parsed.get("ConsumedCapacity") if isinstance(parsed, dict) else None
    if consumed is None:
        return 0
    entries = consumed if isinstance(consumed, list) else [consumed]
    return float(sum(entry.get("CapacityUnits", 0) for entry in entries))


meter = UsageMeter()


def metered(handler: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Write what an invocation used when it ends, also when it fails."""

    def run(event: Any, context: Any) -> Any:
        start = time.perf_counter()
        try:
            return handler(event, context)
        finally:
            line = {
                "pinwheel_usage": meter.take(),
                "function": os.environ.get("POWERTOOLS_SERVICE_NAME", ""),
                "duration_ms": round((time.perf_counter() - start) * 1000, 1),
                "memory_mb": int(os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "0")),
            }
            sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")

    return run
