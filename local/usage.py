"""Sums what functions used: the `pinwheel_usage` lines that they write into their logs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

MARK = "pinwheel_usage"


@dataclass(slots=True)
class FunctionUsage:
    """What one function used."""

    invocations: int = 0
    milliseconds: float = 0.0
    gigabyte_seconds: float = 0.0
    calls: dict[str, list[float]] = field(default_factory=dict)

    def add(self, line: dict[str, Any]) -> None:
        """Count one invocation."""
        milliseconds, megabytes = line.get("duration_ms", 0), line.get("memory_mb", 0)
        self.invocations += 1
        self.milliseconds += milliseconds
        self.gigabyte_seconds += milliseconds / 1000 * megabytes / 1024
        for operation, counted in line[MARK].items():
            sums = self.calls.setdefault(operation, [0, 0])
            sums[0] += counted.get("Calls", 0)
            sums[1] += counted.get("Units", 0)

    def summary(self) -> dict[str, Any]:
        """Tell the sums."""
        return {
            "Invocations": self.invocations,
            "DurationMs": self.milliseconds,
            "GigabyteSeconds": self.gigabyte_seconds,
            "Calls": {name: {"Calls": c, "Units": u} for name, (c, u) in sorted(self.calls.items())},
        }


class UsageLog:
    """Reads the logs of all functions since a moment."""

    def __init__(self, client: Callable[[str], Any], *, now_ms: Callable[[], int]) -> None:
        """Start counting now; log times are real time."""
        self._client = client
        self._now_ms = now_ms
        self._since = now_ms()

    def restart(self) -> None:
        """Count from now on."""
        self._since = self._now_ms()

    def report(self) -> dict[str, Any]:
        """Sum, for each function, its invocations and its AWS calls by operation."""
        functions: dict[str, FunctionUsage] = defaultdict(FunctionUsage)
        for line in self._lines():
            functions[str(line.get("function", ""))].add(line)
        return {"Functions": {name: function.summary() for name, function in sorted(functions.items())}}

    def _lines(self) -> Iterator[dict[str, Any]]:
        logs = self._client("logs")
        for group_page in logs.get_paginator("describe_log_groups").paginate():
            for group in group_page["logGroups"]:
                pages = logs.get_paginator("filter_log_events").paginate(
                    logGroupName=group["logGroupName"], startTime=self._since, filterPattern=f'"{MARK}"'
                )
                for page in pages:
                    yield from (line for event in page["events"] if (line := _usage(event["message"])))


def _usage(message: str) -> dict[str, Any] | None:
    try:
        line = json.loads(message)
    except ValueError:
        return None
    return line if isinstance(line, dict) and isinstance(line.get(MARK), dict) else None
