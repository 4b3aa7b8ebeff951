"""Publishes SES events to the topic that the deployed configuration set names, as SES does."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

logger = logging.getLogger("local.feedback")

BATCH = 10
"""What SNS takes in one call."""

EVENT_TYPES = {
    "Send": "SEND",
    "Delivery": "DELIVERY",
    "Bounce": "BOUNCE",
    "Complaint": "COMPLAINT",
    "Open": "OPEN",
    "Click": "CLICK",
    "Rendering Failure": "RENDERING_FAILURE",
}


class FeedbackPublisher:
    """Looks destinations up in the emulator, where the template put them."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        """Keep the source of clients."""
        self._client = client
        self._topics: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
        # One thread: events of one message arrive in order.
        self._later = ThreadPoolExecutor(max_workers=1, thread_name_prefix="feedback")
        self.pending = 0

    def publish(self, configuration_set: str, events: Sequence[dict[str, Any]]) -> None:
        """Publish events in a while: the carrier answers its caller first."""
        self.pending += 1
        self._later.submit(self._publish_pending, configuration_set, events)

    def publish_now(self, configuration_set: str, events: Sequence[dict[str, Any]]) -> None:
        """Publish events to every destination that wants them."""
        for topic, wanted in self._destinations(configuration_set):
            entries = [
                {"Id": str(number), "Message": json.dumps(event)}
                for number, event in enumerate(events)
                if EVENT_TYPES[event["eventType"]] in wanted
            ]
            for start in range(0, len(entries), BATCH):
                batch = entries[start : start + BATCH]
                self._client("sns").publish_batch(TopicArn=topic, PublishBatchRequestEntries=batch)

    def soon(self, action: Callable[[], None]) -> None:
        """Do something in a while that ends in a report."""
        self.pending += 1
        self._later.submit(self._do_pending, action)

    def _do_pending(self, action: Callable[[], None]) -> None:
        try:
            action()
        except (BotoCoreError, ClientError):
            logger.exception("A report could not be made")
        finally:
            self.pending -= 1

    def close(self) -> None:
        """Drop what is still to be published."""
        self._later.shutdown(wait=False, cancel_futures=True)

    def _publish_pending(self, configuration_set: str, events: Sequence[dict[str, Any]]) -> None:
        try:
            self.publish_now(configuration_set, events)
        except (BotoCoreError, ClientError):
            logger.exception("Feedback could not be published")
        finally:
            self.pending -= 1

    def _destinations(self, configuration_set: str) -> tuple[tuple[str, frozenset[str]], ...]:
        if configuration_set not in self._topics:
            self._topics[configuration_set] = self._look_up(configuration_set)
        return self._topics[configuration_set]

    def _look_up(self, configuration_set: str) -> tuple[tuple[str, frozenset[str]], ...]:
        if not configuration_set:
            return ()
        ses = self._client("sesv2")
        try:
            answer = ses.get_configuration_set_event_destinations(ConfigurationSetName=configuration_set)
        except ses.exceptions.NotFoundException:
            return ()
        return tuple(
            (destination["SnsDestination"]["TopicArn"], frozenset(destination["MatchingEventTypes"]))
            for destination in answer["EventDestinations"]
            if destination.get("Enabled", True) and "SnsDestination" in destination
        )
