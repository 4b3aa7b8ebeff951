"""Usage and retention (extension API)."""

from __future__ import annotations

from typing import Any

from pinwheel.api.call import Call, Operation
from pinwheel.runtime import bootstrap
from pinwheel.services import usage


def get_usage(call: Call) -> Any:
    """Tell how much the application was used, day by day."""
    return usage.usage(
        call.labels["ApplicationId"],
        start=call.first("Start"),
        end=call.first("End"),
        documents=bootstrap.documents(),
        rollups=bootstrap.rollups(),
        clock=bootstrap.clock(),
    )


def get_retention(call: Call) -> Any:
    """Tell who came back of those who were first seen on a day."""
    return usage.retention(
        call.labels["ApplicationId"],
        day=call.first("Date"),
        documents=bootstrap.documents(),
        rollups=bootstrap.rollups(),
        clock=bootstrap.clock(),
    )


OPERATIONS: dict[str, Operation] = {"GetUsage": get_usage, "GetRetention": get_retention}
