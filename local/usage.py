"""Sums what functions used: the `pinwheel_usage` lines that they write into their logs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

MARK = "pinwheel_usage"


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
        """Sum the AWS calls by operation, and the invocations by function."""
        calls: dict[str, dict[str, float]] = defaultdict(lambda: {"Calls": 0.0, "Units": 0.0})
        functions: dict[str, dict[str, float]] = defaultdict(
            lambda: {"Invocations": 0.0, "DurationMs": 0.0, "GigabyteSeconds": 0.0}
        )
        for line in self._lines():
            for operation, counts in line[MARK].items():
                calls[operation]["Calls"] += counts.get("Calls", 0)
                calls[operation]["Units"] += counts.get("Units", 0)
            function = functions[line.get("function", "")]
            milliseconds, megabytes = line.get("duration_ms", 0), line.get("memory_mb", 0)
            function["Invocations"] += 1
            function["DurationMs"] += milliseconds
            function["GigabyteSeconds"] += milliseconds / 1000 * megabytes / 1024
        return {"Calls": dict(sorted(calls.items())), "Functions": dict(sorted(functions.items()))}

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
