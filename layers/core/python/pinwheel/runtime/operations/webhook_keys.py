"""The keys that calls to customers' URLs are signed with (extension API); shown once, when they are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pinwheel.api.call import Call
from pinwheel.runtime import bootstrap


def rotate_webhook_key(call: Call) -> Any:
    """Make a new key for an application; the one before stays good for a day."""
    return bootstrap.webhook_keys().rotate(call.labels["ApplicationId"])


OPERATIONS: dict[str, Callable[[Call], Any]] = {"RotateWebhookKey": rotate_webhook_key}
