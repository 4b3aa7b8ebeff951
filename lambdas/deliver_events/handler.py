"""Delivers the events of the stream to the streams of customers.

Invoked with `{"ApplicationId": ...}` it sends again what an application's stream did not take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pinwheel.domain.events import EventRecord
from pinwheel.runtime import bootstrap
from pinwheel.runtime.batch import Context
from pinwheel.runtime.exports import publish_exports
from pinwheel.runtime.stream import follower_function

MARGIN = timedelta(seconds=20)


def follow(batch: str, events: Sequence[EventRecord], _: datetime) -> Mapping[str, int]:
    """Deliver some events of a shard."""
    exports = bootstrap.stream_delivery().deliver(batch, events)
    publish_exports(exports)
    return {
        "delivered": sum(each.delivered for each in exports),
        "undelivered": sum(each.failed for each in exports),
    }


_follow = follower_function(follow)


def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Take a batch of the stream, or an operator's wish to send again."""
    if "ApplicationId" not in event:
        return _follow(event, context)
    remaining = timedelta(milliseconds=context.get_remaining_time_in_millis())
    deadline = bootstrap.clock().real_now() + remaining - MARGIN
    return bootstrap.stream_delivery().redeliver(event["ApplicationId"], deadline=deadline)
