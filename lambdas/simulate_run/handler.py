"""Dry runs of campaigns: queue `DryRuns`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pinwheel.runtime.batch import queue_function
from pinwheel.runtime.dry_runs import worker


def process(body: dict[str, Any], deadline: datetime) -> None:
    """Do what one message asks for."""
    worker().work(body, deadline)


def give_up(body: dict[str, Any]) -> None:
    """End the dry run of a message that goes to the dead-letter queue."""
    worker().give_up(body)


lambda_handler = queue_function(process, give_up=give_up)
