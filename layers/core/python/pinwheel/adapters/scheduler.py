"""One-time schedules of EventBridge Scheduler; the target is the queue of campaign runs.

A firing that the queue does not take is tried again for a day; then its input waits in a dead-letter queue.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from pinwheel.domain.errors import Unavailable

RETRIES = {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}
"""The most that the scheduler offers."""


class EventBridgeTimers:
    """What can be dropped of one schedule group."""

    def __init__(self, client: Any, *, group: str) -> None:
        """Keep the client and the group."""
        self._client = client
        self._group = group

    def cancel(self, name: str) -> None:
        """Delete the schedule if it is still there."""
        self._done(
            "delete_schedule",
            {"Name": name, "GroupName": self._group},
            unless="ResourceNotFoundException",
        )

    def _done(self, operation: str, request: dict[str, Any], *, unless: str = "") -> bool:
        try:
            getattr(self._client, operation)(**request)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == unless:
                return False
            raise Unavailable(f"The scheduler refused {operation}: {code}.") from error
        except BotoCoreError as error:
            raise Unavailable(f"The scheduler did not answer {operation}.") from error
        return True


class EventBridgeScheduler(EventBridgeTimers):
    """The port over one schedule group."""

    def __init__(
        self, client: Any, *, group: str, target_arn: str, role_arn: str, dead_letters_arn: str
    ) -> None:
        """Keep the client, the group, the queue's ARN, the role that feeds it, and where lost firings go."""
        super().__init__(client, group=group)
        self._target_arn = target_arn
        self._role_arn = role_arn
        self._dead_letters_arn = dead_letters_arn

    def schedule_once(self, name: str, at: datetime, body: dict[str, Any]) -> None:
        """Create the schedule, or update the one of this name; it removes itself once it has fired."""
        request = {
            "Name": name,
            "GroupName": self._group,
            "ScheduleExpression": f"at({at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
            "ScheduleExpressionTimezone": "UTC",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "DELETE",
            "State": "ENABLED",
            "Target": {
                "Arn": self._target_arn,
                "RoleArn": self._role_arn,
                "Input": json.dumps(body),
                "RetryPolicy": RETRIES,
                "DeadLetterConfig": {"Arn": self._dead_letters_arn},
            },
        }
        if not self._done("create_schedule", request, unless="ConflictException"):
            self._done("update_schedule", request)
