"""The edge of functions that are fed by a queue: one rule for done, retry and dead letter.

A record that cannot be processed is reported back alone (partial batch failure), so that the queue delivers
it again and moves it to its dead-letter queue when that has happened often enough; the others are done.
Nothing of a body or of an unexpected error's text is logged: both may hold addresses.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson
from aws_lambda_powertools import Logger

from pinwheel.domain.errors import PinwheelError
from pinwheel.runtime.usage import metered

Process = Callable[[dict[str, Any], datetime], None]
"""What a function does with one body; the instant is when the function will be stopped, in real time."""
GiveUp = Callable[[dict[str, Any]], None]
"""What a function does about a body that it could not process at its last delivery."""

DELIVERIES = 5
"""How often a queue delivers before the dead-letter queue; the stacks set the same number."""

logger = Logger()


class Context(Protocol):
    """What is used of Lambda's context."""

    def get_remaining_time_in_millis(self) -> int:
        """Tell how long the function may still run."""
        ...


def queue_function(
    process: Process, *, give_up: GiveUp | None = None
) -> Callable[[dict[str, Any], Context], dict[str, Any]]:
    """Make a Lambda handler for an SQS event source with `ReportBatchItemFailures`.

    Example: `lambda_handler = queue_function(process)` with `def process(body, deadline): ...`. `give_up`
    hears of a body that goes to the dead-letter queue now.
    """

    def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
        remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
        deadline = datetime.now(UTC) + remaining
        failed = [
            {"itemIdentifier": record["messageId"]}
            for record in event["Records"]
            if not _is_done(process, record, deadline)
        ]
        if give_up is not None:
            _give_up(give_up, [each for each in event["Records"] if _is_lost(each, failed)])
        return {"batchItemFailures": failed}

    return metered(lambda_handler)


def _is_done(process: Process, record: dict[str, Any], deadline: datetime) -> bool:
    facts: dict[str, Any] = {"record": record["messageId"], "deliveries": _deliveries(record)}
    try:
        process(orjson.loads(record["body"]), deadline)
    except PinwheelError as error:
        logger.warning("refused", **facts, error=type(error).__name__, reason=str(error))
        return False
    except Exception as error:
        where = traceback.format_tb(error.__traceback__)
        logger.error("failed", **facts, error=type(error).__name__, where=where)  # noqa: TRY400 - its text may hold content
        return False
    logger.info("done", **facts)
    return True


def _deliveries(record: dict[str, Any]) -> int:
    return int(record.get("attributes", {}).get("ApproximateReceiveCount", 1))


def _is_lost(record: dict[str, Any], failed: list[dict[str, str]]) -> bool:
    return _deliveries(record) >= DELIVERIES and {"itemIdentifier": record["messageId"]} in failed


def _give_up(give_up: GiveUp, records: list[dict[str, Any]]) -> None:
    """Tell of each record once; it stays in the dead-letter queue whatever comes of that."""
    for record in records:
        try:
            give_up(orjson.loads(record["body"]))
        except Exception as error:
            logger.error("not given up", record=record["messageId"], error=type(error).__name__)  # noqa: TRY400 - its text may hold content
