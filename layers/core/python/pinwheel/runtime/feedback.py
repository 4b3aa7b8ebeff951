"""The edge of the function that is fed by provider feedback: all of a delivery is recorded in one go.

One call to the stream serves a hundred reports. A report that nobody can read goes back alone; when recording
fails, all others do, because doing it again is safe.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Sequence
from typing import Any

import orjson
from aws_lambda_powertools import Logger

from pinwheel.domain.errors import Invalid, PinwheelError
from pinwheel.domain.ses_feedback import Feedback
from pinwheel.runtime.settings import settings
from pinwheel.runtime.usage import metered
from pinwheel.services.feedback import open_envelope
from pinwheel.services.push_endpoints import FailureReport, open_push_report

logger = Logger()


def feedback_function(
    record: Callable[[Sequence[Feedback]], None],
    *,
    read_logs: Callable[[list[str]], list[Feedback]],
    record_pushes: Callable[[Sequence[FailureReport]], None],
) -> Callable[[Any, Any], Any]:
    """Make a Lambda handler for the feedback queue, with `ReportBatchItemFailures`.

    A subscription of SNS's delivery logs wakes it too: `read_logs` reads their lines. There an error is
    raised, and Lambda delivers again. What platform applications say of devices goes to `record_pushes`.
    """

    def lambda_handler(event: dict[str, Any], _: Any) -> dict[str, Any]:
        if "awslogs" in event:
            found = read_logs(_lines(event["awslogs"]["data"]))
            record(found)
            logger.info("recorded", reports=len(found), events=sum(len(each.events) for each in found))
            return {"reports": len(found)}
        reports: list[Feedback] = []
        pushes: list[FailureReport] = []
        opened: list[str] = []
        failed: list[str] = []
        for message in event["Records"]:
            try:
                body = orjson.loads(message["body"])
                push = open_push_report(body)
                report = None if push else open_envelope(body, account_id=settings().account_id)
            except (Invalid, orjson.JSONDecodeError) as error:
                logger.warning("refused", record=message["messageId"], error=type(error).__name__)
                failed.append(message["messageId"])
                continue
            opened.append(message["messageId"])
            reports += [report] if report else []
            pushes += [push] if push else []
        try:
            record(reports)
            record_pushes(pushes)
        except PinwheelError as error:
            logger.warning("failed", records=len(opened), error=type(error).__name__)
            failed += opened
        logger.info("recorded", reports=len(reports), events=sum(len(each.events) for each in reports))
        return {"batchItemFailures": [{"itemIdentifier": identifier} for identifier in failed]}

    return metered(lambda_handler)


def _lines(data: str) -> list[str]:
    """Unpack what CloudWatch Logs hands over: gzip in base64."""
    batch = orjson.loads(gzip.decompress(base64.b64decode(data)))
    return [str(each.get("message") or "") for each in batch.get("logEvents") or ()]
