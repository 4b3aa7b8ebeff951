"""Customers' topics, which texts from phones are forwarded to."""

from __future__ import annotations

from typing import Protocol


class Topics(Protocol):
    """Publishes to topics."""

    def publish(self, topic_arn: str, message: str) -> None:
        """Publish a message.

        Raises:
            Invalid: the topic does not exist, or we may not publish to it; trying again does not help.
            Unavailable: it was not taken this time.
        """
        ...
